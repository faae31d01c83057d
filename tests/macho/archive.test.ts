import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "@/base/buffers";
import { encodeText } from "@/base/text";
import { readArchive, writeArchive } from "@/macho/archive";
import { readFat } from "@/macho/fat";
import { fatArch, fatArch64, fatHeader } from "@/macho/layouts";
import { MalformedFile } from "@/macho/malformed";

const text = (value: string) => encodeText(value);
const header = (name: string, size: number) =>
  text(
    `${name.padEnd(16)}${"0".padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}${"644".padEnd(8)}${String(size).padEnd(10)}\`\n`,
  );
const magic = text("!<arch>\n");

describe("archive", () => {
  it("reads back members and index", () => {
    const member = fc.record({
      name: fc.stringMatching(/^[a-z][a-z .+]{0,30}[a-z]\.o$/),
      bytes: fc.uint8Array({ maxLength: 50 }),
      defines: fc.array(fc.stringMatching(/^_[a-z]{1,8}$/), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 6 }), (members) => {
        const bytes = writeArchive(members);
        const archive = readArchive(bytes);
        expect(archive.members.map(({ name }) => name)).toEqual(members.map(({ name }) => name));
        for (const [i, { start, end }] of archive.members.entries()) {
          expect(start % 8).toBe(0);
          expect(bytes.slice(start, start + members[i]!.bytes.length)).toEqual(members[i]!.bytes);
          expect(end - start).toBe(Math.ceil(members[i]!.bytes.length / 8) * 8);
        }
        const found = archive.index!.map(({ name, headerOffset }) => [
          name,
          archive.members.findIndex((m) => m.headerOffset === headerOffset),
        ]);
        const expected = members.flatMap(({ defines }, i) => defines.map((name) => [name, i]));
        expect(found).toEqual(expected.sort(([a, i], [b, j]) => (a! < b! ? -1 : a! > b! ? 1 : Number(i) - Number(j))));
      }),
      { numRuns: 50 },
    );
  });

  it("reads GNU names and index", () => {
    const names = text("a_rather_long_name.o/\nanother_long_name.o/\n");
    const index = concatBytes([Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0), text("_a\0\0")]);
    const start = 8 + 60 + index.length + 60 + names.length + 1;
    index[6] = start >> 8;
    index[7] = start & 0xff;
    const bytes = concatBytes([
      magic,
      header("/", index.length),
      index,
      header("//", names.length),
      names,
      text("\n"),
      header("/22", 3),
      text("abc\n"),
      header("b.o/", 2),
      text("xy"),
    ]);
    const archive = readArchive(bytes);
    expect(archive.members.map(({ name }) => name)).toEqual(["another_long_name.o", "b.o"]);
    expect(archive.index).toEqual([{ name: "_a", headerOffset: start }]);
  });

  it("lists members without an index", () => {
    const archive = readArchive(concatBytes([magic, header("a.o", 2), text("xy"), header("b.o", 0)]));
    expect(archive.index).toBeUndefined();
    expect(archive.members.map(({ name, start, end }) => [name, end - start])).toEqual([
      ["a.o", 2],
      ["b.o", 0],
    ]);
  });

  it.each([
    ["another magic", text("!<thin>\n"), /magic/],
    ["a member past the end", concatBytes([magic, header("a.o", 9), text("x")]), /past the end/],
    ["a size that is no number", concatBytes([magic, header("a.o", 0).fill(0x78, 48, 50)]), /decimal/],
    ["a header without its end", concatBytes([magic, header("a.o", 0).fill(0, 58, 60)]), /must end in/],
    ["a name longer than its member", concatBytes([magic, header("#1/20", 4), text("abcd")]), /does not fit/],
    [
      "an index that leads to no member",
      concatBytes([
        magic,
        header("__.SYMDEF", 20),
        Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0),
        text("_a\0\0"),
      ]),
      /defines _a/,
    ],
    [
      "overlapping names in the index",
      concatBytes([
        magic,
        header("__.SYMDEF", 36),
        Uint8Array.of(24, 0, 0, 0, ...[0, 1, 0].flatMap((n) => [n, 0, 0, 0, 8, 0, 0, 0]), 4, 0, 0, 0),
        text("_a_b"),
      ]),
      /overlap/,
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readArchive(bytes)).toThrow(MalformedFile);
    expect(() => readArchive(bytes)).toThrow(message);
  });
});

describe("fat", () => {
  const file = (layout: typeof fatArch | typeof fatArch64, magicNumber: number) => {
    const record = { cpuType: 0x0100000c, cpuSubtype: 0x80000002, offset: 64, size: 4, alignment: 3, reserved: 0 };
    const head = concatBytes([fatHeader.encode({ magic: magicNumber, architectureCount: 1 }), layout.encode(record)]);
    return concatBytes([head, new Uint8Array(68 - head.length)]);
  };
  it("reads slices of both widths", () => {
    const expected = [{ cpuType: 0x0100000c, cpuSubtype: 2, offset: 64, size: 4 }];
    expect(readFat(file(fatArch, 0xcafebabe))).toEqual(expected);
    expect(readFat(file(fatArch64, 0xcafebabf))).toEqual(expected);
  });
  it("refuses slices past the end and absurd counts", () => {
    expect(() => readFat(file(fatArch, 0xcafebabe).slice(0, 67))).toThrow(/slice 1/);
    const many = file(fatArch, 0xcafebabe);
    many[6] = 1;
    expect(() => readFat(many)).toThrow(MalformedFile);
  });
});
