// The interface of the seed between a compiler and its linker: functions, variables and constants come as bytes with
// holes, are updated, exported and freed one by one, and refer to each other and to names nobody has defined yet. Each
// call is noted; nothing is written before the next flush.

import type { Diagnostic } from "@/base/diagnostic";
import {
  type AtomIndex,
  alignmentPower,
  byteCount,
  type FileIndex,
  type GlobalIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
  sectionOffset,
} from "@/base/units";
import { sectionAttributes, sectionTypes, symbolDescriptions, symbolTypes } from "@/macho/constants";
import { messages } from "../diagnostics/messages";
import { actionFlags, globalState, requestCause } from "../schemas/globals";
import { fileFlags, fileKind } from "../schemas/inputs";
import { callKind } from "../trace/events";
import { type CodeRelocation, decodeTagged, relocationForm, tagGlobal } from "./codeRelocations";
import { addRun, differingRun } from "./compareAtoms";
import type { DeclarationId, Declarations, DeclaredBytes, DeclaredExport, DeclaredVariable } from "./declarationCalls";
import type { Names } from "./names";
import type { Program } from "./program";
import type { References } from "./references";
import type { Slots } from "./slots";
import type { IncrementalState } from "./state";

interface Declared {
  readonly symbol: SymbolIndex;
  atom: AtomIndex;
  readonly exports: Map<string, SymbolIndex>;
  readonly constants: DeclarationId[];
  /** It was given a GOT cell of its own. */
  hasSlot: boolean;
  /** Thread-local variables: the declaration of the initial value. */
  initializer?: DeclarationId;
}

const { N_EXT, N_PEXT, N_SECT, N_UNDF } = symbolTypes;
const pointerAlignment = 3;
const descriptorBytes = 24;
/** Where a descriptor holds the offset of its variable. */
const descriptorOffset = 16;

export function createDeclarations(
  state: IncrementalState,
  names: Names,
  slots: Slots,
  program: Program,
  references: References,
): Declarations {
  const { files, sections, symbols, atoms, relocations, globals, stores, strings, dirt, options, target } = state;
  const declared = new Map<DeclarationId, Declared>();
  const undefinedRecords = new Map<string, SymbolIndex>();
  let file = row<FileIndex>(0);
  const ownSections = new Map<string, SectionIndex>();
  let unnamed = 0;

  const ownFile = (): FileIndex => {
    if (file !== 0) return file;
    file = stores.files.take(1);
    files.kind[file] = fileKind.object;
    files.name[file] = strings.internText("declarations");
    files.flags[file] = fileFlags.subsections;
    state.rank[file] = 0;
    state.declarationFile = file;
    return file;
  };
  const { S_ATTR_PURE_INSTRUCTIONS: pure, S_ATTR_SOME_INSTRUCTIONS: some } = sectionAttributes;
  const kinds: Readonly<Record<string, readonly [segment: string, section: string, flags: number]>> = {
    text: ["__TEXT", "__text", (pure | some) >>> 0],
    const: ["__DATA_CONST", "__const", sectionTypes.S_REGULAR],
    data: ["__DATA", "__data", sectionTypes.S_REGULAR],
    threadVariables: ["__DATA", "__thread_vars", sectionTypes.S_THREAD_LOCAL_VARIABLES],
    threadData: ["__DATA", "__thread_data", sectionTypes.S_THREAD_LOCAL_REGULAR],
  };
  const sectionOf = (kind: string): SectionIndex => {
    const known = ownSections.get(kind);
    if (known !== undefined) return known;
    const [segment, name, flags] = kinds[kind]!;
    const section = stores.sections.take(1);
    sections.file[section] = ownFile();
    sections.segmentName[section] = strings.internText(segment);
    sections.sectionName[section] = strings.internText(name);
    sections.flags[section] = flags;
    ownSections.set(kind, section);
    return section;
  };
  const call = (kind: number, symbol: SymbolIndex, global = 0): void => {
    if (state.trace.on) state.trace.record("declaration-called", symbol, kind, global);
  };
  const addSymbol = (name: string, type: number): SymbolIndex => {
    const symbol = stores.symbols.take(1);
    symbols.file[symbol] = ownFile();
    symbols.name[symbol] = strings.internText(name);
    symbols.type[symbol] = type;
    return symbol;
  };
  const fillRelocations = (atom: AtomIndex, list: readonly CodeRelocation[]): void => {
    const sorted = [...list].sort((a, b) => a.offset - b.offset);
    const first = sorted.length === 0 ? row<RelocationIndex>(1) : stores.relocations.take(sorted.length);
    atoms.firstRelocation[atom] = first;
    atoms.relocationEnd[atom] = row(first + sorted.length);
    stores.atoms.touch(atom);
    for (const [index, wanted] of sorted.entries()) fillRelocation(row(first + index), atom, wanted);
  };
  const fillRelocation = (relocation: RelocationIndex, atom: AtomIndex, wanted: CodeRelocation): void => {
    const found = decodeTagged(wanted.target, (global) => global < globals.rowCount() && globals.state[global] !== 0);
    const form = relocationForm(options.architecture, wanted.kind);
    if (form === undefined) throw new RangeError(`no ${wanted.kind} relocation on ${options.architecture}`);
    if (found === undefined) throw new RangeError(`no global has the index ${wanted.target & 0x7fff_ffff}`);
    if (wanted.kind === "thread-offset" && (wanted.addend ?? 0) !== 0)
      throw new RangeError("the offset of a thread-local variable takes no addend");
    const addend = wanted.addend ?? 0;
    relocations.atom[relocation] = atom;
    relocations.offset[relocation] = sectionOffset(wanted.offset);
    relocations.type[relocation] = form.type;
    relocations.length[relocation] = wanted.size === 4 ? 2 : form.length;
    relocations.flags[relocation] = form.flags;
    relocations.addendLow[relocation] = addend >>> 0;
    relocations.addendHigh[relocation] = Math.floor(addend / 2 ** 32) >>> 0;
    relocations.symbol[relocation] = found.kind === "symbol" ? found.symbol : recordOf(found.global);
    program.attachRelocation(relocation);
  };
  /** A record of the linker's own through which references to a name go. */
  const recordOf = (global: GlobalIndex): SymbolIndex => {
    const own = names.recordsOf(global).find((symbol) => symbols.file[symbol] === file);
    if (own !== undefined) return own;
    return addRecord(strings.text(globals.name[global]));
  };
  const addRecord = (name: string): SymbolIndex => {
    const symbol = addSymbol(name, N_EXT | N_UNDF);
    program.attachSymbol(symbol);
    undefinedRecords.set(name, symbol);
    return symbol;
  };
  const dropRelocations = (atom: AtomIndex): void => {
    const first = atoms.firstRelocation[atom];
    const count = atoms.relocationEnd[atom] - first;
    for (let relocation = first; relocation < first + count; relocation = row(relocation + 1))
      program.detachRelocation(relocation);
    if (count > 0) stores.relocations.give(first, count);
    atoms.firstRelocation[atom] = row(1);
    atoms.relocationEnd[atom] = row(1);
    stores.atoms.touch(atom);
  };
  const alignmentOf = (kind: string, { alignment }: DeclaredBytes): number =>
    alignment ?? (kind === "text" ? target.code.alignment : 0);

  const update = (id: DeclarationId, name: string, kind: string, wanted: DeclaredBytes): Declared => {
    const section = sectionOf(kind);
    const known = declared.get(id);
    const alignment = alignmentPower(alignmentOf(kind, wanted));
    if (known === undefined) {
      const symbol = addSymbol(name, N_SECT);
      const atom = stores.atoms.take(1);
      atoms.file[atom] = ownFile();
      atoms.section[atom] = section;
      atoms.symbol[atom] = symbol;
      atoms.size[atom] = byteCount(wanted.bytes.length);
      atoms.alignment[atom] = alignment;
      atoms.firstRelocation[atom] = row(1);
      atoms.relocationEnd[atom] = row(1);
      symbols.section[symbol] = section;
      symbols.atom[symbol] = atom;
      program.attachAtom(atom, wanted.bytes);
      program.attachSymbol(symbol);
      const entry: Declared = { symbol, atom, exports: new Map(), constants: [], hasSlot: false };
      declared.set(id, entry);
      fillRelocations(atom, wanted.relocations ?? []);
      return entry;
    }
    const { atom } = known;
    dropRelocations(atom);
    if (atoms.section[atom] !== section) throw new RangeError(`${id} cannot change its section`);
    const old = state.contents[atom];
    const oldSize = atoms.size[atom];
    state.contents[atom] = wanted.bytes;
    const isPlaced = atoms.output[atom] !== 0;
    if (oldSize !== wanted.bytes.length || alignment > atoms.alignment[atom]) {
      atoms.size[atom] = byteCount(wanted.bytes.length);
      atoms.alignment[atom] = alignment;
      stores.atoms.touch(atom);
      if (isPlaced) {
        dirt.resized.add(atom);
        program.zero(atom, wanted.bytes.length, oldSize);
      }
    }
    // The holes are filled anew, so they start from the bytes of the call.
    const isChanged = differingRun(old, wanted.bytes) !== undefined || (wanted.relocations ?? []).length > 0;
    if (isPlaced && isChanged) addRun(dirt.bytes, atom, { from: 0, to: wanted.bytes.length });
    fillRelocations(atom, wanted.relocations ?? []);
    return known;
  };
  const freeConstants = (entry: Declared): void => {
    for (const constant of entry.constants) free(constant);
    entry.constants.length = 0;
  };
  const free = (id: DeclarationId): void => {
    const entry = declared.get(id);
    if (entry === undefined) return;
    freeConstants(entry);
    for (const name of [...entry.exports.keys()]) dropExport(entry, name);
    if (entry.initializer !== undefined) free(entry.initializer);
    dropRelocations(entry.atom);
    if (entry.hasSlot) slots.releaseLocal(entry.symbol);
    program.detachSymbol(entry.symbol);
    program.detachAtom(entry.atom);
    stores.atoms.give(entry.atom, 1);
    stores.symbols.give(entry.symbol, 1);
    declared.delete(id);
  };
  const dropExport = (entry: Declared, name: string): void => {
    const symbol = entry.exports.get(name);
    if (symbol === undefined) return;
    entry.exports.delete(name);
    const global = symbols.global[symbol];
    let isUsed = false;
    references.ofGlobal(global, (relocation) => {
      isUsed ||= relocations.symbol[relocation] === symbol;
    });
    program.detachSymbol(symbol);
    symbols.section[symbol] = row(0);
    symbols.atom[symbol] = row(0);
    stores.symbols.touch(symbol);
    if (isUsed) {
      // References still go through it: it is undefined again.
      symbols.type[symbol] = N_EXT | N_UNDF;
      symbols.description[symbol] = 0;
      program.attachSymbol(symbol);
      undefinedRecords.set(name, symbol);
    } else stores.symbols.give(symbol, 1);
  };
  const own = (id: DeclarationId, name: string, kind: string, wanted: DeclaredBytes): SymbolIndex => {
    const entry = update(id, name, kind, wanted);
    // Every declaration has its GOT cell: code reaches it through there, and need not change when it moves.
    if (!entry.hasSlot) slots.requestLocal(entry.symbol, requestCause.declaration);
    entry.hasSlot = true;
    return entry.symbol;
  };
  const undefinedName = (name: string, actions: number): GlobalIndex => {
    const known = names.find(strings.internText(name));
    if (known !== 0) {
      if (actions !== 0) slots.request(known, actions, requestCause.declaration);
      return known;
    }
    const global = symbols.global[addRecord(name)];
    slots.request(global, actions, requestCause.declaration);
    return global;
  };
  const prefixed = (name: string): string => `_${name}`;

  const updateExport = (entry: Declared, wanted: DeclaredExport): Diagnostic | undefined => {
    const name = prefixed(wanted.name);
    if (wanted.section !== undefined && wanted.section !== "__text")
      return messages.exportSection(name, wanted.section);
    if (wanted.linkage === "link-once") return messages.exportLinkage(name);
    let symbol = entry.exports.get(name);
    const global = names.find(strings.internText(name));
    if (symbol === undefined) {
      const waiting = undefinedRecords.get(name);
      if (waiting !== undefined && global !== 0 && symbols.global[waiting] === global) {
        // The record that references go through becomes the definition: nothing that points there needs repair.
        undefinedRecords.delete(name);
        symbol = waiting;
        names.remove(symbol);
      } else symbol = addSymbol(name, 0);
    } else program.detachSymbol(symbol);
    const isInternal = wanted.linkage === "internal";
    symbols.type[symbol] = N_SECT | N_EXT | (isInternal ? N_PEXT : 0);
    symbols.description[symbol] = isInternal || wanted.linkage === "weak" ? symbolDescriptions.N_WEAK_DEF : 0;
    symbols.section[symbol] = atoms.section[entry.atom];
    symbols.atom[symbol] = entry.atom;
    stores.symbols.touch(symbol);
    entry.exports.set(name, symbol);
    program.attachSymbol(symbol);
    return undefined;
  };
  return {
    updateFunction(id, code) {
      const known = declared.get(id);
      if (known !== undefined) freeConstants(known);
      const symbol = own(id, id, "text", code);
      call(callKind.updateFunction, symbol);
      return symbol;
    },
    updateVariable(id, variable) {
      if (variable.threadLocal === true) return updateThreadLocal(id, variable);
      const symbol = own(id, id, variable.section ?? "data", variable);
      call(callKind.updateVariable, symbol);
      return symbol;
    },
    lowerUnnamedConstant(owner, constant) {
      const entry = declared.get(owner);
      const id = `__unnamed_${unnamed++}`;
      const symbol = own(id, id, "const", constant);
      entry?.constants.push(id);
      call(callKind.lowerUnnamedConstant, symbol);
      return symbol;
    },
    lowerAnonymous(key, constant) {
      const id = `__anon_${key}`;
      const known = declared.get(id);
      const symbol =
        known !== undefined && atoms.alignment[known.atom] >= (constant.alignment ?? 0)
          ? known.symbol
          : own(id, id, "const", constant);
      call(callKind.lowerAnonymous, symbol);
      return symbol;
    },
    lowerConstant(name, constant) {
      const { symbol } = update(name, name, constant.section ?? "const", constant);
      call(callKind.lowerConstant, symbol);
      return symbol;
    },
    declareExternFunction: () => call(callKind.declareExternFunction, row(0)),
    declareExternVariable(name) {
      const global = undefinedName(prefixed(name), actionFlags.got);
      call(callKind.declareExternVariable, row(0), global);
      return tagGlobal(global);
    },
    referenceExternVariable(name) {
      const global = undefinedName(prefixed(name), actionFlags.got);
      call(callKind.referenceExternVariable, row(0), global);
      return tagGlobal(global);
    },
    referenceExternFunction(name) {
      const global = undefinedName(prefixed(name), actionFlags.stub);
      call(callKind.referenceExternFunction, row(0), global);
      return tagGlobal(global);
    },
    addUndefined(name, { got = false, stub = false } = {}) {
      const global = undefinedName(name, (got ? actionFlags.got : 0) | (stub ? actionFlags.stub : 0));
      call(callKind.addUndefined, row(0), global);
      return global;
    },
    updateExports(id, exports) {
      const entry = declared.get(id);
      if (entry === undefined) throw new RangeError(`nothing is declared as ${id}`);
      const wrong: Diagnostic[] = [];
      for (const wanted of exports) {
        const problem = updateExport(entry, wanted);
        if (problem !== undefined) wrong.push(problem);
      }
      call(callKind.updateExports, entry.symbol);
      return wrong;
    },
    deleteExport(id, name) {
      const entry = declared.get(id);
      if (entry === undefined) return;
      dropExport(entry, prefixed(name));
      call(callKind.deleteExport, entry.symbol);
    },
    free(id) {
      const entry = declared.get(id);
      if (entry === undefined) return;
      call(callKind.freeDeclaration, entry.symbol);
      free(id);
    },
    symbolOf: (id) => declared.get(id)?.symbol,
    globalOf(name) {
      const id = strings.find(prefixed(name));
      const global = id === undefined ? 0 : names.find(id);
      return global === 0 || globals.state[row<GlobalIndex>(global)] < globalState.undefined ? undefined : row(global);
    },
  };

  /** Its initial value in `__thread_data`, and a descriptor that tells dyld's function where that lies. */
  function updateThreadLocal(id: DeclarationId, variable: DeclaredVariable): SymbolIndex {
    const initializer = `${id}$tlv$init`;
    const value = update(initializer, initializer, "threadData", variable);
    const entry = update(id, id, "threadVariables", {
      bytes: new Uint8Array(descriptorBytes),
      alignment: pointerAlignment,
      relocations: [{ kind: "thread-offset", offset: descriptorOffset, target: value.symbol }],
    });
    entry.initializer = initializer;
    call(callKind.updateVariable, entry.symbol);
    return entry.symbol;
  }
}
