import { describe, expect, it } from "vitest";
import { keepSaved, savedOpening } from "@/state/autosave";
import { createAppStore } from "@/state/createAppStore";
import { memoryStorage, webStorage } from "@/state/storage";
import { createFakeClient } from "../support/fakeClient";

const storages = () => ({ tab: memoryStorage(), browser: memoryStorage() });
const timers = { setTimer: () => 1, clearTimer: () => {} };

describe("autosave", () => {
  it("keeps changed work and gives it back to a new tab", () => {
    const storage = storages();
    const store = createAppStore({ client: createFakeClient(), storage });
    const save = keepSaved(store, storage, timers);
    expect(savedOpening(storage)).toBeUndefined();
    store.getState().editFile("f1", "ret");
    save();
    const opening = savedOpening({ tab: memoryStorage(), browser: storage.browser });
    const again = createAppStore({ client: createFakeClient(), storage, ...(opening && { opening }) });
    expect(again.getState().files[0]!.contents).toEqual({ kind: "text", text: "ret" });
    expect(again.getState().modified).toBe(true);
  });

  it("lets go of work when an example is opened afresh", () => {
    const storage = storages();
    const store = createAppStore({ client: createFakeClient(), storage });
    const save = keepSaved(store, storage, timers);
    store.getState().editFile("f1", "ret");
    save();
    store.getState().openExample("got-load");
    save();
    expect(savedOpening(storage)).toBeUndefined();
  });

  it("does without a storage that refuses", () => {
    const refused = webStorage(() => {
      throw new Error("SecurityError");
    });
    refused.write("key", "value");
    expect(refused.read("key")).toBeUndefined();
    expect(savedOpening({ tab: refused, browser: refused })).toBeUndefined();
  });
});
