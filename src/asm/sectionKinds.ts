// What a section's type and name mean to the assembler.

import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import type { DraftSection } from "./draft";

/** Zerofill of any kind: size without contents. */
export const isVirtual = (section: Pick<DraftSection, "flags">): boolean => isVirtualType(sectionTypeOf(section.flags));

const isVirtualType = (type: number) =>
  type === sectionTypes.S_ZEROFILL ||
  type === sectionTypes.S_GB_ZEROFILL ||
  type === sectionTypes.S_THREAD_LOCAL_ZEROFILL;

/** Sections whose slots are described by the indirect symbol table. */
export const indirectSections: ReadonlySet<number> = new Set([
  sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
  sectionTypes.S_LAZY_SYMBOL_POINTERS,
  sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
  sectionTypes.S_SYMBOL_STUBS,
]);

/** DWARF sections that LLVM labels itself: their labels are temporary and do not show (MCObjectFileInfo). */
const labelledDebugSections: ReadonlySet<string> = new Set(
  (
    "debug_names apple_names apple_objc apple_namespac apple_types debug_abbrev debug_info debug_line debug_line_str " +
    "debug_frame debug_str debug_str_offs debug_addr debug_loc debug_loclists debug_ranges debug_rnglists " +
    "debug_macinfo debug_macro"
  )
    .split(" ")
    .map((name) => `__${name}`),
);
export const isKnownDebugSection = (section: DraftSection) =>
  section.segment === "__DWARF" && labelledDebugSections.has(section.name);
