import { describe, expect, it } from "vitest";
import { row } from "@/base/units";
import {
  neighbourPatch,
  neighbourStage,
  patchStopCount,
  relocationAtStop,
  sayStop,
  stageFact,
  stageNames,
  stopAt,
  stopOfRelocation,
  stopsOf,
} from "@/inspect/rows/passes";
import { stopAtPosition, stripLayout } from "@/panels/passes/stripLayout";
import { linkedScene } from "../../support/linkedScene";
import { sceneView } from "../scene";

const view = linkedScene();
const stops = stopsOf(view);

describe("stops", () => {
  it("are the start, every relocation, and the end of every stage that wrote", () => {
    expect([...stops.steps]).toEqual([0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]);
    expect([...stops.patches]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0]);
    expect(patchStopCount(view)).toBe(8);
  });

  it("say where the film stands", () => {
    expect(sayStop(view, 0)).toBe("Before the first byte is written");
    expect(sayStop(view, 3)).toBe("Relocation 3 of 8: BRANCH26 in _main+0x10 → _puts");
    expect(sayStop(view, 9)).toBe("Fixups is done");
    expect(sayStop(view, 10)).toBe("The finished image");
  });

  it("are found from steps and relocations", () => {
    expect(stopAt(stops, undefined)).toBe(10);
    expect(stopAt(stops, 0)).toBe(0);
    expect(stopAt(stops, 2)).toBe(0);
    expect(stopAt(stops, 13)).toBe(9);
    expect(stopOfRelocation(view, row(3))).toBe(3);
    expect(stopOfRelocation(view, row(9))).toBeUndefined();
    expect(relocationAtStop(view, 3)).toBe(3);
  });

  it("have neighbours by relocation and by stage", () => {
    expect(neighbourPatch(view, 0, 1)).toBe(1);
    expect(neighbourPatch(view, 8, 1)).toBeUndefined();
    expect(neighbourPatch(view, 10, -1)).toBe(8);
    expect(neighbourStage(stops, 0, 1)).toBe(8);
    expect(neighbourStage(stops, 3, 1)).toBe(8);
    expect(neighbourStage(stops, 8, 1)).toBe(9);
    expect(neighbourStage(stops, 9, -1)).toBe(8);
    expect(neighbourStage(stops, 3, -1)).toBe(0);
    expect(neighbourStage(stops, 0, -1)).toBeUndefined();
  });

  it("of a build that wrote nothing are only the start", () => {
    const empty = sceneView({ tables: {} });
    expect([...stopsOf(empty).steps]).toEqual([0]);
    expect(stripLayout(stopsOf(empty)).positions).toHaveLength(1);
  });
});

describe("stages", () => {
  it("say in a few words what they did", () => {
    expect(stageNames.map((stage) => stageFact(view, stage, 2))).toEqual([
      "2 sources",
      "2 objects, 1 library",
      "5 names, 2 imported",
      "off",
      "1 stub, 1 GOT cell",
      "8 sections",
      "8 relocations",
      "2 binds, 1 rebase",
      "48.5 KiB",
    ]);
  });
});

describe("the strip", () => {
  const layout = stripLayout(stops);

  it("puts stops in order, relocations inside Patch, and the end at the end", () => {
    const positions = [...layout.positions];
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions[0]).toBe(0);
    expect(positions.at(-1)).toBe(1);
    for (let stop = 1; stop <= 8; stop++) {
      expect(positions[stop]).toBeGreaterThan(layout.patchFrom);
      expect(positions[stop]).toBeLessThan(layout.patchTo);
    }
  });

  it("finds the stop under the pointer", () => {
    for (const [stop, position] of layout.positions.entries()) expect(stopAtPosition(layout, position)).toBe(stop);
    expect(stopAtPosition(layout, -1)).toBe(0);
    expect(stopAtPosition(layout, 2)).toBe(10);
  });
});
