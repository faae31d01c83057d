// Directives that are understood but add no bytes: call frame information and line tables (no unwind or debug
// sections are made from them) and notes to tools. What they name is still declared. And directives that are
// refused, each with its reason.

import { messages } from "../messages";
import type { Directive } from "./arguments";

const accept: Directive = (args) => {
  args.rest();
};

/** `.cfi_personality encoding, symbol` makes the symbol part of the object. */
const personality: Directive = (args, emitter) => {
  args.integer(0, 255);
  args.comma();
  const name = args.symbol();
  if (args.finish()) emitter.declare(name);
};

const cfi = [
  "adjust_cfa_offset",
  "b_key_frame",
  "def_cfa",
  "def_cfa_offset",
  "def_cfa_register",
  "endproc",
  "escape",
  "lsda",
  "negate_ra_state",
  "offset",
  "register",
  "rel_offset",
  "remember_state",
  "restore",
  "restore_state",
  "return_column",
  "same_value",
  "sections",
  "signal_frame",
  "startproc",
  "undefined",
  "window_save",
];
const notes = [".warning", ".file", ".loc", ".addrsig", ".addrsig_sym", ".ident", ".warning_suppressed"];

export const acceptedDirectives: Readonly<Record<string, Directive>> = {
  ...Object.fromEntries(cfi.map((name) => [`.cfi_${name}`, accept])),
  ...Object.fromEntries(notes.map((name) => [name, accept])),
  ".cfi_personality": personality,
};

const refuse =
  (why: string): Directive =>
  (args, emitter) => {
    args.rest();
    emitter.complain(messages.unsupportedDirective(args.directive, why));
  };

const elf = "it belongs to ELF, not to Mach-O";

export const refusedDirectives: Readonly<Record<string, Directive>> = {
  ...Object.fromEntries(
    [".type", ".size", ".hidden", ".protected", ".internal", ".weak", ".local", ".symver", ".version"].map((name) => [
      name,
      refuse(elf),
    ]),
  ),
  ".altmacro": refuse("macros are read in the ordinary way only"),
  ".include": refuse("sources cannot read other files"),
  ".incbin": refuse("sources cannot read other files"),
  ".org": refuse("use '.space' or '.p2align'"),
  ".bundle_align_mode": refuse("Mach-O has no bundles of instructions"),
  ".code32": refuse("only 64-bit code is assembled"),
  ".code16": refuse("only 64-bit code is assembled"),
};
