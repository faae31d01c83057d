// How DWARF stores a value (DWARF 5, 7.5.6): each form's shape as a row, one reader for all. Only strings and numbers
// are handed out; whatever else a form may hold is stepped over.

import { decodeSleb, decodeUleb, type Leb } from "@/base/leb128";
import { checkRange, MalformedFile, readText } from "../malformed";
import type { ObjectFile } from "../readObject";
import { dataView } from "../struct";

/** The parts of an object's debug information that say which source made which byte. */
export interface DwarfSections {
  readonly info: Uint8Array;
  readonly abbreviations: Uint8Array;
  readonly lines: Uint8Array;
  readonly strings: Uint8Array;
  readonly lineStrings: Uint8Array;
  readonly stringOffsets: Uint8Array;
}

/** Section names as Mach-O keeps them: 16 bytes at most. */
const sectionNames = {
  info: "__debug_info",
  abbreviations: "__debug_abbrev",
  lines: "__debug_line",
  strings: "__debug_str",
  lineStrings: "__debug_line_str",
  stringOffsets: "__debug_str_offs",
} as const;

const nothing = new Uint8Array(0);

export function dwarfSections({ bytes, sections }: ObjectFile): DwarfSections {
  const contents = (name: string): Uint8Array => {
    const found = sections.find((one) => one.segmentName === "__DWARF" && one.sectionName === name);
    return found === undefined ? nothing : bytes.subarray(found.offset, found.offset + found.size);
  };
  return {
    info: contents(sectionNames.info),
    abbreviations: contents(sectionNames.abbreviations),
    lines: contents(sectionNames.lines),
    strings: contents(sectionNames.strings),
    lineStrings: contents(sectionNames.lineStrings),
    stringOffsets: contents(sectionNames.stringOffsets),
  };
}

/** What the sizes of some forms depend on. */
export interface UnitShape {
  readonly version: number;
  /** 4, or 8 in the 64-bit format. */
  readonly offsetBytes: 4 | 8;
  readonly addressBytes: number;
}

export type DwarfCursor = ReturnType<typeof dwarfCursor>;

/** Reads one value after the other, none past `end`; offsets count from the start of the section. */
export function dwarfCursor(bytes: Uint8Array, start: number, end: number = bytes.length) {
  const view = dataView(bytes);
  let at = start;
  const take = (count: number): number => {
    checkRange(end, at, count, "a value of the debug information", at);
    at += count;
    return at - count;
  };
  const leb = (decode: (bytes: Uint8Array, at: number, limit: number) => Leb | undefined): number => {
    const found = decode(bytes, at, end);
    if (found === undefined) throw new MalformedFile(at, "a LEB128 number of the debug information is cut off");
    at = found.end;
    return Number(found.value);
  };
  const unsigned = (count: number): number => {
    const first = take(count);
    let value = 0;
    // 64-bit values past 2^53 lose low bits: nothing that is looked up here is as large.
    for (let byte = count - 1; byte >= 0; byte--) value = value * 256 + bytes[first + byte]!;
    return value;
  };
  return {
    at: (): number => at,
    end: (): number => end,
    isDone: (): boolean => at >= end,
    unsigned,
    signedByte: (): number => view.getInt8(take(1)),
    uleb: (): number => leb(decodeUleb),
    sleb: (): number => leb(decodeSleb),
    skip: (count: number): void => void take(count),
    text(): string {
      const text = readText(bytes, at, end, "a string of the debug information");
      at = bytes.indexOf(0, at) + 1;
      return text;
    },
    /** The length that starts a unit, and with it the unit's end and the size of offsets inside it. */
    unitLength(): { readonly unitEnd: number; readonly offsetBytes: 4 | 8 } {
      const short = unsigned(4);
      if (short >= 0xffff_fff0 && short !== 0xffff_ffff)
        throw new MalformedFile(at - 4, "a unit's length is not one of the reserved values");
      const isLong = short === 0xffff_ffff;
      const length = isLong ? unsigned(8) : short;
      checkRange(end, at, length, "a unit of the debug information", at);
      return { unitEnd: at + length, offsetBytes: isLong ? 8 : 4 };
    },
  };
}

/** A value as it is stored: where a string lies may follow from an attribute that is read later. */
export type DwarfValue =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "string-index"; readonly index: number }
  | { readonly kind: "other" };

/** Bytes of it: a count, an offset's, an address's, or LEB128. */
type Size = number | "offset" | "address" | "uleb" | "sleb";
type Form =
  | { readonly holds: "number" | "string-index" | "strings" | "line-strings"; readonly size: Size }
  /** Bytes behind their count. */
  | { readonly holds: "block"; readonly size: Size }
  | { readonly holds: "text" | "indirect" | "true" | "constant" };

const number = (size: Size): Form => ({ holds: "number", size });
const block = (size: Size): Form => ({ holds: "block", size });
const stringIndex = (size: Size): Form => ({ holds: "string-index", size });

/** By DW_FORM_*. */
const forms: Readonly<Record<number, Form>> = {
  1: number("address"),
  3: block(2),
  4: block(4),
  5: number(2),
  6: number(4),
  7: number(8),
  8: { holds: "text" },
  9: block("uleb"),
  10: block(1),
  11: number(1),
  12: number(1),
  13: number("sleb"),
  14: { holds: "strings", size: "offset" },
  15: number("uleb"),
  // DW_FORM_ref_addr; DWARF 2 gave it the size of an address.
  16: number("offset"),
  17: number(1),
  18: number(2),
  19: number(4),
  20: number(8),
  21: number("uleb"),
  22: { holds: "indirect" },
  23: number("offset"),
  24: block("uleb"),
  25: { holds: "true" },
  26: stringIndex("uleb"),
  27: number("uleb"),
  28: number(4),
  29: number("offset"),
  30: number(16),
  31: { holds: "line-strings", size: "offset" },
  32: number(8),
  33: { holds: "constant" },
  34: number("uleb"),
  35: number("uleb"),
  36: number(8),
  37: stringIndex(1),
  38: stringIndex(2),
  39: stringIndex(3),
  40: stringIndex(4),
  41: number(1),
  42: number(2),
  43: number(3),
  44: number(4),
  // GNU's split and supplementary files.
  7937: number("uleb"),
  7938: stringIndex("uleb"),
  7968: number("offset"),
  7969: number("offset"),
};
const refAddress = 16;

function readSize(cursor: DwarfCursor, size: Size, { offsetBytes, addressBytes }: UnitShape): number {
  if (size === "uleb") return cursor.uleb();
  if (size === "sleb") return cursor.sleb();
  return cursor.unsigned(size === "offset" ? offsetBytes : size === "address" ? addressBytes : size);
}

export function stringAt(strings: Uint8Array, offset: number): string {
  return readText(strings, offset, strings.length, "a string of the debug information");
}

/** `constant`: what the abbreviation holds itself (DW_FORM_implicit_const). */
export function readForm(
  cursor: DwarfCursor,
  code: number,
  { sections, shape }: { readonly sections: DwarfSections; readonly shape: UnitShape },
  constant = 0,
): DwarfValue {
  const form = forms[code];
  if (form === undefined) throw new MalformedFile(cursor.at(), "a known form of value", `form ${code}`);
  switch (form.holds) {
    case "number": {
      const isOldAddress = code === refAddress && shape.version === 2;
      return { kind: "number", value: readSize(cursor, isOldAddress ? "address" : form.size, shape) };
    }
    case "string-index":
      return { kind: "string-index", index: readSize(cursor, form.size, shape) };
    case "strings":
      return { kind: "text", text: stringAt(sections.strings, readSize(cursor, form.size, shape)) };
    case "line-strings":
      return { kind: "text", text: stringAt(sections.lineStrings, readSize(cursor, form.size, shape)) };
    case "block":
      cursor.skip(readSize(cursor, form.size, shape));
      return { kind: "other" };
    case "text":
      return { kind: "text", text: cursor.text() };
    case "true":
      return { kind: "number", value: 1 };
    case "constant":
      return { kind: "number", value: constant };
    case "indirect": {
      const inner = cursor.uleb();
      // A form that names itself would never end.
      if (forms[inner]?.holds === "indirect") throw new MalformedFile(cursor.at(), "a form that is not indirect");
      return readForm(cursor, inner, { sections, shape });
    }
  }
}
