import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteCount, fileOffset, row, type WriteIndex } from "@/base/units";
import { bytesAfterWrite, bytesAt, bytesBeforeWrite, writesOver } from "@/inspect/timeline";
import { lastWriteAt } from "@/inspect/writeCover";
import type { BuildView } from "@/linker/build";
import { createImageWriter } from "@/linker/image";
import { writes } from "@/linker/schemas/image";
import { createTrace } from "@/linker/trace/trace";
import { attach } from "@/tables/table";
import { sceneView } from "./scene";

const imageSize = 10_000;

interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array;
}
const patch: fc.Arbitrary<Patch> = fc
  .record({
    at: fc.nat(imageSize - 1),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.uint8Array({ minLength: 9, maxLength: 40 }),
      fc.uint8Array({ minLength: 4000, maxLength: 9000 }),
    ),
  })
  .map(({ at, bytes }) => ({ at, bytes: bytes.subarray(0, imageSize - at) }));

/** The image after each write, by replay from zero; and the build that the door and the trace made of it. */
function run(patches: readonly Patch[]): { readonly view: BuildView; readonly states: readonly Uint8Array[] } {
  const trace = createTrace("all");
  const image = createImageWriter(trace);
  image.create(byteCount(imageSize));
  const state = new Uint8Array(imageSize);
  const states = [state.slice()];
  for (const { at, bytes } of patches) {
    image.patch(fileOffset(at), bytes, 8, 0);
    state.set(bytes, at);
    states.push(state.slice());
  }
  const sealed = trace.seal();
  const empty = sceneView({ tables: {}, image: image.bytes(), saved: new Uint8Array(sealed.saved) });
  return { view: { ...empty, writes: attach(writes, sealed.writes) }, states };
}

const whole = [fileOffset(0), fileOffset(imageSize)] as const;

describe("timeline", () => {
  it("undoes to exactly what a replay from zero gives, in any window", () => {
    fc.assert(
      fc.property(fc.array(patch, { maxLength: 25 }), fc.nat(imageSize), fc.nat(5000), (patches, start, length) => {
        const { view, states } = run(patches);
        for (const [step, state] of states.entries()) {
          expect(bytesAt(view, fileOffset(start), fileOffset(start + length), step)).toEqual(
            state.slice(start, start + length),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it("names the last write over each byte, and all writes over a range", () => {
    fc.assert(
      fc.property(
        fc.array(patch, { maxLength: 25 }),
        fc.array(fc.nat(imageSize - 1), { maxLength: 30 }),
        (patches, offsets) => {
          const { view } = run(patches);
          for (const offset of offsets) {
            const over = patches.flatMap(({ at, bytes }, index) =>
              offset >= at && offset < at + bytes.length ? [index + 1] : [],
            );
            expect(lastWriteAt(view, fileOffset(offset))).toBe(over.at(-1));
            expect(writesOver(view, fileOffset(offset), fileOffset(offset + 1))).toEqual(over);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("gives a write's bytes before and after", () => {
    const patches = [
      { at: 4090, bytes: Uint8Array.from({ length: 30 }, (_, index) => index + 1) },
      { at: 4094, bytes: Uint8Array.from([0xaa, 0xbb, 0xcc]) },
      { at: 4080, bytes: new Uint8Array(40).fill(7) },
    ];
    const { view, states } = run(patches);
    for (const [index, { at, bytes }] of patches.entries()) {
      const write = row<WriteIndex>(index + 1);
      expect(bytesAfterWrite(view, write)).toEqual(bytes);
      expect(bytesBeforeWrite(view, write)).toEqual(states[index]!.slice(at, at + bytes.length));
    }
    expect(bytesAt(view, ...whole, 0).every((byte) => byte === 0)).toBe(true);
  });
});
