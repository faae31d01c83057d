// With -dead_strip, keeps the atoms that something reaches and drops the others. Roots are the entry, the -u names, and
// what objects declare as always wanted; from there every reference of a kept atom keeps its target. Live-support
// sections turn the rule around: their atoms stay when what they refer to stays.

import { type AtomIndex, type GlobalIndex, type RelocationIndex, row, type SymbolIndex } from "@/base/units";
import { sectionAttributes, symbolDescriptions } from "@/macho/constants";
import { definePass, type PassInput } from "../context";
import { isInitializerPointers, isLeftOut } from "../inputSections";
import { isInSection } from "../inputSymbols";
import { linkerFile, linkerSymbols, wantedNames } from "../linkerFile";
import { compileChoice } from "../nameRules";
import { globalFlags } from "../schemas/globals";
import { fileFlags } from "../schemas/inputs";
import { atomOfSymbol, isImport, subtrahendAtom, targetAtom } from "../target";
import { rootReasons } from "../trace/events";

type Reads = "files" | "sections" | "symbols" | "globals" | "relocations" | "unwindRecords";
type Link = PassInput<Reads, "atoms", never>;

export const stripDeadCode = definePass({
  id: "strip-dead-code",
  title: "Drop what nothing reaches",
  stage: "Strip",
  reads: ["files", "sections", "symbols", "globals", "relocations", "unwindRecords"],
  writes: ["atoms"],
  creates: [],
  requires: "symbols-final",
  run(link: Link) {
    if (!link.options.deadStrip) return;
    const { atoms, trace } = link;
    const marker = createMarker(link);
    markRoots(link, marker.mark);
    marker.follow();
    for (const atom of atoms.rows()) {
      if (atoms.live[atom] === 0 || marker.isKept(atom)) continue;
      atoms.live[atom] = 0;
      if (trace.on) trace.record("atom-stripped", atom);
    }
  },
});

type Mark = (atom: AtomIndex, by: AtomIndex, reason: number) => void;
const none = row<AtomIndex>(0);

function createMarker(link: Link) {
  const { atoms, sections, unwindRecords, parsed, trace } = link;
  const kept = new Uint8Array(atoms.rowCount());
  const queue: AtomIndex[] = [];
  const supports: AtomIndex[] = [];
  for (const atom of atoms.rows()) if (isSupport(atom)) supports.push(atom);

  /** Frames are live-support, too, but it is their functions that keep them. */
  function isSupport(atom: AtomIndex): boolean {
    const section = atoms.section[atom];
    return (sections.flags[section] & sectionAttributes.S_ATTR_LIVE_SUPPORT) !== 0 && !parsed.frames.has(section);
  }
  const mark: Mark = (atom, by, reason) => {
    if (atom === 0 || kept[atom] === 1 || atoms.live[atom] === 0) return;
    kept[atom] = 1;
    atoms.keptBy[atom] = by;
    atoms.rootReason[atom] = reason;
    queue.push(atom);
    if (trace.on) trace.record("atom-kept", atom, by, reason);
  };
  const eachTarget = (atom: AtomIndex, visit: (target: AtomIndex) => void): void => {
    const end = atoms.relocationEnd[atom];
    for (let at: RelocationIndex = atoms.firstRelocation[atom]; at < end; at = row(at + 1)) {
      visit(targetAtom(link, at));
      visit(subtrahendAtom(link, at));
    }
  };
  const drain = (): void => {
    for (let atom = queue.pop(); atom !== undefined; atom = queue.pop()) {
      const from = atom;
      eachTarget(from, (target) => mark(target, from, 0));
    }
  };
  /** A kept function keeps its frame, the data its exceptions are handled by, and who handles them. */
  const markUnwind = (): void => {
    for (const record of unwindRecords.rows()) {
      const atom = unwindRecords.atom[record];
      if (kept[atom] === 0) continue;
      mark(unwindRecords.frame[record], atom, 0);
      mark(unwindRecords.lsda[record], atom, 0);
      const personality = unwindRecords.personality[record];
      if (personality !== 0) mark(atomOfSymbol(link, personality), atom, 0);
    }
  };
  /** Keeps supports of kept atoms; true when there were new ones. */
  const markSupports = (): boolean => {
    for (const support of supports)
      if (kept[support] === 0)
        eachTarget(support, (target) => {
          if (kept[target] === 1) mark(support, target, 0);
        });
    return queue.length > 0;
  };
  return {
    mark,
    isKept: (atom: AtomIndex): boolean => kept[atom] === 1,
    follow(): void {
      do {
        drain();
        markUnwind();
      } while (markSupports() || queue.length > 0);
    },
  };
}

function markRoots(link: Link, mark: Mark): void {
  const { files, sections, symbols, globals, atoms, layout, strings } = link;
  const definition = (global: GlobalIndex): AtomIndex =>
    global === 0 || isImport(globals, global) ? none : symbols.atom[globals.symbol[global]];
  mark(definition(layout.entry), none, rootReasons.entry);
  for (const index of wantedNames(link.options).keys())
    mark(
      definition(symbols.global[row<SymbolIndex>(linkerSymbols.firstWanted + index)]),
      none,
      rootReasons.commandLine,
    );
  for (const section of sections.rows()) {
    const flags = sections.flags[section];
    const isInitializer = isInitializerPointers(flags);
    if (!isInitializer && (flags & sectionAttributes.S_ATTR_NO_DEAD_STRIP) === 0) continue;
    if (isLeftOut(strings.text(sections.segmentName[section]), strings.text(sections.sectionName[section]), flags))
      continue;
    const reason = isInitializer ? rootReasons.initializer : rootReasons.noDeadStripSection;
    for (let atom = sections.firstAtom[section]; atom < sections.atomEnd[section]; atom = row(atom + 1))
      mark(atom, none, reason);
  }
  // Without subsections, what lies between two symbols may belong to both.
  for (const atom of atoms.rows()) {
    const file = atoms.file[atom];
    if (file !== linkerFile && (files.flags[file] & fileFlags.subsections) === 0)
      mark(atom, none, rootReasons.noSubsections);
  }
  for (const symbol of symbols.rows()) {
    // In a tentative definition and in a reference the bit is something else or says nothing.
    if (symbols.file[symbol] === linkerFile || !isInSection(symbols.type[symbol])) continue;
    if ((symbols.description[symbol] & symbolDescriptions.N_NO_DEAD_STRIP) !== 0)
      mark(symbols.atom[symbol], none, rootReasons.noDeadStripSymbol);
  }
  markNamed(link, (global, reason) => mark(definition(global), none, reason));
}

/** Names that somebody outside the link may ask for. */
function markNamed({ globals, options, strings }: Link, mark: (global: GlobalIndex, reason: number) => void): void {
  const { exports, exportDynamic } = options.names;
  // A listed name stays whatever else hides it.
  const isListed = exports.kind === "only" ? compileChoice(exports) : undefined;
  // Who loads a library may ask for anything it offers.
  const offersNames = options.output !== "executable" || exportDynamic;
  for (const global of globals.rows()) {
    const flags = globals.flags[global];
    if ((flags & globalFlags.referencedDynamically) !== 0) mark(global, rootReasons.noDeadStripSymbol);
    if (offersNames && (flags & globalFlags.exported) !== 0) mark(global, rootReasons.exported);
    if (isListed?.(strings.text(globals.name[global])) === true) mark(global, rootReasons.commandLine);
  }
}
