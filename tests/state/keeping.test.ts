import { expect, it } from "vitest";
import { createAppStore } from "@/state/createAppStore";
import { keepProject, openingOf } from "@/state/keeping";
import type { AddressPort } from "@/state/permalink/address";
import { memoryStorage } from "@/state/storage";
import { createFakeClient } from "../support/fakeClient";

const nowhere = { search: "", hash: "" };
const storages = () => ({ tab: memoryStorage(), browser: memoryStorage() });

it("opens a link before saved work, and says why it does not", () => {
  const storage = storages();
  expect(openingOf(nowhere, storage)).toEqual({ opening: undefined, problem: undefined });
  expect(openingOf({ search: "?ex=got-load", hash: "" }, storage).opening).toMatchObject({ id: "got-load" });
  expect(openingOf({ search: "", hash: "#v1.AAAA" }, storage).problem).toContain("damaged");
});

it("keeps what was changed before it was there", () => {
  const storage = storages();
  const store = createAppStore({ client: createFakeClient(), storage });
  const since = store.getState();
  store.getState().editFile("f1", "ret");
  const waiting: (() => void)[] = [];
  const timers = { setTimer: (run: () => void) => waiting.push(run), clearTimer: () => {} };
  const written: string[] = [];
  const address: AddressPort = {
    read: () => ({ base: "https://x/", ...nowhere }),
    replace: (url) => void written.push(url),
    push: (url) => void written.push(url),
    onMove: () => {},
    ...timers,
  };
  const saveNow = keepProject(store, { address, storage, timers, since, tell: () => {} });
  for (const run of waiting) run();
  expect(written).toHaveLength(1);
  expect(openingOf(nowhere, storage).opening).toMatchObject({ kind: "project" });
  saveNow();
});
