import { describe, expect, it } from "vitest";
import { byteCount, virtualAddress } from "@/base/units";
import { changedBytes, flushSentence } from "@/inspect/flush";
import type { FlushSummary } from "@/linker/incremental/summary";

const quiet: FlushSummary = {
  number: 2,
  complete: true,
  changed: [{ from: 16, to: 19 }],
  changes: [{ from: 16, before: Uint8Array.of(1, 2, 3), after: Uint8Array.of(4, 5, 6) }],
  placed: [],
  moved: [],
  rewritten: [],
  rewrittenBytes: 0,
  grown: [],
  applied: 0,
  relocations: 14,
  pending: 0,
  slotsWritten: 0,
  slotsFreed: 0,
  rooms: [],
};

describe("what a flush did, in a sentence", () => {
  it("tells bytes rewritten in place", () => {
    expect(flushSentence({ ...quiet, rewritten: ["_helper"], rewrittenBytes: 3, applied: 2 })).toBe(
      "3 bytes of _helper rewritten in place, 2 of 14 relocations patched, nothing moved.",
    );
  });
  it("tells what moved, from where to where, and what grew", () => {
    const move = {
      name: "_f",
      from: virtualAddress(0x1000),
      to: virtualAddress(0x2000),
      size: byteCount(8),
      section: "__text",
      sectionStart: virtualAddress(0x1000),
      capacity: byteCount(0x2000),
    };
    expect(flushSentence({ ...quiet, moved: [move], grown: [{ section: "__text", by: 0x1000 }] })).toBe(
      "None of 14 relocations patched again, _f outgrew its room and moved from 0x1000 to 0x2000, __text outgrew its room and pushed on what is behind it by 0x1000.",
    );
  });
  it("tells newcomers and freed slots", () => {
    expect(flushSentence({ ...quiet, placed: ["_a", "_b", "_c"], slotsFreed: 1 })).toBe(
      "_a, _b and 1 more got their places, none of 14 relocations patched again, 1 slot freed, nothing moved.",
    );
  });
  it("tells that nothing happened", () => {
    expect(flushSentence({ ...quiet, changed: [] })).toBe("Nothing changed: not a byte was written.");
    expect(changedBytes(quiet)).toBe(3);
  });
});
