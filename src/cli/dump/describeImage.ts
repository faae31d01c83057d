// One Mach-O file as data: header and load commands, then each part they point to. A part that is damaged becomes a
// problem and stays empty, so that the rest can be seen.

import { hexByte } from "@/base/text";
import { dataInCodeKinds, fileTypes, sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { architectureName } from "@/macho/fat";
import { dataInCodeOf, functionStartsOf, relocationsOf, symbolsOf } from "@/macho/linkedit";
import { checkRange, MalformedFile } from "@/macho/malformed";
import { type ImageCommand, type MachoImage, readImage } from "@/macho/readImage";
import type { ShownField } from "@/macho/shownFields";
import { describeExports, describeFixups, librariesOf } from "./describeFixups";
import { describeRelocation } from "./describeRelocation";
import { describeSignature } from "./describeSignature";
import { describeIndirect, describeSymbol } from "./describeSymbols";
import type {
  CommandDump,
  DataInCodeDump,
  FunctionStartDump,
  ImageDump,
  Problem,
  RecordDump,
  SectionDump,
  SymbolDump,
} from "./document";

/** Reads one part; on damage notes it and gives `otherwise`. */
export type Attempt = <T>(part: string, read: () => T, otherwise: T) => T;

function collector(problems: Problem[]): Attempt {
  return (part, read, otherwise) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedFile)) throw error;
      problems.push({ part, message: error.message, offset: error.offset });
      return otherwise;
    }
  };
}

function recordOf(fields: readonly ShownField[]): RecordDump {
  const values: Record<string, number | string> = {};
  const texts: Record<string, string> = {};
  for (const { name, value, shown } of fields) {
    values[name] = typeof value === "object" ? Array.from(value, hexByte).join("") : value;
    texts[name] = shown;
  }
  return { values, texts };
}

const commandOf = (command: ImageCommand): CommandDump => ({
  name: command.name,
  offset: command.offset,
  size: command.size,
  ...recordOf(command.fields),
  records: command.records.map(recordOf),
  strings: command.strings.map((field) => field.shown),
});

function sectionsOf(image: MachoImage, symbols: readonly SymbolDump[], attempt: Attempt): readonly SectionDump[] {
  return image.sections.map((section, index): SectionDump => {
    const name = `${section.segmentName},${section.sectionName}`;
    const relocations = attempt(`relocations of ${name}`, () => relocationsOf(image, section), []);
    return {
      number: index + 1,
      segment: section.segmentName,
      section: section.sectionName,
      address: section.address,
      size: section.size,
      offset: section.offset,
      alignment: section.alignment,
      flags: section.flags,
      type: sectionTypes.nameOf(sectionTypeOf(section.flags)) ?? `type ${sectionTypeOf(section.flags)}`,
      attributes: sectionAttributes.namesOf(section.flags),
      reserved1: section.reserved1,
      reserved2: section.reserved2,
      reserved3: section.reserved3,
      relocations: relocations.map((relocation) => describeRelocation(image, symbols, relocation)),
    };
  });
}

/** Function starts count from __TEXT; an object has one unnamed segment instead. */
const textAddress = ({ segments }: MachoImage): number =>
  (segments.find((segment) => segment.segmentName === "__TEXT") ?? segments[0])?.address ?? 0;

function functionStarts(image: MachoImage, symbols: readonly SymbolDump[]): FunctionStartDump[] {
  const names = new Map<unknown, string>();
  for (const { kind, value, name } of symbols)
    if (kind === "defined" && !names.has(value) && name !== "") names.set(value, name);
  const base = textAddress(image);
  return functionStartsOf(image).map((offset) => ({
    address: base + offset,
    name: names.get(base + offset) ?? null,
  }));
}

const dataInCode = (image: MachoImage): DataInCodeDump[] =>
  dataInCodeOf(image).map(({ offset, length, kind }) => ({
    offset,
    length,
    kind,
    kindName: dataInCodeKinds.nameOf(kind) ?? `kind ${kind}`,
  }));

/** A file cut short may still have whole tables; its segments tell. */
function checkSegments(image: MachoImage, attempt: Attempt): void {
  for (const { segment, offset } of image.commands) {
    if (segment === undefined) continue;
    const what = segment.segmentName === "" ? "the contents of the segment" : `the contents of ${segment.segmentName}`;
    const check = () => checkRange(image.bytes.length, segment.fileOffset, segment.fileSize, what, offset);
    attempt("segments", check, undefined);
  }
}

/** Throws MalformedFile when header or load commands are damaged. */
export function describeImage(bytes: Uint8Array): ImageDump {
  const image = readImage(bytes);
  const problems: Problem[] = [];
  const attempt = collector(problems);
  const libraries = librariesOf(image);
  checkSegments(image, attempt);
  const symbols = attempt("symbols", () => symbolsOf(image), []).map((symbol, index) =>
    describeSymbol(image, libraries, symbol, index),
  );
  const sections = sectionsOf(image, symbols, attempt);
  return {
    architecture: architectureName(image.header.cpuType),
    fileType: fileTypes.nameOf(image.header.fileType) ?? `file type ${image.header.fileType}`,
    header: recordOf(image.headerFields),
    commands: image.commands.map(commandOf),
    sections,
    symbols,
    libraries,
    fixups: describeFixups(image, libraries, attempt),
    exports: attempt("exports", () => describeExports(image, libraries, textAddress(image)), []),
    indirectSymbols: attempt("indirect symbols", () => describeIndirect(image, symbols), []),
    functionStarts: attempt("function starts", () => functionStarts(image, symbols), []),
    dataInCode: attempt("data in code", () => dataInCode(image), []),
    signature: attempt("code signature", () => describeSignature(image), null),
    problems,
  };
}
