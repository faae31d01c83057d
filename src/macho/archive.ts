// BSD archives (`<ar.h>`, `<mach-o/ranlib.h>`): members with 60-byte text headers, and a first member that indexes
// which member defines which name. Long names are `#1/N`: N bytes of name start the member's data.

import { concatBytes } from "@/base/buffers";
import { decodeText, encodeText } from "@/base/text";
import { fromWords } from "@/base/units";
import { checkRange, findZero, MalformedFile } from "./malformed";
import { dataView } from "./struct";

export interface ArchiveMember {
  readonly name: string;
  /** Where its header starts: what the index's offsets mean. */
  readonly headerOffset: number;
  /** Range of its contents in the archive, after a long name. */
  readonly start: number;
  readonly end: number;
}

export interface IndexEntry {
  readonly name: string;
  readonly headerOffset: number;
}

export interface Archive {
  readonly members: readonly ArchiveMember[];
  /** Undefined when the archive has no index. Entries keep the order of the table. */
  readonly index: readonly IndexEntry[] | undefined;
}

const magic = "!<arch>\n";
const headerBytes = 60;
const newline = 0x0a;
/** Bytes of a GNU long name that are looked at: a path. */
const longestName = 4096;
const indexNames = new Set(["__.SYMDEF", "__.SYMDEF SORTED", "__.SYMDEF_64", "__.SYMDEF_64 SORTED"]);

function decimal(bytes: Uint8Array, from: number, to: number, what: string): number {
  const text = decodeText(bytes.subarray(from, to)).trim();
  if (!/^\d{1,12}$/.test(text)) throw new MalformedFile(from, `${what} is '${text}', a decimal number is expected`);
  return Number(text);
}

function readMember(bytes: Uint8Array, at: number, longNames: Uint8Array | undefined): ArchiveMember {
  checkRange(bytes.length, at, headerBytes, "an archive member's header", at);
  if (bytes[at + 58] !== 0x60 || bytes[at + 59] !== 0x0a)
    throw new MalformedFile(at + 58, 'an archive member\'s header must end in "`\\n"');
  const size = decimal(bytes, at + 48, at + 58, "an archive member's size");
  const start = at + headerBytes;
  checkRange(bytes.length, start, size, "an archive member", at + 48);
  const raw = decodeText(bytes.subarray(at, at + 16)).trimEnd();
  if (raw.startsWith("#1/")) {
    const length = decimal(bytes, at + 3, at + 16, "a long member name's length");
    if (length > size)
      throw new MalformedFile(at + 3, `a member name of ${length} bytes does not fit its member of ${size}`);
    const name = decodeText(bytes.subarray(start, start + length)).replace(/\0+$/, "");
    return { name, headerOffset: at, start: start + length, end: start + size };
  }
  if (/^\/\d+$/.test(raw) && longNames !== undefined) {
    const from = Number(raw.slice(1));
    const rest = longNames.subarray(Math.min(from, longNames.length), from + longestName);
    const end = rest.indexOf(newline);
    const name = decodeText(end === -1 ? rest : rest.subarray(0, end)).replace(/\/$/, "");
    return { name, headerOffset: at, start, end: start + size };
  }
  // GNU ends short names with a slash; "/" and "//" are its index and its table of long names.
  const name = raw === "/" || raw === "//" ? raw : raw.replace(/\/$/, "");
  return { name, headerOffset: at, start, end: start + size };
}

function readIndex(bytes: Uint8Array, member: ArchiveMember): IndexEntry[] {
  const wide = member.name.startsWith("__.SYMDEF_64");
  const view = dataView(bytes);
  const wordBytes = wide ? 8 : 4;
  const word = (at: number) => {
    checkRange(member.end, at, wordBytes, "the archive's index", at);
    return wide ? fromWords(view.getUint32(at, true), view.getUint32(at + 4, true)) : view.getUint32(at, true);
  };
  const tableBytes = word(member.start);
  const entries = member.start + wordBytes;
  checkRange(member.end, entries, tableBytes, "the archive's index", member.start);
  const stringBytes = word(entries + tableBytes);
  const strings = entries + tableBytes + wordBytes;
  checkRange(member.end, strings, stringBytes, "the archive's index strings", entries + tableBytes);
  const stringsEnd = strings + stringBytes;
  const index: IndexEntry[] = [];
  // Each entry has a string of its own, so reading more text than there are strings means damaged offsets.
  let textLeft = stringBytes;
  for (let at = entries; at + 2 * wordBytes <= entries + tableBytes; at += 2 * wordBytes) {
    const from = strings + word(at);
    if (!(from < stringsEnd)) throw new MalformedFile(at, "an index entry's name starts past the index strings");
    const end = findZero(bytes, from, Math.min(stringsEnd, from + textLeft + 1));
    textLeft -= end - from;
    if (textLeft < 0) throw new MalformedFile(at, "names of the index overlap");
    index.push({ name: decodeText(bytes.subarray(from, end)), headerOffset: word(at + wordBytes) });
  }
  return index;
}

/** GNU's index: a big-endian count, offsets, then names. Written by llvm-ar without --format=darwin. */
function readGnuIndex(bytes: Uint8Array, member: ArchiveMember): IndexEntry[] {
  const view = dataView(bytes);
  checkRange(member.end, member.start, 4, "the archive's index", member.start);
  const count = view.getUint32(member.start, false);
  checkRange(member.end, member.start + 4, count * 4, "the archive's index", member.start);
  const names = decodeText(bytes.subarray(member.start + 4 + count * 4, member.end)).split("\0", count + 1);
  if (names.length <= count) throw new MalformedFile(member.start, `an index of ${count} terminated names is expected`);
  return Array.from({ length: count }, (_, i) => ({
    name: names[i]!,
    headerOffset: view.getUint32(member.start + 4 + 4 * i, false),
  }));
}

/** Refuses index entries that lead to no member. */
function checkIndex(index: readonly IndexEntry[], members: readonly ArchiveMember[]): void {
  const starts = new Set(members.map((member) => member.headerOffset));
  for (const { name, headerOffset } of index)
    if (!starts.has(headerOffset))
      throw new MalformedFile(headerOffset, `a member that defines ${name} is expected where the index points`);
}

/**
 * Reads an archive's members and index, contents in place. Without an index callers look into each member. Throws
 * MalformedFile; allocates in proportion to members and index entries.
 */
export function readArchive(bytes: Uint8Array): Archive {
  if (decodeText(bytes.subarray(0, 8)) !== magic)
    throw new MalformedFile(0, 'the archive magic "!<arch>\\n" is expected');
  const members: ArchiveMember[] = [];
  let index: IndexEntry[] | undefined;
  let longNames: Uint8Array | undefined;
  // A single newline may pad the end; anything shorter than a header there is padding too.
  for (let at = magic.length; at + headerBytes <= bytes.length; ) {
    const member = readMember(bytes, at, longNames);
    if (indexNames.has(member.name)) index = readIndex(bytes, member);
    else if (member.name === "/" && at === magic.length) index = readGnuIndex(bytes, member);
    else if (member.name === "//") longNames = bytes.subarray(member.start, member.end);
    else members.push(member);
    at = member.end + (member.end % 2);
  }
  if (index !== undefined) checkIndex(index, members);
  return { members, index };
}

export interface NewMember {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** External names it defines. */
  readonly defines: readonly string[];
}

const field = (text: string, width: number) => text.padEnd(width, " ");
const memberHeader = (nameBytes: number, size: number) =>
  encodeText(
    `${field(`#1/${nameBytes}`, 16)}${field("0", 12)}${field("0", 6)}${field("0", 6)}${field("100644", 8)}${field(String(size), 10)}\`\n`,
  );

/** Name bytes padded so that the contents that follow them start 8-aligned. */
function paddedName(name: string, at: number): Uint8Array {
  const text = encodeText(name);
  const padded = new Uint8Array(Math.ceil((at + headerBytes + text.length + 1) / 8) * 8 - at - headerBytes);
  padded.set(text);
  return padded;
}

/**
 * Writes a BSD archive with a sorted index, all dates and owners zero. Members are 8-aligned and padded to 8 bytes,
 * padding included in their size, as libtool and llvm-ar do for Darwin.
 */
export function writeArchive(members: readonly NewMember[]): Uint8Array<ArrayBuffer> {
  const names = members
    .flatMap((member, position) => member.defines.map((name) => ({ name, position })))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.position - b.position));
  const strings = concatBytes(names.map(({ name }) => encodeText(`${name}\0`)));
  const stringBytes = Math.ceil(strings.length / 8) * 8;
  const indexName = paddedName("__.SYMDEF SORTED", magic.length);
  const indexBytes = 4 + names.length * 8 + 4 + stringBytes;
  const offsets: number[] = [];
  const parts: Uint8Array[] = [];
  let at = magic.length + headerBytes + indexName.length + Math.ceil(indexBytes / 8) * 8;
  for (const member of members) {
    offsets.push(at);
    const name = paddedName(member.name, at);
    const contents = new Uint8Array(Math.ceil(member.bytes.length / 8) * 8);
    contents.set(member.bytes);
    parts.push(memberHeader(name.length, name.length + contents.length), name, contents);
    at += headerBytes + name.length + contents.length;
  }
  const index = new Uint8Array(Math.ceil(indexBytes / 8) * 8);
  const view = dataView(index);
  view.setUint32(0, names.length * 8, true);
  let stringAt = 0;
  for (const [i, { name, position }] of names.entries()) {
    view.setUint32(4 + i * 8, stringAt, true);
    view.setUint32(8 + i * 8, offsets[position]!, true);
    stringAt += encodeText(name).length + 1;
  }
  view.setUint32(4 + names.length * 8, stringBytes, true);
  index.set(strings, 8 + names.length * 8);
  return concatBytes([
    encodeText(magic),
    memberHeader(indexName.length, indexName.length + index.length),
    indexName,
    index,
    ...parts,
  ]);
}
