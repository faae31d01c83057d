// Names of registers, conditions, shifts, barriers, prefetches and system registers, and their numbers.

export interface GeneralRegister {
  readonly width: 32 | 64;
  readonly number: number;
  /** Number 31 is the zero register in most places and the stack pointer in some; the name says which is meant. */
  readonly role: "plain" | "zero" | "stack";
}

const generalRegisters = new Map<string, GeneralRegister>();
for (let number = 0; number < 31; number++) {
  generalRegisters.set(`w${number}`, { width: 32, number, role: "plain" });
  generalRegisters.set(`x${number}`, { width: 64, number, role: "plain" });
}
generalRegisters.set("fp", { width: 64, number: 29, role: "plain" });
generalRegisters.set("lr", { width: 64, number: 30, role: "plain" });
generalRegisters.set("wzr", { width: 32, number: 31, role: "zero" });
generalRegisters.set("xzr", { width: 64, number: 31, role: "zero" });
generalRegisters.set("wsp", { width: 32, number: 31, role: "stack" });
generalRegisters.set("sp", { width: 64, number: 31, role: "stack" });

export const generalRegister = (name: string): GeneralRegister | undefined => generalRegisters.get(name);
export const generalRegisterNames = (): Iterable<string> => generalRegisters.keys();

/** Whether a name that is no register was surely meant as one: `x32`, `v40`, `xsp`. */
export const looksLikeRegister = (name: string): boolean => /^(?:[wxbhsdqv]\d+|[wx](?:sp|zr))$/.test(name);

export function nameOfGeneral(width: 32 | 64, number: number, stack: boolean): string {
  if (number === 31) return stack ? (width === 64 ? "sp" : "wsp") : width === 64 ? "xzr" : "wzr";
  return `${width === 64 ? "x" : "w"}${number}`;
}

export const conditions = [
  "eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv",
] as const; // biome-ignore format: sixteen codes in a row
const conditionCodes = new Map<string, number>(conditions.map((name, code) => [name, code]));
conditionCodes.set("cs", 2).set("cc", 3);
export const conditionCode = (name: string): number | undefined => conditionCodes.get(name);
export const conditionNames = (): Iterable<readonly [string, number]> => conditionCodes;

export const shifts = ["lsl", "lsr", "asr", "ror"] as const;
export const extensions = ["uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"] as const;

const named = (entries: Readonly<Record<string, number>>) => {
  const names = new Map(Object.entries(entries).map(([name, value]) => [value, name]));
  return {
    value: (name: string): number | undefined => (Object.hasOwn(entries, name) ? entries[name] : undefined),
    name: (value: number): string | undefined => names.get(value),
  };
};

export const barriers = named({
  oshld: 1,
  oshst: 2,
  osh: 3,
  nshld: 5,
  nshst: 6,
  nsh: 7,
  ishld: 9,
  ishst: 10,
  ish: 11,
  ld: 13,
  st: 14,
  sy: 15,
});

/** Type (load, instruction, store), cache level, policy: `pldl1keep` is 0. */
export const prefetches = named(
  Object.fromEntries(
    ["pld", "pli", "pst"].flatMap((type, t) =>
      ["l1", "l2", "l3"].flatMap((level, l) =>
        ["keep", "strm"].map((policy, p) => [`${type}${level}${policy}`, (t << 3) | (l << 1) | p] as const),
      ),
    ),
  ),
);

/** op0 (low bit), op1, CRn, CRm, op2 packed as `msr` and `mrs` hold them in bits 5 to 19. */
const system = (op0: number, op1: number, n: number, m: number, op2: number) =>
  ((op0 & 1) << 14) | (op1 << 11) | (n << 7) | (m << 3) | op2;

const systemRegisters = named({
  nzcv: system(3, 3, 4, 2, 0),
  daif: system(3, 3, 4, 2, 1),
  dit: system(3, 3, 4, 2, 5),
  ssbs: system(3, 3, 4, 2, 6),
  fpcr: system(3, 3, 4, 4, 0),
  fpsr: system(3, 3, 4, 4, 1),
  tpidr_el0: system(3, 3, 13, 0, 2),
  tpidrro_el0: system(3, 3, 13, 0, 3),
  cntfrq_el0: system(3, 3, 14, 0, 0),
  cntpct_el0: system(3, 3, 14, 0, 1),
  cntvct_el0: system(3, 3, 14, 0, 2),
  cntpctss_el0: system(3, 3, 14, 0, 5),
  cntvctss_el0: system(3, 3, 14, 0, 6),
  ctr_el0: system(3, 3, 0, 0, 1),
  dczid_el0: system(3, 3, 0, 0, 7),
  tpidr_el1: system(3, 0, 13, 0, 4),
  midr_el1: system(3, 0, 0, 0, 0),
  mpidr_el1: system(3, 0, 0, 0, 5),
  currentel: system(3, 0, 4, 2, 2),
  pan: system(3, 0, 4, 2, 3),
  spsr_el1: system(3, 0, 4, 0, 0),
  elr_el1: system(3, 0, 4, 0, 1),
  sp_el0: system(3, 0, 4, 1, 0),
  vbar_el1: system(3, 0, 12, 0, 0),
  sctlr_el1: system(3, 0, 1, 0, 0),
  esr_el1: system(3, 0, 5, 2, 0),
  far_el1: system(3, 0, 6, 0, 0),
  ttbr0_el1: system(3, 0, 2, 0, 0),
  ttbr1_el1: system(3, 0, 2, 0, 1),
  tcr_el1: system(3, 0, 2, 0, 2),
  mair_el1: system(3, 0, 10, 2, 0),
  id_aa64pfr0_el1: system(3, 0, 0, 4, 0),
  id_aa64isar0_el1: system(3, 0, 0, 6, 0),
  id_aa64isar1_el1: system(3, 0, 0, 6, 1),
});

/** `tpidr_el0`, or `s3_3_c13_c0_2` for one without a name here. */
export function systemRegister(name: string): number | undefined {
  const known = systemRegisters.value(name);
  if (known !== undefined) return known;
  const fields = /^s([23])_([0-7])_c(\d|1[0-5])_c(\d|1[0-5])_([0-7])$/.exec(name);
  if (fields === null) return undefined;
  const [op0, op1, n, m, op2] = fields.slice(1).map(Number);
  return system(op0!, op1!, n!, m!, op2!);
}

export function nameOfSystemRegister(value: number): string {
  const name = systemRegisters.name(value);
  if (name !== undefined) return name.toUpperCase();
  const field = (at: number, width: number) => (value >>> at) & ((1 << width) - 1);
  return `S${2 + field(14, 1)}_${field(11, 3)}_C${field(7, 4)}_C${field(3, 4)}_${field(0, 3)}`;
}
