import { describe, expect, it } from "vitest";
import { createAppStore } from "@/state/createAppStore";
import { type AddressPort, followAddress } from "@/state/permalink/address";
import { memoryStorage } from "@/state/storage";
import { blankBuild, createFakeClient } from "../../support/fakeClient";

function scene() {
  const client = createFakeClient();
  const store = createAppStore({ client, storage: { tab: memoryStorage(), browser: memoryStorage() } });
  const log: string[] = [];
  const problems: string[] = [];
  const timers = new Map<number, () => void>();
  let moved = () => {};
  let address = { base: "https://x/", search: "", hash: "" };
  let lastTimer = 0;
  const go = (url: string) => {
    const { search, hash } = new URL(url);
    address = { base: "https://x/", search, hash };
  };
  const port: AddressPort = {
    read: () => address,
    replace(url) {
      log.push(`replace ${url.slice(0, 40)}`);
      go(url);
    },
    push(url) {
      log.push(`push ${url.slice(0, 40)}`);
      go(url);
    },
    onMove: (listener) => {
      moved = listener;
    },
    setTimer(run) {
      lastTimer += 1;
      timers.set(lastTimer, run);
      return lastTimer;
    },
    clearTimer: (timer) => void timers.delete(timer),
  };
  followAddress(store, port, (message) => problems.push(message));
  const settle = () => {
    for (const run of [...timers.values()]) run();
    timers.clear();
  };
  const visit = (url: string) => {
    go(url);
    moved();
  };
  return { client, store, log, problems, timers, settle, visit };
}

describe("address bar", () => {
  it("stays as it is until the visitor does something", () => {
    const { client, log, settle } = scene();
    client.tell({ kind: "built", build: blankBuild(1, new Uint8Array(16)) });
    settle();
    expect(log).toEqual([]);
  });

  it("is rewritten once after a burst of edits", () => {
    const { store, log, settle, timers } = scene();
    for (const text of ["a", "ab", "abc"]) store.getState().editFile("f1", text);
    expect(timers.size).toBe(1);
    settle();
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^replace https:\/\/x\/#v1\./);
  });

  it("gets a history entry when an example is opened", () => {
    const { store, log, settle } = scene();
    store.getState().openExample("got-load");
    settle();
    expect(log).toEqual(["push https://x/?ex=got-load&arch=arm64"]);
  });

  it("goes back to an example, and complains about a damaged link without losing the work", () => {
    const { store, visit, problems } = scene();
    store.getState().openExample("got-load");
    visit("https://x/?ex=two-objects&arch=x86_64");
    expect(store.getState().example).toBe("two-objects");
    expect(store.getState().options.architecture).toBe("x86_64");
    store.getState().editFile(store.getState().files[0]!.id, "mine");
    visit("https://x/#v1.AAAAAAAAAAAAAA");
    expect(problems).toHaveLength(1);
    expect(store.getState().files[0]!.contents).toEqual({ kind: "text", text: "mine" });
  });
});
