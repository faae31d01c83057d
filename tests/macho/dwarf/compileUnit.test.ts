import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCompileUnit, sourcePathOf } from "@/macho/dwarf/compileUnit";
import { MalformedFile } from "@/macho/malformed";
import {
  type Attribute,
  abbreviations,
  bytes,
  join,
  little,
  sections,
  sleb,
  text,
  type UnitWish,
  uleb,
  unit,
} from "./dwarfBuilder";

const inline = (name: number, value: string): Attribute => ({ name, form: 0x08, value: text(value) });
const made = (wish: UnitWish, more: Parameters<typeof sections>[0] = {}) =>
  sections({ info: unit(wish), abbreviations: abbreviations(wish.attributes), ...more });

/** One attribute of each form, each with bytes that would mislead a reader that takes too few or too many. */
const others: readonly Attribute[] = [
  { name: 0x11, form: 0x01, value: little(0x1234, 8) },
  { name: 0x40, form: 0x03, value: join(little(2, 2), bytes(9, 9)) },
  { name: 0x41, form: 0x04, value: join(little(1, 4), bytes(9)) },
  { name: 0x13, form: 0x05, value: little(29, 2) },
  { name: 0x42, form: 0x06, value: little(7, 4) },
  { name: 0x43, form: 0x07, value: little(7, 8) },
  { name: 0x44, form: 0x09, value: join(uleb(3), bytes(1, 2, 3)) },
  { name: 0x45, form: 0x0a, value: bytes(1, 0xff) },
  { name: 0x46, form: 0x0b, value: bytes(0x80) },
  { name: 0x47, form: 0x0c, value: bytes(1) },
  { name: 0x48, form: 0x0d, value: sleb(-300) },
  { name: 0x49, form: 0x0f, value: uleb(300) },
  { name: 0x4a, form: 0x13, value: little(1, 4) },
  { name: 0x4b, form: 0x15, value: uleb(200) },
  { name: 0x4c, form: 0x16, value: join(uleb(0x0b), bytes(3)) },
  { name: 0x4d, form: 0x18, value: join(uleb(1), bytes(0x30)) },
  { name: 0x4e, form: 0x19, value: bytes() },
  { name: 0x4f, form: 0x1e, value: new Uint8Array(16) },
  { name: 0x50, form: 0x20, value: new Uint8Array(8) },
  { name: 0x51, form: 0x21, value: bytes(), constant: -70 },
  { name: 0x52, form: 0x2b, value: bytes(1, 2, 3) },
];

describe("the first compile unit", () => {
  it.each([2, 3, 4, 5])("is read in DWARF %i, in both formats, behind values of every form", (version) => {
    for (const isLong of [false, true]) {
      const offset = { name: 0x10, form: version < 4 ? 0x06 : 0x17, value: little(0, version >= 4 && isLong ? 8 : 4) };
      const attributes = [...others, offset, inline(0x03, "main.c"), inline(0x1b, "/src")];
      expect(readCompileUnit(made({ version, isLong, attributes }))).toEqual({ name: "main.c", directory: "/src" });
    }
  });

  it("finds strings in __debug_str and __debug_line_str", () => {
    const attributes = [
      { name: 0x03, form: 0x0e, value: little(4, 4) },
      { name: 0x1b, form: 0x1f, value: little(2, 4) },
    ];
    const strings = text("abc\0main.c");
    const lineStrings = text("x\0/src");
    expect(readCompileUnit(made({ version: 5, attributes }, { strings, lineStrings }))).toEqual({
      name: "main.c",
      directory: "/src",
    });
  });

  it.each([0x1a, 0x25, 0x26, 0x27, 0x28])("finds strings by their number, form %i", (form) => {
    const size = form === 0x1a ? 1 : form - 0x24;
    const attributes = [
      { name: 0x03, form, value: little(1, size) },
      { name: 0x1b, form, value: little(0, size) },
    ];
    const strings = text("/src\0main.c");
    const table = (before: number) => join(new Uint8Array(before), little(0, 4), little(5, 4));
    const wanted = { name: "main.c", directory: "/src" };
    // Where the table starts is said behind the strings that need it, or not at all.
    const base = { name: 0x72, form: 0x17, value: little(24, 4) };
    const told = made({ version: 5, attributes: [...attributes, base] }, { strings, stringOffsets: table(24) });
    expect(readCompileUnit(told)).toEqual(wanted);
    expect(readCompileUnit(made({ version: 5, attributes }, { strings, stringOffsets: table(8) }))).toEqual(wanted);
  });

  it("passes over units of types, and takes skeletons", () => {
    const attributes = [inline(0x03, "main.c")];
    const type = unit({ version: 5, kind: 2, attributes });
    for (const kind of [1, 4]) {
      const info = join(type, unit({ version: 5, kind, attributes }));
      expect(readCompileUnit(sections({ info, abbreviations: abbreviations(attributes) }))?.name).toBe("main.c");
    }
    expect(readCompileUnit(sections({ info: type, abbreviations: abbreviations(attributes) }))).toBeUndefined();
  });

  it("finds its abbreviation among others, and in its own part of the table", () => {
    const attributes = [inline(0x03, "main.c")];
    const first = abbreviations([{ name: 0x13, form: 0x21, value: bytes(), constant: 1000 }], 7).subarray(0, -1);
    const before = bytes(1, 0x11, 0, 0, 0, 0);
    const table = join(before, first, abbreviations(attributes));
    const info = unit({ version: 4, attributes, abbreviationsAt: before.length });
    expect(readCompileUnit(sections({ info, abbreviations: table }))?.name).toBe("main.c");
  });

  it("is absent where there is none, and may have no name", () => {
    expect(readCompileUnit(sections({}))).toBeUndefined();
    expect(readCompileUnit(made({ version: 4, attributes: [] }))).toEqual({ name: undefined, directory: undefined });
  });

  it("refuses unknown versions, forms, abbreviations, and what is cut off", () => {
    const refused = (wish: UnitWish, more: Parameters<typeof sections>[0] = {}) =>
      expect(() => readCompileUnit(made(wish, more))).toThrow(MalformedFile);
    refused({ version: 1, attributes: [] });
    refused({ version: 6, attributes: [] });
    refused({ version: 4, attributes: [{ name: 0x03, form: 0x7f, value: bytes(0) }] });
    refused({ version: 4, attributes: [{ name: 0x03, form: 0x16, value: bytes(0x16, 0x16, 0x16) }] });
    refused({ version: 4, attributes: [{ name: 0x03, form: 0x0e, value: little(9, 4) }] }, { strings: text("a") });
    refused({ version: 4, attributes: [inline(3, "x")] }, { abbreviations: bytes(2, 0x11, 0, 0, 0, 0) });
    refused({ version: 4, attributes: [inline(3, "x")] }, { info: little(0xffff_fff1, 4) });
    const whole = unit({ version: 4, attributes: [inline(3, "x")] });
    for (let length = 1; length < whole.length; length++)
      refused({ version: 4, attributes: [inline(3, "x")] }, { info: whole.subarray(0, length) });
  });

  it("ends with a unit or MalformedFile, whatever is damaged", () => {
    const attributes = [...others, { name: 0x03, form: 0x25, value: bytes(0) }, inline(0x1b, "/src")];
    const good = made({ version: 5, attributes }, { strings: text("main.c"), stringOffsets: new Uint8Array(16) });
    const names = ["info", "abbreviations", "strings", "stringOffsets"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(400), fc.integer({ min: 0, max: 255 }), (name, at, value) => {
        const damaged = good[name].slice();
        damaged[at % damaged.length] = value;
        try {
          readCompileUnit({ ...good, [name]: damaged });
        } catch (problem) {
          expect(problem).toBeInstanceOf(MalformedFile);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the source's path", () => {
  it.each([
    ["main.c", "/src", "/src/main.c"],
    ["main.c", "/src/", "/src/main.c"],
    ["main.c", undefined, "/main.c"],
    ["main.c", "", "/main.c"],
    ["/abs/main.c", "/src", "/abs/main.c"],
    ["C:\\src\\main.c", "/src", "C:\\src\\main.c"],
    ["\\\\host\\main.c", "/src", "\\\\host\\main.c"],
    ["c:main.c", "/src", "/src/c:main.c"],
  ])("%s in %s is %s", (name, directory, path) => {
    expect(sourcePathOf({ name, directory })).toBe(path);
  });
  it("is unknown without a name", () => {
    expect(sourcePathOf({ name: undefined, directory: "/src" })).toBeUndefined();
    expect(sourcePathOf({ name: "", directory: "/src" })).toBeUndefined();
  });
});
