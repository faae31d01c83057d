import { describe, expect, it } from "vitest";
import { createRoomyBytes } from "@/base/roomyBytes";
import { createStreamHeap } from "@/linker/incremental/linkedit/streamHeap";

const idle = 0x11;
const create = (grows: boolean) => {
  const memory = createRoomyBytes((size) => size + 8);
  return { memory, heap: createStreamHeap(memory, idle, grows) };
};

describe("programs in a stream", () => {
  it("keep their places while they fit, and leave idle opcodes where they were", () => {
    const { memory, heap } = create(true);
    const first = heap.put(Uint8Array.of(1, 2, 3), undefined);
    const second = heap.put(Uint8Array.of(4, 5, 6), undefined);
    expect(first).toEqual({ at: 0, size: 4 });
    expect(heap.put(Uint8Array.of(1, 2, 3, 9), first)).toEqual(first);
    const moved = heap.put(Uint8Array.of(1, 2, 3, 9, 9), first);
    expect(moved.at).toBe(second.at + second.size);
    expect([...memory.bytes.subarray(0, 4)]).toEqual([idle, idle, idle, idle]);
    expect(heap.put(Uint8Array.of(7), undefined).at).toBe(0);
  });
  it("end with a zero behind the last", () => {
    const { memory, heap } = create(false);
    const { at, size } = heap.put(Uint8Array.of(1, 2, 3), undefined);
    expect(size).toBe(3);
    expect(memory.bytes[at + size]).toBe(0);
    heap.free({ at, size });
    expect([...memory.bytes.subarray(0, 4)]).toEqual([idle, idle, idle, 0]);
  });
});
