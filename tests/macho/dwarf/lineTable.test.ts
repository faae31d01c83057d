import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { readLineTable } from "@/macho/dwarf/lineTable";
import { MalformedFile } from "@/macho/malformed";
import { type ObjectFile, readObject } from "@/macho/readObject";
import { objectOf } from "../../support/linkScene";
import { bytes, join, little, sleb, text, uleb, withLength } from "./dwarfBuilder";

interface HeaderWish {
  readonly version: number;
  readonly isLong?: boolean;
  readonly files?: Uint8Array;
  readonly lineRange?: number;
  readonly opcodeBase?: number;
}

/** `a.c` in the folder that the compiler ran in, and `/inc/b.h`. */
const oldFiles = join(text("/inc"), bytes(0), text("a.c"), bytes(0, 0, 0), text("b.h"), bytes(1, 9, 9), bytes(0));
/** The same in DWARF 5: folders are strings, files a string and a folder's number. */
const newFiles = join(
  bytes(1, 1, 8, 3),
  ...["/src", "/inc", "sub"].map(text),
  bytes(2, 1, 8, 2, 11, 4),
  ...[text("a.c"), bytes(0), text("a.c"), bytes(0), text("b.h"), bytes(1), text("c.h"), bytes(2)],
);

function program(wish: HeaderWish, ...code: readonly Uint8Array[]): Uint8Array {
  const { version, isLong = false, lineRange = 14, opcodeBase = 13 } = wish;
  const files = wish.files ?? (version === 5 ? newFiles : oldFiles);
  const lengths = bytes(0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1).subarray(0, opcodeBase - 1);
  const before = join(bytes(4), version >= 4 ? bytes(1) : bytes(), bytes(1, 0xfb, lineRange, opcodeBase));
  const header = join(before, lengths, files);
  const sizes = version === 5 ? bytes(8, 0) : bytes();
  return withLength(join(little(version, 2), sizes, little(header.length, isLong ? 8 : 4), header, ...code), isLong);
}

const setAddress = (address: number) => join(bytes(0, 9, 2), little(address, 8));
const endSequence = bytes(0, 1, 1);
const copy = bytes(1);
const advance = (words: number) => join(bytes(2), uleb(words));
const addLines = (count: number) => join(bytes(3), sleb(count));
const setFile = (number: number) => join(bytes(4), uleb(number));

/** An object of nothing but these sections. */
function objectWith(lines: Uint8Array, symbols: readonly { at: number; value: number }[] = []): ObjectFile {
  const section = { segmentName: "__DWARF", sectionName: "__debug_line", offset: 0, size: lines.length };
  return {
    bytes: lines,
    sections: [{ ...section, relocationCount: symbols.length }],
    relocationExternal: () => true,
    relocationSymbol: (_: number, record: number) => record,
    relocationAddress: (_: number, record: number) => symbols[record]!.at,
    symbolValueLow: (symbol: number) => symbols[symbol]!.value,
    symbolValueHigh: () => 0,
  } as unknown as ObjectFile;
}
const find = (lines: Uint8Array, address: number) => readLineTable(objectWith(lines)).find(address);

describe("line tables", () => {
  it.each([2, 3, 4, 5])("are read in DWARF %i, in both formats", (version) => {
    for (const isLong of [false, true]) {
      const lines = program(
        { version, isLong },
        setAddress(0x100),
        addLines(9),
        copy,
        advance(2),
        setFile(2),
        addLines(-3),
        copy,
        advance(1),
        endSequence,
      );
      const table = readLineTable(objectWith(lines));
      const first = { file: version === 5 ? "/src/a.c" : "a.c", line: 10 };
      expect([0xff, 0x100, 0x107, 0x108, 0x10b, 0x10c].map((at) => table.find(at))).toEqual([
        ...[undefined, first, first, { file: "/inc/b.h", line: 7 }, { file: "/inc/b.h", line: 7 }, undefined],
      ]);
    }
  });

  it("count with special opcodes, constant steps and fixed ones", () => {
    const special = (words: number, count: number) => bytes(13 + words * 14 + count + 5);
    const lines = program(
      { version: 4 },
      setAddress(0),
      special(0, 4),
      special(3, 2),
      bytes(8),
      special(0, 1),
      join(bytes(9), little(6, 2)),
      endSequence,
    );
    // 17 words for opcode 255.
    const ends = [0, 12, 12 + 17 * 4, 12 + 17 * 4 + 6];
    expect(ends.map((at) => find(lines, at)?.line)).toEqual([5, 7, 8, undefined]);
    expect(find(lines, ends[3]! - 1)?.line).toBe(8);
  });

  it("pass over what says nothing of lines, known or not", () => {
    const unknown = join(bytes(0), uleb(3), bytes(0x80, 1, 2));
    const columns = join(bytes(5), uleb(300), bytes(6), bytes(7), bytes(10), bytes(11), join(bytes(12), uleb(1)));
    const discriminator = bytes(0, 2, 4, 1);
    const lines = program(
      { version: 4 },
      setAddress(8),
      unknown,
      columns,
      discriminator,
      copy,
      advance(1),
      endSequence,
    );
    expect(find(lines, 8)).toEqual({ file: "a.c", line: 1 });
    // A header that knows fewer opcodes makes special ones of the others.
    const fewer = program({ version: 4, opcodeBase: 10 }, setAddress(0), bytes(10 + 5), advance(1), endSequence);
    expect(find(fewer, 0)?.line).toBe(1);
  });

  it("know files that the program itself names", () => {
    const define = join(text("late.h"), bytes(0, 0, 0));
    const code = join(bytes(0), uleb(1 + define.length), bytes(3), define);
    expect(find(program({ version: 2 }, code, setFile(3), copy, advance(1), endSequence), 0)?.file).toBe("late.h");
  });

  it("join folders of DWARF 5 that are relative", () => {
    const lines = program({ version: 5 }, setFile(3), copy, advance(1), endSequence);
    expect(find(lines, 0)?.file).toBe("/src/sub/c.h");
  });

  it("hold until the next row of the same sequence only, and say nothing of line 0 and files without a name", () => {
    const second = join(setAddress(0x40), addLines(1), copy, advance(1), endSequence);
    const lines = program({ version: 4 }, setAddress(0x80), copy, advance(1), endSequence, second);
    expect([0x3f, 0x40, 0x44, 0x80, 0x84].map((at) => find(lines, at)?.line)).toEqual([
      ...[undefined, 2, undefined, 1, undefined],
    ]);
    expect(find(program({ version: 4 }, addLines(-1), copy, advance(1), endSequence), 0)).toBeUndefined();
    expect(find(program({ version: 4 }, setFile(77), copy, advance(1), endSequence), 0)).toBeUndefined();
  });

  it("run all programs of an object", () => {
    const one = (address: number) => program({ version: 4 }, setAddress(address), copy, advance(1), endSequence);
    const lines = join(one(0x10), one(0x20));
    expect([0x10, 0x18, 0x20].map((at) => find(lines, at)?.line)).toEqual([1, undefined, 1]);
  });

  it("add the symbols that addresses are relocated by", () => {
    const lines = program({ version: 4, files: oldFiles }, setAddress(4), copy, advance(1), endSequence);
    const at = lines.length - endSequence.length - 3 - 8;
    const table = readLineTable(objectWith(lines, [{ at, value: 0x1000 }]));
    expect(table.find(4)).toBeUndefined();
    expect(table.find(0x1004)?.line).toBe(1);
  });

  it("refuse what does not add up", () => {
    const refused = (lines: Uint8Array) => expect(() => readLineTable(objectWith(lines))).toThrow(MalformedFile);
    refused(program({ version: 6 }));
    refused(program({ version: 4, lineRange: 0 }, copy));
    refused(program({ version: 4 }, bytes(0, 0)));
    refused(program({ version: 4 }, bytes(0, 1, 2, 0)));
    refused(program({ version: 4 }, bytes(2, 0x80)));
    refused(program({ version: 5, files: bytes(0, ...uleb(1_000_000_000), 0, 0) }));
    const whole = program({ version: 4 }, copy);
    for (let length = 1; length < whole.length; length++) refused(whole.subarray(0, length));
  });

  it("end with a table or MalformedFile, whatever is damaged", () => {
    for (const version of [4, 5]) {
      const good = program({ version }, setAddress(8), copy, advance(3), bytes(0x55), setFile(2), copy, endSequence);
      fc.assert(
        fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
          const damaged = good.slice();
          damaged[at] = value;
          try {
            find(damaged, 8);
          } catch (problem) {
            expect(problem).toBeInstanceOf(MalformedFile);
          }
        }),
        { numRuns: 2000 },
      );
    }
  });
});

describe.each(architectures)("line tables of the assembler, %s", (arch) => {
  it("lead back to .loc", () => {
    const nop = "nop\n";
    const source = `.file 1 "/src" "main.c"\n.text\n_f:\n.loc 1 3 0\n${nop}.loc 1 7 2\n${nop}${nop}\n`;
    const object = readObject(objectOf(arch, "main.s", source));
    const step = arch === "arm64" ? 4 : 1;
    const table = readLineTable(object);
    expect([0, step, 2 * step, 3 * step].map((at) => table.find(at)?.line)).toEqual([3, 7, 7, undefined]);
    expect(table.find(0)?.file).toBe("/src/main.c");
  });
});
