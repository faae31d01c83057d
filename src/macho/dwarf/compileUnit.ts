// The first compile unit of an object (DWARF 2 to 5): what its source is called and where it was compiled. Linkers
// need no more to write a debug map, so nothing behind the unit's own entry is read.

import { MalformedFile } from "../malformed";
import { type DwarfSections, type DwarfValue, dwarfCursor, readForm, stringAt, type UnitShape } from "./dwarfForms";

export interface CompileUnit {
  /** DW_AT_name: relative to `directory`, or absolute. */
  readonly name: string | undefined;
  /** DW_AT_comp_dir */
  readonly directory: string | undefined;
}

const attributes = { name: 0x03, directory: 0x1b, stringOffsetsBase: 0x72 } as const;
/** DW_UT_type, DW_UT_split_type: units that describe a type, not a source. */
const typeUnits: ReadonlySet<number> = new Set([2, 6]);
/** DW_UT_skeleton, DW_UT_split_compile: their headers end with an id. */
const unitsWithId: ReadonlySet<number> = new Set([4, 5]);

interface UnitHeader {
  readonly shape: UnitShape;
  readonly abbreviationsAt: number;
  readonly isType: boolean;
  /** Where the unit's own entry starts, and where the unit ends. */
  readonly entryAt: number;
  readonly end: number;
}

function readHeader(info: Uint8Array, at: number): UnitHeader {
  const outer = dwarfCursor(info, at);
  const { unitEnd, offsetBytes } = outer.unitLength();
  const cursor = dwarfCursor(info, outer.at(), unitEnd);
  const version = cursor.unsigned(2);
  if (version < 2 || version > 5) throw new MalformedFile(at, "debug information is DWARF 2 to 5", String(version));
  if (version < 5) {
    const abbreviationsAt = cursor.unsigned(offsetBytes);
    const addressBytes = cursor.unsigned(1);
    return {
      shape: { version, offsetBytes, addressBytes },
      abbreviationsAt,
      isType: false,
      entryAt: cursor.at(),
      end: unitEnd,
    };
  }
  const kind = cursor.unsigned(1);
  const addressBytes = cursor.unsigned(1);
  const abbreviationsAt = cursor.unsigned(offsetBytes);
  if (unitsWithId.has(kind)) cursor.skip(8);
  return {
    shape: { version, offsetBytes, addressBytes },
    abbreviationsAt,
    isType: typeUnits.has(kind),
    entryAt: cursor.at(),
    end: unitEnd,
  };
}

/** The attributes of an abbreviation, as pairs of name and form with the constant that some forms have. */
function readAbbreviation(bytes: Uint8Array, at: number, wanted: number) {
  const cursor = dwarfCursor(bytes, at);
  for (;;) {
    const code = cursor.uleb();
    if (code === 0) throw new MalformedFile(cursor.at(), `an abbreviation ${wanted} in the unit's table`);
    // Its tag, and whether it has children.
    cursor.uleb();
    cursor.skip(1);
    const found: { name: number; form: number; constant: number }[] = [];
    for (;;) {
      const name = cursor.uleb();
      const form = cursor.uleb();
      const constant = form === 33 ? cursor.sleb() : 0;
      if (name === 0 && form === 0) break;
      if (code === wanted) found.push({ name, form, constant });
    }
    if (code === wanted) return found;
  }
}

/** The string that a value stands for; `base` is where the unit's part of the string offsets starts. */
function textOf(
  value: DwarfValue | undefined,
  sections: DwarfSections,
  { offsetBytes }: UnitShape,
  base: number,
): string | undefined {
  if (value?.kind === "text") return value.text;
  if (value?.kind !== "string-index") return undefined;
  const entry = dwarfCursor(sections.stringOffsets, base + value.index * offsetBytes);
  return stringAt(sections.strings, entry.unsigned(offsetBytes));
}

/** Undefined when there is none. Throws MalformedFile, with offsets into the sections. */
export function readCompileUnit(sections: DwarfSections): CompileUnit | undefined {
  const { info, abbreviations } = sections;
  for (let at = 0; at < info.length; ) {
    const { shape, abbreviationsAt, isType, entryAt, end } = readHeader(info, at);
    at = end;
    if (isType) continue;
    const cursor = dwarfCursor(info, entryAt, end);
    const code = cursor.uleb();
    // A unit without entries says nothing.
    if (code === 0) return undefined;
    const values = new Map<number, DwarfValue>();
    for (const { name, form, constant } of readAbbreviation(abbreviations, abbreviationsAt, code))
      values.set(name, readForm(cursor, form, { sections, shape }, constant));
    const given = values.get(attributes.stringOffsetsBase);
    // Without the attribute, the offsets start behind the header of the only part.
    const base = given?.kind === "number" ? given.value : shape.offsetBytes * 2;
    const text = (name: number) => textOf(values.get(name), sections, shape, base);
    return { name: text(attributes.name), directory: text(attributes.directory) };
  }
  return undefined;
}

const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);

/** Where the source lay when it was compiled, as linkers write it; undefined for a unit without a name. */
export function sourcePathOf({ name, directory = "" }: CompileUnit): string | undefined {
  if (name === undefined || name === "" || isAbsolute(name)) return name === "" ? undefined : name;
  return directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}
