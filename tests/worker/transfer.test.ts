import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useSharedMemory as chooseMemory } from "@/base/buffers";
import { wrapBuild } from "@/worker/transfer";
import { blankBuild } from "../support/fakeClient";

beforeEach(() => chooseMemory(false));
afterEach(() => chooseMemory(true));

describe("transfer", () => {
  it("copies every buffer once and lists the copies", () => {
    const build = blankBuild(1, Uint8Array.of(1, 2, 3));
    const whole = new Uint8Array(8);
    const parts = { ...build, handles: { ...build.handles, inputs: [whole.subarray(0, 4), whole.subarray(4)] } };
    const parcel = wrapBuild(parts, false);
    expect(parcel.build).toEqual(parts);
    expect(parcel.build.handles.image).not.toBe(parts.handles.image);
    const [first, second] = parcel.build.handles.inputs;
    expect(first!.buffer).toBe(second!.buffer);
    expect(new Set(parcel.transfer).size).toBe(parcel.transfer.length);
    const moved = structuredClone(parcel.build, { transfer: parcel.transfer });
    expect(new Uint8Array(moved.handles.image!)).toEqual(Uint8Array.of(1, 2, 3));
    expect(new Uint8Array(parts.handles.image!)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("sends shared memory as it is", () => {
    const build = blankBuild(1);
    expect(wrapBuild(build, true)).toEqual({ build, transfer: [] });
    expect(wrapBuild(build, true).build).toBe(build);
  });
});
