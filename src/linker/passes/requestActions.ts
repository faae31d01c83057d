// Reads every relocation that stays and notes what its name needs: a GOT cell, a stub, a thread pointer. Requests for
// one name are merged by OR and never taken back; each keeps its cause. Names that nothing provides are reported here,
// where it is known who refers to them.

import type { RelocationRule } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import { type GlobalIndex, type RelocationIndex, type RequestIndex, row, type SymbolIndex } from "@/base/units";
import { checkAccess, checkEntry } from "../accessChecks";
import { definePass, type PassInput } from "../context";
import { messages } from "../diagnostics/messages";
import { createUndefinedReport } from "../diagnostics/undefinedSymbols";
import { bindFlat, bindName, findProvider, isLeftToDyld, ordinalOf } from "../imports";
import { isInitializerList } from "../inputSections";
import { isExternal } from "../inputSymbols";
import { linkerFile, linkerSymbols, wantedNames } from "../linkerFile";
import { isPointerRule, pointerLength } from "../pointerRules";
import { relocationPlace, relocationTargetText } from "../relocationNames";
import { actionFlags, globalFlags, globalState, requestCause } from "../schemas/globals";
import { isLazilyBound, needsBinding } from "../synthetic/bindingKind";
import { mostPersonalities } from "../synthetic/unwindInfo";
import { hasSubtrahend, isImport, targetGlobal } from "../target";

type Reads = "sections" | "atoms" | "relocations" | "unwindRecords";
type Link = PassInput<Reads, "files" | "symbols" | "globals", "requests">;

export const requestActions = definePass({
  id: "request-actions",
  title: "Ask for GOT cells, stubs and thread pointers",
  stage: "Act",
  reads: ["sections", "atoms", "relocations", "unwindRecords"],
  writes: ["files", "symbols", "globals"],
  creates: ["requests"],
  requires: "atoms-final",
  run(link: Link) {
    const { atoms, options, symbols } = link;
    const rules = relocationRules(options.architecture);
    // Each relocation asks at most once (twice where a stub brings a GOT cell along), the entry and the stub helper too.
    const asks = options.chainedFixups ? 2 : 1;
    const requester = createRequester(link, 4 + asks * countRelocations(link) + link.unwindRecords.rowCount());
    const undefinedNames = createUndefinedReport(link);

    const noteUse = (global: GlobalIndex, relocation: RelocationIndex): void => {
      if (!isImport(link.globals, global)) return;
      if (link.globals.state[global] === globalState.undefined) undefinedNames.note(global, relocation);
      else {
        link.globals.flags[global] |= globalFlags.used;
        if (isDoubtful(link, global)) undefinedNames.note(global, relocation);
      }
    };
    for (const atom of atoms.rows()) {
      if (atoms.live[atom] === 0) continue;
      const listsInitializers = options.initOffsets && isInitializerList(link.sections.flags[atoms.section[atom]]);
      const visit = listsInitializers ? requester.visitInitializer : requester.visit;
      const end = atoms.relocationEnd[atom];
      for (let relocation = atoms.firstRelocation[atom]; relocation < end; relocation = row(relocation + 1)) {
        const global = targetGlobal(link, relocation);
        const subtracted = symbols.global[link.relocations.subtrahend[relocation]];
        if (global !== 0) noteUse(global, relocation);
        if (subtracted !== 0) noteUse(subtracted, relocation);
        visit(relocation, global, rules[link.relocations.type[relocation]]!);
      }
    }
    requestPersonalities(link, requester.ask, noteUse);
    requestEntry(link, requester.ask, () => undefinedNames.noteEntry());
    for (const index of wantedNames(options).keys()) {
      const global = symbols.global[row<SymbolIndex>(linkerSymbols.firstWanted + index)];
      if (link.globals.state[global] === globalState.undefined)
        undefinedNames.noteWanted(global, index < options.undefinedNames.length);
      else link.globals.flags[global] |= globalFlags.used;
    }
    // With chained fixups nothing waits for its first call.
    if (requester.hasLazyStubs() && !options.chainedFixups)
      requestBinder(link, requester.ask, (binder) => undefinedNames.noteBinder(binder));
    if (!options.deadStrip) markNamed(link);
    requester.finish();
    undefinedNames.report();
  },
});

/** Left to dyld, and the user wants to hear of it (`-undefined warning`). */
function isDoubtful({ options, globals, strings }: Link, global: GlobalIndex): boolean {
  if (options.undefinedTreatment !== "warning" || globals.file[global] !== 0) return false;
  return !options.dynamicLookups.includes(strings.text(globals.name[global]));
}

function countRelocations({ atoms }: Link): number {
  let count = 0;
  for (const atom of atoms.rows())
    if (atoms.live[atom] === 1) count += atoms.relocationEnd[atom] - atoms.firstRelocation[atom];
  return count;
}

/** What objects list as undefined stays in the image's symbol table, referred to or not. */
function markNamed({ symbols, globals }: Link): void {
  for (const symbol of symbols.rows()) {
    const global = symbols.global[symbol];
    if (global === 0 || symbols.file[symbol] === linkerFile || !isExternal(symbols.type[symbol])) continue;
    if (globals.state[global] === globalState.imported) globals.flags[global] |= globalFlags.used;
  }
}

function requestBinder(link: Link, ask: Ask, reportMissing: (binder: GlobalIndex) => void): void {
  const { globals, layout } = link;
  if (layout.stubBinder === 0) layout.stubBinder = addBinder(link);
  const binder = layout.stubBinder;
  if (globals.state[binder] === globalState.undefined) reportMissing(binder);
  globals.flags[binder] |= globalFlags.used;
  ask(binder, row(0), actionFlags.got, requestCause.stubHelper, row(0));
}

/** Names dyld's binder, which no object did. */
function addBinder(link: Link): GlobalIndex {
  const { files, globals, symbols, parsed, strings, trace } = link;
  const symbol = linkerSymbols.stubBinder;
  const binder = row<GlobalIndex>(globals.rowCount());
  globals.publish(binder + 1);
  globals.name[binder] = symbols.name[symbol];
  globals.symbol[binder] = symbol;
  globals.state[binder] = globalState.undefined;
  symbols.global[symbol] = binder;
  if (trace.on) trace.record("global-created", binder, symbol);
  const name = strings.text(symbols.name[symbol]);
  const provider = findProvider(parsed.dylibs, name);
  if (provider === undefined) {
    if (isLeftToDyld(link.options, name)) bindFlat({ globals, trace }, binder);
    return binder;
  }
  bindName({ files, globals, trace }, binder, provider);
  // A library that only another one names gets its number now.
  if (files.ordinal[provider.file] === 0)
    files.ordinal[provider.file] = 1 + Math.max(...[...parsed.dylibs.keys()].map((file) => files.ordinal[file]));
  globals.ordinal[binder] = ordinalOf(link.options, files, globals, binder);
  return binder;
}

type Ask = (global: GlobalIndex, symbol: SymbolIndex, actions: number, cause: number, by: RelocationIndex) => void;

/** Unwind information names its personality routines by GOT cells. */
function requestPersonalities(
  { atoms, symbols, unwindRecords, diagnostics, strings }: Link,
  ask: Ask,
  use: (global: GlobalIndex, relocation: RelocationIndex) => void,
): void {
  const names = new Set<number>();
  for (const record of unwindRecords.rows()) {
    const personality = unwindRecords.personality[record];
    if (personality === 0 || atoms.live[unwindRecords.atom[record]] === 0) continue;
    // What `__eh_frame` names is asked for by its own relocation.
    if (unwindRecords.frame[record] !== 0) continue;
    const global = symbols.global[personality];
    const known = names.size;
    names.add(symbols.name[personality]);
    if (names.size === known) continue;
    if (names.size > mostPersonalities)
      diagnostics.report(messages.tooManyPersonalities(strings.text(symbols.name[personality]), mostPersonalities));
    if (global !== 0) use(global, row(0));
    ask(global, personality, actionFlags.got, requestCause.personality, row(0));
  }
}

function requestEntry(link: Link, ask: Ask, reportMissing: () => void): void {
  const { globals } = link;
  const { entry } = link.layout;
  if (entry === 0) return;
  if (globals.state[entry] === globalState.undefined) reportMissing();
  else if (isImport(globals, entry)) {
    globals.flags[entry] |= globalFlags.used;
    ask(entry, row(0), actionFlags.stub, requestCause.entry, row(0));
  } else checkEntry(link, entry);
}

function createRequester(link: Link, capacity: number) {
  const { globals, relocations, trace } = link;
  const requests = link.create.requests(capacity);
  /** Actions of names that only their own file knows. */
  const localActions = new Map<SymbolIndex, number>();
  let next = row<RequestIndex>(1);
  let lazyStubs = false;

  const ask: Ask = (global, symbol, actions, cause, relocation) => {
    const known = global === 0 ? (localActions.get(symbol) ?? 0) : globals.actions[global];
    requests.global[next] = global;
    requests.symbol[next] = global === 0 ? symbol : row(0);
    requests.actions[next] = actions;
    requests.cause[next] = cause;
    requests.relocation[next] = relocation;
    requests.fresh[next] = (known & actions) === actions ? 0 : 1;
    if (global === 0) localActions.set(symbol, known | actions);
    else globals.actions[global] = known | actions;
    // A name that nothing provides has its own message; the binder it would need is no second mistake.
    if ((actions & actionFlags.stub) !== 0 && isLazilyBound(globals, global))
      lazyStubs ||= globals.state[global] !== globalState.undefined;
    if (trace.on) requests.event[next] = trace.record("action-requested", global, next);
    next = row(next + 1);
    // dyld fills all cells before the program starts: a stub needs no pointer of its own.
    if (actions === actionFlags.stub && link.options.chainedFixups)
      ask(global, symbol, actionFlags.got, requestCause.stub, relocation);
  };
  return {
    ask,
    hasLazyStubs: () => lazyStubs,
    visit(relocation: RelocationIndex, global: GlobalIndex, rule: RelocationRule): void {
      checkAccess(link, relocation, global, rule);
      if (rule.via === "symbol") return;
      const binds = global !== 0 && needsBinding(globals, global);
      if (!binds && rule.needsSlot !== true) return;
      const symbol = relocations.symbol[relocation];
      const actions = rule.via === "stub" ? actionFlags.stub : rule.via === "got" ? actionFlags.got : actionFlags.tlv;
      ask(global, symbol, actions, requestCause.relocation, relocation);
    },
    /** A pointer to a function that runs before `main`, which becomes an offset. */
    visitInitializer(relocation: RelocationIndex, global: GlobalIndex, rule: RelocationRule): void {
      checkAccess(link, relocation, global, rule);
      const isPlain = relocations.addendLow[relocation] === 0 && relocations.addendHigh[relocation] === 0;
      const isWhole = isPointerRule(rule) && relocations.length[relocation] === pointerLength;
      if (!isWhole || !isPlain || hasSubtrahend(link, relocation)) {
        const target = relocationTargetText(link, relocation);
        link.diagnostics.report(messages.badInitializer(relocationPlace(link, relocation), rule.name, target));
        return;
      }
      link.layout.initializers.push(relocation);
      if (global !== 0 && needsBinding(globals, global))
        ask(global, relocations.symbol[relocation], actionFlags.stub, requestCause.relocation, relocation);
    },
    finish(): void {
      requests.publish(next);
    },
  };
}
