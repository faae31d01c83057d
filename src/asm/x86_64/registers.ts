// Register names as AT&T syntax writes them after `%`, with the class that decides which operand accepts them.

import type { Iced, IcedModule } from "./icedModule";

export type RegisterClass =
  | "r8"
  | "r16"
  | "r32"
  | "r64"
  | "seg"
  | "st"
  | "mm"
  | "xmm"
  | "ymm"
  | "zmm"
  | "k"
  | "tmm"
  | "bnd"
  | "cr"
  | "dr"
  | "ip"
  /** %riz and %eiz: an index byte that names no index. */
  | "iz";

export interface RegisterName {
  readonly name: string;
  readonly register: Iced.Register;
  readonly class: RegisterClass;
  /** Number within the class, as the encoding counts: vector registers above 15 exist in EVEX only. */
  readonly number: number;
  /** The bit of its class among `classBits`, by which patterns accept it. */
  readonly bit: number;
  /** Bytes of a general-purpose register, else 0. */
  readonly size: number;
  readonly isHighByte: boolean;
  /** Whether naming it takes a REX prefix even where its number is below 8: %spl, %bpl, %sil, %dil. */
  readonly isRexByte: boolean;
}

/** What a register is to a pattern. Vector registers above 15 have bits of their own, for only EVEX reaches them. */
export const classBits = {
  r8: 1 << 0,
  r16: 1 << 1,
  r32: 1 << 2,
  r64: 1 << 3,
  seg: 1 << 4,
  st: 1 << 5,
  mm: 1 << 6,
  xmm: 1 << 7,
  ymm: 1 << 8,
  zmm: 1 << 9,
  k: 1 << 10,
  tmm: 1 << 11,
  bnd: 1 << 12,
  cr: 1 << 13,
  dr: 1 << 14,
  ip: 1 << 15,
  iz: 1 << 16,
  highXmm: 1 << 17,
  highYmm: 1 << 18,
} as const;

export type RegisterTable = ReadonlyMap<string, RegisterName>;

/** Bytes of a general-purpose register; undefined for the other classes. */
export const generalSize: Readonly<Partial<Record<RegisterClass, number>>> = { r8: 1, r16: 2, r32: 4, r64: 8 };

/** `%ah`, `%ch`, `%dh`, `%bh`: no instruction with a REX prefix can name them. */
const highByteRegisters = new Set(["ah", "ch", "dh", "bh"]);
const rexByteRegisters = new Set(["spl", "bpl", "sil", "dil"]);

/** Whether naming the register forces a REX prefix. */
export const needsRex = (register: RegisterName): boolean =>
  register.class === "r64" || register.number > 7 || register.isRexByte;

function bitOf(cls: RegisterClass, number: number): number {
  if (number > 15 && cls === "xmm") return classBits.highXmm;
  return number > 15 && cls === "ymm" ? classBits.highYmm : classBits[cls];
}

export function buildRegisters(iced: IcedModule): RegisterTable {
  const R = iced.Register;
  const table = new Map<string, RegisterName>();
  /** iced numbers the registers of a class in encoding order, so the first one and a list of names suffice. */
  const add = (names: readonly string[], first: Iced.Register, cls: RegisterClass, firstNumber = 0) => {
    for (const [i, name] of names.entries()) {
      const number = firstNumber + i;
      table.set(name, {
        name,
        register: first + i,
        class: cls,
        number,
        bit: bitOf(cls, number),
        size: generalSize[cls] ?? 0,
        isHighByte: highByteRegisters.has(name),
        isRexByte: rexByteRegisters.has(name),
      });
    }
  };
  const numbered = (prefix: string, count: number, from = 0, suffix = "") =>
    Array.from({ length: count }, (_, i) => `${prefix}${from + i}${suffix}`);

  const legacy = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
  add(["al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"], R.AL, "r8");
  add(["spl", "bpl", "sil", "dil"], R.SPL, "r8", 4);
  add(numbered("r", 8, 8, "b"), R.R8L, "r8", 8);
  add(legacy, R.AX, "r16");
  add(numbered("r", 8, 8, "w"), R.R8W, "r16", 8);
  add(
    legacy.map((name) => `e${name}`),
    R.EAX,
    "r32",
  );
  add(numbered("r", 8, 8, "d"), R.R8D, "r32", 8);
  add(
    legacy.map((name) => `r${name}`),
    R.RAX,
    "r64",
  );
  add(numbered("r", 8, 8), R.R8, "r64", 8);
  add(numbered("xmm", 32), R.XMM0, "xmm");
  add(numbered("ymm", 32), R.YMM0, "ymm");
  add(numbered("zmm", 32), R.ZMM0, "zmm");
  add(numbered("mm", 8), R.MM0, "mm");
  add(numbered("st(", 8, 0, ")"), R.ST0, "st");
  add(["st"], R.ST0, "st");
  add(numbered("k", 8), R.K0, "k");
  add(numbered("tmm", 8), R.TMM0, "tmm");
  add(numbered("bnd", 4), R.BND0, "bnd");
  add(["es", "cs", "ss", "ds", "fs", "gs"], R.ES, "seg");
  add(numbered("cr", 16), R.CR0, "cr");
  add(numbered("dr", 16), R.DR0, "dr");
  add(numbered("db", 16), R.DR0, "dr");
  add(["rip"], R.RIP, "ip");
  add(["eip"], R.EIP, "ip");
  add(["riz"], R.RSP, "iz", 4);
  add(["eiz"], R.ESP, "iz", 4);
  return table;
}
