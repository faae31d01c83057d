import { describe, expect, it } from "vitest";
import { createRowNotes } from "@/tables/rowNotes";

describe("notes of rows", () => {
  it("join neighbours, and count each row once", () => {
    const notes = createRowNotes();
    notes.note(5, 2);
    notes.note(7, 1);
    notes.note(6, 3);
    notes.note(1, 1);
    expect(notes.runs()).toEqual([5, 9, 1, 2]);
    expect(notes.count()).toBe(5);
  });

  it("begin anew when they were looked at, which leaves what was handed out alone", () => {
    const notes = createRowNotes();
    notes.note(1000, 1);
    const runs = notes.runs();
    notes.clear();
    notes.note(1000, 1);
    notes.note(3, 0);
    expect(runs).toEqual([1000, 1001]);
    expect(notes.runs()).toEqual([1000, 1001]);
    expect(notes.count()).toBe(1);
  });
});
