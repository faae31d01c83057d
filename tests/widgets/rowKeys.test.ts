import { describe, expect, it } from "vitest";
import { rowKeyMove } from "@/widgets/rowKeys";

/** Rows 0 and 3 have others below them; 0 is open, 3 is closed. */
const tree = (active: number | undefined) => ({
  active,
  count: 5,
  page: 2,
  level: (position: number) => [1, 2, 2, 1, 1][position] ?? 1,
  expanded: (position: number) => (position === 0 ? true : position === 3 ? false : undefined),
});

describe("rowKeyMove", () => {
  it("moves by rows, pages and to the ends, without leaving the table", () => {
    expect(rowKeyMove("ArrowDown", tree(1))).toEqual({ kind: "move", to: 2 });
    expect(rowKeyMove("ArrowUp", tree(0))).toEqual({ kind: "move", to: 0 });
    expect(rowKeyMove("PageDown", tree(4))).toEqual({ kind: "move", to: 4 });
    expect(rowKeyMove("Home", tree(4))).toEqual({ kind: "move", to: 0 });
    expect(rowKeyMove("End", tree(1))).toEqual({ kind: "move", to: 4 });
  });

  it("starts at the top, or with End at the bottom", () => {
    expect(rowKeyMove("ArrowDown", tree(undefined))).toEqual({ kind: "move", to: 0 });
    expect(rowKeyMove("End", tree(undefined))).toEqual({ kind: "move", to: 4 });
    expect(rowKeyMove("Enter", tree(undefined))).toBeUndefined();
  });

  it("opens and closes, steps in and goes back to the parent", () => {
    expect(rowKeyMove("ArrowRight", tree(3))).toEqual({ kind: "toggle", position: 3 });
    expect(rowKeyMove("ArrowRight", tree(0))).toEqual({ kind: "move", to: 1 });
    expect(rowKeyMove("ArrowLeft", tree(0))).toEqual({ kind: "toggle", position: 0 });
    expect(rowKeyMove("ArrowLeft", tree(2))).toEqual({ kind: "move", to: 0 });
    expect(rowKeyMove("ArrowLeft", tree(4))).toBeUndefined();
    expect(rowKeyMove("Enter", tree(2))).toEqual({ kind: "open", position: 2 });
  });
});
