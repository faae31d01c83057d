// The debug map in words: what each of its records (stabs) is for, and which object it belongs to.

import { hex0x } from "@/base/text";
import { advance, type FileIndex, type OutputSymbolIndex, row } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { linkeditPart, outputSymbolKind } from "@/linker/schemas/image";
import { stabs } from "@/macho/constants";
import { nlist64 } from "@/macho/layouts";
import { symbolName } from "./names";
import { perBuild } from "./perBuild";
import type { Subject } from "./subject";

export interface StabKind {
  /** `N_FUN` */
  readonly code: string;
  readonly title: string;
  readonly sentence: string;
}

const kinds = {
  source: {
    code: "N_SO",
    title: "source",
    sentence: "The source that the following records come from, where it lay when it was compiled.",
  },
  end: { code: "N_SO", title: "end of source", sentence: "Ends the records of one source and its object." },
  object: {
    code: "N_OSO",
    title: "object",
    sentence:
      "The object that holds the debug information: it stays there, and a debugger or dsymutil opens it when it is needed.",
  },
  function: {
    code: "N_FUN",
    title: "function",
    sentence: "Where a function of the object came to lie; the next record says how long it is.",
  },
  size: { code: "N_FUN", title: "function size", sentence: "How many bytes the function before has." },
  shared: {
    code: "N_GSYM",
    title: "shared data",
    sentence: "Where a variable that other files may know came to lie.",
  },
  own: { code: "N_STSYM", title: "own data", sentence: "Where a variable that only its object knows came to lie." },
  module: { code: "N_AST", title: "Swift module", sentence: "A module that a debugger reads to know Swift's types." },
} as const satisfies Record<string, StabKind>;

const kindByCode = new Map<number, StabKind>([
  [stabs.N_OSO, kinds.object],
  [stabs.N_GSYM, kinds.shared],
  [stabs.N_STSYM, kinds.own],
  [stabs.N_AST, kinds.module],
]);

const isStab = (view: BuildView, record: OutputSymbolIndex): boolean =>
  view.outputSymbols.kind[record] === outputSymbolKind.stab;

/** Rows of the image's symbol table that are records of the debug map: the first ones. */
export function stabRecords(view: BuildView): readonly OutputSymbolIndex[] {
  const found: OutputSymbolIndex[] = [];
  for (const record of view.outputSymbols.rows()) {
    if (!isStab(view, record)) break;
    found.push(record);
  }
  return found;
}

/** Undefined for other records of the symbol table. */
export function stabKindOf(view: BuildView, record: OutputSymbolIndex): StabKind | undefined {
  const { type, name } = view.outputSymbols;
  if (!isStab(view, record)) return undefined;
  if (type[record] === stabs.N_SO) return name[record] === 0 ? kinds.end : kinds.source;
  if (type[record] === stabs.N_FUN) return name[record] === 0 ? kinds.size : kinds.function;
  return kindByCode.get(type[record]);
}

/** What it is called: a path, a name, or whose size it is. */
export function stabText(view: BuildView, record: OutputSymbolIndex): string {
  const { name, symbol } = view.outputSymbols;
  if (name[record] !== 0) return view.strings.text(name[record]);
  return symbol[record] === 0 ? "" : `size of ${symbolName(view, symbol[record])}`;
}

/** An address, a number of bytes, or nothing. */
export function stabValue(view: BuildView, record: OutputSymbolIndex): string {
  const { name, symbol, value } = view.outputSymbols;
  if (symbol[record] === 0) return "";
  return name[record] === 0 ? `${value[record]} bytes` : hex0x(value[record]);
}

const filesOfStabs = perBuild((view) => {
  const { symbol, type } = view.outputSymbols;
  const found = new Map<OutputSymbolIndex, FileIndex>();
  const records = stabRecords(view);
  // Those of a source are told by the first symbol among them.
  let first = 0;
  for (const [position, record] of records.entries()) {
    const isEnd = type[record] === stabs.N_SO && view.outputSymbols.name[record] === 0;
    if (!isEnd) continue;
    const named = records.slice(first, position).find((one) => symbol[one] !== 0);
    if (named !== undefined)
      for (const one of records.slice(first, position + 1))
        if (type[one] !== stabs.N_AST) found.set(one, view.symbols.file[symbol[named]]);
    first = position + 1;
  }
  return found;
});

/** The object whose part of the map it is in; undefined for a module. */
export const fileOfStab = (view: BuildView, record: OutputSymbolIndex): FileIndex | undefined =>
  filesOfStabs(view).get(record);

/** The record's bytes. */
export function subjectOfStab(view: BuildView, record: OutputSymbolIndex): Extract<Subject, { kind: "bytes" }> {
  const from = advance(view.layout.linkedit[linkeditPart.symbols].offset, (record - 1) * nlist64.bytes);
  return { kind: "bytes", from, to: advance(from, nlist64.bytes) };
}

/** The record that lies at exactly these bytes. */
export function stabOfBytes(view: BuildView, from: number, to: number): OutputSymbolIndex | undefined {
  const range = view.layout.linkedit[linkeditPart.symbols];
  if (range === undefined || from < range.offset || to - from !== nlist64.bytes) return undefined;
  const number = (from - range.offset) / nlist64.bytes;
  const record = row<OutputSymbolIndex>(number + 1);
  if (!Number.isInteger(number) || record >= view.outputSymbols.rowCount() || !isStab(view, record)) return undefined;
  return record;
}
