// A symbol's journey: seen in files, resolved to one definition or to a dylib, given slots, given an address.

import { hex0x } from "@/base/text";
import { type AtomIndex, type GlobalIndex, row, type SlotIndex, type StringId, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { globalFlags, globalState, slotKind } from "@/linker/schemas/globals";
import { eventKinds } from "@/linker/trace/events";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import { cppName } from "../cppNames";
import type { Card, CardRow, CardSection } from "../explanation";
import { fileName, globalName, inputSectionName, passTitle, slotKindName, symbolName } from "../names";
import { perBuild } from "../perBuild";
import { referencesToGlobal, referencesToSymbol } from "../references";
import { describeActions, describeEvent, describeRequest } from "../sentences";
import type { SourceFile } from "../sources";
import { keptRows } from "./keptRows";
import { addressRow, codeRow, listSection, placeRow, referencesSection, textRow } from "./rows";
import { unwindSections } from "./unwindRows";

/** Records of each name over all files, in file order. */
const recordsByGlobal = perBuild((view) => {
  const lists = new Map<number, SymbolIndex[]>();
  for (const symbol of view.symbols.rows()) {
    const global = view.symbols.global[symbol];
    if (global === 0) continue;
    const list = lists.get(global);
    if (list === undefined) lists.set(global, [symbol]);
    else list.push(symbol);
  }
  return lists;
});

/** What one file's record says: `defined in __TEXT,__text`, `undefined`, `tentative, 16 bytes`. */
export function describeRecord(view: BuildView, symbol: SymbolIndex): string {
  const type = view.symbols.type[symbol];
  const section = view.symbols.section[symbol];
  const weak = (view.symbols.description[symbol] & symbolDescriptions.N_WEAK_DEF) !== 0;
  if (section !== 0) return `${weak ? "weakly " : ""}defined in ${inputSectionName(view, section)}`;
  if ((type & symbolTypes.N_TYPE) === symbolTypes.N_ABS) return `absolute, ${hex0x(view.symbols.value[symbol])}`;
  if (view.symbols.value[symbol] !== 0) return `tentative, ${view.symbols.value[symbol]} bytes`;
  return (view.symbols.description[symbol] & symbolDescriptions.N_WEAK_REF) !== 0
    ? "weakly referred to"
    : "referred to";
}

function seenRows(view: BuildView, global: GlobalIndex): readonly CardRow[] {
  const winner = view.globals.symbol[global];
  const state = view.globals.state[global];
  const defined = state !== globalState.undefined && state !== globalState.imported;
  return (recordsByGlobal(view).get(global) ?? []).map((symbol) => {
    const isDefinition = view.symbols.section[symbol] !== 0 || view.symbols.value[symbol] !== 0;
    const file = view.symbols.file[symbol];
    return {
      label: fileName(view, file),
      value: describeRecord(view, symbol),
      subject: { kind: "file", file },
      ...(defined && symbol === winner ? { note: "chosen" } : {}),
      ...(isDefinition && symbol !== winner ? { refused: true, note: "not chosen" } : {}),
    };
  });
}

const journeyKinds = new Set<number>([
  eventKinds["global-created"].code,
  eventKinds["definition-chosen"].code,
  eventKinds["definition-refused"].code,
  eventKinds["import-bound"].code,
  eventKinds["global-unresolved"].code,
  eventKinds["tentative-allocated"].code,
  eventKinds["entry-chosen"].code,
]);

function journeyRows(view: BuildView, global: GlobalIndex): readonly CardRow[] {
  const rows: CardRow[] = [];
  for (const event of view.events.rows()) {
    if (view.events.subject[event] !== global || !journeyKinds.has(view.events.kind[event])) continue;
    rows.push({ label: passTitle(view, view.events.pass[event]), value: describeEvent(view, event) });
  }
  return rows;
}

function requestRows(view: BuildView, global: GlobalIndex): readonly CardRow[] {
  const rows: CardRow[] = [];
  for (const request of view.requests.rows()) {
    if (view.requests.global[request] !== global) continue;
    const relocation = view.requests.relocation[request];
    const base: CardRow = {
      label: describeActions(view.requests.actions[request]),
      value: `for ${describeRequest(view, request)}`,
      note: view.requests.fresh[request] === 1 ? "new" : "already asked for",
    };
    rows.push(relocation === 0 ? base : { ...base, subject: { kind: "relocation", relocation } });
  }
  return rows;
}

const slotRow = (view: BuildView, slot: SlotIndex): CardRow => ({
  ...addressRow(view, slotKindName(view, slot), view.slots.address[slot], { kind: "slot", slot }),
});

function slotRows(view: BuildView, slots: readonly SlotIndex[]): readonly CardRow[] {
  const rows: CardRow[] = [];
  for (const slot of slots) {
    if (slot === 0) continue;
    rows.push(slotRow(view, slot));
    if (view.slots.kind[slot] === slotKind.stub && view.slots.lazyPointer[slot] > 0)
      rows.push(
        addressRow(view, "lazy pointer", view.slots.lazyPointer[slot], { kind: "slot", slot, part: "lazyPointer" }),
      );
  }
  return rows;
}

export function ordinalText(view: BuildView, global: GlobalIndex): string {
  const ordinal = view.globals.ordinal[global];
  if (ordinal === -2) return "any loaded library (flat look-up)";
  if (ordinal === -1) return "the main program";
  return `library ${ordinal}, ${fileName(view, view.globals.file[global])}`;
}

function summaryOf(view: BuildView, global: GlobalIndex): string {
  const state = view.globals.state[global];
  if (state === globalState.imported)
    return `Not in this program: dyld looks it up in ${ordinalText(view, global)} when the program is loaded.`;
  if (state === globalState.undefined) return "Nothing defines it. The link cannot finish.";
  const flags = view.globals.flags[global];
  if ((flags & globalFlags.linkerDefined) !== 0) return "Defined by the linker itself.";
  const file = fileName(view, view.globals.file[global]);
  if (state === globalState.tentative)
    return `A tentative definition: ${file} asked for zeroed room, and nobody gave it more.`;
  const visible =
    (flags & globalFlags.exported) !== 0 ? "visible to other programs and libraries" : "hidden from other images";
  return `${state === globalState.weak ? "Weakly defined" : "Defined"} in ${file}, ${visible}.`;
}

const cppRows = (view: BuildView, id: StringId): CardRow[] => {
  const name = cppName(view, id);
  return name === undefined ? [] : [codeRow("In C++", name)];
};

function placeSection(view: BuildView, sources: readonly SourceFile[], global: GlobalIndex): CardSection {
  const rows: CardRow[] = cppRows(view, view.globals.name[global]);
  const symbol = view.globals.symbol[global];
  const imported = view.globals.state[global] === globalState.imported;
  if (view.globals.address[global] > 0) rows.push(addressRow(view, "Address", view.globals.address[global]));
  const atom = symbol === 0 || imported ? row<AtomIndex>(0) : view.symbols.atom[symbol];
  if (atom !== 0) {
    rows.push(
      codeRow("Section", inputSectionName(view, view.atoms.section[atom]), {
        kind: "section",
        section: view.atoms.output[atom],
      }),
    );
    rows.push(...placeRow(view, sources, atom, view.symbols.atomOffset[symbol]), ...keptRows(view, atom));
  }
  if (imported) rows.push(textRow("Bound to", ordinalText(view, global)));
  rows.push(
    textRow("Exported", (view.globals.flags[global] & globalFlags.exported) !== 0 ? "yes, in the export trie" : "no"),
  );
  return { title: "Where it ended up", rows };
}

export function globalCard(view: BuildView, sources: readonly SourceFile[], global: GlobalIndex): Card {
  const { gotSlot, stubSlot, tlvSlot } = view.globals;
  const imported = view.globals.state[global] === globalState.imported;
  return {
    kind: imported ? "imported symbol" : "symbol",
    title: globalName(view, global),
    summary: summaryOf(view, global),
    sections: [
      ...listSection("Seen in", seenRows(view, global)),
      ...listSection("How it was resolved", journeyRows(view, global), undefined, true),
      ...listSection("What was asked for", requestRows(view, global)),
      ...listSection("Slots", slotRows(view, [gotSlot[global], stubSlot[global], tlvSlot[global]])),
      placeSection(view, sources, global),
      ...(imported ? [] : unwindSections(view, view.symbols.atom[view.globals.symbol[global]])),
      ...referencesSection(view, referencesToGlobal(view, global)),
    ],
  };
}

/** A symbol that only its own file knows. */
export function localCard(view: BuildView, sources: readonly SourceFile[], symbol: SymbolIndex): Card {
  const atom = view.symbols.atom[symbol];
  const file = view.symbols.file[symbol];
  const rows: CardRow[] = [
    ...cppRows(view, view.symbols.name[symbol]),
    textRow("File", fileName(view, file), { kind: "file", file }),
  ];
  if (atom !== 0) {
    const offset = view.symbols.atomOffset[symbol];
    if (view.atoms.output[atom] !== 0)
      rows.push(addressRow(view, "Address", row(view.atoms.address[atom] + offset), { kind: "atom", atom }));
    rows.push(...placeRow(view, sources, atom, offset), ...keptRows(view, atom));
  }
  return {
    kind: "local symbol",
    title: symbolName(view, symbol) || "unnamed symbol",
    summary: `Only ${fileName(view, file)} knows this name: ${describeRecord(view, symbol)}.`,
    sections: [
      { title: "Where it is", rows },
      ...unwindSections(view, atom),
      ...referencesSection(view, referencesToSymbol(view, symbol)),
    ],
  };
}
