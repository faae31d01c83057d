import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useSharedMemory as chooseMemory } from "@/base/buffers";
import type { PublishedBuild } from "@/worker/protocol";
import { received, wrapBuild } from "@/worker/transfer";
import { blankBuild } from "../support/fakeClient";

beforeEach(() => chooseMemory(false));
afterEach(() => chooseMemory(true));

describe("transfer", () => {
  it("copies every buffer once and lists the copies", () => {
    const build = blankBuild(1, Uint8Array.of(1, 2, 3));
    const whole = new Uint8Array(8);
    const parts = { ...build, handles: { ...build.handles, inputs: [whole.subarray(0, 4), whole.subarray(4)] } };
    const parcel = wrapBuild(parts, false);
    expect(received(parcel.build, undefined)).toEqual(parts);
    expect(parcel.build.handles.image).not.toBe(parts.handles.image);
    const [first, second] = received(parcel.build, undefined).handles.inputs;
    expect(first!.buffer).toBe(second!.buffer);
    expect(new Set(parcel.transfer).size).toBe(parcel.transfer.length);
    const moved = structuredClone(parcel.build, { transfer: parcel.transfer });
    expect(new Uint8Array(moved.handles.image!)).toEqual(Uint8Array.of(1, 2, 3));
    expect(new Uint8Array(parts.handles.image!)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("sends shared memory as it is", () => {
    const build = blankBuild(1, Uint8Array.of(1));
    const { build: posted, transfer } = wrapBuild(build, true);
    expect(transfer).toEqual([]);
    expect(received(posted, undefined)).toEqual(build);
    expect(posted.handles.image).toBe(build.handles.image);
  });

  it("does not tell again what the build before told, where memory is shared", () => {
    const first = blankBuild(1);
    const inputs = [new Uint8Array(1), new Uint8Array(2), new Uint8Array(3)];
    const before: PublishedBuild = { ...first, handles: { ...first.handles, inputs } };
    const edited = new Uint8Array(4);
    const after: PublishedBuild = {
      ...before,
      run: 2,
      handles: { ...before.handles, inputs: [inputs[0]!, edited, inputs[2]!] },
      files: before.files.map((file) => ({ ...file })),
    };
    const { build } = wrapBuild(after, true, before);
    expect(build.inputs.fresh).toEqual([edited]);
    expect(build.files.fresh).toEqual([]);
    expect(received(structuredClone(build), before)).toEqual(after);
    expect(wrapBuild(after, false, before).build.inputs.fresh).toEqual(after.handles.inputs);
  });
});
