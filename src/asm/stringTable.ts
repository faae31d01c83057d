// The object's string table as LLVM lays it out (StringTableBuilder, kind MachO64): sorted by the reversed strings,
// longest suffix first, so that a name which ends another one shares its bytes.

import { encodeText } from "@/base/text";

export interface StringTable {
  readonly bytes: Uint8Array;
  offsetOf(name: string): number;
}

const sizeUnit = 8;

/** Descending order of the reversed bytes; a string stands before its own suffixes. */
function compareReversed(a: Uint8Array, b: Uint8Array): number {
  for (let i = a.length - 1, j = b.length - 1; i >= 0 && j >= 0; i--, j--) if (a[i] !== b[j]) return b[j]! - a[i]!;
  return b.length - a.length;
}

function endsWith(whole: Uint8Array, end: Uint8Array): boolean {
  const shift = whole.length - end.length;
  if (shift < 0) return false;
  for (let i = end.length - 1; i >= 0; i--) if (whole[shift + i] !== end[i]) return false;
  return true;
}

export function buildStringTable(names: Iterable<string>): StringTable {
  const strings = [...new Set(names)].map((name) => ({ name, bytes: encodeText(name) }));
  strings.sort((a, b) => compareReversed(a.bytes, b.bytes));
  const offsets = new Map<string, number>();
  const kept: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  // Offset 0 is the empty name.
  let size = 1;
  let previous = new Uint8Array(0);
  for (const { name, bytes } of strings) {
    if (endsWith(previous, bytes)) {
      offsets.set(name, size - bytes.length - 1);
      continue;
    }
    offsets.set(name, size);
    kept.push({ at: size, bytes });
    size += bytes.length + 1;
    previous = bytes;
  }
  const table = new Uint8Array(Math.ceil(size / sizeUnit) * sizeUnit);
  for (const { at, bytes } of kept) table.set(bytes, at);
  return { bytes: table, offsetOf: (name) => offsets.get(name)! };
}
