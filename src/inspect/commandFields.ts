// The header and the load commands of the image, field by field: names, values and byte ranges straight from the
// layout declarations that also write them.

import { decodeText, hex0x, hexBytes } from "@/base/text";
import { type ByteCount, byteCount, type FileOffset, fileOffset, type LoadCommandIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import {
  cpuTypes,
  fileTypes,
  headerFlags,
  loadCommands,
  magics,
  platforms,
  protections,
  sectionAttributes,
  sectionTypeOf,
  sectionTypes,
} from "@/macho/constants";
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
  loadCommand,
  rpathCommand,
  section64,
  segmentCommand64,
  sourceVersionCommand,
  symtabCommand,
  uuidCommand,
} from "@/macho/layouts";
import { dataView, type Field, type Struct } from "@/macho/struct";
import { baseName, loadCommandName } from "./names";

export interface CommandField {
  /** Plain words: `memory size`. */
  readonly name: string;
  /** The record it belongs to, C spelling: `segment_command_64`. */
  readonly record: string;
  readonly offset: FileOffset;
  readonly bytes: ByteCount;
  /** As people read it: hexadecimal, decimal, a version, a constant's name. */
  readonly value: string;
  /** The number itself, when it is one. */
  readonly number: number | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: any record layout
type AnyStruct = Struct<any>;
type AnyField = Field<unknown>;

const c = loadCommands;
const layouts = new Map<number, AnyStruct>([
  [c.LC_SEGMENT_64, segmentCommand64],
  [c.LC_SYMTAB, symtabCommand],
  [c.LC_DYSYMTAB, dysymtabCommand],
  [c.LC_BUILD_VERSION, buildVersionCommand],
  [c.LC_MAIN, entryPointCommand],
  [c.LC_LOAD_DYLINKER, dylinkerCommand],
  [c.LC_LOAD_DYLIB, dylibCommand],
  [c.LC_LOAD_WEAK_DYLIB, dylibCommand],
  [c.LC_REEXPORT_DYLIB, dylibCommand],
  [c.LC_RPATH, rpathCommand],
  [c.LC_UUID, uuidCommand],
  [c.LC_SOURCE_VERSION, sourceVersionCommand],
  [c.LC_DYLD_INFO_ONLY, dyldInfoCommand],
  [c.LC_FUNCTION_STARTS, linkeditDataCommand],
  [c.LC_DATA_IN_CODE, linkeditDataCommand],
  [c.LC_CODE_SIGNATURE, linkeditDataCommand],
]);
/** Commands that end in a string: the field that says where it starts. */
const stringFields: Readonly<Record<string, string>> = {
  dylinker_command: "nameOffset",
  dylib_command: "nameOffset",
  rpath_command: "pathOffset",
};

const words = (camelCase: string): string => camelCase.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const versionText = (value: number) => `${value >>> 16}.${(value >>> 8) & 0xff}.${value & 0xff}`;
const joined = (names: readonly string[], value: number) => (names.length === 0 ? hex0x(value) : names.join(" | "));

/** Fields whose numbers have names, by record and field. */
const named: Readonly<Record<string, (value: number) => string | undefined>> = {
  "mach_header_64.magic": (value) => magics.nameOf(value),
  "mach_header_64.cpuType": (value) => cpuTypes.nameOf(value),
  "mach_header_64.fileType": (value) => fileTypes.nameOf(value),
  "mach_header_64.flags": (value) => joined(headerFlags.namesOf(value), value),
  "segment_command_64.maximumProtection": (value) => joined(protections.namesOf(value), value),
  "segment_command_64.initialProtection": (value) => joined(protections.namesOf(value), value),
  "section_64.flags": (value) =>
    [
      sectionTypes.nameOf(sectionTypeOf(value)) ?? hex0x(sectionTypeOf(value)),
      ...sectionAttributes.namesOf(value),
    ].join(" | "),
  "section_64.alignment": (value) => `2^${value}`,
  "build_version_command.platform": (value) => platforms.nameOf(value),
};

function shownValue(record: string, name: string, field: AnyField, value: unknown): string {
  if (value instanceof Uint8Array) return hexBytes(value);
  if (typeof value !== "number") return String(value);
  const known = name === "command" ? loadCommands.nameOf(value) : named[`${record}.${name}`]?.(value);
  if (known !== undefined) return known;
  if (field.shown === "version") return versionText(value);
  return field.shown === "hex" ? hex0x(value) : String(value);
}

/** The fields of one record at an offset of the image; those past its end are left out. */
function fieldsOf(view: BuildView, layout: AnyStruct, at: number): CommandField[] {
  const image = view.image;
  if (image === undefined) return [];
  const data = dataView(image);
  const found: CommandField[] = [];
  for (const [name, field] of Object.entries(layout.fields as Readonly<Record<string, AnyField>>)) {
    const offset = at + layout.offsets[name];
    if (offset + field.bytes > image.length) break;
    const value = field.read(data, offset);
    found.push({
      name: words(name),
      record: layout.name,
      offset: fileOffset(offset),
      bytes: byteCount(field.bytes),
      value: shownValue(layout.name, name, field, value),
      number: typeof value === "number" ? value : undefined,
    });
  }
  return found;
}

export const headerFields = (view: BuildView): CommandField[] => fieldsOf(view, header64, 0);

function stringField(view: BuildView, from: number, to: number, record: string): CommandField[] {
  const image = view.image;
  if (image === undefined || from >= to || to > image.length) return [];
  const bytes = image.subarray(from, to);
  const zero = bytes.indexOf(0);
  const value = decodeText(bytes.subarray(0, zero === -1 ? bytes.length : zero));
  return [{ name: "string", record, offset: fileOffset(from), bytes: byteCount(to - from), value, number: undefined }];
}

/** All fields of a load command, records and strings that follow the first record included. */
export function fieldsOfCommand(view: BuildView, command: LoadCommandIndex): CommandField[] {
  const code = view.loadCommands.command[command];
  const start = view.loadCommands.offset[command];
  const end = start + view.loadCommands.size[command];
  const layout = layouts.get(code) ?? loadCommand;
  const fields = fieldsOf(view, layout, start);
  const repeated =
    layout === segmentCommand64 ? section64 : layout === buildVersionCommand ? buildToolVersion : undefined;
  if (repeated !== undefined)
    for (let at = start + layout.bytes; at + repeated.bytes <= end; at += repeated.bytes)
      fields.push(...fieldsOf(view, repeated, at));
  const text = stringFields[layout.name];
  if (text !== undefined) {
    const at = fields.find((field) => field.name === words(text))?.number ?? layout.bytes;
    fields.push(...stringField(view, start + at, end, layout.name));
  }
  return fields;
}

/** `LC_SEGMENT_64 __TEXT`, `LC_LOAD_DYLIB libSystem.B.dylib`: the command and what tells it from its like. */
export function loadCommandTitle(view: BuildView, command: LoadCommandIndex): string {
  const fields = fieldsOfCommand(view, command);
  const own = fields.find((field) => field.name === "segment name" || field.name === "string")?.value;
  return own === undefined ? loadCommandName(view, command) : `${loadCommandName(view, command)} ${baseName(own)}`;
}

export const fieldCovering = (fields: readonly CommandField[], offset: FileOffset): CommandField | undefined =>
  fields.find((field) => offset >= field.offset && offset < field.offset + field.bytes);

/** The load command that covers the byte. */
export function commandAt(view: BuildView, offset: FileOffset): LoadCommandIndex | undefined {
  for (const command of view.loadCommands.rows()) {
    const start = view.loadCommands.offset[command];
    if (offset >= start && offset < start + view.loadCommands.size[command]) return command;
  }
  return undefined;
}

export const headerBytes = header64.bytes;
