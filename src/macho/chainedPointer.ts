// One pointer that dyld changes when it loads an image with chained fixups: until then it holds what to make of it and
// how far the next one is (`<mach-o/fixup-chains.h>`).

import type { BitRun } from "@/base/bitRuns";
import { namedValues } from "@/base/names";
import { fromWords, highWord, lowWord } from "@/base/units";

export const chainedPointerFormats = namedValues({
  DYLD_CHAINED_PTR_ARM64E: 1,
  DYLD_CHAINED_PTR_64: 2,
  DYLD_CHAINED_PTR_32: 3,
  DYLD_CHAINED_PTR_32_CACHE: 4,
  DYLD_CHAINED_PTR_32_FIRMWARE: 5,
  DYLD_CHAINED_PTR_64_OFFSET: 6,
  DYLD_CHAINED_PTR_ARM64E_KERNEL: 7,
  DYLD_CHAINED_PTR_64_KERNEL_CACHE: 8,
  DYLD_CHAINED_PTR_ARM64E_USERLAND: 9,
  DYLD_CHAINED_PTR_ARM64E_FIRMWARE: 10,
  DYLD_CHAINED_PTR_X86_64_KERNEL_CACHE: 11,
  DYLD_CHAINED_PTR_ARM64E_USERLAND24: 12,
});
/** Bytes that one step of `next` counts, in the two formats for plain 64-bit pointers. */
export const chainStride = 4;
/** Addends that a bind has room for. */
export const isInlineAddend = (addend: number): boolean => addend >= 0 && addend <= 0xff;
/** Bits of the address in a rebased pointer: 64 GiB. */
export const rebaseTargetLimit = 2 ** 36;
/** Imports that a bind can count. */
export const mostChainedImports = 2 ** 24;

export interface ChainedField {
  readonly name: string;
  /** Lowest bit first, of the 64-bit word. */
  readonly run: BitRun;
}

/** What the bits of a pointer mean, highest last; both formats share it. */
export const chainedRebaseFields: readonly ChainedField[] = [
  { name: "target", run: { at: 0, width: 36 } },
  { name: "high8", run: { at: 36, width: 8 } },
  { name: "reserved", run: { at: 44, width: 7 } },
  { name: "next", run: { at: 51, width: 12 } },
  { name: "bind", run: { at: 63, width: 1 } },
];
export const chainedBindFields: readonly ChainedField[] = [
  { name: "ordinal", run: { at: 0, width: 24 } },
  { name: "addend", run: { at: 24, width: 8 } },
  { name: "reserved", run: { at: 32, width: 19 } },
  { name: "next", run: { at: 51, width: 12 } },
  { name: "bind", run: { at: 63, width: 1 } },
];

/** A 64-bit word as two halves. */
export interface Words {
  readonly low: number;
  readonly high: number;
}

export type ChainedPointer =
  | {
      readonly kind: "rebase";
      /** An address, or in the offset format the distance from the header. */
      readonly target: number;
      /** The top byte of the pointer, which programs keep for themselves. */
      readonly high8: number;
      /** Steps of `chainStride` bytes to the next pointer of the page; 0 for the last. */
      readonly next: number;
    }
  | { readonly kind: "bind"; readonly ordinal: number; readonly addend: number; readonly next: number };

const nextShift = 19;
const nextMask = 0xfff;
const bindBit = 0x8000_0000;

export function encodeChainedPointer(pointer: ChainedPointer): Words {
  const next = pointer.next << nextShift;
  if (pointer.kind === "bind")
    return { low: ((pointer.addend << 24) | pointer.ordinal) >>> 0, high: (bindBit | next) >>> 0 };
  return { low: lowWord(pointer.target), high: (next | (pointer.high8 << 4) | highWord(pointer.target)) >>> 0 };
}

export function decodeChainedPointer({ low, high }: Words): ChainedPointer {
  const next = (high >>> nextShift) & nextMask;
  if (high >>> 31 === 1) return { kind: "bind", ordinal: low & 0xff_ffff, addend: low >>> 24, next };
  return { kind: "rebase", target: fromWords(low, high & 0xf), high8: (high >>> 4) & 0xff, next };
}

/** The address that a rebased pointer holds once its encoding is taken away; `header` is where the image starts. */
export function rebasedAddress(
  { target, high8 }: Extract<ChainedPointer, { kind: "rebase" }>,
  pointerFormat: number,
  header: number,
): bigint {
  const base = pointerFormat === chainedPointerFormats.DYLD_CHAINED_PTR_64_OFFSET ? BigInt(header) : 0n;
  return base + BigInt(target) + (BigInt(high8) << 56n);
}

/** True for the formats whose pointers are decoded here. */
export const isPlainPointerFormat = (format: number): boolean =>
  format === chainedPointerFormats.DYLD_CHAINED_PTR_64 || format === chainedPointerFormats.DYLD_CHAINED_PTR_64_OFFSET;
