// The words of arm64's assembly, out of the table that assembles it.

import type { DialectWords, MnemonicWord, RegisterWord, Word } from "../wordLists/wordLists";
import type { Row } from "./forms";
import { meaningOf } from "./meanings";
import { patternText } from "./patternText";
import { extensions, generalRegisterNames, shifts } from "./registers";
import type { Slot } from "./slot";
import { rowsByMnemonic } from "./table";

const shownForms = 3;

/** Names of an operand's kind, made once: there are a thousand system registers. */
const namesOf = new Map<Slot, readonly string[]>();
function wordsOf(slot: Slot): readonly string[] {
  if (slot.words === undefined) return [];
  let names = namesOf.get(slot);
  if (names === undefined) {
    names = [...slot.words()];
    namesOf.set(slot, names);
  }
  return names;
}

const wantsLabel = /\b(?:target\d+|adrp?|literal19)\b/;

function mnemonicWord(name: string, rows: readonly Row[]): MnemonicWord {
  const forms = new Set(rows.map(({ pattern }) => patternText(pattern)));
  const lists = new Set(rows.flatMap(({ slots }) => slots.map(wordsOf)).filter(({ length }) => length > 0));
  const [list, ...others] = lists;
  return {
    name,
    meaning: meaningOf(name),
    forms: [...forms].slice(0, shownForms),
    formCount: forms.size,
    arrangements: [...new Set(rows.map(({ arrangement }) => arrangement))].filter((text) => text !== ""),
    takesLabel: rows.some(({ pattern }) => wantsLabel.test(pattern)),
    operandWords: list === undefined ? [] : others.length === 0 ? list : [...new Set([list, ...others].flat())],
  };
}

const mnemonics = (): MnemonicWord[] => [...rowsByMnemonic()].map(([name, rows]) => mnemonicWord(name, rows));

const argument = (number: number) =>
  number === 0
    ? "first argument and result"
    : `argument ${number + 1}${number < 2 ? " and second half of a long result" : ""}`;

/** What Apple's convention for arm64 uses a register for, by its number. */
function roleOf(number: number): string {
  if (number <= 7) return `${argument(number)}; a call may change it`;
  if (number === 8) return "address of a result that is returned in memory; a call may change it";
  if (number <= 15) return "scratch; a call may change it";
  if (number <= 17) return "scratch of the linker's stubs; any call may change it";
  if (number === 18) return "reserved for the platform: leave it alone";
  if (number <= 28) return "a function keeps its caller's value";
  return number === 29 ? "frame pointer (fp)" : "link register (lr): where to return to";
}

const special: Readonly<Record<string, string>> = {
  sp: "stack pointer; a multiple of 16 when memory is accessed through it",
  wsp: "lower 32 bits of the stack pointer",
  xzr: "always zero; what is written is lost",
  wzr: "always zero; what is written is lost",
  x31: "number 31: the zero register xzr, by its number",
  w31: "number 31: the zero register wzr, by its number",
  fp: "frame pointer: x29 by its role. Points at the caller's fp and lr",
  lr: "link register: x30 by its role. Where to return to",
};

function generalMeaning(name: string): string {
  const known = special[name];
  if (known !== undefined) return known;
  const number = Number(name.slice(1));
  const half = name.startsWith("w") ? `lower 32 bits of x${number}; writing it clears the upper half. ` : "64 bits. ";
  const text = roleOf(number);
  return `${half}${text[0]!.toUpperCase()}${text.slice(1)}`;
}

const vectorWidths: Readonly<Record<string, string>> = {
  b: "lowest 8 bits",
  h: "lowest 16 bits, half precision,",
  s: "lowest 32 bits, single precision,",
  d: "lowest 64 bits, double precision,",
  q: "all 128 bits",
};

function vectorMeaning(letter: string, number: number): string {
  const what = letter === "v" ? "Vector register, 128 bits in elements" : `The ${vectorWidths[letter]} of v${number}`;
  const kept = "a function keeps the lower 64 bits for its caller";
  const role =
    number <= 7 ? `${argument(number)} of floating point; a call may change it` : number <= 15 ? kept : "scratch";
  return `${what}. ${role[0]!.toUpperCase()}${role.slice(1)}`;
}

function registers(): RegisterWord[] {
  const general = [...generalRegisterNames()].map((name) => ({
    name,
    class: "general",
    meaning: generalMeaning(name),
  }));
  const vectors = [..."vqdshb"].flatMap((letter) =>
    Array.from({ length: 32 }, (_, number) => ({
      name: `${letter}${number}`,
      class: "vector",
      meaning: vectorMeaning(letter, number),
    })),
  );
  return [...general, ...vectors];
}

const operandWords = (): Word[] => [
  ...shifts.map((name) => ({ name, meaning: meaningOf(name) })),
  ...extensions.map((name) => ({ name, meaning: meaningOf(name) || "extends the register" })),
];

export const arm64Words = (): DialectWords => ({
  mnemonics: mnemonics(),
  registers: registers(),
  prefixes: [],
  operandWords: operandWords(),
});
