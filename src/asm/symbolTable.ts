// The object's symbols in the order that `as` and LLVM agreed on: locals as they were first mentioned, then defined
// external ones and undefined ones, both sorted by name (MachObjectWriter::computeSymbolTable).

import { rememberLast } from "@/base/rememberLast";
import { sectionTypeOf, sectionTypes, symbolDescriptions, symbolTypes } from "@/macho/constants";
import { nlist64 } from "@/macho/layouts";
import { type Draft, type DraftSymbol, isLinkerVisible, register } from "./draft";
import { addressOf, type Evaluator, eachSymbol, isConstant, isProblem, type Location } from "./evaluate";
import type { LayoutReport } from "./layout";
import { messages } from "./messages";
import { buildStringTable, byteText, type StringTable } from "./stringTable";

export interface SymbolTable {
  readonly locals: readonly DraftSymbol[];
  readonly externals: readonly DraftSymbol[];
  readonly undefineds: readonly DraftSymbol[];
  readonly indexOf: ReadonlyMap<DraftSymbol, number>;
  readonly strings: StringTable;
  /** nlist_64 records. */
  readonly bytes: Uint8Array;
}

/** `_x` is absolute when it is set to a number. */
function absoluteValue(symbol: DraftSymbol, evaluator: Evaluator): bigint | undefined {
  if (symbol.variable === undefined) return undefined;
  const value = evaluator.evaluate(symbol.variable, true);
  return isProblem(value) || !isConstant(value) ? undefined : value.constant;
}

/** The symbol that an alias without an offset stands for, else the symbol itself. */
function aliased(symbol: DraftSymbol, draft: Draft): DraftSymbol {
  let at = symbol;
  for (let steps = 0; steps < 100 && at.variable?.kind === "symbol"; steps++) {
    const next = draft.symbols.get(at.variable.name);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** What a symbol comes to: a place, a number, or neither. */
interface Resolved {
  readonly at: Location | undefined;
  readonly absolute: bigint | undefined;
}

function resolve(symbol: DraftSymbol, evaluator: Evaluator): Resolved {
  const at = evaluator.locate(symbol);
  return { at, absolute: at === undefined ? absoluteValue(symbol, evaluator) : undefined };
}

/** Names in the symbol's value that stand for no place here. */
function undefinedNames(symbol: DraftSymbol, draft: Draft): readonly string[] {
  const names: string[] = [];
  eachSymbol(symbol.variable!, (key) => {
    const named = draft.symbols.get(key);
    if (named?.fragment === undefined && named?.variable === undefined) names.push(named?.name ?? key);
  });
  return names;
}

/** The order of names by their bytes: positions in the list. */
function namesInOrder(names: readonly string[]): readonly number[] {
  const keys = names.map(byteText);
  return keys.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : 0));
}

// From one version of a source to the next, most names stay.
const externalsInOrder = rememberLast(namesInOrder);
const undefinedsInOrder = rememberLast(namesInOrder);
const stringTableOf = rememberLast<string, StringTable>(buildStringTable);

const nameOf = ({ name }: DraftSymbol) => name;

/** Indirect symbols join the symbol table last: pointers' first, then lazy pointers' and stubs' (as undefined lazy). */
function registerIndirectSymbols(draft: Draft): void {
  const isLazy = (flags: number) =>
    sectionTypeOf(flags) === sectionTypes.S_LAZY_SYMBOL_POINTERS ||
    sectionTypeOf(flags) === sectionTypes.S_SYMBOL_STUBS;
  for (const { symbol, section } of draft.indirectSymbols) if (!isLazy(section.flags)) register(draft, symbol);
  for (const { symbol, section } of draft.indirectSymbols)
    if (isLazy(section.flags) && register(draft, symbol)) symbol.description |= 0x1;
}

export function buildSymbolTable(draft: Draft, evaluator: Evaluator, report: LayoutReport): SymbolTable {
  registerIndirectSymbols(draft);
  const visible = draft.order.filter(isLinkerVisible);
  const resolved = new Map<DraftSymbol, Resolved>();
  const locals: DraftSymbol[] = [];
  const outside: DraftSymbol[] = [];
  const unknown: DraftSymbol[] = [];
  for (const symbol of visible) {
    const value = resolve(symbol, evaluator);
    resolved.set(symbol, value);
    const isDefined = value.at !== undefined || value.absolute !== undefined;
    (isDefined ? (symbol.external ? outside : locals) : unknown).push(symbol);
  }
  const externals = externalsInOrder(outside.map(nameOf)).map((at) => outside[at]!);
  const undefineds = undefinedsInOrder(unknown.map(nameOf)).map((at) => unknown[at]!);
  const strings = stringTableOf(visible.map(nameOf));
  const bytes = new Uint8Array(visible.length * nlist64.bytes);
  const view = new DataView(bytes.buffer);
  const indexOf = new Map<DraftSymbol, number>();
  for (const symbol of [...locals, ...externals, ...undefineds]) {
    const index = indexOf.size;
    indexOf.set(symbol, index);
    const fields = record(symbol, resolved.get(symbol)!, { draft, strings, report });
    const at = index * nlist64.bytes;
    nlist64.write(view, at, fields);
    // A number may need all 64 bits.
    const { absolute } = resolved.get(symbol)!;
    if (absolute !== undefined) view.setBigUint64(at + nlist64.offsets.value, BigInt.asUintN(64, absolute), true);
  }
  return { locals, externals, undefineds, indexOf, strings, bytes };
}

interface RecordContext {
  readonly draft: Draft;
  readonly strings: StringTable;
  readonly report: LayoutReport;
}

function record(
  symbol: DraftSymbol,
  { at, absolute }: Resolved,
  { draft, strings, report }: RecordContext,
): ReturnType<typeof nlist64.read> {
  const target = aliased(symbol, draft);
  const isAlias = target !== symbol;
  let type: number = symbolTypes.N_UNDF;
  let value = 0;
  if (at !== undefined) {
    type = symbolTypes.N_SECT;
    value = addressOf(at);
  } else if (absolute !== undefined) {
    type = symbolTypes.N_ABS;
    value = Number(absolute);
  } else if (isAlias) {
    type = symbolTypes.N_INDR;
    value = strings.offsetOf(target.name);
  } else if (symbol.common !== undefined) value = symbol.common.size;
  else if (symbol.variable !== undefined) {
    const span = symbol.mentioned ?? { line: symbol.line ?? 1, column: 1, length: 1 };
    report.complain(messages.undefinedVariable(symbol.name, undefinedNames(symbol, draft)), span);
  }
  if (symbol.privateExternal) type |= symbolTypes.N_PEXT;
  if (symbol.external || (!isAlias && type === symbolTypes.N_UNDF)) type |= symbolTypes.N_EXT;
  return {
    name: strings.offsetOf(symbol.name),
    type,
    section: at?.fragment.section.ordinal ?? 0,
    description: description(symbol, target),
    value,
  };
}

/** An alias repeats its target's bits; a tentative definition keeps its alignment in bits 8 to 11. */
function description(symbol: DraftSymbol, target: DraftSymbol): number {
  let bits = target.description;
  if (target.common !== undefined) bits = (bits & 0xf0ff) | (target.common.alignment << 8);
  if (symbol !== target && symbol.altEntry) bits |= symbolDescriptions.N_ALT_ENTRY;
  return bits & 0xffff;
}
