import { describe, expect, it } from "vitest";
import { paletteEntries } from "@/app/paletteEntries";
import type { AppState } from "@/state/appState";
import { defaultBuildOptions } from "@/worker/protocol";
import { linkedScene } from "../support/linkedScene";

const text = ["SIZE = 8", ".macro saved", "Lin: nop", ".endm", "_main: bl _helper", "Lend_main: ret"].join("\n");
const file = { id: "m", name: "main.s", version: 1, contents: { kind: "text", text } } as const;
const stateOf = (build: Partial<AppState["build"]> | undefined) =>
  ({ files: [file], options: defaultBuildOptions, build }) as unknown as AppState;
const found = (state: AppState, query: string) =>
  paletteEntries(state, query)
    .filter(({ kind }) => kind !== "command")
    .map((entry) => `${entry.kind} ${entry.title}${"detail" in entry ? ` (${entry.detail})` : ""}`);

describe("the palette", () => {
  it("finds files and symbols, and names that are in no symbol table", () => {
    const state = stateOf({ view: linkedScene() });
    expect(found(state, "main.s")).toEqual(["file main.s"]);
    expect(found(state, "_main").at(-1)).toBe("name Lend_main (label, main.s:6)");
    expect(found(state, "_main").filter((entry) => entry.startsWith("name _main"))).toEqual([]);
    expect(found(state, "size")).toEqual(["name SIZE (constant, main.s:1)"]);
    expect(found(state, "saved")).toEqual(["name saved (macro, main.s:2)"]);
    expect(found(state, "lin")).toEqual([]);
  });

  it("finds names while nothing is linked", () => {
    expect(found(stateOf(undefined), "_main")).toEqual([
      "name _main (label, main.s:5)",
      "name Lend_main (label, main.s:6)",
    ]);
  });
});
