// The axes of the instruction table: in which variants a form exists, and which bits say so.

import type { Axis, Case } from "./forms";

/** A form without variants. */
export const single: Axis = [{ letters: {}, bits: 0 }];

const widths = (wideBits: number, narrowBits = 0): Axis => [
  { letters: { R: "W" }, bits: narrowBits },
  { letters: { R: "X" }, bits: wideBits },
];
/** sf: bit 31. */
export const registers = widths(0x80000000);
/** Bitfield moves repeat sf as N (bit 22). */
export const bitfields = widths(0x80400000);
/** Right shifts are bitfield moves up to the top bit: imms is 31 or 63. */
export const rightShifts = widths(0x8040fc00, 0x7c00);
/** Exclusive pairs and compare-and-swap: size in bit 30. */
export const sizeBit30 = widths(0x40000000);
/** Test-bit branches: bit 31 is the number's top bit. */
export const testBits = widths(0x80000000);
/** Fixed-point conversions: a narrow scale has its top bit set. */
export const fractions = widths(0x80000000, 0x8000);

const scalars = (bits: Readonly<Record<string, number>>): Axis =>
  Object.entries(bits).map(([F, value]) => ({ letters: { F }, bits: value }));
/** ftype: bits 22 and 23. */
export const floats = scalars({ S: 0, D: 1 << 22, H: 3 << 22 });
/** sz of the advanced SIMD scalar forms: bit 22. */
export const singles = scalars({ S: 0, D: 1 << 22 });
/** size of the advanced SIMD scalar forms: bits 22 and 23. */
export const elements = (sizes: string): Axis =>
  [..."BHSD"]
    .filter((size) => sizes.includes(size.toLowerCase()))
    .map((F) => ({
      letters: { F },
      bits: "BHSD".indexOf(F) << 22,
    }));

export const product = (a: Axis, b: Axis): Axis =>
  a.flatMap((x) =>
    b.map((y) => ({
      letters: { ...x.letters, ...y.letters },
      bits: (x.bits | y.bits) >>> 0,
      suffix: `${x.suffix ?? ""}${y.suffix ?? ""}`,
    })),
  );

const q = 0x40000000;
/** Lanes of each element size in 64 bits. */
const lanes = { b: 8, h: 4, s: 2, d: 1 } as const;
type Size = keyof typeof lanes;
const sizesOf = (text: string) => [...text] as Size[];
const powerOf = (size: Size) => "bhsd".indexOf(size);

const vectorCases = (sizes: string, bitsOf: (size: Size) => number, single1d = false): Axis =>
  sizesOf(sizes).flatMap((size): Case[] => {
    const half = { letters: { T: `${lanes[size]}${size}`, E: size }, bits: bitsOf(size) };
    const full = { letters: { T: `${2 * lanes[size]}${size}`, E: size }, bits: (bitsOf(size) | q) >>> 0 };
    return size === "d" && !single1d ? [full] : [half, full];
  });
/** Integer vectors: Q (bit 30) and size (bits 22 and 23). */
export const vectors = (sizes: string): Axis => vectorCases(sizes, (size) => powerOf(size) << 22);
/** The same with 1d: structure loads, where size stands in bits 10 and 11. */
export const structures = (sizes: string): Axis => vectorCases(sizes, (size) => powerOf(size) << 10, true);
/** Vectors whose element size the word does not say: Q alone. */
export const plainVectors = (sizes: string): Axis => vectorCases(sizes, () => 0);
/** The same with 1d. */
export const wholeVectors: Axis = vectorCases("hsd", () => 0, true);
/** Floating point: 2s 4s 2d by Q and bit 22. */
export const floatVectors = vectorCases("sd", (size) => (size === "d" ? 1 << 22 : 0));
/** Shifts by immediate: the highest set bit of immh (bits 19 to 22) is the element size. */
export const shiftVectors = (sizes: string): Axis => vectorCases(sizes, (size) => 1 << (19 + powerOf(size)));
/** The same for scalars. */
export const shiftScalars = (sizes: string): Axis =>
  sizesOf(sizes).map((size) => ({ letters: { E: size, F: size.toUpperCase() }, bits: 1 << (19 + powerOf(size)) }));
/** Scalars that come out half as wide: `.N` from `.L`. */
export const narrowShiftScalars: Axis = sizesOf("bhs").map((size) => ({
  letters: { E: size, N: size.toUpperCase(), L: "BHSD"[powerOf(size) + 1]! },
  bits: 1 << (19 + powerOf(size)),
}));
/** Element sizes of the floating-point multiplications by a lane: halves stand apart. */
export const laneSizes: Axis = [
  { letters: { F: "H" }, bits: 0 },
  { letters: { F: "S" }, bits: 2 << 22 },
  { letters: { F: "D" }, bits: 3 << 22 },
];
/** Copies: the lowest set bit of imm5 (bits 16 to 20) is the element size. */
export const copyVectors: Axis = vectorCases("bhsd", (size) => 1 << (16 + powerOf(size)));
/** Single lanes of a copy, Q apart. */
export const copyLanes = (sizes: string): Axis =>
  sizesOf(sizes).map((size) => ({ letters: { E: size, F: size.toUpperCase() }, bits: 1 << (16 + powerOf(size)) }));

/** Pairs of a wide arrangement `.L` and a narrow one `.N`; the second of each pair is the mnemonic with 2. */
const widening = (narrowSizes: string, bitsOf: (size: Size) => number): Axis =>
  sizesOf(narrowSizes).flatMap((size): Case[] => {
    const wide = "bhsd"[powerOf(size) + 1]!;
    const L = `${lanes[wide as Size] * 2}${wide}`;
    const letters = { L, E: size };
    return [
      { letters: { ...letters, N: `${lanes[size]}${size}` }, bits: bitsOf(size) },
      { letters: { ...letters, N: `${2 * lanes[size]}${size}` }, bits: (bitsOf(size) | q) >>> 0, suffix: "2" },
    ];
  });
export const wide = (narrowSizes: string): Axis => widening(narrowSizes, (size) => powerOf(size) << 22);
export const wideShifts: Axis = widening("bhs", (size) => 1 << (19 + powerOf(size)));
/** Floating point: 4s from 4h, 2d from 2s. */
export const wideFloats: Axis = widening("hs", (size) => (size === "s" ? 1 << 22 : 0));

/** Pairwise widening: half as many lanes of twice the size. */
export const pairwise: Axis = sizesOf("bhs").flatMap((size) => {
  const wider = "bhsd"[powerOf(size) + 1]!;
  return [1, 2].map((full) => ({
    letters: { L: `${(lanes[size] / 2) * full}${wider}`, N: `${lanes[size] * full}${size}` },
    bits: ((powerOf(size) << 22) | (full === 2 ? q : 0)) >>> 0,
  }));
});

/** Reductions over lanes to a scalar of the same size, or with `widen` of the next. */
export const reductions = (widen: boolean): Axis =>
  vectors("bhs")
    .filter(({ letters }) => letters.T !== "2s")
    .map((entry) => {
      const size = entry.letters.E! as Size;
      const letter = widen ? "bhsd"[powerOf(size) + 1]! : size;
      return { ...entry, letters: { ...entry.letters, F: letter.toUpperCase() } };
    });

/** Size in the top two bits and the register it is loaded into. */
const sized: Axis = [
  { letters: { R: "W" }, bits: 0x80000000 },
  { letters: { R: "X" }, bits: 0xc0000000 },
  { letters: { R: "W" }, bits: 0, suffix: "b" },
  { letters: { R: "W" }, bits: 0x40000000, suffix: "h" },
];
const orders = (acquire: number, release: number): Axis => [
  { letters: {}, bits: 0 },
  { letters: {}, bits: acquire, suffix: "a" },
  { letters: {}, bits: release, suffix: "l" },
  { letters: {}, bits: acquire | release, suffix: "al" },
];
/** Atomic memory operations: ordering, then size. */
export const atomics = product(orders(1 << 23, 1 << 22), sized);
/** Those without a result know no acquire. */
export const atomicStores = product(
  orders(0, 1 << 22).filter((_, i) => i === 0 || i === 2),
  sized,
);
export const compareAndSwaps = product(orders(1 << 22, 1 << 15), sized);
