// The map of a link as text, in the format of ld64 and lld: files, sections, and everything in them by address.

import { hex } from "@/base/text";
import { type AtomIndex, type FileIndex, row, type SlotIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { linkerFile } from "@/linker/linkerFile";
import { slotKind } from "@/linker/schemas/globals";
import { syntheticKind } from "@/linker/schemas/image";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import { symbolsOf } from "./atomSymbols";
import { frameFunction, isFrameAtom } from "./frames";
import { atomName, fileName, inputSectionName, type SlotPart, slotTargetName, symbolName, withOffset } from "./names";
import { slotRanges } from "./places";

interface Entry {
  readonly address: number;
  readonly size: number;
  readonly file: number;
  readonly name: string;
}

const word = (value: number) => `0x${hex(value).toUpperCase().padStart(8, "0")}`;

export function linkMap(view: BuildView, outputPath: string): string {
  const files = fileNumbers(view);
  const lines = [`# Path: ${outputPath}`, `# Arch: ${view.options.architecture}`, "# Object files:"];
  lines.push(`${fileColumn(0)} linker synthesized`);
  for (const [file, number] of files) if (number > 0) lines.push(`${fileColumn(number)} ${fileName(view, file)}`);
  lines.push("# Sections:", "# Address\tSize    \tSegment\tSection");
  const { outputSections, strings } = view;
  for (const section of outputSections.rows())
    lines.push(
      [
        word(outputSections.address[section]),
        word(outputSections.size[section]),
        strings.text(outputSections.segmentName[section]),
        strings.text(outputSections.sectionName[section]),
      ].join("\t"),
    );
  lines.push("# Symbols:", "# Address\tSize    \tFile  Name");
  for (const { address, size, file, name } of placedEntries(view, files))
    lines.push(`${word(address)}\t${word(size)}\t${fileColumn(file)} ${name}`);
  const dead = deadEntries(view, files);
  if (dead.length > 0) lines.push("# Dead Stripped Symbols:", "#        \tSize    \tFile  Name");
  for (const { size, file, name } of dead) lines.push(`<<dead>>\t${word(size)}\t${fileColumn(file)} ${name}`);
  return `${lines.join("\n")}\n`;
}

const fileColumn = (number: number) => `[${String(number).padStart(3)}]`;

/** Files in link order; the linker's own is 0. */
function fileNumbers(view: BuildView): Map<FileIndex, number> {
  const numbers = new Map<FileIndex, number>();
  for (const file of view.files.rows()) numbers.set(file, file === linkerFile ? 0 : numbers.size);
  return numbers;
}

/** Names in an atom: its symbols, each up to the next; or what it is, when nothing names it. */
function atomEntries(view: BuildView, files: ReadonlyMap<FileIndex, number>, atom: AtomIndex): readonly Entry[] {
  const file = files.get(view.atoms.file[atom]) ?? 0;
  const address = view.atoms.address[atom];
  const size = view.atoms.size[atom];
  const whole = (name: string): readonly Entry[] => [{ address, size, file, name }];
  if (isFrameAtom(view, atom)) {
    const described = frameFunction(view, atom);
    return whole(described === undefined ? "CIE" : `FDE for: ${atomName(view, described)}`);
  }
  const flags = view.sections.flags[view.atoms.section[atom]];
  const isString = sectionTypeOf(flags) === sectionTypes.S_CSTRING_LITERALS;
  const symbols = symbolsOf(view, atom).filter((symbol) => !/^(ltmp|L|l_)/.test(symbolName(view, symbol)));
  if (symbols.length === 0) {
    const place = withOffset(inputSectionName(view, view.atoms.section[atom]), view.atoms.offset[atom]);
    return whole(isString ? `literal string: ${stringText(view, atom)}` : place);
  }
  return symbols.map((symbol, index) => {
    const start = view.symbols.atomOffset[symbol];
    const next = symbols[index + 1];
    const end = next === undefined ? size : view.symbols.atomOffset[next];
    const definer = files.get(view.symbols.file[symbol]) ?? file;
    return { address: address + start, size: end - start, file: definer, name: symbolName(view, symbol) };
  });
}

/** The string as C would write it. */
function stringText(view: BuildView, atom: AtomIndex): string {
  const file = view.atoms.file[atom];
  const start = view.files.start[file] + view.sections.offset[view.atoms.section[atom]] + view.atoms.offset[atom];
  const bytes = view.inputs[view.files.input[file]].subarray(start, start + view.atoms.size[atom] - 1);
  const marks: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 34: '\\"', 92: "\\\\" };
  const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7f;
  return Array.from(bytes, (byte) => {
    const plain = isPlain(byte) ? String.fromCharCode(byte) : `\\x${hex(byte).toUpperCase().padStart(2, "0")}`;
    return marks[byte] ?? plain;
  }).join("");
}

function slotEntryName(view: BuildView, slot: SlotIndex, part: SlotPart): string {
  const name = slotTargetName(view, slot);
  if (part === "helper") return `stub helper for ${name}`;
  const { kind } = view.slots;
  if (kind[slot] === slotKind.thunk) return `${name}.thunk`;
  return part === "slot" && kind[slot] !== slotKind.stub ? `non-lazy-pointer-to-local: ${name}` : name;
}

function placedEntries(view: BuildView, files: ReadonlyMap<FileIndex, number>): readonly Entry[] {
  const entries: Entry[] = [];
  for (const placement of view.placements.rows()) {
    const atom = view.placements.atom[placement];
    entries.push(...atomEntries(view, files, atom));
  }
  for (const { slot, part, address, size } of slotRanges(view)) {
    const global = view.slots.global[slot];
    const isNamed = view.slots.kind[slot] === slotKind.stub && part !== "helper";
    const file = isNamed && global !== 0 ? (files.get(view.globals.file[global]) ?? 0) : 0;
    entries.push({ address, size, file, name: slotEntryName(view, slot, part) });
  }
  const unwind = view.layout.syntheticSections[syntheticKind.unwindInfo] ?? row(0);
  if (unwind !== 0)
    entries.push({
      address: view.outputSections.address[unwind],
      size: view.outputSections.size[unwind],
      file: 0,
      name: "compact unwind info",
    });
  return entries.sort((a, b) => a.address - b.address);
}

/** What -dead_strip dropped. Copies of what stays, and what only the linker read, are not dead. */
function deadEntries(view: BuildView, files: ReadonlyMap<FileIndex, number>): readonly Entry[] {
  if (!view.options.deadStrip) return [];
  const entries: Entry[] = [];
  for (const atom of view.atoms.rows()) {
    const { live, mergedInto, section } = view.atoms;
    const isRead = view.strings.text(view.sections.segmentName[section[atom]]) === "__LD";
    if (live[atom] === 1 || mergedInto[atom] !== 0 || isRead || isFrameAtom(view, atom)) continue;
    entries.push(...atomEntries(view, files, atom));
  }
  return entries;
}
