// The linker's relocation log as lines of text, in two scopes, told from the tables of a finished build:
//   link_relocs  each relocation that was applied: where, against what, with which numbers
//   link         how section-based targets were found: a section and an offset become an atom
// An incremental link has one line a record; a packed one tells the record, its place and what was written.

import { relocationRules } from "@/arch/target";
import { hex, hex0x } from "@/base/text";
import { type AtomIndex, fromSignedWords, type PatchIndex, type RelocationIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { fileKind } from "@/linker/schemas/inputs";
import { atomName, relocationTargetName, relocationTypeName, shortTypeName } from "./names";
import { perBuild } from "./perBuild";

export const logScopes = ["link", "link_relocs"] as const;
export type LogScope = (typeof logScopes)[number];

/** Position of an object among the objects of the link, from 0; "null" for what the linker made itself. */
const objectNumbers = perBuild((view): readonly (number | "null")[] => {
  const numbers: (number | "null")[] = [];
  let next = 0;
  for (const file of view.files.rows()) {
    const kind = view.files.kind[file];
    numbers[file] = kind === fileKind.object || kind === fileKind.member ? next++ : "null";
  }
  return numbers;
});

/** `got_page`: what kind of record it is, whatever the CPU calls it. */
const kindTag = (view: BuildView, relocation: RelocationIndex): string =>
  shortTypeName(view, view.relocations.type[relocation])
    .toLowerCase()
    .replace("_load", "")
    .replace(/_?\d+$/, "");

/** Offset of the field in its section, as the record has it. */
const recordAddress = (view: BuildView, relocation: RelocationIndex): number =>
  view.atoms.offset[view.relocations.atom[relocation]] + view.relocations.offset[relocation];

const addendOf = ({ relocations }: BuildView, relocation: RelocationIndex): number =>
  fromSignedWords(relocations.addendLow[relocation], relocations.addendHigh[relocation]);

/** Number of the symbol in its file, or of the atom when the record names a section. */
function targetNumber(view: BuildView, relocation: RelocationIndex): number {
  const { symbol, target, atom } = view.relocations;
  const file = view.atoms.file[atom[relocation]];
  return symbol[relocation] === 0 ? target[relocation] : symbol[relocation] - view.files.firstSymbol[file];
}

/** The file that provides what the relocation refers to. */
function targetObject(view: BuildView, relocation: RelocationIndex): number | "null" {
  const { symbol, target } = view.relocations;
  const own = symbol[relocation];
  if (own === 0) return objectNumbers(view)[view.atoms.file[target[relocation]]] ?? "null";
  const global = view.symbols.global[own];
  const definition = global === 0 ? own : view.globals.symbol[global];
  return objectNumbers(view)[view.symbols.file[definition]] ?? "null";
}

function incrementalLine(view: BuildView, relocation: RelocationIndex, patch: PatchIndex): string {
  const target = view.patches.target[patch] + addendOf(view, relocation);
  const name = relocationTargetName(view, relocation);
  return `  (${hex(view.patches.place[patch])}: [() => ${hex0x(target)} (${name}) (${kindTag(view, relocation)}))`;
}

function packedLines(view: BuildView, relocation: RelocationIndex, patch: PatchIndex): string[] {
  const { relocations, patches } = view;
  const type = relocationTypeName(view, relocations.type[relocation]);
  const short = shortTypeName(view, relocations.type[relocation]);
  const atom = relocations.atom[relocation];
  const at = hex(recordAddress(view, relocation));
  const addend = addendOf(view, relocation);
  const name = relocationTargetName(view, relocation);
  const object = objectNumbers(view)[view.atoms.file[atom]];
  const lines: string[] = [];
  const isArm = view.options.architecture === "arm64";
  if (isArm && relocations.pairedRecord[relocation] !== 0 && relocations.subtrahend[relocation] === 0)
    lines.push(`  RELA(ARM64_RELOC_ADDEND) @ ${at} => ${hex(addend & 0xffffff)}`);
  if (relocations.subtrahend[relocation] !== 0) {
    const number = relocations.subtrahend[relocation] - view.files.firstSymbol[view.atoms.file[atom]];
    const subtractor = `${isArm ? "ARM64" : "X86_64"}_RELOC_SUBTRACTOR`;
    lines.push(`  RELA(${subtractor}) @ ${at} => %${number} in object(${object})`);
  }
  const number = targetNumber(view, relocation);
  lines.push(`  RELA(${type}) @ ${at} => %${number} ('${name}') in object(${targetObject(view, relocation)})`);
  lines.push(`    | source_addr = ${hex0x(patches.place[patch])}`);
  if (short === "BRANCH26") lines.push(`  source ${atomName(view, atom)} (object(${object})), target ${name}`);
  const { operand } = relocationRules(view.options.architecture)[relocations.type[relocation]]!;
  const isRaw = short === "BRANCH26" || short === "POINTER_TO_GOT";
  const isStored = short === "UNSIGNED" && operand === "address";
  const value = isStored ? patches.value[patch] : patches.target[patch] + (isRaw ? 0 : addend);
  lines.push(`    | target_addr = ${value < 0 ? `-${hex0x(-value)}` : hex0x(value)}`);
  return lines;
}

/** Lines of scope link_relocs: those of the given relocations that were applied, atom by atom. */
function relocationLines(view: BuildView, relocations: Iterable<RelocationIndex>): string[] {
  const lines: string[] = [];
  const isIncremental = view.options.mode === "incremental";
  let last: AtomIndex | undefined;
  for (const relocation of relocations) {
    const patch = view.relocations.patch[relocation];
    if (patch === 0) continue;
    const atom = view.relocations.atom[relocation];
    if (atom !== last) {
      const name = atomName(view, atom);
      lines.push(isIncremental ? `relocating '${name}'` : `resolving relocations in ATOM(%${atom}, '${name}')`);
      last = atom;
    }
    if (isIncremental) lines.push(incrementalLine(view, relocation, patch));
    else lines.push(...packedLines(view, relocation, patch));
  }
  return lines;
}

/** Lines of scope link: which atom each target is in; section-based ones are located first. */
function targetLines(view: BuildView, relocations: Iterable<RelocationIndex>): string[] {
  const lines: string[] = [];
  let file = -1;
  for (const relocation of relocations) {
    const { symbol, target, atom } = view.relocations;
    const own = view.atoms.file[atom[relocation]];
    if (own !== file)
      lines.push(`parsing targets in object(${objectNumbers(view)[own]}), ${view.strings.text(view.files.name[own])}`);
    file = own;
    const name = relocationTargetName(view, relocation);
    if (symbol[relocation] === 0) {
      const section = view.atoms.section[target[relocation]];
      const ordinal = section - view.files.firstSection[own] + 1;
      const address = view.sections.address[section] + view.atoms.offset[target[relocation]];
      lines.push(`  locating ${hex0x(address + addendOf(view, relocation))} in section(${ordinal})`);
      lines.push(`  resolved to %${target[relocation]} ('${name}')`);
    }
    const global = symbol[relocation] === 0 ? 0 : view.symbols.global[symbol[relocation]];
    const definition = global === 0 ? symbol[relocation] : view.globals.symbol[global];
    const found = symbol[relocation] === 0 ? target[relocation] : view.symbols.atom[definition];
    lines.push(found === 0 ? `  '${name}' has no atom` : `  '${name}' is in atom %${found}`);
  }
  return lines;
}

/** One scope's lines about the relocations, in the order given. */
export const relocationLog = (
  view: BuildView,
  scope: LogScope,
  relocations: Iterable<RelocationIndex> = view.relocations.rows(),
): readonly string[] => (scope === "link_relocs" ? relocationLines(view, relocations) : targetLines(view, relocations));
