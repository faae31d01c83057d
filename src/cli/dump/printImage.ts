// One Mach-O file as text: a heading a part, aligned tables below it, parts the file does not have left out.

import { hex, hex0x } from "@/base/text";
import { append, tableLines, visible } from "../textTable";
import { wideText } from "./describeSymbols";
import type { BindDump, CommandDump, FixupPlace, ImageDump, RecordDump, SignatureDump, SymbolDump } from "./document";
import { chainLines } from "./printChains";

const recordLines = ({ texts }: RecordDump, indent: string): string[] =>
  tableLines(
    ["", ""],
    Object.entries(texts).filter(([name]) => name !== "command"),
    indent,
  );

function commandLines(command: CommandDump, number: number): string[] {
  const lines = [`  ${number}: ${command.name} at ${hex0x(command.offset)}`, ...recordLines(command, "    ")];
  for (const text of command.strings) lines.push(`    "${visible(text)}"`);
  for (const record of command.records) {
    const { segmentName, sectionName } = record.texts;
    lines.push(sectionName === undefined ? "    tool" : `    section ${visible(`${segmentName},${sectionName}`)}`);
    append(lines, recordLines(record, "      "));
  }
  return lines;
}

const address = (value: number) => `0x${hex(value, 9)}`;
const placed = (segment: string, section: string) => (section === "" ? segment : `${segment},${section}`);
const yes = (flag: boolean, word: string) => (flag ? word : "");
const joined = (...words: readonly (string | null)[]) =>
  words.filter((word) => word !== null && word !== "").join(", ");

const sectionTable = ({ sections }: ImageDump) =>
  tableLines(
    [">#", "section", ">address", ">size", ">offset", ">align", "type", "attributes"],
    sections.map((section) => [
      String(section.number),
      placed(section.segment, section.section),
      address(section.address),
      hex0x(section.size),
      hex0x(section.offset),
      `2^${section.alignment}`,
      section.type,
      joined(
        section.attributes.join(" | "),
        section.reserved1 === 0 ? null : `reserved1 ${section.reserved1}`,
        section.reserved2 === 0 ? null : `reserved2 ${section.reserved2}`,
      ),
    ]),
  );

function symbolWords(symbol: SymbolDump): string {
  return joined(
    symbol.stab ?? symbol.kind,
    yes(symbol.external, "external"),
    yes(symbol.privateExternal, "private"),
    symbol.flags.join(" | "),
    symbol.library === null ? null : `from ${symbol.library}`,
  );
}
const symbolTable = ({ symbols }: ImageDump) =>
  tableLines(
    [">#", ">value", "section", "name", "kind"],
    symbols.map((symbol) => [
      String(symbol.index),
      typeof symbol.value === "number" ? address(symbol.value) : wideText(symbol.value),
      symbol.section ?? "",
      symbol.name,
      symbolWords(symbol),
    ]),
  );

function relocationLines({ sections }: ImageDump): string[] {
  const lines: string[] = [];
  for (const { segment, section, relocations } of sections) {
    if (relocations.length === 0) continue;
    lines.push("", `Relocations of ${visible(placed(segment, section))} (${relocations.length})`);
    const rows = relocations.map((relocation) => [
      hex0x(relocation.address),
      relocation.typeName,
      `${2 ** relocation.length}`,
      yes(relocation.pcRelative, "pcrel"),
      relocation.external ? "symbol" : relocation.addend === null ? "section" : "",
      String(relocation.number),
      relocation.target ?? `addend ${hex0x(relocation.addend ?? 0)}`,
    ]);
    append(lines, tableLines([">address", "type", ">bytes", "pcrel", "by", ">number", "target"], rows));
  }
  return lines;
}

const placeCells = (place: FixupPlace) => [placed(place.segment, place.section), address(place.address)];
const bindRows = (binds: readonly BindDump[]) =>
  binds.map((bind) => [
    ...placeCells(bind),
    bind.symbol,
    bind.addend === 0 ? "" : wideText(bind.addend),
    bind.library === null ? "" : `${bind.ordinal}: ${bind.library}`,
    joined(yes(bind.weakImport, "weak import"), bind.streamOffset === null ? "" : `entry ${hex0x(bind.streamOffset)}`),
  ]);
const bindHeadings = ["place", ">address", "symbol", ">addend", "library", ""];

const counted = (title: string, lines: readonly string[], count: number): string[] =>
  count === 0 ? [] : ["", `${title} (${count})`, ...lines];

function fixupLines({ fixups }: ImageDump): string[] {
  const { rebases, binds, weakBinds, lazyBinds, strongDefinitions } = fixups;
  return [
    ...counted("Rebases", tableLines(["place", ">address"], rebases.map(placeCells)), rebases.length),
    ...counted("Binds", tableLines(bindHeadings, bindRows(binds)), binds.length),
    ...counted("Weak binds", tableLines(bindHeadings, bindRows(weakBinds)), weakBinds.length),
    ...counted(
      "Strong definitions of weak names",
      strongDefinitions.map((name) => `  ${visible(name)}`),
      strongDefinitions.length,
    ),
    ...counted("Lazy binds", tableLines(bindHeadings, bindRows(lazyBinds)), lazyBinds.length),
    ...(fixups.chains === null ? [] : chainLines(fixups.chains)),
  ];
}

const exportLines = ({ exports }: ImageDump) =>
  counted(
    "Exports",
    tableLines(
      [">address", "name", "kind"],
      exports.map(({ name, address: at, kind, weak, reexport, resolver }) => [
        at === null ? "" : address(at),
        name,
        joined(
          kind === "regular" ? "" : kind,
          yes(weak, "weak"),
          reexport === null ? null : `${reexport.name || name} of ${reexport.library}`,
          resolver === null ? null : `resolver ${address(resolver)}`,
        ),
      ]),
    ),
    exports.length,
  );

const indirectLines = ({ indirectSymbols }: ImageDump) =>
  counted(
    "Indirect symbols",
    tableLines(
      [">#", "place", ">address", ">symbol", "name"],
      indirectSymbols.map((entry) => [
        String(entry.index),
        ...placeCells(entry),
        entry.symbol === null ? "" : String(entry.symbol),
        entry.name,
      ]),
    ),
    indirectSymbols.length,
  );

const functionLines = ({ functionStarts }: ImageDump) =>
  counted(
    "Function starts",
    tableLines(
      [">address", "name"],
      functionStarts.map(({ address: at, name }) => [address(at), name ?? ""]),
    ),
    functionStarts.length,
  );

const dataInCodeLines = ({ dataInCode }: ImageDump) =>
  counted(
    "Data in code",
    tableLines(
      [">offset", ">length", "kind"],
      dataInCode.map(({ offset, length, kindName }) => [hex0x(offset), String(length), kindName]),
    ),
    dataInCode.length,
  );

function signatureLines(signature: SignatureDump | null): string[] {
  if (signature === null) return [];
  return [
    "",
    "Code signature",
    ...tableLines(
      ["", ""],
      [
        ["identifier", signature.identifier],
        ["range", `${hex0x(signature.offset)}, ${signature.size} bytes`],
        ["version", hex0x(signature.version)],
        ["flags", joined(hex0x(signature.flags), signature.flagNames.join(" | "))],
        ["code limit", hex0x(signature.codeLimit)],
        ["hashes", `${signature.pageCount} of ${signature.pageBytes} bytes each, hash type ${signature.hashType}`],
        ["blobs", signature.blobs.map((blob) => blob.typeName).join(", ")],
        ["check", signature.problems.length === 0 ? "every hash is right" : signature.problems.join("; ")],
      ],
    ),
  ];
}

export function imageLines(image: ImageDump): string[] {
  const lines = ["", "Header", ...recordLines(image.header, "  ")];
  lines.push("", `Load commands (${image.commands.length})`);
  for (const [index, command] of image.commands.entries()) append(lines, commandLines(command, index));
  append(lines, counted("Sections", sectionTable(image), image.sections.length));
  append(lines, counted("Symbols", symbolTable(image), image.symbols.length));
  append(lines, relocationLines(image));
  append(lines, fixupLines(image));
  append(lines, exportLines(image));
  append(lines, indirectLines(image));
  append(lines, functionLines(image));
  append(lines, dataInCodeLines(image));
  append(lines, signatureLines(image.signature));
  return lines;
}
