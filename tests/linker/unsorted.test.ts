import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { relocationRules } from "@/arch/target";
import { linkeditPart } from "@/linker/schemas/image";
import { validateImage } from "@/linker/validateImage";
import { nlist64, relocationInfo, unpackRelocation } from "@/macho/layouts";
import { type ObjectFile, readObject } from "@/macho/readObject";
import { dataView } from "@/macho/struct";
import { linkScene, objectOf } from "../support/linkScene";

/** Swaps two symbols of the table, and renumbers who refers to them. */
function swapSymbols(object: ObjectFile, bytes: Uint8Array, one: number, other: number): void {
  const at = (symbol: number) => object.symbols.offset + symbol * nlist64.bytes;
  const kept = bytes.slice(at(one), at(one) + nlist64.bytes);
  bytes.copyWithin(at(one), at(other), at(other) + nlist64.bytes);
  bytes.set(kept, at(other));
  const view = dataView(bytes);
  for (const { relocationOffset, relocationCount } of object.sections)
    for (let i = 0; i < relocationCount; i++) {
      const place = relocationOffset + i * relocationInfo.bytes + relocationInfo.offsets.packed;
      const packed = view.getUint32(place, true);
      const { external, symbolNumber } = unpackRelocation(packed);
      const number = symbolNumber === one ? other : symbolNumber === other ? one : symbolNumber;
      if (external) view.setUint32(place, ((packed & 0xff000000) | number) >>> 0, true);
    }
}

/** Lists a section's relocations in an order of no kind, pairs together. */
function shuffleRelocations(object: ObjectFile, bytes: Uint8Array, architecture: Architecture): void {
  const rules = relocationRules(architecture);
  for (const [ordinal, { relocationOffset, relocationCount }] of object.sections.entries()) {
    const groups: Uint8Array[] = [];
    let start = 0;
    for (let i = 0; i < relocationCount; i++) {
      if (rules[object.relocationType(ordinal, i)]?.prepares !== undefined) continue;
      const [from, to] = [start, i + 1].map((record) => relocationOffset + record * relocationInfo.bytes);
      groups.push(bytes.slice(from, to));
      start = i + 1;
    }
    const odd = groups.filter((_, index) => index % 2 === 1);
    const even = groups.filter((_, index) => index % 2 === 0).reverse();
    let at: number = relocationOffset;
    for (const group of [...odd, ...even]) {
      bytes.set(group, at);
      at += group.length;
    }
  }
}

describe.each(architectures)("objects in no order, %s", (arch) => {
  const code =
    arch === "arm64"
      ? "adrp x0, _b@PAGE+8\nadd x0, x0, _b@PAGEOFF+8\nbl _f\nbl _puts\n"
      : "leaq _b+8(%rip), %rax\ncallq _f\ncallq _puts\n";
  const text = `.globl _main, _f, _a, _b\n.p2align 2\n_main:\n${code}ret\n.p2align 2\n_f: ret\n.data\n.p2align 3\n_a: .quad _f\n_b: .quad _a - _b, _b, _main + 4, _b - _a\n.subsections_via_symbols\n`;

  it("54 links to the same image, whatever the order of symbols and relocations", () => {
    const bytes = objectOf(arch, "main.s", text);
    const shuffled = bytes.slice();
    const object = readObject(bytes);
    const externals = Array.from({ length: object.symbolCount }, (_, symbol) => symbol).filter(
      (symbol) => object.symbolType(symbol) === 0x0f,
    );
    expect(externals.length).toBe(4);
    shuffleRelocations(object, shuffled, arch);
    swapSymbols(object, shuffled, externals[0]!, externals[3]!);
    swapSymbols(object, shuffled, externals[1]!, externals[2]!);
    expect(shuffled).not.toEqual(bytes);
    const options = { uuid: false, adHocSign: false };
    const plain = linkScene(arch, [{ name: "main.o", bytes }], options);
    const other = linkScene(arch, [{ name: "main.o", bytes: shuffled }], options);
    expect(validateImage(other.image)).toEqual([]);
    expect(other.image).toEqual(plain.image);
  });

  it("87 the parts of __LINKEDIT follow each other in dyld's order, each on a multiple of 8", () => {
    const { view } = linkScene(arch, [{ name: "main.s", text: `.weak_definition _f\n${text}` }]);
    const names = [
      "rebase",
      "bind",
      "weakBind",
      "lazyBind",
      "exports",
      "functionStarts",
      "dataInCode",
      "symbols",
      "indirectSymbols",
      "strings",
    ] as const;
    const parts = names.map((name) => view.layout.linkedit[linkeditPart[name]]!).filter(({ size }) => size > 0);
    expect(parts.length).toBe(names.length - 1);
    for (const [index, { offset, size }] of parts.entries()) {
      expect(offset % 8).toBe(0);
      const next = parts[index + 1];
      if (next !== undefined) expect(next.offset).toBe(Math.ceil((offset + size) / 8) * 8);
    }
  });
});
