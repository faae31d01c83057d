// Checklist 54: the order of symbols and relocations in an object says nothing, except that pairs stand together.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { arm64Relocations, x86Relocations } from "@/macho/constants";
import { nlist64, relocationInfo } from "@/macho/layouts";
import { readObject } from "@/macho/readObject";
import { describeImage } from "../oracle/link/describeImage";
import { linkScene, objectOf } from "../support/linkScene";

const text: Readonly<Record<Architecture, string>> = {
  arm64: `.globl _main
.p2align 2
_main:
  adrp x0, _table@PAGE+8
  add x0, x0, _table@PAGEOFF+8
  bl _one
  bl _puts
  ret
.globl _one
_one:
  ret
`,
  x86_64: `.globl _main
_main:
  leaq _table+8(%rip), %rax
  callq _one
  callq _puts
  retq
.globl _one
_one:
  retq
`,
};
const data = `.data
.p2align 3
.globl _table
_table: .quad _one, _main, _two - _one, _puts
.globl _second
_second: .long _two - _main
.text
.globl _two
_two: ret
.subsections_via_symbols
`;

/** The same object with its symbols, and the relocations of each section, the other way round. */
function reversed(architecture: Architecture, bytes: Uint8Array): Uint8Array {
  const object = readObject(bytes);
  const result = bytes.slice();
  const view = new DataView(result.buffer);
  const { count, offset } = object.symbols;
  for (let symbol = 0; symbol < count; symbol++) {
    const record = bytes.subarray(offset + symbol * nlist64.bytes, offset + (symbol + 1) * nlist64.bytes);
    result.set(record, offset + (count - 1 - symbol) * nlist64.bytes);
  }
  const leads = (type: number) =>
    architecture === "arm64"
      ? type === arm64Relocations.ARM64_RELOC_ADDEND || type === arm64Relocations.ARM64_RELOC_SUBTRACTOR
      : type === x86Relocations.X86_64_RELOC_SUBTRACTOR;
  for (const [section, { relocationCount, relocationOffset }] of object.sections.entries()) {
    const groups: number[][] = [];
    for (let record = 0; record < relocationCount; record++) {
      const follows = record > 0 && leads(object.relocationType(section, record - 1));
      if (follows) groups.at(-1)!.push(record);
      else groups.push([record]);
    }
    for (const [position, record] of groups.reverse().flat().entries()) {
      const at = relocationOffset + position * relocationInfo.bytes;
      const packed = object.relocationPacked(section, record);
      const isAddend =
        architecture === "arm64" && object.relocationType(section, record) === arm64Relocations.ARM64_RELOC_ADDEND;
      const names = object.relocationExternal(section, record) && !isAddend;
      view.setInt32(at, object.relocationAddress(section, record), true);
      const number = names ? count - 1 - (packed & 0xffffff) : packed & 0xffffff;
      view.setUint32(at + 4, ((packed & 0xff000000) | number) >>> 0, true);
    }
  }
  return result;
}

describe.each(architectures)("unsorted objects, %s", (arch) => {
  it("54 symbols and relocations in any order come to the same image", () => {
    const bytes = objectOf(arch, "main.s", text[arch] + data);
    const facts = (object: Uint8Array) => describeImage(linkScene(arch, [{ name: "main.o", bytes: object }]).image);
    const other = reversed(arch, bytes);
    expect(other).not.toEqual(bytes);
    expect(facts(other)).toEqual(facts(bytes));
  });
});
