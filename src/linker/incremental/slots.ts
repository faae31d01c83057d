// Slots that come and go. How often each name is asked for a GOT cell, a stub or a thread pointer is counted: the first
// request makes the slot, the last to go frees it, and its place in the section is a hole that the next one fills. What
// declarations and the linker itself ask for stays until the name goes (the seed's action table). Holes hold nothing:
// no rebase, no bind, zeros.

import {
  advance,
  type GlobalIndex,
  type RelocationIndex,
  type RequestIndex,
  row,
  type SlotIndex,
  type SymbolIndex,
} from "@/base/units";
import { actionFlags, requestCause, slotKind } from "../schemas/globals";
import { syntheticKind } from "../schemas/image";
import { isLazilyBound, needsBinding } from "../synthetic/bindingKind";
import { pointerBytes } from "../synthetic/syntheticSection";
import { targetGlobal } from "../target";
import type { References } from "./references";
import type { IncrementalState } from "./state";

type Via = "got" | "stub" | "tlv";
const kinds: Readonly<Record<Via, { readonly slot: number; readonly flag: number }>> = {
  got: { slot: slotKind.got, flag: actionFlags.got },
  stub: { slot: slotKind.stub, flag: actionFlags.stub },
  tlv: { slot: slotKind.threadPointer, flag: actionFlags.tlv },
};
const vias = ["got", "stub", "tlv"] as const;

export interface Slots {
  /** Counts what a relocation needs of its target. */
  attach(relocation: RelocationIndex): void;
  detach(relocation: RelocationIndex): void;
  /** The request that a relocation made passes to the row that stands for it now. */
  rename(from: RelocationIndex, to: RelocationIndex): void;
  /** Asks on behalf of a declaration or the linker itself; never taken back while the name lives. */
  request(global: GlobalIndex, actions: number, cause: number): void;
  requestLocal(symbol: SymbolIndex, cause: number): void;
  releaseLocal(symbol: SymbolIndex): void;
  /** A local name has another row. */
  renameLocal(from: SymbolIndex, to: SymbolIndex): void;
  /** The name is about to go. */
  forget(global: GlobalIndex): void;
  /** Makes and frees slots. */
  settle(): void;
  localSlot(via: "got" | "tlv", symbol: SymbolIndex): SlotIndex;
  /** Places in the section, holes included. */
  count(kind: number): number;
  /** By place; 0 for a hole. */
  byNumber(kind: number): readonly SlotIndex[];
  /** Gives slots their addresses: all of them, or those that need one. */
  locate(all: boolean): void;
  hasLazyStubs(): boolean;
  /** Places that became holes since the last call, for zeroing. */
  takeFreed(): readonly { readonly kind: number; readonly number: number }[];
}

export function createSlots(state: IncrementalState, references: References): Slots {
  const { globals, relocations, slots, requests, symbols, outputSections, stores, rules, dirt, layout, target } = state;
  /** How many relocations ask, by name. */
  const wants: Readonly<Record<Via, number[]>> = { got: [], stub: [], tlv: [] };
  /** What declarations and the linker asked for. */
  const lasting: number[] = [];
  const lastingRequests = new Map<GlobalIndex, RequestIndex[]>();
  const requestOf: number[] = [];
  const fresh = new Map<GlobalIndex, RelocationIndex[]>();
  const localWants = new Map<SymbolIndex, number>();
  const localCauses = new Map<SymbolIndex, number>();
  const localSlots = new Map<SymbolIndex, SlotIndex>();
  const tables = new Map<number, SlotIndex[]>([
    [slotKind.got, []],
    [slotKind.stub, []],
    [slotKind.threadPointer, []],
  ]);
  const holes = new Map<number, number[]>([
    [slotKind.got, []],
    [slotKind.stub, []],
    [slotKind.threadPointer, []],
  ]);
  let freed: { kind: number; number: number }[] = [];

  const viaOf = (relocation: RelocationIndex): Via | undefined => {
    const { via } = rules[relocations.type[relocation]]!;
    return via === "symbol" ? undefined : via;
  };
  const slotOf = (via: Via, global: GlobalIndex): SlotIndex =>
    via === "got" ? globals.gotSlot[global] : via === "stub" ? globals.stubSlot[global] : globals.tlvSlot[global];
  const setSlot = (via: Via, global: GlobalIndex, slot: SlotIndex): void => {
    if (via === "got") globals.gotSlot[global] = slot;
    else if (via === "stub") globals.stubSlot[global] = slot;
    else globals.tlvSlot[global] = slot;
    stores.globals.touch(global);
  };
  const take = (kind: number, global: GlobalIndex, symbol: SymbolIndex): SlotIndex => {
    const table = tables.get(kind)!;
    const open = holes.get(kind)!;
    const slot = stores.slots.take(1);
    slots.kind[slot] = kind;
    slots.number[slot] = open.length > 0 ? open.shift()! : table.length;
    slots.global[slot] = global;
    slots.symbol[slot] = symbol;
    table[slots.number[slot]] = slot;
    dirt.slots.add(slot);
    dirt.indirectSymbols = true;
    return slot;
  };
  const free = (slot: SlotIndex): void => {
    const kind = slots.kind[slot];
    const number = slots.number[slot];
    tables.get(kind)![number] = row(0);
    const open = holes.get(kind)!;
    let at = open.length;
    while (at > 0 && open[at - 1]! > number) at -= 1;
    open.splice(at, 0, number);
    freed.push({ kind, number });
    dirt.slots.delete(slot);
    dirt.indirectSymbols = true;
    if (state.trace.on) state.trace.record("slot-freed", slot);
    onFree(slot);
    stores.slots.give(slot, 1);
  };
  const onFree = (slot: SlotIndex): void => state.fixupOwners.dropSlot(slot);
  const note = (
    global: GlobalIndex,
    symbol: SymbolIndex,
    actions: number,
    cause: number,
    relocation: RelocationIndex,
    isFirst: boolean,
  ): RequestIndex => {
    const request = stores.requests.take(1);
    requests.global[request] = global;
    requests.symbol[request] = global === 0 ? symbol : row(0);
    requests.actions[request] = actions;
    requests.cause[request] = cause;
    requests.relocation[request] = relocation;
    requests.fresh[request] = isFirst ? 1 : 0;
    requests.flush[request] = state.flush;
    if (state.trace.on) requests.event[request] = state.trace.record("action-requested", global, request);
    return request;
  };
  const setReason = (slot: SlotIndex, request: RequestIndex): void => {
    slots.request[slot] = request;
    stores.slots.touch(slot);
  };
  const noteRelocation = (relocation: RelocationIndex, global: GlobalIndex, via: Via, slot: SlotIndex): void => {
    if ((requestOf[relocation] ?? 0) !== 0) return;
    const isFirst = slots.request[slot] === 0;
    const request = note(global, row(0), kinds[via].flag, requestCause.relocation, relocation, isFirst);
    requestOf[relocation] = request;
    if (isFirst) setReason(slot, request);
  };
  const dropRequest = (relocation: RelocationIndex): void => {
    const request = row<RequestIndex>(requestOf[relocation] ?? 0);
    if (request === 0) return;
    requestOf[relocation] = 0;
    const global = requests.global[request];
    const slot = slotOfRequest(request);
    stores.requests.give(request, 1);
    // The slot's reason is gone: another one takes over.
    if (slot !== 0 && slots.request[slot] === request) {
      setReason(slot, row(0));
      dirt.needs.add(global);
    }
  };
  const slotOfRequest = (request: RequestIndex): SlotIndex => {
    const global = requests.global[request];
    if (global === 0) return row(0);
    const via = vias.find((name) => kinds[name].flag === requests.actions[request]);
    return via === undefined ? row(0) : slotOf(via, global);
  };
  const isInEffect = (via: Via, global: GlobalIndex): boolean => {
    const asked = (wants[via][global] ?? 0) > 0 || ((lasting[global] ?? 0) & kinds[via].flag) !== 0;
    return asked && (via === "got" || needsBinding(globals, global));
  };
  /** New users of a slot that is there already. */
  const joinSlot = (via: Via, global: GlobalIndex, slot: SlotIndex): void => {
    for (const relocation of fresh.get(global) ?? [])
      if (relocations.atom[relocation] !== 0 && viaOf(relocation) === via)
        noteRelocation(relocation, global, via, slot);
    if (slots.request[slot] === 0) adopt(via, global, slot);
  };
  const settleGlobal = (global: GlobalIndex): void => {
    let actions = lasting[global] ?? 0;
    for (const via of vias) {
      if ((wants[via][global] ?? 0) > 0) actions |= kinds[via].flag;
      const slot = slotOf(via, global);
      const wanted = isInEffect(via, global);
      if (wanted && slot === 0) makeSlot(via, global);
      else if (!wanted && slot !== 0) dropSlot(via, global, slot);
      else if (wanted) joinSlot(via, global, slot);
    }
    globals.actions[global] = actions;
    stores.globals.touch(global);
    fresh.delete(global);
  };
  const eachUser = (via: Via, global: GlobalIndex, visit: (relocation: RelocationIndex) => void): void =>
    references.ofGlobal(global, (relocation) => {
      if (viaOf(relocation) === via && targetGlobal(state, relocation) === global) visit(relocation);
    });
  /** Finds the slot a reason to be again. */
  const adopt = (via: Via, global: GlobalIndex, slot: SlotIndex): void => {
    const other = lastingRequests.get(global)?.find((request) => (requests.actions[request] & kinds[via].flag) !== 0);
    if (other !== undefined) setReason(slot, other);
    else
      eachUser(via, global, (relocation) => {
        const request = row<RequestIndex>(requestOf[relocation] ?? 0);
        if (request === 0 || slots.request[slot] !== 0) return;
        setReason(slot, request);
        requests.fresh[request] = 1;
        stores.requests.touch(request);
      });
  };
  const makeSlot = (via: Via, global: GlobalIndex): void => {
    const slot = take(kinds[via].slot, global, row(0));
    setSlot(via, global, slot);
    const asked = lastingRequests.get(global)?.find((request) => (requests.actions[request] & kinds[via].flag) !== 0);
    if (asked !== undefined) setReason(slot, asked);
    const users: RelocationIndex[] = [];
    eachUser(via, global, (relocation) => users.push(relocation));
    // Lists of references run backwards.
    for (const relocation of users.sort((a, b) => a - b)) {
      dirt.relocations.add(relocation);
      noteRelocation(relocation, global, via, slot);
    }
    if (state.trace.on) state.trace.record("slot-made", slot, slots.request[slot]);
  };
  const dropSlot = (via: Via, global: GlobalIndex, slot: SlotIndex): void => {
    setSlot(via, global, row(0));
    eachUser(via, global, (relocation) => {
      dirt.relocations.add(relocation);
      const request = row<RequestIndex>(requestOf[relocation] ?? 0);
      requestOf[relocation] = 0;
      if (request !== 0) stores.requests.give(request, 1);
    });
    free(slot);
  };
  const settleLocal = (symbol: SymbolIndex): void => {
    const wanted = (localWants.get(symbol) ?? 0) > 0;
    const slot = localSlots.get(symbol);
    if (wanted && slot === undefined) {
      const made = take(slotKind.got, row(0), symbol);
      localSlots.set(symbol, made);
      slots.request[made] = note(
        row(0),
        symbol,
        actionFlags.got,
        localCauses.get(symbol) ?? requestCause.relocation,
        row(0),
        true,
      );
    } else if (wanted && slot !== undefined) dirt.slots.add(slot);
    else if (!wanted && slot !== undefined) {
      localSlots.delete(symbol);
      if (slots.request[slot] !== 0) stores.requests.give(slots.request[slot], 1);
      free(slot);
    }
  };
  const countLocal = (symbol: SymbolIndex, by: number): void => {
    localWants.set(symbol, (localWants.get(symbol) ?? 0) + by);
    if (localWants.get(symbol) === 0) localWants.delete(symbol);
    dirt.localNeeds.add(symbol);
  };
  /** What goes through a slot that moved is patched again. */
  const reachAgain = (slot: SlotIndex): void => {
    const global = slots.global[slot];
    const add = (relocation: RelocationIndex) => {
      if (viaOf(relocation) !== undefined) dirt.relocations.add(relocation);
    };
    if (global !== 0) references.ofGlobal(global, add);
    else references.ofAtom(symbols.atom[slots.symbol[slot]], add);
  };
  const sizes = { stub: target.code.stub.bytes.length, helper: target.code.helperEntry.bytes.length };
  const preamble = target.code.helperPreamble.bytes.length;
  const startOf = (kind: number) => outputSections.address[layout.syntheticSections[kind]!];

  return {
    attach(relocation) {
      const via = viaOf(relocation);
      if (via === undefined) return;
      const global = targetGlobal(state, relocation);
      if (global !== 0) {
        wants[via][global] = (wants[via][global] ?? 0) + 1;
        dirt.needs.add(global);
        // A slot that is not there yet will look for all its users.
        if (slotOf(via, global) === 0) return;
        const pending = fresh.get(global);
        if (pending === undefined) fresh.set(global, [relocation]);
        else pending.push(relocation);
      } else if (rules[relocations.type[relocation]]!.needsSlot === true && relocations.symbol[relocation] !== 0)
        countLocal(relocations.symbol[relocation], 1);
    },
    detach(relocation) {
      const via = viaOf(relocation);
      if (via === undefined) return;
      const global = targetGlobal(state, relocation);
      if (global !== 0) {
        wants[via][global]! -= 1;
        dirt.needs.add(global);
      } else if (rules[relocations.type[relocation]]!.needsSlot === true && relocations.symbol[relocation] !== 0)
        countLocal(relocations.symbol[relocation], -1);
      dropRequest(relocation);
    },
    rename(from, to) {
      const request = row<RequestIndex>(requestOf[from] ?? 0);
      requestOf[from] = 0;
      requestOf[to] = request;
      if (request === 0) return;
      requests.relocation[request] = to;
      stores.requests.touch(request);
    },
    request(global, actions, cause) {
      const known = lasting[global] ?? 0;
      lasting[global] = known | actions;
      const own = lastingRequests.get(global) ?? [];
      own.push(note(global, row(0), actions, cause, row(0), (known & actions) !== actions));
      lastingRequests.set(global, own);
      globals.actions[global] |= actions;
      stores.globals.touch(global);
      dirt.needs.add(global);
    },
    requestLocal(symbol, cause) {
      localCauses.set(symbol, cause);
      countLocal(symbol, 1);
    },
    releaseLocal(symbol) {
      localCauses.delete(symbol);
      countLocal(symbol, -1);
    },
    renameLocal(from, to) {
      const wanted = localWants.get(from);
      if (wanted !== undefined) {
        localWants.delete(from);
        localWants.set(to, wanted);
      }
      const slot = localSlots.get(from);
      if (slot === undefined) return;
      localSlots.delete(from);
      localSlots.set(to, slot);
      slots.symbol[slot] = to;
      stores.slots.touch(slot);
      const reason = slots.request[slot];
      if (reason === 0) return;
      requests.symbol[reason] = to;
      stores.requests.touch(reason);
    },
    forget(global) {
      for (const via of vias) {
        const slot = slotOf(via, global);
        if (slot !== 0) dropSlot(via, global, slot);
        wants[via][global] = 0;
      }
      for (const request of lastingRequests.get(global) ?? []) stores.requests.give(request, 1);
      lastingRequests.delete(global);
      // A recycled row starts without wishes.
      lasting[global] = 0;
      fresh.delete(global);
      dirt.needs.delete(global);
    },
    settle() {
      for (const global of [...dirt.needs].sort((a, b) => a - b)) if (globals.state[global] !== 0) settleGlobal(global);
      dirt.needs.clear();
      for (const symbol of [...dirt.localNeeds].sort((a, b) => a - b)) settleLocal(symbol);
      dirt.localNeeds.clear();
    },
    localSlot: (via, symbol) => (via === "got" ? (localSlots.get(symbol) ?? row(0)) : row(0)),
    count: (kind) => tables.get(kind)!.length,
    byNumber: (kind) => tables.get(kind)!,
    locate(all) {
      const helperStart = startOf(syntheticKind.stubHelper);
      const place = (slot: SlotIndex): void => {
        stores.slots.touch(slot);
        const number = slots.number[slot];
        const kind = slots.kind[slot];
        if (kind === slotKind.got) slots.address[slot] = advance(startOf(syntheticKind.got), number * pointerBytes);
        else if (kind === slotKind.threadPointer)
          slots.address[slot] = advance(startOf(syntheticKind.threadPointers), number * pointerBytes);
        else {
          slots.address[slot] = advance(startOf(syntheticKind.stubs), number * sizes.stub);
          slots.lazyPointer[slot] = advance(startOf(syntheticKind.lazyPointers), number * pointerBytes);
          slots.helper[slot] = row(
            isLazilyBound(globals, slots.global[slot]) ? helperStart + preamble + number * sizes.helper : 0,
          );
        }
      };
      if (all) {
        for (const slot of slots.rows()) {
          place(slot);
          dirt.slots.add(slot);
          reachAgain(slot);
        }
      } else for (const slot of dirt.slots) place(slot);
    },
    hasLazyStubs() {
      for (const slot of tables.get(slotKind.stub)!)
        if (slot !== 0 && isLazilyBound(globals, slots.global[slot])) return true;
      return false;
    },
    takeFreed() {
      const taken = freed;
      freed = [];
      return taken;
    },
  };
}
