// What the bytes of `__unwind_info` mean, field by field: the header, the lists behind it and the pages of entries.

import { hex0x } from "@/base/text";
import { type FileOffset, fileOffset, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { syntheticKind } from "@/linker/schemas/image";
import { dataView } from "@/macho/struct";
import { describeEncoding } from "./frames";
import { atomName, slotName, withOffset } from "./names";
import { perBuild } from "./perBuild";
import { atomAt, lastAtMost, slotAt } from "./places";
import type { Subject } from "./subject";

export interface UnwindField {
  readonly from: FileOffset;
  readonly to: FileOffset;
  readonly text: string;
  readonly subject?: Subject;
}

const headerFields = [
  "version",
  "offset of the common encodings",
  "number of common encodings",
  "offset of the personalities",
  "number of personalities",
  "offset of the index",
  "number of index entries",
];
const compressedKind = 3;
const indexBytes = 12;

type Table = ReturnType<typeof openTable>;

/** The section's words, and a list that takes its fields. Offsets count from its start. */
function openTable(view: BuildView, start: number, bytes: Uint8Array) {
  const data = dataView(bytes);
  const fields: UnwindField[] = [];
  return {
    fields,
    word: (at: number) => data.getUint32(at, true),
    half: (at: number) => data.getUint16(at, true),
    add(at: number, size: number, text: string, subject?: Subject): void {
      const range = { from: fileOffset(start + at), to: fileOffset(start + at + size), text };
      fields.push(subject === undefined ? range : { ...range, subject });
    },
    /** What lies so many bytes from the header. */
    place(offset: number): { readonly text: string; readonly subject?: Subject } {
      const address = virtualAddress(view.layout.headerAddress + offset);
      const slot = slotAt(view, address);
      if (slot !== undefined) return { text: slotName(view, slot.slot), subject: { kind: "slot", slot: slot.slot } };
      const atom = atomAt(view, address);
      if (atom === undefined) return { text: hex0x(address) };
      const text = withOffset(atomName(view, atom), address - view.atoms.address[atom]);
      return { text, subject: { kind: "atom", atom } };
    },
    encoding: (value: number) => `${hex0x(value)}: ${describeEncoding(view, value)}`,
  };
}

function addRegularPage({ word, half, add, place, encoding }: Table, at: number): void {
  add(at, 4, "page of regular entries");
  add(at + 4, 4, `${half(at + 6)} entries`);
  for (let i = 0; i < half(at + 6); i++) {
    const entry = at + half(at + 4) + i * 8;
    const found = place(word(entry));
    add(entry, 8, `entry of ${found.text}, ${encoding(word(entry + 4))}`, found.subject);
  }
}

function addCompressedPage(table: Table, at: number, base: number, common: readonly number[]): void {
  const { word, half, add, place, encoding } = table;
  const ownAt = at + half(at + 8);
  const own = Array.from({ length: half(at + 10) }, (_, index) => word(ownAt + index * 4));
  add(at, 4, "page of compressed entries");
  add(at + 4, 4, `${half(at + 6)} entries`);
  add(at + 8, 4, `${own.length} encodings of its own`);
  for (let i = 0; i < half(at + 6); i++) {
    const entry = at + half(at + 4) + i * 4;
    const found = place(base + (word(entry) & 0xff_ffff));
    const value = [...common, ...own][word(entry) >>> 24] ?? 0;
    add(entry, 4, `entry of ${found.text}, ${encoding(value)}`, found.subject);
  }
  for (const [index, value] of own.entries())
    add(ownAt + index * 4, 4, `encoding ${common.length + index}, ${encoding(value)}`);
}

function addIndex(table: Table, common: readonly number[]): void {
  const { word, add, place } = table;
  const [at, count] = [word(20), word(24)];
  for (let i = 0; i + 1 < count; i++) {
    const entry = at + i * indexBytes;
    const found = place(word(entry));
    add(entry, indexBytes, `index entry: a page from ${found.text} on`, found.subject);
    for (let lsda = word(entry + 8); lsda < word(entry + indexBytes + 8); lsda += 8) {
      const handled = place(word(lsda));
      add(lsda, 8, `${handled.text} is handled by ${place(word(lsda + 4)).text}`, handled.subject);
    }
    const page = word(entry + 4);
    if (word(page) === compressedKind) addCompressedPage(table, page, word(entry), common);
    else addRegularPage(table, page);
  }
  if (count > 0) add(at + (count - 1) * indexBytes, indexBytes, "index entry: the end");
}

/** Fields in file order; those of pages as well. */
const fieldsOf = perBuild((view): readonly UnwindField[] => {
  const section = view.layout.syntheticSections[syntheticKind.unwindInfo];
  if (section === undefined || section === 0 || view.image === undefined) return [];
  const start = view.outputSections.fileOffset[section];
  const table = openTable(view, start, view.image.subarray(start, start + view.outputSections.size[section]));
  const { word, add, place, encoding } = table;
  for (const [index, name] of headerFields.entries()) add(index * 4, 4, name);
  const common = Array.from({ length: word(8) }, (_, index) => word(word(4) + index * 4));
  for (const [index, value] of common.entries())
    add(word(4) + index * 4, 4, `common encoding ${index}, ${encoding(value)}`);
  for (let i = 0; i < word(16); i++) {
    const found = place(word(word(12) + i * 4));
    add(word(12) + i * 4, 4, `personality ${i + 1}, the ${found.text}`, found.subject);
  }
  addIndex(table, common);
  return table.fields.sort((a, b) => a.from - b.from);
});
const starts = perBuild((view) => fieldsOf(view).map(({ from }) => from as number));

/** The field of `__unwind_info` that covers a byte of the file; undefined outside the section and in its gaps. */
export function unwindFieldAt(view: BuildView, offset: FileOffset): UnwindField | undefined {
  const found = fieldsOf(view)[lastAtMost(starts(view), offset)];
  return found !== undefined && offset < found.to ? found : undefined;
}
