// Loads and stores of one register or a pair (Arm ARM C4.1.88), in every addressing mode. The address patterns:
// `[Xn+u12*8]` scaled and unsigned, `[Xn+s9*1]` signed, `!` written back before, `[Xn]+s9*1` after, `[Xn+Rm*8]`
// a register. A mnemonic such as `ldr` takes the unscaled form when the scaled one cannot hold the offset.

import { registers, single } from "./axes";
import type { FormOptions, FormTable, Words } from "./forms";

/** Words of the unsigned-offset forms; the other modes differ in fixed places. */
interface Access {
  readonly register: string;
  readonly bytes: number;
  readonly words: Words;
}
const accesses: readonly Access[] = [
  { register: "Wt", bytes: 1, words: { ldrb: 0x39400000, strb: 0x39000000, ldrsb: 0x39c00000 } },
  { register: "Wt", bytes: 2, words: { ldrh: 0x79400000, strh: 0x79000000, ldrsh: 0x79c00000 } },
  { register: "Wt", bytes: 4, words: { ldr: 0xb9400000, str: 0xb9000000 } },
  { register: "Xt", bytes: 8, words: { ldr: 0xf9400000, str: 0xf9000000 } },
  { register: "Xt", bytes: 1, words: { ldrsb: 0x39800000 } },
  { register: "Xt", bytes: 2, words: { ldrsh: 0x79800000 } },
  { register: "Xt", bytes: 4, words: { ldrsw: 0xb9800000 } },
  { register: "Bt", bytes: 1, words: { ldr: 0x3d400000, str: 0x3d000000 } },
  { register: "Ht", bytes: 2, words: { ldr: 0x7d400000, str: 0x7d000000 } },
  { register: "St", bytes: 4, words: { ldr: 0xbd400000, str: 0xbd000000 } },
  { register: "Dt", bytes: 8, words: { ldr: 0xfd400000, str: 0xfd000000 } },
  { register: "Qt", bytes: 16, words: { ldr: 0x3dc00000, str: 0x3d800000 } },
];

/** Bit 24 tells the scaled form from the others; bits 10, 11 and 21 tell those apart. */
const scaledBit = 0x01000000;
const modes = { unscaled: 0, post: 0x400, unprivileged: 0x800, pre: 0xc00, register: 0x00200800 } as const;

const inMode = (words: Words, mode: keyof typeof modes, rename = (name: string) => name): Words =>
  Object.fromEntries(
    Object.entries(words).map(([name, word]) => [rename(name), ((word - scaledBit) | modes[mode]) >>> 0]),
  );
/** `ldr` to `ldur`, `strb` to `sturb`. */
const unscaledName = (name: string) => `${name.slice(0, 2)}u${name.slice(2)}`;
const unprivilegedName = (name: string) => `${name.slice(0, 2)}t${name.slice(2)}`;

const registerAt = (word: number, at: number) => (word >>> at) & 31;
/** The zero register and the stack pointer have one number, but are not the same. */
const isBase = (word: number, register: number) => register === registerAt(word, 5) && register !== 31;
const baseComplaint = "the base that is written back is also loaded or stored";
const baseIsData = (word: number) => (isBase(word, registerAt(word, 0)) ? baseComplaint : undefined);
const baseInPair = (word: number) => (isBase(word, registerAt(word, 10)) ? baseComplaint : baseIsData(word));
const sameTwice = (word: number) =>
  registerAt(word, 0) === registerAt(word, 10) ? "both registers of the load are the same" : undefined;

/**
 * What LLVM refuses: a base that is written back to general registers of the pair; and loads of one register twice,
 * but for general registers with write-back, where it looks at the base alone.
 */
function pairObjection(register: string, name: string, indexing: "offset" | "pre" | "post"): FormOptions {
  const isGeneral = register === "W" || register === "X";
  const hasBase = isGeneral && indexing !== "offset" && !(name === "ldpsw" && indexing === "post");
  if (hasBase) return { unpredictable: baseInPair };
  return name.startsWith("ld") ? { unpredictable: sameTwice } : {};
}

function addSingles(table: FormTable): void {
  for (const { register, bytes, words } of accesses) {
    const isGeneral = register === "Wt" || register === "Xt";
    table
      .form(`${register}, [Xn+u12*${bytes}]`, single, words)
      .form(`${register}, [Xn+s9*1]`, single, inMode(words, "unscaled", unscaledName))
      .form(`${register}, [Xn+s9*1]`, single, inMode(words, "unscaled"), { print: "never" })
      .form(`${register}, [Xn+s9*1]!`, single, inMode(words, "pre"), isGeneral ? { unpredictable: baseIsData } : {})
      .form(`${register}, [Xn]+s9*1`, single, inMode(words, "post"), isGeneral ? { unpredictable: baseIsData } : {})
      .form(`${register}, [Xn+Rm*${bytes}]`, single, inMode(words, "register"));
    if (isGeneral) table.form(`${register}, [Xn+s9*1]`, single, inMode(words, "unprivileged", unprivilegedName));
  }
  table
    .form("prefetch, [Xn+u12*8]", single, { prfm: 0xf9800000 })
    .form("prefetch, [Xn+s9*1]", single, { prfum: 0xf8800000 })
    .form("prefetch, [Xn+s9*1]", single, { prfm: 0xf8800000 }, { print: "never" })
    // Operations from 24 on are range prefetches in this form.
    .form("prefetch, [Xn+Rm*8]", single, { prfm: 0xf8a00800 }, { print: (word) => (word & 0x18) !== 0x18 })
    .form("Wt, literal19", single, { ldr: 0x18000000 })
    .form("Xt, literal19", single, { ldr: 0x58000000, ldrsw: 0x98000000 })
    // Numbers that a move can make are not loaded at all.
    .form("Rt, literalmove.R", registers, { ldr: 0x52800000 }, { print: "never" })
    .form("Wt, literal.W", single, { ldr: 0x18000000 }, { print: "never" })
    .form("Xt, literal.X", single, { ldr: 0x58000000 }, { print: "never" })
    .form("St, literal19", single, { ldr: 0x1c000000 })
    .form("Dt, literal19", single, { ldr: 0x5c000000 })
    .form("Qt, literal19", single, { ldr: 0x9c000000 })
    .form("rangeprefetch, Xm, [Xn]", single, { rprfm: 0xf8a04818 })
    .form("prefetch, literal19", single, { prfm: 0xd8000000 });
}

/** Pairs: the words of the signed-offset forms. */
const pairs: readonly Access[] = [
  { register: "W", bytes: 4, words: { ldp: 0x29400000, stp: 0x29000000 } },
  { register: "X", bytes: 8, words: { ldp: 0xa9400000, stp: 0xa9000000 } },
  { register: "X", bytes: 4, words: { ldpsw: 0x69400000 } },
  { register: "S", bytes: 4, words: { ldp: 0x2d400000, stp: 0x2d000000 } },
  { register: "D", bytes: 8, words: { ldp: 0x6d400000, stp: 0x6d000000 } },
  { register: "Q", bytes: 16, words: { ldp: 0xad400000, stp: 0xad000000 } },
];
/** Bits 23 and 24 from the signed-offset form's 10: 00 no-allocate, 01 post, 11 pre. */
const pairDistance = { noAllocate: -0x01000000, post: -0x00800000, pre: 0x00800000 } as const;

const shifted = (words: Words, distance: number, rename = (name: string) => name): Words =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [rename(name), word + distance]));

function addPairs(table: FormTable): void {
  for (const { register: r, bytes, words: both } of pairs)
    for (const [name, word] of Object.entries(both)) {
      const words = { [name]: word };
      const objection = (indexing: "offset" | "pre" | "post") => pairObjection(r, name, indexing);
      table
        .form(`${r}t, ${r}t2, [Xn+s7*${bytes}]`, single, words, objection("offset"))
        .form(`${r}t, ${r}t2, [Xn+s7*${bytes}]!`, single, shifted(words, pairDistance.pre), objection("pre"))
        .form(`${r}t, ${r}t2, [Xn]+s7*${bytes}`, single, shifted(words, pairDistance.post), objection("post"));
      if (name === "ldpsw") continue;
      const noAllocate = shifted(words, pairDistance.noAllocate, (plain) => `${plain.slice(0, 2)}n${plain.slice(2)}`);
      table.form(`${r}t, ${r}t2, [Xn+s7*${bytes}]`, single, noAllocate);
    }
}

export function addMemoryForms(table: FormTable): void {
  addSingles(table);
  addPairs(table);
}
