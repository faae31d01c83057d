// Names of registers, conditions, shifts, barriers, prefetches and system operations, and their numbers.

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
// LLVM knows number 31 by its number too.
generalRegisters.set("w31", { width: 32, number: 31, role: "zero" });
generalRegisters.set("x31", { width: 64, number: 31, role: "zero" });
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

/** Names that stand for numbers. */
export interface Names {
  value(name: string): number | undefined;
  /** The first name of a number. */
  name(value: number): string | undefined;
  all(): Iterable<string>;
}

export const named = (entries: Readonly<Record<string, number>>): Names => {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(entries)) if (!names.has(value)) names.set(value, name);
  return {
    value: (name: string): number | undefined => (Object.hasOwn(entries, name) ? entries[name] : undefined),
    name: (value: number): string | undefined => names.get(value),
    all: () => Object.keys(entries),
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
  // LLVM takes tsb's only operand here too.
  csync: 2,
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

/** Names from v9 on for the fourth level, which older printers leave as numbers. */
const systemCachePrefetches: Readonly<Record<string, number>> = Object.fromEntries(
  ["pld", "pli", "pst"].flatMap((type, t) =>
    ["keep", "strm"].map((policy, p) => [`${type}slc${policy}`, (t << 3) | 6 | p] as const),
  ),
);
export const unprintedPrefetch = (name: string): number | undefined =>
  Object.hasOwn(systemCachePrefetches, name) ? systemCachePrefetches[name] : undefined;

export const rangePrefetches = named({ pldkeep: 0, pstkeep: 1, pldstrm: 4, pststrm: 5 });
