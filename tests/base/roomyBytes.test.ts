import { describe, expect, it } from "vitest";
import { createRoomyBytes } from "@/base/roomyBytes";

const create = () => createRoomyBytes((size) => size + 100);

describe("bytes with room", () => {
  it("keep what they hold when more room is made", () => {
    const memory = create();
    memory.reserve(4);
    expect(memory.bytes.length).toBe(104);
    memory.write(0, Uint8Array.of(1, 2, 3, 4));
    memory.reserve(104);
    expect(memory.bytes.length).toBe(104);
    memory.reserve(105);
    expect([...memory.bytes.subarray(0, 5)]).toEqual([1, 2, 3, 4, 0]);
    expect(memory.bytes.length).toBe(205);
  });
  it("note what changed, near stretches as one, and once", () => {
    const memory = create();
    memory.reserve(100);
    memory.write(50, Uint8Array.of(7, 7));
    memory.write(0, Uint8Array.of(0, 0, 1, 0));
    memory.write(56, Uint8Array.of(8));
    memory.fill(9, 90, 92);
    expect(memory.takeChanges()).toEqual([
      { from: 2, to: 3 },
      { from: 50, to: 57 },
      { from: 90, to: 92 },
    ]);
    memory.write(50, Uint8Array.of(7, 7));
    expect(memory.takeChanges()).toEqual([]);
    memory.clear();
    expect(memory.takeChanges()).toEqual([{ from: 0, to: 200 }]);
    expect(memory.bytes.every((byte) => byte === 0)).toBe(true);
  });
  it("count as changed altogether when there are too many notes", () => {
    const memory = createRoomyBytes((size) => size);
    memory.reserve(1 << 20);
    for (let at = 0; at < 1 << 20; at += 64) memory.write(at, Uint8Array.of(1));
    expect(memory.takeChanges()).toEqual([{ from: 0, to: 1 << 20 }]);
  });
});
