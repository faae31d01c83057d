// Directives that are understood but add no bytes: line tables (no debug sections are made from them) and notes to
// tools. And directives that are refused, each with its reason.

import { messages } from "../messages";
import type { Directive } from "./arguments";

const accept: Directive = (args) => {
  args.rest();
};

const notes = [".addrsig", ".addrsig_sym", ".ident"];

export const acceptedDirectives: Readonly<Record<string, Directive>> = {
  ...Object.fromEntries(notes.map((name) => [name, accept])),
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
  ".cfi_llvm_def_aspace_cfa": refuse("frames of CPUs with one address space only are described"),
  ".include": refuse("sources cannot read other files"),
  ".incbin": refuse("sources cannot read other files"),
  ".org": refuse("use '.space' or '.p2align'"),
  ".bundle_align_mode": refuse("Mach-O has no bundles of instructions"),
  ".code32": refuse("only 64-bit code is assembled"),
  ".code16": refuse("only 64-bit code is assembled"),
};
