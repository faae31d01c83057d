// Rows of the Actions table: each name that needs a GOT cell, a stub or a thread pointer, and below it every request
// that said so, with its cause. Requests are never merged away: the table shows which was first and which joined.

import { hex0x } from "@/base/text";
import type { GlobalIndex, RelocationIndex, RequestIndex, SlotIndex, SymbolIndex } from "@/base/units";
import { row } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { requestCause, slotKind } from "@/linker/schemas/globals";
import { globalName, shortTypeName, symbolName } from "../names";
import { perBuild } from "../perBuild";
import { type SourceFile, sourcePlaceAt } from "../sources";
import type { Subject } from "../subject";
import { placeOfRelocation } from "./relocations";
import { actionTexts } from "./symbols";

/** A name with requests: a global, or a local symbol of one file. */
export interface ActionTarget {
  readonly global: GlobalIndex;
  readonly symbol: SymbolIndex;
}

interface ActionIndex {
  /** Target t is in `globals` when nonzero, else in `symbols`. */
  readonly globals: Uint32Array;
  readonly symbols: Uint32Array;
  /** Requests of target t are requests[starts[t] .. starts[t + 1]), in the order made. */
  readonly starts: Uint32Array;
  readonly requests: Uint32Array;
}

/** Counts, then fills; targets stand in the order of their first request. */
export const actionIndex = perBuild((view): ActionIndex => {
  const globalCount = view.globals.rowCount();
  const ordinals = new Map<number, number>();
  const keyOf = (request: RequestIndex) =>
    view.requests.global[request] === 0 ? globalCount + view.requests.symbol[request] : view.requests.global[request];
  for (const request of view.requests.rows()) {
    const key = keyOf(request);
    if (!ordinals.has(key)) ordinals.set(key, ordinals.size);
  }
  const keys = [...ordinals.keys()];
  const starts = new Uint32Array(keys.length + 1);
  for (const request of view.requests.rows()) starts[(ordinals.get(keyOf(request)) ?? 0) + 1] += 1;
  for (let target = 0; target < keys.length; target++) starts[target + 1] += starts[target];
  const requests = new Uint32Array(starts[keys.length]);
  const next = starts.slice();
  for (const request of view.requests.rows()) {
    const target = ordinals.get(keyOf(request)) ?? 0;
    requests[next[target]] = request;
    next[target] += 1;
  }
  return {
    globals: Uint32Array.from(keys, (key) => (key < globalCount ? key : 0)),
    symbols: Uint32Array.from(keys, (key) => (key < globalCount ? 0 : key - globalCount)),
    starts,
    requests,
  };
});

export const actionTargetCount = (view: BuildView): number => actionIndex(view).globals.length;
export const actionTarget = (view: BuildView, target: number): ActionTarget => ({
  global: row<GlobalIndex>(actionIndex(view).globals[target]),
  symbol: row<SymbolIndex>(actionIndex(view).symbols[target]),
});
export function actionTargetName(view: BuildView, target: number): string {
  const { global, symbol } = actionTarget(view, target);
  return global === 0 ? symbolName(view, symbol) : globalName(view, global);
}
export function actionTargetSubject(view: BuildView, target: number): Subject {
  const { global, symbol } = actionTarget(view, target);
  return global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
}

/**
 * Visible rows: a target is its number, a request is `targets + request`. Filtered by the target's name, or by an
 * address of its slots.
 */
export function actionRows(view: BuildView, filter: string, expanded: ReadonlySet<number>): Uint32Array {
  const { starts, requests } = actionIndex(view);
  const targets = actionTargetCount(view);
  const rows = new Uint32Array(targets + requests.length);
  const wanted = filter.trim().toLowerCase();
  let count = 0;
  for (let target = 0; target < targets; target++) {
    const text = `${actionTargetName(view, target)} ${needsOf(view, target).join(" ")}`.toLowerCase();
    if (!text.includes(wanted)) continue;
    rows[count++] = target;
    if (!expanded.has(target)) continue;
    for (let at = starts[target]; at < starts[target + 1]; at++) rows[count++] = targets + requests[at];
  }
  return rows.subarray(0, count);
}

export type ActionRow =
  | { readonly kind: "target"; readonly target: number }
  | { readonly kind: "request"; readonly request: RequestIndex };
export function actionRowOf(view: BuildView, number: number): ActionRow {
  const targets = actionTargetCount(view);
  return number < targets
    ? { kind: "target", target: number }
    : { kind: "request", request: row<RequestIndex>(number - targets) };
}

/** What the requests of a target ask for together. */
export function needsOf(view: BuildView, target: number): readonly string[] {
  const { starts, requests } = actionIndex(view);
  let flags = 0;
  for (let at = starts[target]; at < starts[target + 1]; at++)
    flags |= view.requests.actions[row<RequestIndex>(requests[at])];
  return actionTexts(flags);
}
export const requestCount = (view: BuildView, target: number): number =>
  actionIndex(view).starts[target + 1] - actionIndex(view).starts[target];

/** Slots of local symbols, and thunks of names, which may have several. */
const otherSlots = perBuild((view) => {
  const bySymbol = new Map<number, SlotIndex[]>();
  const thunks = new Map<number, SlotIndex[]>();
  for (const slot of view.slots.rows()) {
    const { kind, global, symbol } = view.slots;
    const [list, key] = global[slot] === 0 ? [bySymbol, symbol[slot]] : [thunks, global[slot]];
    if (global[slot] === 0 || kind[slot] === slotKind.thunk) list.set(key, [...(list.get(key) ?? []), slot]);
  }
  return { bySymbol, thunks };
});

/** The target's slots: GOT cell, stub, thread pointer, thunks. */
export function slotsOfTarget(view: BuildView, target: number): readonly SlotIndex[] {
  const { global, symbol } = actionTarget(view, target);
  if (global === 0) return otherSlots(view).bySymbol.get(symbol) ?? [];
  const { gotSlot, stubSlot, tlvSlot } = view.globals;
  const named = [gotSlot[global], stubSlot[global], tlvSlot[global]].filter((slot) => slot !== 0);
  return [...named, ...(otherSlots(view).thunks.get(global) ?? [])];
}

export interface SlotAddress {
  readonly label: string;
  readonly address: string;
  readonly subject: Subject;
}
const slotLabels = new Map<number, string>([
  [slotKind.got, "GOT"],
  [slotKind.stub, "stub"],
  [slotKind.threadPointer, "TLV"],
  [slotKind.thunk, "thunk"],
]);

/** Every address that the target's slots have: a stub brings its lazy pointer and its helper entry along. */
export function slotAddresses(view: BuildView, target: number): readonly SlotAddress[] {
  return slotsOfTarget(view, target).flatMap((slot) => {
    const label = slotLabels.get(view.slots.kind[slot]) ?? "slot";
    const all = [
      { label, address: view.slots.address[slot], part: "slot" as const },
      { label: "pointer", address: view.slots.lazyPointer[slot], part: "lazyPointer" as const },
      { label: "helper", address: view.slots.helper[slot], part: "helper" as const },
    ];
    return all
      .filter(({ address }) => address > 0)
      .map(({ label: name, address, part }) => ({
        label: name,
        address: hex0x(address),
        subject: { kind: "slot", slot, part } as const,
      }));
  });
}

const otherCauses = new Map<number, string>([
  [requestCause.commandLine, "named on the command line"],
  [requestCause.entry, "the entry point"],
  [requestCause.stubHelper, "the stub helper needs the binder"],
  [requestCause.personality, "a personality routine"],
  [requestCause.threadLocal, "thread-local access"],
  [requestCause.stub, "its stub jumps through it"],
  [requestCause.declaration, "a declaration"],
]);

/** `BRANCH26 at _main+0x10`, or what else asked. */
export function causeOfRequest(view: BuildView, request: RequestIndex): string {
  const relocation = view.requests.relocation[request];
  if (relocation === 0) return otherCauses.get(view.requests.cause[request]) ?? "the linker";
  return `${shortTypeName(view, view.relocations.type[relocation])} at ${placeOfRelocation(view, relocation)}`;
}

/** `main.s:9`, or the file when its lines are not known. */
export function originOfRequest(view: BuildView, sources: readonly SourceFile[], request: RequestIndex): string {
  const relocation = view.requests.relocation[request];
  return relocation === 0 ? "" : originOfRelocation(view, sources, relocation);
}

export function originOfRelocation(
  view: BuildView,
  sources: readonly SourceFile[],
  relocation: RelocationIndex,
): string {
  const atom = view.relocations.atom[relocation];
  const offset = view.atoms.offset[atom] + view.relocations.offset[relocation];
  const place = sourcePlaceAt(view, sources, view.atoms.section[atom], offset);
  return place === undefined
    ? view.strings.text(view.files.name[view.atoms.file[atom]])
    : `${place.file}:${place.line}`;
}

export const requestNeeds = (view: BuildView, request: RequestIndex): readonly string[] =>
  actionTexts(view.requests.actions[request]);

/** Whether the request brought a flag nobody had asked for. */
export const isFreshRequest = (view: BuildView, request: RequestIndex): boolean => view.requests.fresh[request] === 1;

/** What a row shows. */
export type ActionItem =
  | {
      readonly kind: "target";
      readonly name: string;
      readonly needs: readonly string[];
      readonly slots: readonly SlotAddress[];
      readonly requests: number;
      readonly expanded: boolean;
    }
  | {
      readonly kind: "request";
      readonly cause: string;
      readonly needs: readonly string[];
      readonly source: string;
      readonly fresh: boolean;
      /** Incremental: the flush that heeded it first, from 1; 0 in packed links. */
      readonly flush: number;
    };

export function actionItem(
  view: BuildView,
  sources: readonly SourceFile[],
  expanded: ReadonlySet<number>,
  number: number,
): ActionItem {
  const found = actionRowOf(view, number);
  if (found.kind === "target") {
    return {
      kind: "target",
      name: actionTargetName(view, found.target),
      needs: needsOf(view, found.target),
      slots: slotAddresses(view, found.target),
      requests: requestCount(view, found.target),
      expanded: expanded.has(found.target),
    };
  }
  return {
    kind: "request",
    cause: causeOfRequest(view, found.request),
    needs: requestNeeds(view, found.request),
    source: originOfRequest(view, sources, found.request),
    fresh: isFreshRequest(view, found.request),
    flush: view.requests.flush[found.request],
  };
}

/** A request leads to the relocation that made it; a name, and a request of another kind, to the name. */
export function subjectOfActionRow(view: BuildView, number: number): Subject {
  const found = actionRowOf(view, number);
  if (found.kind === "target") return actionTargetSubject(view, found.target);
  const relocation = view.requests.relocation[found.request];
  if (relocation !== 0) return { kind: "relocation", relocation };
  const global = view.requests.global[found.request];
  return global === 0 ? { kind: "symbol", symbol: view.requests.symbol[found.request] } : { kind: "global", global };
}

/** Row of a name; undefined where nobody asked for anything. */
function targetRow(view: BuildView, global: GlobalIndex, symbol: SymbolIndex): number | undefined {
  const { globals, symbols } = actionIndex(view);
  if (global === 0 && symbol === 0) return undefined;
  const target = global === 0 ? symbols.indexOf(symbol) : globals.indexOf(global);
  return target === -1 ? undefined : target;
}

function requestRow(view: BuildView, wanted: RelocationIndex): number | undefined {
  const { relocation } = view.requests;
  const end = view.requests.rowCount();
  // A plain loop: there may be hundreds of thousands.
  for (let request = row<RequestIndex>(1); request < end; request = row(request + 1))
    if (relocation[request] === wanted) return actionTargetCount(view) + request;
  return undefined;
}

/** The row that shows a subject: of its name, of its request, of the name a slot was made for. */
export function actionRowOfSubject(view: BuildView, subject: Subject | undefined): number | undefined {
  switch (subject?.kind) {
    case "global":
      return targetRow(view, subject.global, row<SymbolIndex>(0));
    case "symbol":
      return targetRow(view, row<GlobalIndex>(0), subject.symbol);
    case "relocation":
      return requestRow(view, subject.relocation);
    case "slot":
      return targetRow(view, view.slots.global[subject.slot], view.slots.symbol[subject.slot]);
    default:
      return undefined;
  }
}
