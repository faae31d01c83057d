// What becomes of an input section before any atom is made: some sections speak to the linker or the debugger only.

import { sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";

/**
 * Sections that do not reach the image as they are: debug information (it stays in the objects, for dsymutil),
 * __LLVM (bitcode), and the two sources of unwind information, which a linker digests instead of copying.
 */
export function isLeftOut(segmentName: string, sectionName: string, flags: number): boolean {
  if ((flags & sectionAttributes.S_ATTR_DEBUG) !== 0 || segmentName === "__LLVM" || segmentName === "__LD") return true;
  return segmentName === "__TEXT" && sectionName === "__eh_frame";
}

/** Sections of thread-local descriptors: a symbol there names a thread-local variable. */
export const isThreadLocalVariables = (flags: number): boolean =>
  sectionTypeOf(flags) === sectionTypes.S_THREAD_LOCAL_VARIABLES;

/** Pointers to functions that run before and after main: nothing refers to them, and they are always wanted. */
export const isInitializerPointers = (flags: number): boolean => {
  const type = sectionTypeOf(flags);
  return type === sectionTypes.S_MOD_INIT_FUNC_POINTERS || type === sectionTypes.S_MOD_TERM_FUNC_POINTERS;
};
