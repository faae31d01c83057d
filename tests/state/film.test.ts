import { describe, expect, it } from "vitest";
import { row } from "@/base/units";
import { createAppStore } from "@/state/createAppStore";
import { moveToStop, stepPass, stepPatch, stepToStage } from "@/state/film";
import { memoryStorage } from "@/state/storage";
import { createFakeClient } from "../support/fakeClient";
import { linkedScene } from "../support/linkedScene";

function scene() {
  const store = createAppStore({
    client: createFakeClient(),
    storage: { tab: memoryStorage(), browser: memoryStorage() },
  });
  const timing = { assemble: 0, link: 0, total: 0 };
  const build = { run: 1, view: linkedScene(), files: [], timing };
  store.setState({ build, latest: build, phase: "linked" });
  return { store, state: () => store.getState(), shown: () => [store.getState().step, store.getState().selected] };
}
const relocation = (number: number) => ({ kind: "relocation", relocation: row(number) });

describe("the film", () => {
  it("starts at the first relocation and ends with the finished image", () => {
    const { store, state, shown } = scene();
    stepPatch(store, 1);
    expect(shown()).toEqual([4, relocation(1)]);
    stepPatch(store, 1);
    expect(shown()).toEqual([5, relocation(2)]);
    for (let i = 0; i < 6; i++) stepPatch(store, 1);
    expect(shown()).toEqual([11, relocation(8)]);
    stepPatch(store, 1);
    expect(state().step).toBeUndefined();
  });

  it("goes on from the relocation looked at", () => {
    const { store, shown, state } = scene();
    state().select({ kind: "relocation", relocation: row(3) });
    stepPatch(store, 1);
    expect(shown()).toEqual([7, relocation(4)]);
    stepPatch(store, -1);
    expect(shown()).toEqual([6, relocation(3)]);
  });

  it("runs backwards to the empty image", () => {
    const { store, shown, state } = scene();
    stepPatch(store, -1);
    expect(shown()).toEqual([11, relocation(8)]);
    for (let i = 0; i < 8; i++) stepPatch(store, -1);
    expect(state().step).toBe(0);
  });

  it("moves by stages", () => {
    const { store, state } = scene();
    stepPass(store, -1);
    expect(state().step).toBe(12);
    stepPass(store, -1);
    expect(state().step).toBe(11);
    stepPass(store, -1);
    expect(state().step).toBe(0);
    stepPass(store, 1);
    expect(state().step).toBe(11);
    stepPass(store, 1);
    stepPass(store, 1);
    expect(state().step).toBeUndefined();
  });

  it("shows what a stage decided", () => {
    const { store, state } = scene();
    stepToStage(store, 4);
    expect([state().step, state().table]).toEqual([0, "actions"]);
    stepToStage(store, 6);
    expect([state().step, state().table]).toEqual([11, "relocations"]);
    stepToStage(store, 8);
    expect([state().step, state().table]).toEqual([undefined, "loadCommands"]);
  });

  it("does nothing without a build", () => {
    const { store, state } = scene();
    store.setState({ build: undefined });
    moveToStop(store, 3);
    stepPatch(store, 1);
    stepPass(store, 1);
    stepToStage(store, 2);
    expect(state().step).toBeUndefined();
  });
});
