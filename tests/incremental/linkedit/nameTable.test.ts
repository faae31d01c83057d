import { describe, expect, it } from "vitest";
import { createRoomyBytes } from "@/base/roomyBytes";
import { decodeText } from "@/base/text";
import { createNameTable } from "@/linker/incremental/linkedit/nameTable";
import { createStringPool } from "@/tables/stringPool";

function create() {
  const strings = createStringPool();
  const memory = createRoomyBytes((size) => size + 64);
  const names = createNameTable(strings, memory);
  names.clear();
  const textAt = (at: number) => decodeText(memory.bytes.subarray(at, memory.bytes.indexOf(0, at)));
  return { strings, memory, names, textAt };
}

describe("names of records", () => {
  it("are there once, however many records need them, and go with the last", () => {
    const { strings, names, textAt } = create();
    const main = strings.internText("_main");
    const at = names.acquire(main);
    expect(at).toBe(2);
    expect(names.acquire(main)).toBe(at);
    names.release(main);
    expect(textAt(at)).toBe("_main");
    names.release(main);
    expect(textAt(at)).toBe("");
  });
  it("take the places of names that went", () => {
    const { strings, names, textAt, memory } = create();
    const kept = names.acquire(strings.internText("_kept"));
    const label = strings.internText("_label");
    const at = names.acquire(label);
    names.acquire(strings.internText("_behind"));
    names.release(label);
    memory.takeChanges();
    expect(names.acquire(strings.internText("_labe"))).toBe(at);
    expect(memory.takeChanges()).toEqual([{ from: at, to: at + 5 }]);
    expect(names.acquire(strings.internText("_label2"))).toBeGreaterThan(at + 6);
    expect(textAt(kept)).toBe("_kept");
  });
  it("know that no name is the end of the blank", () => {
    const { strings, names, textAt } = create();
    expect(names.acquire(strings.internText(""))).toBe(1);
    names.release(strings.internText(""));
    expect(textAt(names.startOf(strings.internText("")))).toBe("");
  });
});
