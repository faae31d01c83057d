import { describe, expect, it } from "vitest";
import { decodeText } from "@/base/text";
import { cpuTypes, loadCommands } from "@/macho/constants";
import { header64, nlist64, section64, symtabCommand } from "@/macho/layouts";
import { MalformedFile } from "@/macho/malformed";
import { isZerofill, readObject } from "@/macho/readObject";
import { objectParts, smallObject } from "./smallFiles";

const sectionAt = (index: number) => objectParts.segment + 72 + index * section64.bytes;

describe("readObject", () => {
  it("reads sections, symbols, relocations and commands in place", () => {
    const object = readObject(smallObject());
    expect(object.sections.map((s) => [s.segmentName, s.sectionName, s.size, isZerofill(s.flags)])).toEqual([
      ["__TEXT", "__text", 16, false],
      ["__DATA", "__data", 8, false],
      ["__DATA", "__bss", 16, true],
    ]);
    const names = [0, 1, 2].map((i) => decodeText(object.bytes.subarray(object.nameStart(i), object.nameEnd(i))));
    expect(names).toEqual(["_main", "_value", "_other"]);
    expect(
      [0, 1, 2].map((i) => [object.symbolSection(i), object.symbolValueLow(i), object.symbolValueHigh(i)]),
    ).toEqual([
      [1, 0, 0],
      [2, 0x10, 0],
      [0, 0, 0],
    ]);
    expect([object.relocationAddress(0, 0), object.relocationSymbol(0, 0), object.relocationType(0, 0)]).toEqual([
      8, 2, 2,
    ]);
    expect([object.relocationPcRelative(0, 0), object.relocationExternal(0, 0), object.relocationLength(0, 1)]).toEqual(
      [true, true, 2],
    );
    expect(object.linkerOptions).toEqual([["-framework", "Foundation"]]);
    expect(object.dataInCode).toEqual([{ offset: 12, length: 4, kind: 1 }]);
    expect([object.platform, object.minimumVersion]).toEqual([1, 0xc0000]);
    expect(object.commands.map(({ command }) => loadCommands.nameOf(command))).toEqual([
      "LC_SEGMENT_64",
      "LC_SYMTAB",
      "LC_DYSYMTAB",
      "LC_BUILD_VERSION",
      "LC_LINKER_OPTION",
      "LC_DATA_IN_CODE",
    ]);
  });

  it("reads an object in shared memory and one that starts inside another file", () => {
    const bytes = smallObject();
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 40));
    shared.set(bytes, 40);
    const object = readObject(shared, 40);
    expect(decodeText(object.bytes.subarray(object.nameStart(0), object.nameEnd(0)))).toBe("_main");
  });
});

interface Damage {
  readonly at: number;
  readonly value: number;
  readonly width?: 1 | 4;
}
const cases: readonly (readonly [string, Damage, RegExp])[] = [
  ["another magic", { at: 0, value: 0xfeedface }, /magic number/],
  ["another cpu", { at: header64.offsets.cpuType, value: cpuTypes.CPU_TYPE_ARM }, /arm64 or x86_64.*CPU_TYPE_ARM/],
  ["another file type", { at: header64.offsets.fileType, value: 2 }, /MH_OBJECT.*MH_EXECUTE/],
  ["too many commands", { at: header64.offsets.commandCount, value: 99 }, /past the end of the command area/],
  ["a command area past the file", { at: header64.offsets.commandBytes, value: 0x10000 }, /load command area/],
  ["a command size of 0", { at: objectParts.segment + 4, value: 0 }, /multiple of 8/],
  ["an odd command size", { at: objectParts.segment + 4, value: 313 }, /multiple of 8/],
  ["more sections than fit", { at: objectParts.segment + 64, value: 0xffffffff }, /4294967295 sections/],
  ["a section past the file", { at: sectionAt(1) + section64.offsets.offset, value: 0x7fffffff }, /__DATA,__data/],
  ["a huge alignment", { at: sectionAt(0) + section64.offsets.alignment, value: 16 }, /at most 2\^15.*2\^16/],
  ["a size beyond 2^53", { at: sectionAt(2) + section64.offsets.size + 4, value: 0x200000 }, /2\^53/],
  [
    "relocations past the file",
    { at: sectionAt(0) + section64.offsets.relocationCount, value: 0x10000000 },
    /relocations of/,
  ],
  ["relocations of zerofill", { at: sectionAt(2) + section64.offsets.relocationCount, value: 1 }, /no contents/],
  [
    "overlapping contents",
    { at: sectionAt(1) + section64.offsets.offset, value: objectParts.text + 8 },
    /overlaps contents of __TEXT/,
  ],
  ["contents over the commands", { at: sectionAt(1) + section64.offsets.offset, value: 40 }, /overlaps the header/],
  ["a relocation past its section", { at: objectParts.relocations, value: 13 }, /patch 4 bytes inside its 16/],
  ["a relocation before its section", { at: objectParts.relocations, value: 0xffffffff }, /patch 4 bytes/],
  ["a relocation to no symbol", { at: objectParts.relocations + 4, value: 0x2d000003 }, /one of 3 symbols/],
  ["a relocation to no section", { at: objectParts.relocations + 4, value: 0x25000004 }, /one of 3 sections/],
  ["a second LC_SYMTAB", { at: objectParts.symtab + 24, value: loadCommands.LC_SYMTAB }, /second LC_SYMTAB/],
  [
    "symbols past the file",
    { at: objectParts.symtab + symtabCommand.offsets.symbolCount, value: 0x10000000 },
    /symbol table/,
  ],
  [
    "strings past the file",
    { at: objectParts.symtab + symtabCommand.offsets.stringSize, value: 0x7fffffff },
    /string table/,
  ],
  ["a name past the strings", { at: objectParts.symbols, value: 21 }, /string table of 21 bytes/],
  [
    "a symbol in no section",
    { at: objectParts.symbols + nlist64.offsets.section, value: 4, width: 1 },
    /one of 3 sections/,
  ],
  ["a symbol group past the table", { at: objectParts.symtab + 24 + 20, value: 9 }, /external symbols/],
];

describe("readObject refuses", () => {
  it.each(cases)("%s", (_, { at, value, width = 4 }, message) => {
    const bytes = smallObject();
    if (width === 1) bytes[at] = value;
    else new DataView(bytes.buffer).setUint32(at, value, true);
    expect(() => readObject(bytes)).toThrow(MalformedFile);
    expect(() => readObject(bytes)).toThrow(message);
  });

  it("an indirect symbol that stands for no name", () => {
    const bytes = smallObject();
    const view = new DataView(bytes.buffer);
    bytes[objectParts.symbols + 16 + nlist64.offsets.type] = 0xb;
    expect(() => readObject(bytes)).not.toThrow();
    view.setUint32(objectParts.symbols + 16 + nlist64.offsets.value, 21, true);
    expect(() => readObject(bytes)).toThrow(/stands for/);
  });

  it("every cut of the file", () => {
    const bytes = smallObject();
    for (let length = 0; length < bytes.length; length++)
      expect(() => readObject(bytes.slice(0, length))).toThrow(MalformedFile);
  });
});
