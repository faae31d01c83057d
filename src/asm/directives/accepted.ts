// Directives that are understood but do nothing here, and directives that are refused, each with its reason.

import { messages } from "../messages";
import { type Directive, onlyOn } from "./arguments";

/** Whatever follows, as LLVM reads it. */
const ignore: Directive = (args) => {
  args.rest();
  return () => undefined;
};

const alone: Directive = (args) => (args.finish() ? () => undefined : undefined);

/** Only ever meant for debuggers inside the assembler. */
const ignoredFile: Directive = (args) => {
  args.string();
  return args.finish() ? (emitter) => emitter.complain(messages.noEffect(args.directive)) : undefined;
};

export const acceptedDirectives: Readonly<Record<string, Directive>> = {
  // Names without a definition are the linker's to find.
  ".extern": ignore,
  ".ident": ignore,
  ".dump": ignoredFile,
  ".load": ignoredFile,
  ".secure_log_reset": alone,
  ".code64": onlyOn("x86_64", alone),
  // All instructions are known anyway.
  ".arch": ignore,
  ".cpu": onlyOn("arm64", ignore),
  ".arch_extension": onlyOn("arm64", ignore),
};

const refuse =
  (why: string): Directive =>
  (args, emitter) => {
    args.rest();
    emitter.complain(messages.unsupportedDirective(args.directive, why));
    return undefined;
  };

const refused: Readonly<Record<string, string>> = {
  "it belongs to ELF, not to Mach-O":
    ".type .size .hidden .protected .internal .local .symver .version .subsection .weakref .vtable_inherit .gnu_attribute",
  "on Mach-O, write '.weak_definition' or '.weak_reference'": ".weak",
  "on Mach-O, write '.section __TEXT,__const' or '.const'": ".rodata",
  "it belongs to Windows, not to Mach-O":
    ".cv_file .cv_loc .cv_func_id .cv_inline_site_id .cv_linetable .cv_inline_linetable .cv_def_range .cv_string " +
    ".cv_stringtable .cv_filechecksums .cv_filechecksumoffset .cv_fpo_data .def .endef .scl .secrel32 .safeseh",
  "sources cannot read other files": ".include .incbin",
  "Mach-O has no bundles of instructions": ".bundle_align_mode .bundle_lock .bundle_unlock",
  "only 64-bit code is assembled": ".code32 .code16 .code16gcc",
  "there is no log to write to": ".secure_log_unique",
  "LLVM's assembler does not know how to write it": ".lsym .stabs .stabn .stabd .dc.x .dcb.x",
  "it belongs to ELF's memory tagging": ".memtag",
  "Mach-O's relocations follow from the instructions": ".reloc",
  "frames of CPUs with one address space only are described": ".cfi_llvm_def_aspace_cfa",
  "the text asks to give up here": ".abort",
};

/** Why each is refused. */
export const refusals: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(refused).flatMap(([why, names]) => names.split(" ").map((name) => [name, why] as const)),
);

export const refusedDirectives: Readonly<Record<string, Directive>> = Object.fromEntries(
  Object.entries(refusals).map(([name, why]) => [name, refuse(why)] as const),
);
