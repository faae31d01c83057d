import { arm64Relocations, cpuTypes, x86Relocations } from "@/macho/constants";
import type { ImageRelocation } from "@/macho/linkedit";
import type { MachoImage } from "@/macho/readImage";
import type { RelocationDump, SymbolDump } from "./document";

function typeNames(cpuType: number): { nameOf(value: number): string | undefined } | undefined {
  if (cpuType === cpuTypes.CPU_TYPE_X86_64) return x86Relocations;
  const isArm64 = cpuType === cpuTypes.CPU_TYPE_ARM64 || cpuType === cpuTypes.CPU_TYPE_ARM64_32;
  return isArm64 ? arm64Relocations : undefined;
}

/** The addend of an ADDEND record stands where others have their symbol number: 24 bits, signed. */
const signed24 = (bits: number): number => (bits << 8) >> 8;

export function describeRelocation(
  image: MachoImage,
  symbols: readonly SymbolDump[],
  relocation: ImageRelocation,
): RelocationDump {
  const { address, type, length, pcRelative, external, symbolNumber: number } = relocation;
  const names = typeNames(image.header.cpuType);
  const isAddend = names === arm64Relocations && type === arm64Relocations.ARM64_RELOC_ADDEND;
  const shared = { address, type, typeName: names?.nameOf(type) ?? `type ${type}`, length, pcRelative, external };
  if (isAddend) return { ...shared, number, target: null, addend: signed24(number) };
  const section = image.sections[number - 1];
  const sectionTarget = section === undefined ? `section ${number}` : `${section.segmentName},${section.sectionName}`;
  const target = external ? (symbols[number]?.name ?? `symbol ${number}`) : sectionTarget;
  return { ...shared, number, target, addend: null };
}
