// What becomes of an input section before any atom is made: some sections speak to the linker or the debugger only.

import { sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";

/**
 * Sections that do not reach the image as they are: debug information (it stays in the objects, for dsymutil)
 * and __LLVM (bitcode).
 */
export function isLeftOut(segmentName: string, sectionName: string, flags: number): boolean {
  // Its records are read as atoms are, and go into the linker's own section.
  if (isCompactUnwind(segmentName, sectionName)) return false;
  return (flags & sectionAttributes.S_ATTR_DEBUG) !== 0 || segmentName === "__LLVM" || segmentName === "__LD";
}

export const isCompactUnwind = (segmentName: string, sectionName: string): boolean =>
  segmentName === "__LD" && sectionName === "__compact_unwind";

/** Frames in DWARF's words: cut into its entries, of which only those stay that compact unwind cannot replace. */
export const isFrameSection = (segmentName: string, sectionName: string): boolean =>
  segmentName === "__TEXT" && sectionName === "__eh_frame";

/** Sections of thread-local descriptors: a symbol there names a thread-local variable. */
export const isThreadLocalVariables = (flags: number): boolean =>
  sectionTypeOf(flags) === sectionTypes.S_THREAD_LOCAL_VARIABLES;

/** What a section says of its contents besides what the linker adds (SECTION_ATTRIBUTES_USR). */
const statedAttributes = 0xff00_0000;
export const isPureCode = (flags: number): boolean =>
  (flags & statedAttributes) >>> 0 === sectionAttributes.S_ATTR_PURE_INSTRUCTIONS;

/** Pointers to functions that run before main. */
export const isInitializerList = (flags: number): boolean =>
  sectionTypeOf(flags) === sectionTypes.S_MOD_INIT_FUNC_POINTERS;

/** Pointers to functions that run before and after main: nothing refers to them, and they are always wanted. */
export const isInitializerPointers = (flags: number): boolean => {
  const type = sectionTypeOf(flags);
  return type === sectionTypes.S_MOD_INIT_FUNC_POINTERS || type === sectionTypes.S_MOD_TERM_FUNC_POINTERS;
};
