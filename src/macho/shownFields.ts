// The fields of a record as people read them: constants by name, flags taken apart, versions with dots. Everything
// comes from the record's declaration, so a dump cannot disagree with what readers and writers use.

import { decodeText, hex0x, hexBytes } from "@/base/text";
import {
  buildTools,
  cpuTypes,
  dataInCodeKinds,
  fileTypes,
  headerFlags,
  loadCommands,
  magics,
  platforms,
  protections,
  sectionAttributes,
  sectionTypeOf,
  sectionTypes,
  segmentFlags,
} from "./constants";
import type { Field, Struct } from "./struct";

export type FieldValue = number | string | Uint8Array;

export interface ShownField {
  /** As declared: `memorySize`. */
  readonly name: string;
  readonly value: FieldValue;
  /** As people read it: `LC_MAIN`, `0x4000`, `12.0.0`. */
  readonly shown: string;
  /** Range in the file. */
  readonly offset: number;
  readonly bytes: number;
}

// biome-ignore lint/suspicious/noExplicitAny: any record layout
export type AnyStruct = Struct<any>;

const orHex = (names: readonly string[], value: number) => (names.length === 0 ? hex0x(value) : names.join(" | "));
const sectionFlagsText = (flags: number) =>
  [sectionTypes.nameOf(sectionTypeOf(flags)) ?? hex0x(sectionTypeOf(flags)), ...sectionAttributes.namesOf(flags)].join(
    " | ",
  );

/** Five numbers in 24.10.10.10.10 bits; trailing zeros past the second are left out, as tools print it. */
function sourceVersionText(value: number): string {
  const parts = [Math.floor(value / 2 ** 40)];
  for (const shift of [30, 20, 10, 0]) parts.push(Math.floor(value / 2 ** shift) % 1024);
  while (parts.length > 2 && parts.at(-1) === 0) parts.pop();
  return parts.join(".");
}

/** `12.3.1` of a version in nibbles xxxx.yy.zz. */
export const versionText = (value: number): string => `${value >>> 16}.${(value >>> 8) & 0xff}.${value & 0xff}`;

/** Numbers with names, by record and field. */
const namers: Readonly<Record<string, (value: number) => string | undefined>> = {
  "mach_header_64.magic": (value) => magics.nameOf(value),
  "mach_header_64.cpuType": (value) => cpuTypes.nameOf(value),
  "mach_header_64.fileType": (value) => fileTypes.nameOf(value),
  "mach_header_64.flags": (value) => orHex(headerFlags.namesOf(value), value),
  "segment_command_64.maximumProtection": (value) => orHex(protections.namesOf(value), value),
  "segment_command_64.initialProtection": (value) => orHex(protections.namesOf(value), value),
  "segment_command_64.flags": (value) => orHex(segmentFlags.namesOf(value), value),
  "section_64.flags": sectionFlagsText,
  "section_64.alignment": (value) => `2^${value}`,
  "build_version_command.platform": (value) => platforms.nameOf(value),
  "build_tool_version.tool": (value) => buildTools.nameOf(value),
  "source_version_command.version": sourceVersionText,
  "data_in_code_entry.kind": (value) => dataInCodeKinds.nameOf(value),
};

function shownValue(record: string, name: string, field: Field<unknown>, value: FieldValue): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return hexBytes(value);
  const known = name === "command" ? loadCommands.nameOf(value) : namers[`${record}.${name}`]?.(value);
  if (known !== undefined) return known;
  if (field.shown === "version") return versionText(value);
  return field.shown === "hex" ? hex0x(value) : String(value);
}

/** All fields of the record at `at`, which must lie inside the view. */
export function shownFields(view: DataView, layout: AnyStruct, at: number): ShownField[] {
  return Object.entries(layout.fields as Readonly<Record<string, Field<FieldValue>>>).map(([name, field]) => {
    const offset = at + layout.offsets[name]!;
    const value = field.read(view, offset);
    return { name, value, shown: shownValue(layout.name, name, field, value), offset, bytes: field.bytes };
  });
}

/** A string that follows a record, as a field: its range reaches over its NUL. */
export function textField(name: string, bytes: Uint8Array, offset: number, end: number): ShownField {
  const text = decodeText(bytes.subarray(offset, end));
  return { name, value: text, shown: text, offset, bytes: end - offset + 1 };
}
