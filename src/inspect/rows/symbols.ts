// Rows of the Symbols table: names across files first, then the local symbols of every file. A row number below the
// number of globals is a global, above it a local symbol, and behind those come the records of the debug map;
// `subjectOfSymbolRow` is the one place that tells them apart.

import { hex0x } from "@/base/text";
import {
  advance,
  type FileIndex,
  type GlobalIndex,
  type OutputSymbolIndex,
  row,
  type SymbolIndex,
  type VirtualAddress,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { actionFlags, globalFlags, globalState } from "@/linker/schemas/globals";
import { type ByteRole, sectionRole } from "../byteRoles";
import { cppName } from "../cppNames";
import { fileOfStab, stabKindOf, stabOfBytes, stabRecords, stabText, stabValue, subjectOfStab } from "../debugMap";
import { following, rowsOf } from "../following";
import { baseName, fileName, globalName, inputSectionName, symbolName } from "../names";
import { perBuild } from "../perBuild";
import { sectionAtAddress } from "../places";
import type { Subject } from "../subject";
import { symbolRanges } from "./fileOrder";
import { ArrangedRows, JoinedRows, PresentRows, type RowList } from "./presentRows";
import type { RowSource } from "./rowOrder";

export const symbolColumns = ["name", "kind", "binding", "section", "address", "file", "ordinal", "actions"] as const;
export type SymbolColumn = (typeof symbolColumns)[number];
/** Records of the debug map are told apart: there may be two for each name, and nothing refers to them. */
export const symbolScopes = ["all", "globals", "locals", "imports", "undefined", "debug-map"] as const;
export type SymbolScope = (typeof symbolScopes)[number];

type SymbolSubject = Extract<Subject, { readonly kind: "global" | "symbol" }>;

const firstStabRow = (view: BuildView): number => view.globals.rowCount() + view.symbols.rowCount();
/** The record of the debug map that a row shows; undefined for a symbol's row. */
const stabOfRow = (view: BuildView, number: number): OutputSymbolIndex | undefined =>
  number < firstStabRow(view) ? undefined : row(number - firstStabRow(view));

const symbolOfRow = (view: BuildView, number: number): SymbolSubject => {
  const globals = view.globals.rowCount();
  return number < globals
    ? { kind: "global", global: row<GlobalIndex>(number) }
    : { kind: "symbol", symbol: row<SymbolIndex>(number - globals) };
};

/** A record of the debug map is its bytes in the image. */
export function subjectOfSymbolRow(view: BuildView, number: number): Subject {
  const stab = stabOfRow(view, number);
  return stab === undefined ? symbolOfRow(view, number) : subjectOfStab(view, stab);
}
export function symbolRowOf(view: BuildView, subject: Subject | undefined): number | undefined {
  if (subject?.kind === "global") return subject.global;
  if (subject?.kind === "symbol") return view.globals.rowCount() + subject.symbol;
  const stab = subject?.kind === "bytes" ? stabOfBytes(view, subject.from, subject.to) : undefined;
  return stab === undefined ? undefined : firstStabRow(view) + stab;
}

/** N_STAB, `<mach-o/nlist.h>`: debugging entries are no symbols to link. */
const stabBits = 0xe0;
const isLocal = (view: BuildView, symbol: SymbolIndex) =>
  view.symbols.global[symbol] === 0 && view.symbols.name[symbol] !== 0 && (view.symbols.type[symbol] & stabBits) === 0;

function inScope(view: BuildView, global: GlobalIndex, scope: SymbolScope): boolean {
  const state = view.globals.state[global];
  if (scope === "imports") return state === globalState.imported;
  if (scope === "undefined") return state === globalState.undefined;
  return true;
}

/** Vacant rows have no state and no name. */
const isGlobalIn = (view: BuildView, scope: SymbolScope) => (number: number) => {
  const global = row<GlobalIndex>(number);
  return view.globals.state[global] !== 0 && inScope(view, global, scope);
};
const isLocalRow = (view: BuildView) => (number: number) => isLocal(view, row<SymbolIndex>(number));

const globalsIn = (scope: SymbolScope) =>
  following(
    (view) => PresentRows.of(view.globals.rowCount(), isGlobalIn(view, scope)),
    (view, before, changes) => before.with(view.globals.rowCount(), isGlobalIn(view, scope), rowsOf(changes.globals)),
  );
const [allGlobals, imports, unresolved] = [globalsIn("globals"), globalsIn("imports"), globalsIn("undefined")];
const locals = following(
  (view) => PresentRows.of(view.symbols.rowCount(), isLocalRow(view)),
  (view, before, changes) => before.with(view.symbols.rowCount(), isLocalRow(view), rowsOf(changes.symbols)),
);
const localsByFile = perBuild((view) => new ArrangedRows(locals(view), symbolRanges(view)));
const none = new Uint32Array(0);

export function symbolRows(view: BuildView, scope: SymbolScope): RowList {
  const firstLocal = view.globals.rowCount();
  switch (scope) {
    case "all":
      return new JoinedRows(allGlobals(view), localsByFile(view), firstLocal);
    case "globals":
      return allGlobals(view);
    case "locals":
      return new JoinedRows(none, localsByFile(view), firstLocal);
    case "imports":
      return imports(view);
    case "undefined":
      return unresolved(view);
    case "debug-map":
      return Uint32Array.from(stabRecords(view), (record) => firstStabRow(view) + record);
  }
}

/** Undefined for imports, unresolved names and what was stripped. */
export function addressOfSymbol(view: BuildView, subject: SymbolSubject): VirtualAddress | undefined {
  if (subject.kind === "global") {
    const isHere = view.globals.state[subject.global] !== globalState.imported;
    const address = view.globals.address[subject.global];
    return isHere && address > 0 ? address : undefined;
  }
  const atom = view.symbols.atom[subject.symbol];
  if (atom === 0 || view.atoms.live[atom] === 0 || view.atoms.output[atom] === 0) return undefined;
  return advance(view.atoms.address[atom], view.symbols.atomOffset[subject.symbol]);
}

const kindNames = new Map<number, string>([
  [globalState.undefined, "undefined"],
  [globalState.tentative, "common"],
  [globalState.imported, "import"],
]);

/** The role of the section it lies in; undefined when it lies in none. */
function roleOfSymbol(view: BuildView, subject: SymbolSubject): ByteRole | undefined {
  const address = addressOfSymbol(view, subject);
  if (address === undefined)
    return subject.kind === "global" && view.globals.state[subject.global] === globalState.imported
      ? "bind"
      : undefined;
  const section = sectionAtAddress(view, address);
  return section === undefined ? "header" : sectionRole(view, section);
}

export function roleOfSymbolRow(view: BuildView, number: number): ByteRole | undefined {
  const stab = stabOfRow(view, number);
  if (stab === undefined) return roleOfSymbol(view, symbolOfRow(view, number));
  const symbol = view.outputSymbols.symbol[stab];
  return symbol === 0 ? undefined : roleOfSymbol(view, { kind: "symbol", symbol });
}

export function kindOfSymbol(view: BuildView, subject: SymbolSubject): string {
  if (subject.kind === "global") {
    const flags = view.globals.flags[subject.global];
    const named = kindNames.get(view.globals.state[subject.global]);
    if (named !== undefined) return named;
    if (flags & globalFlags.linkerDefined) return "linker";
    if (flags & globalFlags.absolute) return "absolute";
    if (flags & globalFlags.threadLocal) return "thread-local";
  }
  const role = roleOfSymbol(view, subject);
  if (role === undefined) return "stripped";
  return role === "text" ? "code" : role === "const" ? "constant" : "data";
}

function bindingOf(view: BuildView, subject: SymbolSubject): string {
  if (subject.kind === "symbol") return "local";
  const flags = view.globals.flags[subject.global];
  const state = view.globals.state[subject.global];
  if (state === globalState.imported) return flags & globalFlags.weakImport ? "weak import" : "import";
  if (state === globalState.undefined) return flags & globalFlags.weakReference ? "weak reference" : "unresolved";
  if (flags & globalFlags.privateExternal) return state === globalState.weak ? "weak, private" : "private external";
  const strength = state === globalState.weak ? "weak" : "global";
  return flags & globalFlags.exported ? `${strength}, exported` : strength;
}

const fileOfSymbol = (view: BuildView, subject: SymbolSubject): FileIndex => {
  if (subject.kind === "symbol") return view.symbols.file[subject.symbol];
  const file = view.globals.file[subject.global];
  return file === 0 ? view.symbols.file[view.globals.symbol[subject.global]] : file;
};

function sectionOfSymbol(view: BuildView, subject: SymbolSubject): string {
  const symbol = subject.kind === "symbol" ? subject.symbol : view.globals.symbol[subject.global];
  const section = view.symbols.section[symbol];
  const isImport = subject.kind === "global" && view.globals.state[subject.global] === globalState.imported;
  return section === 0 || isImport ? "" : inputSectionName(view, section);
}

const specialOrdinals = new Map<number, string>([
  [-1, "main executable"],
  [-2, "flat look-up"],
]);
function ordinalText(view: BuildView, subject: SymbolSubject): string {
  if (subject.kind === "symbol" || view.globals.state[subject.global] !== globalState.imported) return "";
  const ordinal = view.globals.ordinal[subject.global];
  return specialOrdinals.get(ordinal) ?? String(ordinal);
}

const actionNames = { got: "GOT", stub: "stub", tlv: "TLV", thunk: "thunk" } as const;
export const actionTexts = (actions: number): readonly string[] =>
  actionFlags.namesOf(actions).map((name) => actionNames[name]);

function stabColumn(view: BuildView, stab: OutputSymbolIndex, column: SymbolColumn): string {
  const kind = stabKindOf(view, stab);
  switch (column) {
    case "name":
      return stabText(view, stab);
    case "kind":
      return kind?.title ?? "";
    case "binding":
      return kind?.code ?? "";
    case "section": {
      const symbol = view.outputSymbols.symbol[stab];
      return symbol === 0 ? "" : sectionOfSymbol(view, { kind: "symbol", symbol });
    }
    case "address":
      return stabValue(view, stab);
    case "file": {
      const file = fileOfStab(view, stab);
      return file === undefined ? "" : baseName(fileName(view, file));
    }
    case "ordinal":
    case "actions":
      return "";
  }
}

function symbolText(view: BuildView, number: number, column: SymbolColumn): string {
  const stab = stabOfRow(view, number);
  if (stab !== undefined) return stabColumn(view, stab, column);
  const subject = symbolOfRow(view, number);
  switch (column) {
    case "name":
      return subject.kind === "global" ? globalName(view, subject.global) : symbolName(view, subject.symbol);
    case "kind":
      return kindOfSymbol(view, subject);
    case "binding":
      return bindingOf(view, subject);
    case "section":
      return sectionOfSymbol(view, subject);
    case "address": {
      const address = addressOfSymbol(view, subject);
      return address === undefined ? "" : hex0x(address);
    }
    case "file": {
      const file = fileOfSymbol(view, subject);
      return file === 0 ? "" : baseName(fileName(view, file));
    }
    case "ordinal":
      return ordinalText(view, subject);
    case "actions":
      return subject.kind === "global" ? actionTexts(view.globals.actions[subject.global]).join(" ") : "";
  }
}

/** The same name as C++ has it; undefined for others. */
export function cppNameOfRow(view: BuildView, number: number): string | undefined {
  const stab = stabOfRow(view, number);
  if (stab !== undefined) return cppName(view, view.outputSymbols.name[stab]);
  const subject = symbolOfRow(view, number);
  return cppName(
    view,
    subject.kind === "global" ? view.globals.name[subject.global] : view.symbols.name[subject.symbol],
  );
}

export function symbolSource(view: BuildView, scope: SymbolScope): RowSource<SymbolColumn> {
  return {
    columns: symbolColumns,
    rows: symbolRows(view, scope),
    text: (number, column) => symbolText(view, number, column),
    hidden: (number) => cppNameOfRow(view, number) ?? "",
    value(number, column) {
      const stab = stabOfRow(view, number);
      if (stab !== undefined && column === "address") return view.outputSymbols.value[stab];
      if (stab !== undefined) return stabColumn(view, stab, column);
      const subject = symbolOfRow(view, number);
      if (column === "address") return addressOfSymbol(view, subject) ?? Number.POSITIVE_INFINITY;
      if (column === "ordinal") return Number(ordinalText(view, subject)) || Number.POSITIVE_INFINITY;
      return symbolText(view, number, column);
    },
  };
}
