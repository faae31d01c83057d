// The words of x86_64's assembly in one of its syntaxes. Mnemonics are what the readers of mnemonics take: the names of
// iced's forms with whatever prefixes, suffixes and aliases lead to one.

import type { Syntax } from "../instructionEncoder";
import type { DialectWords, MnemonicWord, RegisterWord, Word } from "../wordLists/wordLists";
import type { Form, FormTable } from "./forms";
import { readIntelMnemonic } from "./intelMnemonics";
import { sizeNames } from "./intelOperands";
import { agreesWithReading } from "./match";
import { meaningOf } from "./meanings";
import { isBranch, type Reading, readMnemonic } from "./mnemonics";
import { attNames, intelNames } from "./nameLists";
import { formText, registerNames } from "./patternText";
import type { RegisterName, RegisterTable } from "./registers";
import { prefixBytes } from "./statement";

const shownForms = 3;

export interface X86Tables {
  readonly forms: FormTable;
  readonly registers: RegisterTable;
}

const isString = ({ patterns }: Form) => patterns.some(({ memory }) => memory?.startsWith("string") ?? false);

function mnemonicWord(
  name: string,
  readings: readonly Reading[],
  syntax: Syntax,
  names: ReadonlyMap<number, string>,
): MnemonicWord | undefined {
  const forms = new Set<string>();
  const meanings = new Set<string>();
  for (const reading of readings)
    for (const form of reading.forms) {
      const isSelected = reading.selector !== undefined;
      if (!agreesWithReading(form, reading) || (isSelected && isString(form))) continue;
      meanings.add(meaningOf(name.startsWith("movabs") ? "movabs" : form.mnemonic, isString(form)));
      forms.add(formText(form, syntax, names, isSelected));
    }
  if (forms.size === 0) return undefined;
  return {
    name,
    meaning: [...meanings].filter((text) => text !== "").join("; or "),
    forms: [...forms].slice(0, shownForms),
    formCount: forms.size,
    arrangements: [],
    takesLabel: isBranch(name),
    operandWords: [],
  };
}

function mnemonics({ forms, registers }: X86Tables, syntax: Syntax): MnemonicWord[] {
  const names = registerNames(registers);
  const [candidates, read] =
    syntax === "att" ? [attNames(forms), readMnemonic] : [intelNames(forms), readIntelMnemonic];
  const words: MnemonicWord[] = [];
  for (const name of candidates) {
    const word = mnemonicWord(name, read(name, forms), syntax, names);
    if (word !== undefined) words.push(word);
  }
  return words;
}

/** What the System V convention uses a general register for, by its number. */
const roles: readonly string[] = [
  "result of a function; number of vector arguments of a variadic call",
  "fourth argument",
  "third argument and second result",
  "a function keeps its caller's value",
  "stack pointer; a multiple of 16 at a call",
  "frame pointer, or free; a function keeps its caller's value",
  "second argument",
  "first argument",
  "fifth argument",
  "sixth argument",
  "scratch; a call may change it",
  "scratch; a call and its stub may change it",
  "a function keeps its caller's value",
  "a function keeps its caller's value",
  "a function keeps its caller's value",
  "a function keeps its caller's value",
];
const whole = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");

function generalMeaning({ class: cls, number, isHighByte }: RegisterName): string {
  const index = isHighByte ? number - 4 : number;
  const parts: Readonly<Partial<Record<RegisterName["class"], string>>> = {
    r8: isHighByte ? "bits 8 to 15" : "lowest 8 bits",
    r16: "lowest 16 bits",
    r32: "lower 32 bits",
  };
  const part = parts[cls];
  const role = roles[index] ?? "";
  if (part === undefined) return `64 bits: ${role}`;
  const clears = cls === "r32" ? "; writing them clears the upper half" : "";
  return `The ${part} of ${whole[index]}${clears}. ${whole[index]}: ${role}`;
}

const vector = (bits: number) => (number: number) =>
  `Vector register, ${bits} bits${number < 8 ? `; floating-point argument ${number + 1}${number < 2 ? " and result" : ""}` : ""}${bits === 128 ? "; a call may change it" : `; its lowest 128 bits are xmm${number}`}`;

const classMeanings: Readonly<Partial<Record<RegisterName["class"], (number: number) => string>>> = {
  xmm: vector(128),
  ymm: vector(256),
  zmm: vector(512),
  mm: (number) => `MMX register, 64 bits; shares its bits with the x87 register ${number}`,
  st: (number) =>
    number === 0 ? "Top of the x87 stack, 80 bits" : `x87 register, ${number} below the top of the stack`,
  k: (number) => `Mask of AVX-512, a bit an element${number === 0 ? "; as {k0}: no mask" : ""}`,
  tmm: () => "Tile of AMX",
  bnd: () => "Bounds of MPX, which no CPU has any more",
  cr: (number) => `Control register ${number}, for the kernel`,
  dr: (number) => `Debug register ${number}, for the kernel`,
  seg: () => "Segment register; fs and gs have a base, gs that of the thread",
  ip: () => "Address of the next instruction: what a label is counted from",
  iz: () => "No index at all, but with the byte that could name one",
};

const registerMeaning = (register: RegisterName): string =>
  classMeanings[register.class]?.(register.number) ?? generalMeaning(register);

function registerWords(registers: RegisterTable): RegisterWord[] {
  return [...registers.values()].map((register) => ({
    name: register.name,
    class: register.class,
    meaning: registerMeaning(register),
  }));
}

const operandWords = (syntax: Syntax): Word[] =>
  syntax === "att"
    ? []
    : [
        ...[...sizeNames].map(([name, size]) => ({ name: `${name} ptr`, meaning: `${size} bytes of memory` })),
        { name: "offset", meaning: "the address of what follows, as a number" },
      ];

export const x86Words = (tables: X86Tables, syntax: Syntax): DialectWords => ({
  mnemonics: mnemonics(tables, syntax),
  registers: registerWords(tables.registers),
  prefixes: [...prefixBytes.keys()],
  operandWords: operandWords(syntax),
});
