// What a part of the image is for, as one of nine roles that the page gives a colour, a tag and a pattern. Roles are
// the same in every build, so a colour always means the same.

import type { OutputSectionIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { syntheticKind } from "@/linker/schemas/image";
import { sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";

export type ByteRole = "text" | "got" | "stub" | "lazy" | "const" | "data" | "bind" | "header" | "linkedit";

const syntheticRoles = new Map<number, ByteRole>([
  [syntheticKind.got, "got"],
  [syntheticKind.stubs, "stub"],
  [syntheticKind.stubHelper, "lazy"],
  [syntheticKind.lazyPointers, "lazy"],
  [syntheticKind.threadPointers, "got"],
  [syntheticKind.unwindInfo, "const"],
  [syntheticKind.initOffsets, "const"],
]);
const typeRoles = new Map<number, ByteRole>([
  [sectionTypes.S_NON_LAZY_SYMBOL_POINTERS, "got"],
  [sectionTypes.S_LAZY_SYMBOL_POINTERS, "lazy"],
  [sectionTypes.S_SYMBOL_STUBS, "stub"],
]);
const instructions = sectionAttributes.S_ATTR_PURE_INSTRUCTIONS | sectionAttributes.S_ATTR_SOME_INSTRUCTIONS;

export function sectionRole(view: BuildView, section: OutputSectionIndex): ByteRole {
  const { synthetic, flags, segmentName } = view.outputSections;
  const made = syntheticRoles.get(synthetic[section]) ?? typeRoles.get(sectionTypeOf(flags[section]));
  if (made !== undefined) return made;
  if ((flags[section] & instructions) !== 0) return "text";
  const segment = view.strings.text(segmentName[section]);
  return segment === "__TEXT" || segment === "__DATA_CONST" ? "const" : "data";
}
