// One object file, checked and with its names interned: from here on a name is a number.

import { row, type StringId } from "@/base/units";
import { architectureName } from "@/macho/fat";
import { type ObjectFile, readObject } from "@/macho/readObject";
import type { StringPool } from "@/tables/stringPool";
import { messages } from "../diagnostics/messages";
import type { ParsedObject } from "../parsedInputs";
import { readDebugSource } from "./debugSource";
import { cpuTypeOf, fitsPlatform, type ParseContext, type ParseSource, readOrReport } from "./parseContext";

function internNames(reader: ObjectFile, strings: StringPool): Uint32Array {
  const names = new Uint32Array(reader.symbolCount);
  for (let symbol = 0; symbol < names.length; symbol++)
    names[symbol] = strings.internTerminated(reader.bytes, reader.nameStart(symbol), reader.stringsEnd);
  return names;
}

/** Undefined when the file was reported: damaged, or made for something else. */
export function parseObject(
  context: ParseContext,
  source: ParseSource,
  archive = "",
  pulledBy = row<StringId>(0),
): ParsedObject | undefined {
  const { name, bytes, input, start } = source;
  const { options, diagnostics, strings, memory } = context;
  const reader = readOrReport(context, name, "object", bytes, readObject);
  if (reader === undefined) return undefined;
  if (reader.cpuType !== cpuTypeOf[options.architecture]) {
    diagnostics.report(
      messages.wrongArchitecture({ file: name }, architectureName(reader.cpuType), options.architecture),
    );
    return undefined;
  }
  if (!fitsPlatform(context, name, reader.platform)) return undefined;
  const built = reader.minimumVersion ?? 0;
  if (built > options.minimumVersion)
    diagnostics.report(messages.newerThanTarget({ file: name }, built, options.minimumVersion));
  const names = memory.recall(bytes, "names", () => internNames(reader, strings));
  return {
    name,
    archive,
    debugSource: options.debugMap ? readDebugSource(context, name, reader) : undefined,
    path: source.asked.path ?? name,
    input,
    start,
    bytes,
    reader,
    names,
    pulledBy,
    hidden: source.asked.hidden ?? false,
  };
}
