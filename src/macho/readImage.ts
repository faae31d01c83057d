// Any 64-bit Mach-O file, for looking at: header and load commands field by field. What the commands point to is
// decoded part by part in linkedit.ts, so that one damaged part does not hide the others.

import { loadCommands } from "./constants";
import {
  buildToolVersion,
  buildVersionCommand,
  dyldInfoCommand,
  dylibCommand,
  dylinkerCommand,
  dysymtabCommand,
  entryPointCommand,
  header64,
  linkeditDataCommand,
  linkerOptionCommand,
  loadCommand,
  rpathCommand,
  section64,
  segmentCommand64,
  sourceVersionCommand,
  symtabCommand,
  uuidCommand,
  versionMinCommand,
} from "./layouts";
import { type CommandRange, commandName, onlyCommand, readCommands, requireSize } from "./loadCommands";
import { findZero, MalformedFile } from "./malformed";
import { readLinkerOption } from "./readObject";
import { type AnyStruct, type ShownField, shownFields, textField } from "./shownFields";
import { dataView, type RecordOf } from "./struct";

export type ImageSection = RecordOf<typeof section64>;
export type ImageSegment = RecordOf<typeof segmentCommand64> & { readonly sections: readonly ImageSection[] };

export interface ImageCommand extends CommandRange {
  /** `LC_SEGMENT_64` */
  readonly name: string;
  readonly fields: readonly ShownField[];
  /** Records that follow the first: sections of a segment, tools of a build version. */
  readonly records: readonly (readonly ShownField[])[];
  /** Strings that follow the record: an install name, a path, linker options. */
  readonly strings: readonly ShownField[];
  /** Of a segment command. */
  readonly segment: ImageSegment | undefined;
}

export interface MachoImage {
  readonly bytes: Uint8Array;
  readonly header: RecordOf<typeof header64>;
  readonly headerFields: readonly ShownField[];
  readonly commands: readonly ImageCommand[];
  /** In the order of their commands: what segment indexes of dyld streams mean. */
  readonly segments: readonly ImageSegment[];
  /** In the order of their commands: section ordinal 1 is the first. */
  readonly sections: readonly ImageSection[];
}

const c = loadCommands;
const layouts = new Map<number, AnyStruct>([
  [c.LC_SEGMENT_64, segmentCommand64],
  [c.LC_SYMTAB, symtabCommand],
  [c.LC_DYSYMTAB, dysymtabCommand],
  [c.LC_BUILD_VERSION, buildVersionCommand],
  [c.LC_MAIN, entryPointCommand],
  [c.LC_RPATH, rpathCommand],
  [c.LC_UUID, uuidCommand],
  [c.LC_SOURCE_VERSION, sourceVersionCommand],
  [c.LC_DYLD_INFO, dyldInfoCommand],
  [c.LC_DYLD_INFO_ONLY, dyldInfoCommand],
  [c.LC_LINKER_OPTION, linkerOptionCommand],
]);
const sameLayout = (layout: AnyStruct, ...commands: readonly number[]) => {
  for (const command of commands) layouts.set(command, layout);
};
sameLayout(dylibCommand, c.LC_LOAD_DYLIB, c.LC_ID_DYLIB, c.LC_LOAD_WEAK_DYLIB, c.LC_REEXPORT_DYLIB);
sameLayout(dylibCommand, c.LC_LAZY_LOAD_DYLIB, c.LC_LOAD_UPWARD_DYLIB);
sameLayout(dylinkerCommand, c.LC_LOAD_DYLINKER, c.LC_ID_DYLINKER, c.LC_DYLD_ENVIRONMENT);
sameLayout(versionMinCommand, c.LC_VERSION_MIN_MACOSX, c.LC_VERSION_MIN_IPHONEOS);
sameLayout(versionMinCommand, c.LC_VERSION_MIN_TVOS, c.LC_VERSION_MIN_WATCHOS);
sameLayout(linkeditDataCommand, c.LC_CODE_SIGNATURE, c.LC_SEGMENT_SPLIT_INFO, c.LC_FUNCTION_STARTS);
sameLayout(linkeditDataCommand, c.LC_DATA_IN_CODE, c.LC_DYLIB_CODE_SIGN_DRS, c.LC_LINKER_OPTIMIZATION_HINT);
sameLayout(linkeditDataCommand, c.LC_DYLD_EXPORTS_TRIE, c.LC_DYLD_CHAINED_FIXUPS, c.LC_ATOM_INFO);

/** The record a load command is, or the frame all share for one that is not decoded here. */
export const layoutOf = (command: number): AnyStruct => layouts.get(command) ?? loadCommand;

/** The field of a record that says where its string starts, from the command's start. */
const stringFields = new Map<AnyStruct, string>([
  [dylinkerCommand, "nameOffset"],
  [dylibCommand, "nameOffset"],
  [rpathCommand, "pathOffset"],
]);

function stringsOf(bytes: Uint8Array, range: CommandRange, layout: AnyStruct): ShownField[] {
  const end = range.offset + range.size;
  if (layout === linkerOptionCommand) {
    let at = range.offset + linkerOptionCommand.bytes;
    return readLinkerOption(bytes, range).map((_, index) => {
      const zero = findZero(bytes, at, end);
      const field = textField(`option${index}`, bytes, at, zero);
      at = zero + 1;
      return field;
    });
  }
  const fieldName = stringFields.get(layout);
  if (fieldName === undefined) return [];
  const from = layout.fields[fieldName]!.read(dataView(bytes), range.offset + layout.offsets[fieldName]!) as number;
  const at = range.offset + from;
  const zero = from >= layout.bytes && at < end ? findZero(bytes, at, end) : end;
  if (zero === end)
    throw new MalformedFile(
      range.offset + layout.offsets[fieldName]!,
      `${commandName(range.command)} must hold a terminated string after its record`,
      `offset ${from}`,
    );
  return [textField(fieldName.replace("Offset", ""), bytes, at, zero)];
}

/** What repeats after the first record of a command, and how often. */
function repeatedOf(
  view: DataView,
  range: CommandRange,
  layout: AnyStruct,
): { readonly layout: AnyStruct; readonly count: number } {
  if (layout === segmentCommand64)
    return { layout: section64, count: segmentCommand64.read(view, range.offset).sectionCount };
  if (layout === buildVersionCommand)
    return { layout: buildToolVersion, count: buildVersionCommand.read(view, range.offset).toolCount };
  return { layout: loadCommand, count: 0 };
}

function readCommand(bytes: Uint8Array, range: CommandRange): ImageCommand {
  const view = dataView(bytes);
  const layout = layoutOf(range.command);
  requireSize(range, layout.bytes);
  const repeated = repeatedOf(view, range, layout);
  requireSize(
    range,
    layout.bytes + repeated.count * repeated.layout.bytes,
    `${commandName(range.command)} with ${repeated.count} records`,
  );
  const starts = Array.from(
    { length: repeated.count },
    (_, index) => range.offset + layout.bytes + index * repeated.layout.bytes,
  );
  const segment =
    layout === segmentCommand64
      ? { ...segmentCommand64.read(view, range.offset), sections: starts.map((at) => section64.read(view, at)) }
      : undefined;
  return {
    ...range,
    name: commandName(range.command),
    fields: shownFields(view, layout, range.offset),
    records: starts.map((at) => shownFields(view, repeated.layout, at)),
    strings: stringsOf(bytes, range, layout),
    segment,
  };
}

/**
 * Header and load commands of the file that starts at `start`. Throws MalformedFile when they do not fit the file or
 * each other; ranges they point to are not looked at.
 */
export function readImage(file: Uint8Array, start = 0): MachoImage {
  const bytes = start === 0 ? file : file.subarray(start);
  const { header, commands: ranges } = readCommands(bytes);
  const commands = ranges.map((range) => readCommand(bytes, range));
  const segments = commands.flatMap((command) => command.segment ?? []);
  return {
    bytes,
    header,
    headerFields: shownFields(dataView(bytes), header64, 0),
    commands,
    segments,
    sections: segments.flatMap((segment) => segment.sections),
  };
}

/** The only command with this number, for the parts it points to. */
export const commandOf = (image: MachoImage, command: number): CommandRange | undefined =>
  onlyCommand(image.commands, command);

/** The string of a command that ends in one. */
export const stringOf = (command: ImageCommand): string => String(command.strings[0]?.value ?? "");
