// The start of a line program (DWARF 5, 6.2.4): how its opcodes count, and which files it speaks of. DWARF 2 to 4 list
// folders and files as strings one after the other; DWARF 5 says first what each entry is made of.

import { MalformedFile } from "../malformed";
import {
  type DwarfCursor,
  type DwarfSections,
  type DwarfValue,
  dwarfCursor,
  readForm,
  type UnitShape,
} from "./dwarfForms";

export interface LineHeader {
  readonly minimumInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** Operands of the standard opcode n are the entry n - 1. */
  readonly operandCounts: readonly number[];
  /** By the number that the program names files with: from 1, or from 0 in DWARF 5. */
  readonly files: readonly (string | undefined)[];
  /** Where the program starts, and where its unit ends. */
  readonly programAt: number;
  readonly end: number;
}

const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/])/.test(path);

/** A file of the list, with its folder where that adds something. */
function pathOf(name: string, folder: string | undefined): string {
  if (folder === undefined || folder === "" || isAbsolute(name)) return name;
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

function readOldFiles(cursor: DwarfCursor): (string | undefined)[] {
  const folders: (string | undefined)[] = [undefined];
  for (let name = cursor.text(); name !== ""; name = cursor.text()) folders.push(name);
  const files: (string | undefined)[] = [undefined];
  for (let name = cursor.text(); name !== ""; name = cursor.text()) {
    const folder = folders[cursor.uleb()];
    // When it was changed, and how long it is.
    cursor.uleb();
    cursor.uleb();
    files.push(pathOf(name, folder));
  }
  return files;
}

/** DW_LNCT_* */
const contents = { path: 1, folder: 2 } as const;

interface ListContext {
  readonly sections: DwarfSections;
  readonly shape: UnitShape;
}

/** A list of DWARF 5: the parts of each entry, then the entries. */
function readList(cursor: DwarfCursor, context: ListContext): { readonly path: string; readonly folder: number }[] {
  const formats = Array.from({ length: cursor.unsigned(1) }, () => ({ content: cursor.uleb(), form: cursor.uleb() }));
  const count = cursor.uleb();
  // Each entry takes some room, so there are not more of them than bytes.
  if (count > cursor.end() - cursor.at())
    throw new MalformedFile(cursor.at(), "a line program lists as many files as it has room for", String(count));
  return Array.from({ length: count }, () => {
    let path = "";
    let folder = 0;
    for (const { content, form } of formats) {
      const value: DwarfValue = readForm(cursor, form, context);
      if (content === contents.path && value.kind === "text") path = value.text;
      if (content === contents.folder && value.kind === "number") folder = value.value;
    }
    return { path, folder };
  });
}

function readNewFiles(cursor: DwarfCursor, context: ListContext): string[] {
  const folders = readList(cursor, context).map(({ path }) => path);
  return readList(cursor, context).map(({ path, folder }) => {
    // The first folder is where the compiler ran; others may be relative to it.
    const found = folders[folder];
    const whole = found === undefined || folder === 0 ? found : pathOf(found, folders[0]);
    return pathOf(path, whole);
  });
}

export function readLineHeader(sections: DwarfSections, at: number): LineHeader {
  const outer = dwarfCursor(sections.lines, at);
  const { unitEnd, offsetBytes } = outer.unitLength();
  const cursor = dwarfCursor(sections.lines, outer.at(), unitEnd);
  const version = cursor.unsigned(2);
  if (version < 2 || version > 5) throw new MalformedFile(at, "a line program is DWARF 2 to 5", String(version));
  const addressBytes = version === 5 ? cursor.unsigned(1) : 8;
  // Segments are of other machines.
  if (version === 5) cursor.skip(1);
  const headerLength = cursor.unsigned(offsetBytes);
  const programAt = cursor.at() + headerLength;
  if (programAt > unitEnd) throw new MalformedFile(cursor.at(), "the header of a line program lies in its unit");
  const minimumInstruction = cursor.unsigned(1);
  // Operations in one instruction, and whether lines start as statements: neither changes a line.
  cursor.skip(version >= 4 ? 2 : 1);
  const lineBase = cursor.signedByte();
  const lineRange = cursor.unsigned(1);
  const opcodeBase = cursor.unsigned(1);
  const operandCounts = Array.from({ length: Math.max(0, opcodeBase - 1) }, () => cursor.unsigned(1));
  const shape = { version, offsetBytes, addressBytes };
  const files = version === 5 ? readNewFiles(cursor, { sections, shape }) : readOldFiles(cursor);
  return { minimumInstruction, lineBase, lineRange, opcodeBase, operandCounts, files, programAt, end: unitEnd };
}
