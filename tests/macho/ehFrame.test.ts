import { describe, expect, it } from "vitest";
import { readFrames } from "@/macho/ehFrame";
import { MalformedFile } from "@/macho/malformed";

const words = (...values: readonly number[]) =>
  values.flatMap((value) => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
const bytes = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());
const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));

/** `zPLR`: personality through a 4-byte distance, LSDA and function as 8-byte distances. */
const common = [
  ...words(0x1c, 0),
  1,
  ...text("zPLR\0"),
  1,
  0x78,
  0x10,
  7,
  ...[0x9b, ...words(0x40), 0x10, 0x10],
  ...[0x0c, 7, 8, 0x90, 1, 0, 0],
];
const frame = [
  ...words(0x24, 0x24),
  ...words(-0x100 | 0, -1),
  ...words(0x30, 0),
  8,
  ...words(0x80, 0),
  ...[0x41, 0x0e, 0x10],
  ...[0, 0, 0],
  0,
];

describe("readFrames", () => {
  it("tells the fields of a CIE and of a function's frame", () => {
    expect(readFrames(bytes(common, frame))).toEqual([
      {
        kind: "cie",
        offset: 0,
        size: 0x20,
        augmentation: "zPLR",
        personality: { offset: 19, bytes: 4, value: 0x40, relative: true },
        instructionsAt: 25,
      },
      {
        kind: "fde",
        offset: 0x20,
        size: 0x28,
        common: 0,
        function: { offset: 8, bytes: 8, value: -0x100, relative: true },
        length: 0x30,
        lengthAt: 16,
        lsda: { offset: 25, bytes: 8, value: 0x80, relative: true },
        instructionsAt: 33,
      },
    ]);
  });

  it("a length of zero ends the list", () => {
    expect(readFrames(bytes(common, words(0), frame))).toHaveLength(1);
  });

  it.each([
    ["runs over the end", bytes(common, words(0x100))],
    ["has a length of 64 bits", bytes(words(-1, 0))],
    ["names no CIE", bytes(common, words(0x24, 0x20), frame.slice(8))],
    ["has a version nobody knows", bytes(words(0x1c, 0), [9], common.slice(9))],
    ["has letters nobody knows", bytes(common.slice(0, 10), text("X"), common.slice(11))],
    ["counts from somewhere unknown", bytes(common.slice(0, 24), [0x30], common.slice(25), frame)],
    ["ends in the middle of a number", bytes(words(5, 0), [1])],
  ])("refuses a frame that %s", (_, contents) => {
    expect(() => readFrames(contents)).toThrow(MalformedFile);
  });
});
