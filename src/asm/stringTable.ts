// The object's string table as LLVM lays it out (StringTableBuilder, kind MachO64): sorted by the reversed strings,
// longest suffix first, so that a name which ends another one shares its bytes.

import { encodeText } from "@/base/text";

export interface StringTable {
  readonly bytes: Uint8Array;
  offsetOf(name: string): number;
}

const sizeUnit = 8;

/** The name's bytes in UTF-8, one a character: nearly every name is that already. */
export function byteText(name: string): string {
  for (let i = 0; i < name.length; i++)
    if (name.charCodeAt(i) > 0x7f) return Array.from(encodeText(name), (byte) => String.fromCharCode(byte)).join("");
  return name;
}

/** Descending order of the reversed bytes; a string stands before its own suffixes. */
function compareReversed(a: string, b: string): number {
  for (let i = a.length - 1, j = b.length - 1; i >= 0 && j >= 0; i--, j--) {
    const difference = b.charCodeAt(j) - a.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}

export function buildStringTable(names: Iterable<string>): StringTable {
  const strings = [...new Set(names)].map((name) => ({ name, text: byteText(name) }));
  strings.sort((a, b) => compareReversed(a.text, b.text));
  const offsets = new Map<string, number>();
  const kept: { readonly at: number; readonly text: string }[] = [];
  // Offset 0 is the empty name.
  let size = 1;
  let previous = "";
  for (const { name, text } of strings) {
    if (previous.endsWith(text)) {
      offsets.set(name, size - text.length - 1);
      continue;
    }
    offsets.set(name, size);
    kept.push({ at: size, text });
    size += text.length + 1;
    previous = text;
  }
  const table = new Uint8Array(Math.ceil(size / sizeUnit) * sizeUnit);
  for (const { at, text } of kept) for (let i = 0; i < text.length; i++) table[at + i] = text.charCodeAt(i);
  return { bytes: table, offsetOf: (name) => offsets.get(name)! };
}
