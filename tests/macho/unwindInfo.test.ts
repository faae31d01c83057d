import { describe, expect, it } from "vitest";
import { MalformedFile } from "@/macho/malformed";
import { readUnwindInfo, type UnwindInfo, writeUnwindInfo } from "@/macho/unwindInfo";

const info = (
  count: number,
  encoding: (index: number) => number,
  stride = 16,
  lsda = (_: number) => 0,
): UnwindInfo => ({
  functions: Array.from({ length: count }, (_, index) => ({
    offset: 0x400 + index * stride,
    encoding: encoding(index),
    lsda: lsda(index),
  })),
  personalities: [0x4000, 0x4008],
  end: 0x400 + count * stride,
});
const kindsOf = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer);
  const index = view.getUint32(20, true);
  const count = view.getUint32(24, true) - 1;
  return Array.from({ length: count }, (_, page) => view.getUint32(view.getUint32(index + page * 12 + 4, true), true));
};

describe("unwind information", () => {
  it.each([
    ["one function", info(1, () => 0x02000000)],
    [
      "functions with data",
      info(
        50,
        (i) => 0x04000000 + (i % 3),
        16,
        (i) => (i % 5 === 0 ? 0x9000 + i : 0),
      ),
    ],
    ["92 more than a page", info(1022, () => 1)],
    ["92 many pages", info(5000, (i) => i % 7)],
    ["92 more than 127 encodings", info(3000, (i) => (i % 7 === 0 ? 0x1000 + i : 5))],
    ["92 as many encodings as functions", info(2000, (i) => 0x100 + i)],
    ["92 distances beyond 24 bits", info(40, () => 3, 0x100_0000)],
  ])("%s reads back as written", (_, written) => {
    expect(readUnwindInfo(writeUnwindInfo(written))).toEqual(written);
  });

  it("92 uses regular pages where compressed ones would hold less", () => {
    expect(kindsOf(writeUnwindInfo(info(2000, (i) => 0x100 + i)))).toContain(2);
    expect(kindsOf(writeUnwindInfo(info(5000, () => 1)))).toEqual([3, 3, 3, 3, 3]);
  });

  it("refuses damaged bytes and never reads outside", () => {
    const good = writeUnwindInfo(info(300, (i) => i % 200));
    for (let at = 0; at < good.length; at += 3) {
      const bytes = good.slice();
      bytes[at] = bytes[at]! ^ 0xff;
      try {
        readUnwindInfo(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFile);
      }
    }
    expect(() => readUnwindInfo(good.subarray(0, 20))).toThrow(MalformedFile);
  });
});
