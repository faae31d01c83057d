// Frames of x86_64: DWARF's register numbers (System V ABI) and the compact encodings as LLVM's X86AsmBackend
// chooses them. They fit functions that push registers and either keep %rbp as frame pointer or move %rsp once.

import { type Frame, hasCommonPersonality } from "./frame";
import type { FrameRules } from "./rules";

const framePointer = 6;
const stackPointer = 7;
const returnAddress = 16;
const slotBytes = 8;

const numbers = new Map<string, number>();
for (const [number, name] of ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp"].entries())
  numbers.set(name, number);
numbers.set("rip", returnAddress).set("rflags", 49).set("eflags", 49).set("st", 33);
const addBank = (prefix: string, first: number, count: number, start = 0, suffix = "") => {
  for (let i = 0; i < count; i++) numbers.set(`${prefix}${start + i}${suffix}`, first + i);
};
addBank("r", 8, 8, 8);
addBank("r", 130, 16, 16);
for (const prefix of ["xmm", "ymm", "zmm"]) {
  addBank(prefix, 17, 16);
  addBank(prefix, 67, 16, 16);
}
addBank("st(", 33, 8, 0, ")");
addBank("mm", 41, 8);
addBank("k", 118, 8);
for (const [i, name] of ["es", "cs", "ss", "ds", "fs", "gs"].entries()) numbers.set(name, 50 + i);

const withoutNumber = /^(e?[abcd]x|[abcd][hl]|e?(si|di|bp|sp)|(si|di|bp|sp)l|eip|r\d+[bwd]|[cd]r\d+|tmm\d|mxcsr)$/;

const modes = { frame: 0x0100_0000, smallStack: 0x0200_0000, largeStack: 0x0300_0000, dwarf: 0x0400_0000 } as const;
/** Registers that a compact encoding can name, and their numbers there: rbx, r12 to r15, rbp. */
const compactNumbers: ReadonlyMap<number, number> = new Map([
  [3, 1],
  [12, 2],
  [13, 3],
  [14, 4],
  [15, 5],
  [framePointer, 6],
]);
const mostSaved = 6;
/** Bytes of `push` and of `mov %rsp, %rbp`, from which the encoding finds a `sub` with a large number. */
const pushBytes = (register: number) => (register >= 12 && register <= 15 ? 2 : 1);
const moveBytes = 3;

/** What the directives of a prologue add up to. */
interface Prologue {
  hasFramePointer: boolean;
  /** In the order of the directives. */
  saved: number[];
  nearestSlot: number;
  /** Bytes from the CFA to the stack pointer, in slots. */
  slots: number;
  pushedBytes: number;
}

function prologueOf(frame: Frame): Prologue | undefined {
  const prologue: Prologue = { hasFramePointer: false, saved: [], nearestSlot: Infinity, slots: 0, pushedBytes: 0 };
  for (const change of frame.changes) {
    switch (change.kind) {
      case "cfaRegister":
        if (change.register !== framePointer) return undefined;
        // What was saved so far is the frame pointer itself.
        prologue.hasFramePointer = true;
        prologue.saved = [];
        prologue.nearestSlot = Infinity;
        prologue.pushedBytes += moveBytes;
        break;
      case "cfaOffset":
        prologue.slots = Math.trunc(change.offset / slotBytes);
        break;
      case "savedAt":
        if (prologue.saved.length === mostSaved) return undefined;
        prologue.saved.push(change.register);
        prologue.nearestSlot = Math.min(prologue.nearestSlot, Math.abs(change.offset));
        prologue.pushedBytes += pushBytes(change.register);
        break;
      default:
        return undefined;
    }
  }
  return prologue;
}

/** Three bits a register, below the frame pointer and the return address. */
function withFramePointer({ saved, nearestSlot }: Prologue): number | undefined {
  if (saved.length > 0 && nearestSlot !== 3 * slotBytes) return undefined;
  let registers = 0;
  for (const [i, register] of saved.entries()) {
    const number = compactNumbers.get(register);
    if (number === undefined) return undefined;
    registers |= number << (3 * i);
  }
  return modes.frame | (saved.length << 16) | (registers & 0x7fff);
}

function withoutFramePointer({ saved, slots, pushedBytes }: Prologue): number | undefined {
  const order = permutationOf(saved);
  if (order === undefined) return undefined;
  const size =
    slots >= 0 && slots <= 0xff
      ? modes.smallStack | (slots << 16)
      : // The size stands in the `sub` itself; what is encoded is where, and how much was pushed before it.
        modes.largeStack | (((moveBytes + pushedBytes) & 0xff) << 16) | ((saved.length + 1) << 13);
  return size | (saved.length << 10) | (order & 0x3ff);
}

/** Weights of the digits of a permutation's number, by how many registers were saved. */
const weights: readonly (readonly number[])[] = [
  [],
  [1],
  [5, 1],
  [20, 4, 1],
  [60, 12, 3, 1],
  [120, 24, 6, 2, 1],
  [120, 24, 6, 2, 1, 0],
];

/** Which registers were saved and in which order, as one number: each digit counts only registers not used before. */
function permutationOf(saved: readonly number[]): number | undefined {
  const named = saved.map((register) => compactNumbers.get(register));
  if (named.some((number) => number === undefined)) return undefined;
  const list = named as readonly number[];
  const permutation = list.reduce((sum, number, i) => {
    const before = list.slice(0, i).filter((earlier) => earlier < number).length;
    return sum + weights[saved.length]![i]! * (number - before - 1);
  }, 0);
  // A register saved twice leaves no digit for a later one; of the nonsense that follows LLVM notices only this.
  return permutation === -1 ? undefined : permutation;
}

export const x86Frames: FrameRules = {
  register(name) {
    const plain = name.replace(/^%/, "").replace(/\s/g, "");
    return numbers.get(plain) ?? (withoutNumber.test(plain) ? "unnumbered" : undefined);
  },
  returnAddress,
  onEntry: [
    { kind: "cfa", register: stackPointer, offset: slotBytes },
    { kind: "savedAt", register: returnAddress, offset: -slotBytes },
  ],
  compactEncoding(frame) {
    if (frame.changes.length === 0) return 0;
    const prologue = hasCommonPersonality(frame) ? prologueOf(frame) : undefined;
    if (prologue === undefined) return modes.dwarf;
    return (prologue.hasFramePointer ? withFramePointer(prologue) : withoutFramePointer(prologue)) ?? modes.dwarf;
  },
  dwarfMode: modes.dwarf,
  prefersCompact: false,
  distancesAreNumbers: true,
  // The GOT relocation counts from the field's end, DWARF from its start.
  throughGot: (name) => ({
    kind: "binary",
    operator: "+",
    left: { kind: "symbol", name, modifier: "GOTPCREL" },
    right: { kind: "constant", value: 4n },
  }),
  ownDirectives: new Set(),
};
