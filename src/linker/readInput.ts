// One input file, opened with the reader of its kind: objects, archives, dylibs, text stubs, and what a universal file
// holds of one of them for the CPU of the link.

import { cpuSubtypes } from "@/macho/constants";
import { architectureName, readFat } from "@/macho/fat";
import { identify } from "@/macho/identify";
import { messages } from "./diagnostics/messages";
import { loadMember, objCMembers, parseArchive } from "./parse/parseArchive";
import { cpuTypeOf, type ParseContext, type ParseSource, readOrReport } from "./parse/parseContext";
import { parseDylib, parseTextStub } from "./parse/parseDylib";
import { parseObject } from "./parse/parseObject";
import type { InputFile, ParsedDylib } from "./parsedInputs";

/** Opens one input with the reader of its kind; nothing when it was reported. */
export function readInput(context: ParseContext, source: ParseSource): InputFile[] {
  const kind = identify(source.bytes);
  switch (kind) {
    case "object": {
      const object = parseObject(context, source);
      return object === undefined ? [] : [{ kind, object }];
    }
    case "archive":
      return readArchive(context, source);
    case "tbd":
      return listed(parseTextStub(context, source));
    case "dylib":
      return listed(parseDylib(context, source));
    case "fat":
      return readSlice(context, source);
    default:
      context.diagnostics.report(messages.unusableFile({ file: source.name }, kind));
      return [];
  }
}

const listed = (dylibs: readonly ParsedDylib[]): InputFile[] =>
  dylibs.map((dylib): InputFile => ({ kind: "dylib", dylib }));

function readArchive(context: ParseContext, source: ParseSource): InputFile[] {
  const archive = parseArchive(context, source);
  if (archive === undefined) return [];
  const { forceLoad, loadObjC } = source.asked;
  const unasked = forceLoad ? archive.members.keys() : loadObjC ? objCMembers(archive) : [];
  const files: InputFile[] = [];
  for (const position of unasked) {
    const object = loadMember(context, archive, position);
    if (object !== undefined) files.push({ kind: "object", object });
  }
  files.push({ kind: "archive", archive });
  return files;
}

/** The subtypes that plain code of each CPU has; arm64e and Haswell slices are not for it. */
const plainSubtypes = new Map([
  [cpuTypeOf.arm64, cpuSubtypes.CPU_SUBTYPE_ARM64_ALL],
  [cpuTypeOf.x86_64, cpuSubtypes.CPU_SUBTYPE_X86_64_ALL],
]);

function readSlice(context: ParseContext, source: ParseSource): InputFile[] {
  const { options, diagnostics } = context;
  const slices = readOrReport(context, source.name, "universal file", source.bytes, readFat);
  if (slices === undefined) return [];
  const wanted = cpuTypeOf[options.architecture];
  const slice = slices.find(
    ({ cpuType, cpuSubtype }) => cpuType === wanted && cpuSubtype === plainSubtypes.get(wanted),
  );
  if (slice === undefined) {
    const found = slices.map(({ cpuType }) => architectureName(cpuType));
    diagnostics.report(messages.noMatchingSlice({ file: source.name }, options.architecture, found));
    return [];
  }
  const bytes = source.bytes.subarray(slice.offset, slice.offset + slice.size);
  // A universal file inside a universal file has no meaning, and refusing it bounds the recursion.
  if (identify(bytes) !== "fat") return readInput(context, { ...source, bytes, start: source.start + slice.offset });
  diagnostics.report(messages.unusableFile({ file: source.name }, "fat"));
  return [];
}
