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
  | "ip";

export interface RegisterName {
  readonly name: string;
  readonly register: Iced.Register;
  readonly class: RegisterClass;
  /** Number within the class, as the encoding counts: vector registers above 15 exist in EVEX only. */
  readonly number: number;
}

export type RegisterTable = ReadonlyMap<string, RegisterName>;

/** Bytes of a general-purpose register; undefined for the other classes. */
export const generalSize: Readonly<Partial<Record<RegisterClass, number>>> = { r8: 1, r16: 2, r32: 4, r64: 8 };

/** `%ah`, `%ch`, `%dh`, `%bh`: no instruction with a REX prefix can name them. */
const highByteRegisters = new Set(["ah", "ch", "dh", "bh"]);
export const isHighByte = (register: RegisterName): boolean => highByteRegisters.has(register.name);

/** Whether naming the register forces a REX prefix. */
export const needsRex = (register: RegisterName): boolean =>
  register.class === "r64" || register.number > 7 || /^(spl|bpl|sil|dil)$/.test(register.name);

export function buildRegisters(iced: IcedModule): RegisterTable {
  const R = iced.Register;
  const table = new Map<string, RegisterName>();
  /** iced numbers the registers of a class in encoding order, so the first one and a list of names suffice. */
  const add = (names: readonly string[], first: Iced.Register, cls: RegisterClass, firstNumber = 0) => {
    for (const [i, name] of names.entries()) {
      table.set(name, { name, register: first + i, class: cls, number: firstNumber + i });
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
  return table;
}
