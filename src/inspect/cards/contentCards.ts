// Atoms, plain bytes, source lines, and what dyld or a write does to some bytes.

import { lineKind } from "@/asm/lineTable";
import { hex0x, hexBytes } from "@/base/text";
import { type AtomIndex, advance, type FileOffset, type FixupIndex, row, type WriteIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { causeKind, fixupKind } from "@/linker/schemas/image";
import { placeInAtom, symbolsOf } from "../atomSymbols";
import { explainChained, restOfChain } from "../chainedPointers";
import { fileOfStab, stabKindOf, stabOfBytes, stabText, stabValue } from "../debugMap";
import type { Card, CardRow, CardSection } from "../explanation";
import { atomName, fileName, globalName, inputSectionName, passTitle, segmentName, symbolName } from "../names";
import { perBuild } from "../perBuild";
import { addressOf, atomAt } from "../places";
import { describeOwner, ownerOf } from "../provenance";
import { referencesToAtom, referencesToGlobal, referencesToSymbol } from "../references";
import { describeCause, describeWrite } from "../sentences";
import { rangesOfLine, type SourceFile } from "../sources";
import { spansOf, subjectsOfLine } from "../spans";
import type { Subject } from "../subject";
import { symbolSubject } from "../targets";
import { bytesAfterWrite, bytesBeforeWrite, writesOver } from "../timeline";
import { keptRows } from "./keptRows";
import {
  addressRow,
  codeRow,
  counted,
  listSection,
  outgoingRow,
  placeRow,
  referencesSection,
  shownRows,
  sizeRow,
  textRow,
} from "./rows";
import { ordinalText } from "./symbolCard";
import { unwindSections } from "./unwindRows";

/** Atoms of equal bytes that an atom stands for. */
const copiesOf = perBuild((view) => {
  const copies = new Map<AtomIndex, AtomIndex[]>();
  for (const atom of view.atoms.rows()) {
    const into = view.atoms.mergedInto[atom];
    if (into !== 0) copies.set(into, [...(copies.get(into) ?? []), atom]);
  }
  return copies;
});

const copyRow = (view: BuildView, atom: AtomIndex): CardRow => ({
  ...codeRow(atomName(view, atom), fileName(view, view.atoms.file[atom]), { kind: "atom", atom }),
  note: inputSectionName(view, view.atoms.section[atom]),
});

export function atomCard(view: BuildView, sources: readonly SourceFile[], atom: AtomIndex): Card {
  const { file, section, size, alignment, output, address, firstRelocation, relocationEnd } = view.atoms;
  const rows: CardRow[] = [];
  if (output[atom] !== 0) rows.push(addressRow(view, "Address", address[atom]));
  rows.push(
    sizeRow("Size", size[atom]),
    textRow("Alignment", `2^${alignment[atom]} = ${counted(2 ** alignment[atom], "byte")}`),
  );
  rows.push(textRow("From", fileName(view, file[atom]), { kind: "file", file: file[atom] }));
  if (section[atom] !== 0)
    rows.push({
      ...codeRow("Cut from", inputSectionName(view, section[atom])),
      note: `at ${hex0x(view.atoms.offset[atom])}`,
    });
  rows.push(...placeRow(view, sources, atom, 0), ...keptRows(view, atom));
  const symbols = symbolsOf(view, atom).map((symbol) =>
    codeRow(`+${hex0x(view.symbols.atomOffset[symbol])}`, symbolName(view, symbol), symbolSubject(view, symbol)),
  );
  const outgoing: CardRow[] = [];
  for (let relocation = firstRelocation[atom]; relocation < relocationEnd[atom]; relocation++)
    outgoing.push(outgoingRow(view, relocation));
  const symbol = view.atoms.symbol[atom];
  const global = symbol === 0 ? 0 : view.symbols.global[symbol];
  const named =
    global !== 0
      ? referencesToGlobal(view, view.symbols.global[symbol])
      : symbol === 0
        ? []
        : referencesToSymbol(view, symbol);
  return {
    kind: "atom",
    title: atomName(view, atom),
    summary: `The linker's unit: ${size[atom]} bytes of ${fileName(view, file[atom])} that move, stay or go together.`,
    sections: [
      { title: "Where it is", rows },
      ...unwindSections(view, atom),
      ...listSection(
        "Stands for",
        (copiesOf(view).get(atom) ?? []).map((copy) => copyRow(view, copy)),
        "Equal bytes of other places, which are stored here alone.",
      ),
      ...listSection("Symbols in it", symbols),
      ...listSection("Its relocations", outgoing),
      ...referencesSection(view, [...named, ...referencesToAtom(view, atom)]),
    ],
  };
}

const fixupSummaries = new Map<number, string>([
  [
    fixupKind.rebase,
    "A pointer to something in this program. dyld adds the slide: how far from the planned address the program was loaded.",
  ],
  [
    fixupKind.bind,
    "A pointer to something in a library. dyld looks the name up and writes the address before the program starts.",
  ],
  [fixupKind.lazyBind, "A pointer that dyld fills at the first call of the function."],
  [fixupKind.weakBind, "A pointer to a name that several images may define: dyld makes all of them use the same one."],
]);

function causeSubject(kind: number, cause: number): Subject | undefined {
  // Rows of the tables that causeKind names.
  switch (kind) {
    case causeKind.relocation:
      return { kind: "relocation", relocation: row(cause) };
    case causeKind.atom:
      return { kind: "atom", atom: row(cause) };
    default:
      return undefined;
  }
}

export function fixupCard(view: BuildView, fixup: FixupIndex): Card {
  const { kind, segment, offset, address, global, causeKind: why, cause } = view.fixups;
  const name = fixupKind.nameOf(kind[fixup]) ?? "fixup";
  const rows: CardRow[] = [
    addressRow(view, "Address", address[fixup]),
    {
      ...codeRow("Segment", segmentName(view, segment[fixup]), { kind: "segment", segment: segment[fixup] }),
      note: `offset ${hex0x(offset[fixup])}`,
    },
  ];
  if (global[fixup] !== 0) {
    rows.push(codeRow("Name", globalName(view, global[fixup]), { kind: "global", global: global[fixup] }));
    rows.push(textRow("Looked up in", ordinalText(view, global[fixup])));
  }
  rows.push(
    textRow("Because of", describeCause(view, why[fixup], cause[fixup]), causeSubject(why[fixup], cause[fixup])),
  );
  return {
    kind: name === "rebase" ? "rebase" : "bind",
    title:
      global[fixup] === 0 ? `${name} at ${hex0x(address[fixup])}` : `${name} of ${globalName(view, global[fixup])}`,
    summary: fixupSummaries.get(kind[fixup]) ?? "Something dyld changes when it loads the program.",
    sections: [{ title: "What dyld does", rows }, ...chainSections(view, fixup)],
  };
}

/** The pointer's bits, and the rest of its page's chain. */
export function chainSections(view: BuildView, fixup: FixupIndex): readonly CardSection[] {
  const chained = explainChained(view, fixup);
  if (chained === undefined) return [];
  const chain = restOfChain(view, fixup, shownRows + 1).slice(1);
  const rows = chain.map((next) => ({
    ...codeRow(hex0x(view.fixups.address[next]), nameOfFixup(view, next), { kind: "fixup", fixup: next } as const),
  }));
  return [
    {
      title: "How it stands in the file",
      sentence: chained.sentence,
      rows: [codeRow("Word", chained.wordText)],
      word: chained.word,
    },
    ...listSection("The rest of the chain", rows, "In the order that dyld visits them; each page has its own chain."),
  ];
}

const nameOfFixup = (view: BuildView, fixup: FixupIndex): string =>
  view.fixups.global[fixup] === 0 ? "rebase" : `bind of ${globalName(view, view.fixups.global[fixup])}`;

const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");

/** The first bytes read as numbers of each size, and as text. */
function converterRows(bytes: Uint8Array): readonly CardRow[] {
  const rows: CardRow[] = [];
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const add = (label: string, size: number, unsigned: () => number | bigint, signed: () => number | bigint) => {
    if (bytes.length < size) return;
    const [u, i] = [unsigned(), signed()];
    rows.push({ ...codeRow(label, `0x${u.toString(16)}`), note: u === i ? `${u}` : `${u}, signed ${i}` });
  };
  add(
    "8 bits",
    1,
    () => data.getUint8(0),
    () => data.getInt8(0),
  );
  add(
    "16 bits",
    2,
    () => data.getUint16(0, true),
    () => data.getInt16(0, true),
  );
  add(
    "32 bits",
    4,
    () => data.getUint32(0, true),
    () => data.getInt32(0, true),
  );
  add(
    "64 bits",
    8,
    () => data.getBigUint64(0, true),
    () => data.getBigInt64(0, true),
  );
  rows.push(codeRow("Text", Array.from(bytes.subarray(0, 32), printable).join("")));
  return rows;
}

const historyRow = (view: BuildView, write: WriteIndex): CardRow => ({
  label: `Write ${write}`,
  value: describeWrite(view, write),
  subject: { kind: "write", write },
});

/** What a record of the debug map says, and of what. */
function stabSections(view: BuildView, from: FileOffset, to: FileOffset): readonly CardSection[] {
  const record = stabOfBytes(view, from, to);
  const kind = record === undefined ? undefined : stabKindOf(view, record);
  if (record === undefined || kind === undefined) return [];
  const symbol = view.outputSymbols.symbol[record];
  const file = fileOfStab(view, record);
  const rows: CardRow[] = [codeRow("Type", kind.code)];
  const [text, value] = [stabText(view, record), stabValue(view, record)];
  if (text !== "") rows.push(codeRow("Name", text, symbol === 0 ? undefined : symbolSubject(view, symbol)));
  if (value !== "") rows.push(codeRow("Value", value));
  if (file !== undefined) rows.push(textRow("Object", fileName(view, file), { kind: "file", file }));
  return [{ title: `Debug map: ${kind.title}`, sentence: kind.sentence, rows }];
}

export function bytesCard(view: BuildView, sources: readonly SourceFile[], from: FileOffset, to: FileOffset): Card {
  const size = to - from;
  const owner = ownerOf(view, sources, from);
  const bytes = view.image?.slice(from, Math.min(to, from + 64)) ?? new Uint8Array(0);
  const address = addressOf(view, from);
  const history = writesOver(view, from, to)
    .slice(0, 200)
    .map((write) => historyRow(view, write));
  const more: readonly CardSection[] = [
    { title: "Read as a number, lowest byte first", rows: converterRows(bytes) },
    ...listSection("Written by", history, undefined, true),
  ];
  const own: CardRow[] = [
    codeRow("Bytes", hexBytes(bytes.subarray(0, 16)) + (size > 16 ? " …" : "")),
    codeRow("File offset", hex0x(from)),
  ];
  if (address !== undefined) own.push(codeRow("Address", hex0x(address)));
  const whole = owner.path.findLast((crumb) => crumb.subject !== undefined && crumb.subject.kind !== "bytes");
  if (whole !== undefined) own.push(textRow("Belongs to", whole.text, whole.subject));
  return {
    kind: size === 1 ? "byte" : "bytes",
    title: size === 1 ? `Byte at ${hex0x(address ?? from)}` : `${size} bytes at ${hex0x(address ?? from)}`,
    summary: describeOwner(owner),
    sections: [...stabSections(view, from, to), { title: "What it is", rows: own }, ...more],
  };
}

export function writeCard(view: BuildView, write: WriteIndex): Card {
  const { offset, size, causeKind: why, cause } = view.writes;
  const shown = (bytes: Uint8Array) => hexBytes(bytes.subarray(0, 16)) + (bytes.length > 16 ? " …" : "");
  const to = advance(offset[write], size[write]);
  return {
    kind: "write",
    title: `Write ${write} of ${view.writes.rowCount() - 1}`,
    summary: describeWrite(view, write),
    sections: [
      {
        title: "What changed",
        rows: [
          codeRow("Before", shown(bytesBeforeWrite(view, write))),
          codeRow("After", shown(bytesAfterWrite(view, write))),
          codeRow("Bytes", `${hex0x(offset[write])} – ${hex0x(to)}`, { kind: "bytes", from: offset[write], to }),
          textRow("Because of", describeCause(view, why[write], cause[write]), causeSubject(why[write], cause[write])),
          textRow("Pass", passTitle(view, view.writes.pass[write])),
        ],
      },
    ],
  };
}

const lineWords = new Map<number, string>([
  [lineKind.instruction, "an instruction"],
  [lineKind.data, "data"],
  [lineKind.padding, "padding"],
]);

export function lineCard(view: BuildView, sources: readonly SourceFile[], file: string, line: number): Card {
  const ranges = rangesOfLine(view, sources, file, line);
  const spans = spansOf(view, sources, { kind: "line", file, line });
  const bytes = spans.map((span): CardRow => {
    const address = addressOf(view, span.from);
    const atom = address === undefined ? undefined : atomAt(view, address);
    const where =
      atom === undefined || address === undefined
        ? hex0x(span.from)
        : placeInAtom(view, atom, address - view.atoms.address[atom]);
    const held = view.image?.slice(span.from, Math.min(span.to, span.from + 16)) ?? new Uint8Array(0);
    return {
      ...codeRow(where, hexBytes(held) + (span.to - span.from > 16 ? " …" : ""), { kind: "bytes", ...span }),
      note: address === undefined ? "" : hex0x(address),
    };
  });
  const caused = subjectsOfLine(view, sources, file, line).flatMap((subject) =>
    subject.kind === "relocation" ? [outgoingRow(view, subject.relocation)] : [],
  );
  const kinds = [...new Set(ranges.map((range) => lineWords.get(range.kind) ?? "bytes"))].join(" and ");
  return {
    kind: "source line",
    title: `${file}:${line}`,
    summary:
      ranges.length === 0
        ? "This line makes no bytes."
        : caused.length === 0
          ? `Assembled to ${kinds}; the assembler knew everything, the linker only moves it.`
          : `Assembled to ${kinds} with ${caused.length === 1 ? "a hole" : `${caused.length} holes`} for the linker to fill.`,
    sections: [...listSection("Its bytes in the image", bytes), ...listSection("Its relocations", caused)],
  };
}
