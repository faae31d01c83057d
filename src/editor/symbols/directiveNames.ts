// What directives do with the names that they are given. Those not listed here take expressions, whose names are
// references.

import type { MentionKind } from "./mention";

/** They say something about each of their symbols. */
export const declaring: ReadonlySet<string> = new Set(
  (
    ".globl .global .private_extern .weak_definition .weak_reference .weak_def_can_be_hidden .no_dead_strip .reference " +
    ".lazy_reference .symbol_resolver .cold .alt_entry .desc .extern .addrsig_sym .lto_discard .thumb_func"
  ).split(" "),
);

/** They make a name visible to other files. */
export const publishing: ReadonlySet<string> = new Set([".globl", ".global", ".private_extern"]);

/** They define one of their arguments, counted from 0. */
export const defining: Readonly<Record<string, { readonly argument: number; readonly kind: MentionKind }>> = {
  ".set": { argument: 0, kind: "value" },
  ".equ": { argument: 0, kind: "value" },
  ".equiv": { argument: 0, kind: "value" },
  ".lto_set_conditional": { argument: 0, kind: "value" },
  ".comm": { argument: 0, kind: "common" },
  ".common": { argument: 0, kind: "common" },
  ".lcomm": { argument: 0, kind: "room" },
  ".tbss": { argument: 0, kind: "room" },
  ".zerofill": { argument: 2, kind: "room" },
  ".cfi_label": { argument: 0, kind: "label" },
};

/** Arguments in front that are words of the directive; all of them when nothing is said here but `Infinity`. */
export const wordArguments: Readonly<Record<string, number>> = {
  ".zerofill": 2,
  ".irp": 1,
  ...Object.fromEntries(
    (
      ".ascii .asciz .string .base64 .ident .file .loc .line .linker_option .build_version .macosx_version_min " +
      ".ios_version_min .tvos_version_min .watchos_version_min .data_region .end_data_region .subsections_via_symbols " +
      ".intel_syntax .att_syntax .code64 .arch .cpu .arch_extension .dump .load .secure_log_reset .secure_log_unique " +
      ".err .error .warning .print .abort .end .endm .endmacro .endr .exitm .else .endif .ifb .ifnb .ifc .ifnc .ifeqs " +
      ".ifnes .irpc .macros_on .macros_off .altmacro .noaltmacro .include .incbin .single .float .double .dc.s .dc.d " +
      ".dcb.s .dcb.d .cfi_sections .cfi_startproc .cfi_endproc .cfi_def_cfa .cfi_def_cfa_offset .cfi_adjust_cfa_offset " +
      ".cfi_def_cfa_register .cfi_offset .cfi_rel_offset .cfi_val_offset .cfi_register .cfi_restore .cfi_undefined " +
      ".cfi_same_value .cfi_remember_state .cfi_restore_state .cfi_escape .cfi_return_column .cfi_signal_frame"
    )
      .split(" ")
      .map((name) => [name, Number.POSITIVE_INFINITY]),
  ),
};
