// Frames of arm64: DWARF's register numbers and the compact encodings as LLVM's AArch64AsmBackend chooses them.
// They fit functions that store x29 and x30, then pairs of registers right below, or that only move sp.

import { generalRegister } from "../arm64/registers";
import { type Frame, type FrameChange, hasCommonPersonality } from "./frame";
import type { FrameRules } from "./rules";

const framePointer = 29;
const linkRegister = 30;
const stackPointer = 31;
/** d0, of which b0 to q0 are parts and the whole. */
const firstVector = 64;

const modes = { frameless: 0x0200_0000, dwarf: 0x0300_0000, frame: 0x0400_0000 } as const;
const mostFramelessBytes = 65_520;

/** A pair that may be stored, and the bits of pairs which must not have been stored before it. */
const pairs: readonly { readonly first: number; readonly bit: number; readonly later: number }[] = [
  { first: 19, bit: 0x001, later: 0xf1e },
  { first: 21, bit: 0x002, later: 0xf1c },
  { first: 23, bit: 0x004, later: 0xf18 },
  { first: 25, bit: 0x008, later: 0xf10 },
  { first: 27, bit: 0x010, later: 0xf00 },
  { first: firstVector + 8, bit: 0x100, later: 0xe00 },
  { first: firstVector + 10, bit: 0x200, later: 0xc00 },
  { first: firstVector + 12, bit: 0x400, later: 0x800 },
  { first: firstVector + 14, bit: 0x800, later: 0x000 },
];

type Saved = Extract<FrameChange, { readonly kind: "savedAt" | "savedRelative" | "valueAt" }>;
const isSaved = (change: FrameChange | undefined): change is Saved => change?.kind === "savedAt";

function encode(changes: readonly FrameChange[]): number | undefined {
  let encoding = 0;
  let stackBytes = 0;
  /** Where the last register went; the next one belongs right below. */
  let lowest = 0;
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i]!;
    if (change.kind === "cfaOffset") {
      if (stackBytes !== 0) return undefined;
      stackBytes = Math.abs(change.offset);
      continue;
    }
    const isFrame = change.kind === "cfa";
    const at = isFrame ? i + 1 : i;
    const [first, second] = [changes[at], changes[at + 1]];
    if (!isSaved(first) || !isSaved(second) || second.offset !== first.offset - 8) return undefined;
    const bits = isFrame ? frameBits(change.register, first, second) : pairBits(encoding, lowest, first, second);
    if (bits === undefined) return undefined;
    encoding |= bits;
    lowest = second.offset;
    i += isFrame ? 2 : 1;
  }
  if ((encoding & modes.frame) !== 0) return encoding;
  if (stackBytes > mostFramelessBytes) return undefined;
  return encoding | modes.frameless | (Math.trunc(stackBytes / 16) << 12);
}

const frameBits = (register: number, first: Saved, second: Saved) =>
  register === framePointer && first.register === linkRegister && second.register === framePointer
    ? modes.frame
    : undefined;

function pairBits(encoding: number, lowest: number, first: Saved, second: Saved): number | undefined {
  if (lowest !== 0 && first.offset !== lowest - 8) return undefined;
  const pair = pairs.find((pair) => pair.first === first.register && second.register === first.register + 1);
  return pair === undefined || (encoding & pair.later) !== 0 ? undefined : pair.bit;
}

const specialRegisters: Readonly<Record<string, number>> = { vg: 46, ffr: 47, x31: stackPointer, w31: stackPointer };

function compactEncoding(frame: Frame): number {
  if (frame.isTagged) return modes.dwarf;
  if (frame.changes.length === 0) return modes.frameless;
  return (hasCommonPersonality(frame) ? encode(frame.changes) : undefined) ?? modes.dwarf;
}

export const arm64Frames: FrameRules = {
  register(name) {
    const general = generalRegister(name);
    if (general !== undefined) return general.number;
    const vector = /^[bhsdq](\d|[12]\d|3[01])$/.exec(name);
    if (vector !== null) return firstVector + Number(vector[1]);
    if (Object.hasOwn(specialRegisters, name)) return specialRegisters[name];
    return /^(fpcr|fpsr|nzcv)$/.test(name) ? "unnumbered" : undefined;
  },
  returnAddress: linkRegister,
  onEntry: [{ kind: "cfa", register: stackPointer, offset: 0 }],
  compactEncoding,
  dwarfMode: modes.dwarf,
  prefersCompact: true,
  distancesAreNumbers: false,
  throughGot: (name, here) => ({
    kind: "binary",
    operator: "-",
    left: { kind: "symbol", name, modifier: "GOT" },
    right: here(),
  }),
  ownDirectives: new Set([
    ".cfi_negate_ra_state",
    ".cfi_negate_ra_state_with_pc",
    ".cfi_b_key_frame",
    ".cfi_mte_tagged_frame",
  ]),
};
