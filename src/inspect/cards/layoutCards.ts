// Sections, segments, load commands and files: where things are and why dyld cares.

import { hex0x } from "@/base/text";
import {
  type AtomIndex,
  type FileIndex,
  type LoadCommandIndex,
  type OutputSectionIndex,
  row,
  type SegmentIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { syntheticKind } from "@/linker/schemas/image";
import { fileKind } from "@/linker/schemas/inputs";
import { loadCommands, protections, sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { fieldsOfCommand, loadCommandTitle } from "../commandFields";
import type { Card, CardRow } from "../explanation";
import { atomName, fileName, inputSectionName, outputSectionName, segmentName } from "../names";
import { perBuild } from "../perBuild";
import { addressRow, codeRow, counted, listSection, sizeRow, textRow } from "./rows";

/** Placed atoms of each output section, in address order. */
const atomsBySection = perBuild((view) => {
  const lists = new Map<number, AtomIndex[]>();
  for (const placement of view.placements.rows()) {
    const atom = view.placements.atom[placement];
    const list = lists.get(view.atoms.output[atom]);
    if (list === undefined) lists.set(view.atoms.output[atom], [atom]);
    else list.push(atom);
  }
  return lists;
});

const syntheticSummaries = new Map<number, string>([
  [syntheticKind.got, "Addresses that dyld fills in before the program starts: code reads them here."],
  [syntheticKind.stubs, "Short pieces of code, one for each imported function that is called."],
  [syntheticKind.stubHelper, "Where lazy pointers lead until the first call: entries that ask dyld to bind one name."],
  [syntheticKind.lazyPointers, "The pointers through which stubs jump; dyld writes each at the first call."],
  [syntheticKind.initOffsets, "Where the functions are that run before main, counted from the header."],
  [syntheticKind.threadPointers, "Pointers to the descriptors of thread-local variables."],
  [
    syntheticKind.unwindInfo,
    "For every function how its frame is undone, so that exceptions and debuggers can walk the stack.",
  ],
]);
const typeSummaries = new Map<number, string>([
  [sectionTypes.S_ZEROFILL, "Room that starts as zeros. It takes no bytes in the file."],
  [sectionTypes.S_CSTRING_LITERALS, "Strings that end in a zero byte; equal ones may be stored once."],
  [sectionTypes.S_MOD_INIT_FUNC_POINTERS, "Functions to be called before main."],
]);

export function sectionCard(view: BuildView, section: OutputSectionIndex): Card {
  const { address, size, flags, alignment, segment, synthetic } = view.outputSections;
  const type = sectionTypeOf(flags[section]);
  const atoms = atomsBySection(view).get(section) ?? [];
  return {
    kind: "section",
    title: outputSectionName(view, section),
    summary:
      syntheticSummaries.get(synthetic[section]) ??
      typeSummaries.get(type) ??
      `Made of ${atoms.length === 1 ? "one atom" : `${atoms.length} atoms`} from the inputs, one after the other.`,
    sections: [
      {
        title: "Where it is",
        rows: [
          addressRow(view, "Address", address[section]),
          sizeRow("Size", size[section]),
          textRow("Alignment", `2^${alignment[section]} = ${counted(2 ** alignment[section], "byte")}`),
          codeRow("Segment", segmentName(view, segment[section]), { kind: "segment", segment: segment[section] }),
          codeRow("Type", sectionTypes.nameOf(type) ?? hex0x(type)),
          ...sectionAttributes.namesOf(flags[section]).map((name) => codeRow("Attribute", name)),
        ],
      },
      ...listSection(
        "Made of",
        atoms.map((atom) => ({
          ...codeRow(hex0x(view.atoms.address[atom]), atomName(view, atom), { kind: "atom", atom }),
          note: fileName(view, view.atoms.file[atom]),
        })),
      ),
    ],
  };
}

const segmentSummaries: Readonly<Record<string, string>> = {
  __PAGEZERO: "Nothing is mapped here, so that following a null pointer stops the program.",
  __TEXT: "Code and constants: readable and executable, never writable, shared by all processes.",
  __DATA_CONST: "Data that dyld fills in and then makes read-only.",
  __DATA: "Data that the program changes.",
  __LINKEDIT: "What dyld reads to finish the link: fixups, symbols, strings, signature.",
};

export function segmentCard(view: BuildView, segment: SegmentIndex): Card {
  const { address, size, fileOffset, fileSize, initialProtection, maximumProtection } = view.segments;
  const rights = (bits: number) =>
    protections
      .namesOf(bits)
      .map((name) => name.replace("VM_PROT_", "").toLowerCase())
      .join(", ") || "none";
  const sections: CardRow[] = [];
  for (const section of view.outputSections.rows())
    if (view.outputSections.segment[section] === segment)
      sections.push(
        codeRow(
          hex0x(view.outputSections.address[section]),
          view.strings.text(view.outputSections.sectionName[section]),
          {
            kind: "section",
            section,
          },
        ),
      );
  return {
    kind: "segment",
    title: segmentName(view, segment),
    summary:
      segmentSummaries[segmentName(view, segment)] ?? "A part of the file that is mapped with one set of rights.",
    sections: [
      {
        title: "Where it is",
        rows: [
          codeRow("Address", `${hex0x(address[segment])} – ${hex0x(address[segment] + size[segment])}`),
          sizeRow("In memory", size[segment]),
          codeRow("File offset", hex0x(fileOffset[segment])),
          sizeRow("In the file", fileSize[segment]),
          textRow("Rights at start", rights(initialProtection[segment])),
          textRow("Rights at most", rights(maximumProtection[segment])),
        ],
      },
      ...listSection("Sections", sections),
    ],
  };
}

const commandSummaries = new Map<number, string>([
  [loadCommands.LC_SEGMENT_64, "Asks the kernel to map a part of the file, and lists its sections."],
  [loadCommands.LC_DYLD_INFO_ONLY, "Where dyld finds what to rebase, bind and export."],
  [loadCommands.LC_SYMTAB, "Where the symbol table and its strings are."],
  [loadCommands.LC_DYSYMTAB, "How the symbol table is divided: local, exported and imported symbols."],
  [loadCommands.LC_LOAD_DYLINKER, "Which program finishes the link when this one starts."],
  [loadCommands.LC_UUID, "Names this very build, so that debug information can be matched to it."],
  [loadCommands.LC_BUILD_VERSION, "For which system, and at least which version of it."],
  [loadCommands.LC_SOURCE_VERSION, "The version of the sources; 0 when nobody said."],
  [loadCommands.LC_MAIN, "Where the program starts: an offset in the file."],
  [loadCommands.LC_LOAD_DYLIB, "A library to load first. Its position in the list is its ordinal."],
  [loadCommands.LC_FUNCTION_STARTS, "Where functions start, for debuggers and crash reports."],
  [loadCommands.LC_DATA_IN_CODE, "Which bytes among the code are data."],
  [loadCommands.LC_CODE_SIGNATURE, "Hashes of every page: the kernel refuses pages that do not match."],
  [loadCommands.LC_RPATH, "A place to look for libraries named @rpath."],
]);

export function loadCommandCard(view: BuildView, command: LoadCommandIndex): Card {
  const fields = fieldsOfCommand(view, command);
  const first = fields[0]?.record;
  const sections = new Map<string, CardRow[]>();
  let ordinal = 0;
  for (const field of fields) {
    if (field.record !== first && field.name === "section name") ordinal += 1;
    const title =
      field.record === first || field.name === "string" ? (first ?? "") : `${field.record} ${ordinal || ""}`.trim();
    const rows = sections.get(title) ?? [];
    rows.push({
      ...codeRow(field.name, field.value, {
        kind: "bytes",
        from: field.offset,
        to: row(field.offset + field.bytes),
      }),
    });
    sections.set(title, rows);
  }
  return {
    kind: "load command",
    title: loadCommandTitle(view, command),
    summary: commandSummaries.get(view.loadCommands.command[command]) ?? "One instruction to the kernel or to dyld.",
    sections: [...sections].map(([title, rows]) => ({ title, rows })),
  };
}

const kindWords = new Map<number, string>([
  [fileKind.linker, "what the linker defines itself"],
  [fileKind.object, "object file"],
  [fileKind.member, "archive member"],
  [fileKind.dylib, "dynamic library"],
]);

export function fileCard(view: BuildView, file: FileIndex): Card {
  const rows: CardRow[] = [textRow("Kind", kindWords.get(view.files.kind[file]) ?? "file")];
  const parent = view.strings.text(view.files.parent[file]);
  if (parent !== "") rows.push(codeRow(view.files.kind[file] === fileKind.dylib ? "Install name" : "Archive", parent));
  if (view.files.ordinal[file] !== 0) rows.push(textRow("Library ordinal", String(view.files.ordinal[file])));
  if (view.files.size[file] > 0) rows.push(sizeRow("Size", view.files.size[file]));
  const source = view.strings.text(view.files.debugSource[file]);
  if (source !== "") rows.push(codeRow("Compiled from", source));
  const pulledBy = view.strings.text(view.files.pulledBy[file]);
  if (pulledBy !== "") rows.push(codeRow("Needed for", pulledBy));
  const sections: CardRow[] = [];
  for (let section = view.files.firstSection[file]; section < view.files.sectionEnd[file]; section++) {
    const output = view.sections.output[section];
    const name = inputSectionName(view, section);
    const size = `${counted(view.sections.size[section], "byte")}, ${counted(view.sections.relocationCount[section], "relocation")}`;
    sections.push(
      output === 0
        ? { ...codeRow(name, size), note: "not in the image" }
        : codeRow(name, size, { kind: "section", section: output }),
    );
  }
  const isDylib = view.files.kind[file] === fileKind.dylib;
  return {
    kind: kindWords.get(view.files.kind[file]) ?? "file",
    title: fileName(view, file),
    summary: isDylib
      ? "Gives names, not bytes: dyld loads it beside the program."
      : "Its sections are cut into atoms, and the live ones are copied into the image.",
    sections: [{ title: "The file", rows }, ...listSection("Sections", sections)],
  };
}
