// The few instructions that make addresses, taken apart and put together again (Arm ARM, C4.1): `adrp`, `adr`, `add` of
// an immediate, loads from a register and from a literal. Enough to shorten one sequence into another.

const pageBytes = 4096;
export const nop = 0xd503201f;

export interface AdrpInstruction {
  readonly register: number;
  /** Bytes from the instruction's own page to the page it makes. */
  readonly distance: number;
}
export interface AddInstruction {
  readonly register: number;
  readonly from: number;
  readonly value: number;
}
export interface LoadInstruction {
  readonly register: number;
  readonly base: number;
  /** log2 of the bytes it loads. */
  readonly size: number;
  readonly isFloat: boolean;
  /** What becomes of the upper bits: 1 zeros, 2 the sign in 64 bits, 3 the sign in 32. */
  readonly extension: number;
  /** Bytes behind the base register. */
  readonly offset: number;
}

export const pageStart = (address: number): number => Math.floor(address / pageBytes) * pageBytes;

export function readAdrp(word: number): AdrpInstruction | undefined {
  if ((word & 0x9f000000) >>> 0 !== 0x90000000) return undefined;
  const pages = (((word >>> 5) & 0x7ffff) << 2) | ((word >>> 29) & 3);
  return { register: word & 0x1f, distance: ((pages << 11) >> 11) * pageBytes };
}

/** `add xd, xn, #value`; a shifted immediate is no page offset. */
export function readAdd(word: number): AddInstruction | undefined {
  if ((word & 0xffc00000) >>> 0 !== 0x91000000) return undefined;
  return { register: word & 0x1f, from: (word >>> 5) & 0x1f, value: (word >>> 10) & 0xfff };
}

/** Loads with an unsigned immediate. */
export function readLoad(word: number): LoadInstruction | undefined {
  if ((word & 0x3b000000) >>> 0 !== 0x39000000) return undefined;
  const scale = word >>> 30;
  const operation = (word >>> 22) & 3;
  const isFloat = (word & 0x04000000) !== 0;
  const isWide = isFloat && scale === 0 && operation === 3;
  // 0 stores; vector registers know 1 (load), and 3 for 16 bytes; prefetches are 3 with 8 bytes.
  if (operation === 0 || (isFloat && operation !== 1 && !isWide)) return undefined;
  if (!isFloat && scale === 3 && operation !== 1) return undefined;
  if (!isFloat && scale === 2 && operation === 3) return undefined;
  const size = isWide ? 4 : scale;
  return {
    register: word & 0x1f,
    base: (word >>> 5) & 0x1f,
    size,
    isFloat,
    extension: isFloat ? 1 : operation,
    offset: ((word >>> 10) & 0xfff) * 2 ** size,
  };
}

/** `adr` reaches 1 MiB. */
export const reachesByAdr = (distance: number): boolean => distance >= -(2 ** 20) && distance < 2 ** 20;
export const adr = (register: number, distance: number): number =>
  (0x10000000 | ((distance & 3) << 29) | (((distance >> 2) & 0x7ffff) << 5) | register) >>> 0;

/** A load from a literal reaches 1 MiB in steps of 4 bytes, and loads 4 bytes or more. */
export const loadsFromLiteral = ({ size }: LoadInstruction, distance: number): boolean =>
  size > 1 && distance % 4 === 0 && reachesByAdr(distance);

export function literalLoad({ register, size, isFloat, extension }: LoadInstruction, distance: number): number {
  const place = (((distance >> 2) & 0x7ffff) << 5) | register;
  if (size === 4) return (0x9c000000 | place) >>> 0;
  if (size === 3) return ((isFloat ? 0x5c000000 : 0x58000000) | place) >>> 0;
  if (isFloat) return (0x1c000000 | place) >>> 0;
  return ((extension === 2 ? 0x98000000 : 0x18000000) | place) >>> 0;
}

export const loadsFromBase = ({ size }: LoadInstruction, offset: number): boolean =>
  offset >= 0 && offset % 2 ** size === 0 && offset / 2 ** size < 4096;

/** The same load from another register, so many bytes behind it. */
export const baseLoad = (word: number, { size }: LoadInstruction, base: number, offset: number): number =>
  ((word & ~0x3fffe0) | ((offset / 2 ** size) << 10) | (base << 5)) >>> 0;
