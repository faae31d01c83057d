// Text to a Mach-O object file: the only entry to the assembler.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import type { ReadonlyTable } from "@/tables/table";
import { writeDebugLines } from "./debugLines/writeDebugLines";
import { Emitter } from "./emitter";
import { afterLayout, Evaluator } from "./evaluate";
import { Expander } from "./expansion/expander";
import { FixupResolver } from "./fixups";
import type { InstructionEncoder } from "./instructionEncoder";
import { contentsOf, layOut } from "./layout";
import type { lines } from "./lineTable";
import { type LinkerNotes, placeLinkerNotes, significanceRelocations, writeCallCounts } from "./linkerNotes";
import { messages } from "./messages";
import { writeObject } from "./objectWriter";
import { SourceText } from "./sourceText";
import { StatementPool } from "./statement";
import { StatementReader } from "./statementReader";
import { buildSymbolTable } from "./symbolTable";
import { writeUnwinding } from "./unwinding/writeUnwinding";
import { buildLineTable } from "./writeLines";

export interface AssemblyInput {
  /** As the user named it, `main.s`; quoted in diagnostics. */
  readonly name: string;
  readonly text: string;
  readonly architecture: Architecture;
}

export interface Assembly {
  /** MH_OBJECT bytes; undefined when any diagnostic is an error. */
  readonly object: Uint8Array | undefined;
  readonly lines: ReadonlyTable<typeof lines>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The CPU sides, made by the host: x86_64's needs its tables loaded first, which takes a moment. */
export interface Encoders {
  encoder(architecture: Architecture): InstructionEncoder;
}

/** One bad line gives one message; the object exists only when there is none. */
export function assemble({ name, text, architecture }: AssemblyInput, encoders: Encoders): Assembly {
  const pool = new StatementPool();
  const source = new SourceText(architecture, pool);
  source.update(text);
  return assembleSource(name, source, pool, encoders.encoder(architecture)).assembly;
}

export interface AssembledSource {
  readonly assembly: Assembly;
  /** Whether each statement was read once and where it stands: there are no macros, repeats or conditions. */
  readonly isTransparent: boolean;
  /** What the object was made from. */
  readonly emitted: EmittedSource | undefined;
}

/** A source whose sections have all their contents, but no addresses yet. */
export interface EmittedSource {
  readonly emitter: Emitter;
  readonly encoder: InstructionEncoder;
  readonly notes: LinkerNotes;
  /** How many symbols were registered by the end of the text, and how many distances had been asked for. */
  readonly ofText: { readonly symbols: number; readonly questions: number };
  /** How many are registered by now. */
  readonly registered: number;
}

export function assembleSource(
  name: string,
  source: SourceText,
  pool: StatementPool,
  encoder: InstructionEncoder,
): AssembledSource {
  const { architecture } = source;
  const emitter = new Emitter(name, architecture);
  const expander = new Expander(new StatementReader(emitter, encoder), architecture, pool);
  source.read(expander);
  expander.finish();
  // What comes now belongs to no statement, unless it says so.
  emitter.span = { line: 1, column: 1, length: 1 };
  emitter.callFrames.complainOfOpenFrames();
  emitter.literals.writeAll();
  emitter.debugLines.finish();
  const emitted = emitter.errors === 0 ? emittedSource(emitter, encoder) : undefined;
  const assembly = emitted === undefined ? withoutObject(emitter) : placed(emitted);
  return { assembly, isTransparent: expander.isTransparent, emitted };
}

const withoutObject = ({ draft, diagnostics }: Emitter): Assembly => ({
  object: undefined,
  lines: buildLineTable(draft, false),
  diagnostics,
});

/** Writes what follows from the text as a whole; undefined if it does not hold together. */
function emittedSource(emitter: Emitter, encoder: InstructionEncoder): EmittedSource | undefined {
  const ofText = { symbols: emitter.draft.order.length, questions: emitter.distances.count };
  writeUnwinding(emitter, emitter.callFrames);
  const notes = placeLinkerNotes(emitter);
  writeDebugLines(emitter, emitter.debugLines);
  checkTemporaries(emitter);
  checkOpenEnds(emitter);
  emitter.distances.close();
  const registered = emitter.draft.order.length;
  return emitter.errors === 0 ? { emitter, encoder, notes, ofText, registered } : undefined;
}

/** Gives everything its place. */
export function placed(source: EmittedSource): Assembly {
  const { emitter } = source;
  const object = placedObject(source);
  const isGood = emitter.errors === 0;
  const { draft, diagnostics } = emitter;
  return { object: isGood ? object : undefined, lines: buildLineTable(draft, isGood), diagnostics };
}

function placedObject({ emitter, encoder, notes }: EmittedSource): Uint8Array<ArrayBuffer> | undefined {
  const { draft, architecture } = emitter;
  layOut(draft, emitter);
  if (emitter.errors > 0) return undefined;
  const resolver = new FixupResolver(draft, architecture, emitter);
  const contents = new Map(draft.sections.map((section) => [section, contentsOf(section, encoder)]));
  const relocations = new Map(
    draft.sections.map((section) => [section, resolver.resolve(section, contents.get(section)!)]),
  );
  if (emitter.errors > 0) return undefined;
  const evaluator = new Evaluator(draft, afterLayout);
  const symbols = buildSymbolTable(draft, evaluator, emitter);
  if (notes.profile !== undefined) writeCallCounts(emitter, contents.get(notes.profile)!, symbols.indexOf);
  if (notes.significance !== undefined)
    relocations.set(notes.significance, [...significanceRelocations(emitter), ...relocations.get(notes.significance)!]);
  return writeObject({ draft, architecture, evaluator, contents, relocations, symbols });
}

/** A name that only the assembler knows must be defined here. */
function checkTemporaries(emitter: Emitter): void {
  for (const symbol of emitter.draft.order) {
    if (!symbol.temporary || symbol.fragment !== undefined || symbol.variable !== undefined) continue;
    if (symbol.common !== undefined) continue;
    const span = symbol.mentioned ?? { line: 1, column: 1, length: 1 };
    const local = /^L (\d+)#/.exec(symbol.name);
    if (local === null) emitter.complain(messages.undefinedTemporary(symbol.name), span);
    else emitter.complain(messages.noSuchLocalLabel(`${local[1]}f`), span);
  }
}

/** What was begun has an end, and what hints speak of is there. */
function checkOpenEnds(emitter: Emitter): void {
  const { draft } = emitter;
  for (const { end, span } of draft.dataRegions)
    if (end === undefined) emitter.complain(messages.unclosedBlock(".data_region", ".end_data_region"), span);
  for (const { labels, span } of draft.hints)
    for (const name of labels)
      if (draft.symbols.get(emitter.keyOf(name))?.fragment === undefined)
        emitter.complain(messages.undefinedTemporary(name), span);
}
