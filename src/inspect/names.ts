// Names for people of everything a build has rows for. Mach-O spellings where the format has one (section names,
// relocation types), otherwise what the visitor typed.

import { decodeText, hex0x } from "@/base/text";
import type {
  AtomIndex,
  FileIndex,
  GlobalIndex,
  LoadCommandIndex,
  OutputSectionIndex,
  RelocationIndex,
  SectionIndex,
  SegmentIndex,
  SlotIndex,
  SymbolIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { slotKind } from "@/linker/schemas/globals";
import { arm64Relocations, loadCommands, sectionTypeOf, sectionTypes, x86Relocations } from "@/macho/constants";
import { frameFunction, isFrameAtom } from "./frames";
import { targetName } from "./subjectKey";

export const fileName = (view: BuildView, file: FileIndex): string => view.strings.text(view.files.name[file]);
export const symbolName = (view: BuildView, symbol: SymbolIndex): string =>
  view.strings.text(view.symbols.name[symbol]);
export const globalName = (view: BuildView, global: GlobalIndex): string =>
  view.strings.text(view.globals.name[global]);
export const segmentName = (view: BuildView, segment: SegmentIndex): string =>
  view.strings.text(view.segments.name[segment]);

/** `__TEXT,__text` of an input section. */
export const inputSectionName = (view: BuildView, section: SectionIndex): string =>
  `${view.strings.text(view.sections.segmentName[section])},${view.strings.text(view.sections.sectionName[section])}`;
/** `__TEXT,__text` of a section of the image. */
export const outputSectionName = (view: BuildView, section: OutputSectionIndex): string =>
  `${view.strings.text(view.outputSections.segmentName[section])},${view.strings.text(view.outputSections.sectionName[section])}`;

/** The last part of a path: `libx.a(member.o)` and plain names stay whole. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** `name` or `name+0x10`. */
export const withOffset = (name: string, offset: number): string => (offset === 0 ? name : `${name}+${hex0x(offset)}`);

const longestText = 32;

/** A string that nothing names, in quotes. */
function literalText(view: BuildView, atom: AtomIndex): string | undefined {
  const section = view.atoms.section[atom];
  if (sectionTypeOf(view.sections.flags[section]) !== sectionTypes.S_CSTRING_LITERALS) return undefined;
  const file = view.atoms.file[atom];
  const start = view.files.start[file] + view.sections.offset[section] + view.atoms.offset[atom];
  const bytes = view.inputs[view.files.input[file]]?.subarray(start, start + view.atoms.size[atom] - 1);
  if (bytes === undefined || bytes.length !== view.atoms.size[atom] - 1) return undefined;
  const text = decodeText(bytes.subarray(0, longestText));
  return JSON.stringify(bytes.length > longestText ? `${text}…` : text);
}

/** The symbol an atom is named after, else the place it was cut from: `__TEXT,__cstring+0x8`. */
export function atomName(view: BuildView, atom: AtomIndex): string {
  const symbol = view.atoms.symbol[atom];
  if (isFrameAtom(view, atom)) {
    const described = frameFunction(view, atom);
    return described === undefined ? "CIE" : `FDE of ${atomName(view, described)}`;
  }
  // The assembler's mark at the start of a section says less than the string there.
  if (symbol !== 0 && !symbolName(view, symbol).startsWith("ltmp")) return symbolName(view, symbol);
  const text = literalText(view, atom);
  if (text !== undefined) return text;
  if (symbol !== 0) return symbolName(view, symbol);
  return withOffset(inputSectionName(view, view.atoms.section[atom]), view.atoms.offset[atom]);
}

/** What a slot leads to. */
export function slotTargetName(view: BuildView, slot: SlotIndex): string {
  const global = view.slots.global[slot];
  return global === 0 ? symbolName(view, view.slots.symbol[slot]) : globalName(view, global);
}

const partNames = { slot: "", lazyPointer: "lazy pointer", helper: "helper entry" } as const;
export type SlotPart = keyof typeof partNames;
const kindNames = new Map<number, string>([
  [slotKind.got, "GOT cell"],
  [slotKind.stub, "stub"],
  [slotKind.threadPointer, "thread pointer"],
  [slotKind.thunk, "thunk"],
]);
export const slotKindName = (view: BuildView, slot: SlotIndex, part: SlotPart = "slot"): string =>
  part === "slot" ? (kindNames.get(view.slots.kind[slot]) ?? "slot") : partNames[part];
/** `stub of _puts`, `GOT cell of _environ`. */
export const slotName = (view: BuildView, slot: SlotIndex, part: SlotPart = "slot"): string =>
  `${slotKindName(view, slot, part)} of ${slotTargetName(view, slot)}`;

/** `ARM64_RELOC_BRANCH26`; unknown numbers stay numbers. */
export function relocationTypeName(view: BuildView, type: number): string {
  const names = view.options.architecture === "arm64" ? arm64Relocations : x86Relocations;
  return names.nameOf(type) ?? `type ${type}`;
}
/** The same without the CPU's prefix, for narrow places: `BRANCH26`. */
export const shortTypeName = (view: BuildView, type: number): string =>
  relocationTypeName(view, type).replace(/^(ARM64|X86_64)_RELOC_/, "");

/** What a relocation refers to, as a person would say it. */
export function relocationTargetName(view: BuildView, relocation: RelocationIndex): string {
  const target = view.relocations.target[relocation];
  if (view.relocations.symbol[relocation] === 0 && target !== 0) return atomName(view, target);
  return targetName(view, relocation) || "nothing";
}

/** `resolve-symbols` as a person reads it. */
export const passTitle = (view: BuildView, pass: number): string => {
  const words = (view.passes[pass] ?? "linker").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const loadCommandName = (view: BuildView, command: LoadCommandIndex): string => {
  const code = view.loadCommands.command[command];
  return loadCommands.nameOf(code) ?? `load command ${hex0x(code)}`;
};
