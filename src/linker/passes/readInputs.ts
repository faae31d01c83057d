// Recognises each input by its first bytes, never by its name, and opens it with the reader of its kind. What cannot
// be used is one sentence; the other files are still read, so a user sees all that is wrong with the inputs at once.

import { cpuSubtypes } from "@/macho/constants";
import { architectureName, readFat } from "@/macho/fat";
import { identify } from "@/macho/identify";
import { definePass } from "../context";
import { messages } from "../diagnostics/messages";
import { loadMember, parseArchive } from "../parse/parseArchive";
import { cpuTypeOf, type ParseContext, type ParseSource, readOrReport } from "../parse/parseContext";
import { parseDylib, parseTextStub } from "../parse/parseDylib";
import { parseObject } from "../parse/parseObject";
import type { ParsedDylib, ParsedInputs } from "../parsedInputs";

export const readInputs = definePass({
  id: "read-inputs",
  title: "Read the input files",
  stage: "Read",
  reads: [],
  writes: [],
  creates: [],
  run({ inputs, parsed, options, strings, diagnostics, memory }) {
    const context: ParseContext = { options, strings, diagnostics, memory };
    for (const [index, asked] of inputs.entries()) {
      const { name, bytes } = asked;
      readInput(context, parsed, { name, bytes, input: index + 1, start: 0, asked });
    }
    settleReexports(context, parsed);
  },
});

/** Opens one input with the reader of its kind and lists what it held. */
export function readInput(context: ParseContext, parsed: ParsedInputs, source: ParseSource): void {
  const kind = identify(source.bytes);
  switch (kind) {
    case "object": {
      const object = parseObject(context, source);
      if (object !== undefined) parsed.loadedObjects.push(object);
      return;
    }
    case "archive":
      readLibrary(context, parsed, source);
      return;
    case "tbd":
      addDylibs(parsed, parseTextStub(context, source));
      return;
    case "dylib":
      addDylibs(parsed, parseDylib(context, source));
      return;
    case "fat":
      readSlice(context, parsed, source);
      return;
    default:
      context.diagnostics.report(messages.unusableFile({ file: source.name }, kind));
  }
}

function readLibrary(context: ParseContext, parsed: ParsedInputs, source: ParseSource): void {
  const archive = parseArchive(context, source);
  if (archive === undefined) return;
  parsed.loadedArchives.push(archive);
  if (source.asked.forceLoad !== true) return;
  for (const position of archive.members.keys()) {
    const object = loadMember(context, archive, position);
    if (object !== undefined) parsed.loadedObjects.push(object);
  }
}

/** Two files with one install name are one library: the first counts. */
function addDylibs(parsed: ParsedInputs, dylibs: readonly ParsedDylib[]): void {
  for (const dylib of dylibs) {
    const known = parsed.loadedDylibs.findIndex(({ installName }) => installName === dylib.installName);
    if (known === -1) parsed.loadedDylibs.push(dylib);
    // Named by the user as well as re-exported: then it is a library of its own right.
    else if (parsed.loadedDylibs[known]!.dependent && !dylib.dependent) parsed.loadedDylibs[known] = dylib;
  }
}

/** The subtypes that plain code of each CPU has; arm64e and Haswell slices are not for it. */
const plainSubtypes = new Map([
  [cpuTypeOf.arm64, cpuSubtypes.CPU_SUBTYPE_ARM64_ALL],
  [cpuTypeOf.x86_64, cpuSubtypes.CPU_SUBTYPE_X86_64_ALL],
]);

function readSlice(context: ParseContext, parsed: ParsedInputs, source: ParseSource): void {
  const { options, diagnostics } = context;
  const slices = readOrReport(context, source.name, "universal file", source.bytes, readFat);
  if (slices === undefined) return;
  const wanted = cpuTypeOf[options.architecture];
  const slice = slices.find(
    ({ cpuType, cpuSubtype }) => cpuType === wanted && cpuSubtype === plainSubtypes.get(wanted),
  );
  if (slice === undefined) {
    const found = slices.map(({ cpuType }) => architectureName(cpuType));
    diagnostics.report(messages.noMatchingSlice({ file: source.name }, options.architecture, found));
    return;
  }
  const bytes = source.bytes.subarray(slice.offset, slice.offset + slice.size);
  // A universal file inside a universal file has no meaning, and refusing it bounds the recursion.
  if (identify(bytes) === "fat") diagnostics.report(messages.unusableFile({ file: source.name }, "fat"));
  else readInput(context, parsed, { ...source, bytes, start: source.start + slice.offset });
}

/** Re-exported libraries that come as inputs of their own are found there; others are named, since names may be lost. */
export function settleReexports({ diagnostics }: ParseContext, { loadedDylibs }: ParsedInputs): void {
  const known = new Set(loadedDylibs.map(({ installName }) => installName));
  for (const { name, absentReexports } of loadedDylibs) {
    const absent = absentReexports.filter((installName) => !known.has(installName));
    absentReexports.splice(0, absentReexports.length, ...absent);
    for (const installName of absent) diagnostics.report(messages.absentReexport({ file: name }, installName));
  }
}
