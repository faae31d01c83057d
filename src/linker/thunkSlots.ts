// Thunks as rows: each is a slot behind the others, and each branch that goes through it is a request, so that they are
// shown and explained as what asked for other indirections is.

import { fillTemplate } from "@/arch/syntheticCode";
import type { Target } from "@/arch/target";
import { advance, fileOffset, type RelocationIndex, type RequestIndex, row, type SlotIndex } from "@/base/units";
import { copyRows, type ReadonlyTable, type Table } from "@/tables/table";
import type { ImageWriter } from "./image";
import { type Schemas, schemas } from "./schemas/all";
import { actionFlags, requestCause, slotKind } from "./schemas/globals";
import { causeKind } from "./schemas/image";
import { symbolAddress } from "./target";
import type { Thunk } from "./thunks";
import type { Trace } from "./trace/trace";

interface Adding {
  readonly globals: Table<Schemas["globals"]>;
  readonly slots: Table<Schemas["slots"]>;
  readonly requests: ReadonlyTable<Schemas["requests"]>;
  readonly create: {
    slots(capacity: number): Table<Schemas["slots"]>;
    requests(capacity: number): Table<Schemas["requests"]>;
  };
  readonly trace: Trace;
}

/** Makes the tables of slots and requests anew, with rows for the thunks; their addresses are final. */
export function addThunkRows(link: Adding, thunks: readonly Thunk[]): void {
  const { globals, trace } = link;
  const branches = thunks.reduce((sum, thunk) => sum + thunk.branches.length, 0);
  const slots = link.create.slots(link.slots.rowCount() + thunks.length);
  const requests = link.create.requests(link.requests.rowCount() + branches);
  copyRows(schemas.slots, link.slots, slots);
  copyRows(schemas.requests, link.requests, requests);
  let slot = row<SlotIndex>(slots.rowCount());
  let request = row<RequestIndex>(requests.rowCount());
  const addRequest = (thunk: Thunk, branch: RelocationIndex, isFirst: boolean): RequestIndex => {
    requests.global[request] = thunk.global;
    requests.symbol[request] = thunk.symbol;
    requests.actions[request] = actionFlags.thunk;
    requests.cause[request] = requestCause.relocation;
    requests.relocation[request] = branch;
    requests.fresh[request] = isFirst ? 1 : 0;
    if (trace.on) requests.event[request] = trace.record("action-requested", thunk.global, request);
    request = advance(request, 1);
    return row(request - 1);
  };
  for (const [number, thunk] of thunks.entries()) {
    slots.kind[slot] = slotKind.thunk;
    slots.number[slot] = number;
    slots.global[slot] = thunk.global;
    slots.symbol[slot] = thunk.symbol;
    slots.addend[slot] = thunk.addend;
    slots.address[slot] = thunk.address;
    for (const [index, branch] of thunk.branches.entries()) {
      const made = addRequest(thunk, branch, index === 0);
      if (index === 0) slots.request[slot] = made;
    }
    if (thunk.global !== 0) globals.actions[thunk.global] |= actionFlags.thunk;
    if (trace.on) trace.record("slot-made", slot, slots.request[slot]);
    slot = advance(slot, 1);
  }
  slots.publish(slot);
  requests.publish(request);
}

interface Writing {
  readonly target: Target;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly slots: ReadonlyTable<Schemas["slots"]>;
  readonly segments: ReadonlyTable<Schemas["segments"]>;
  readonly image: ImageWriter;
}

export function writeThunks(link: Writing): void {
  const { globals, symbols, atoms, slots, segments, target, image } = link;
  const template = target.code.thunk;
  if (template === undefined) return;
  for (const slot of slots.rows()) {
    if (slots.kind[slot] !== slotKind.thunk) continue;
    const global = slots.global[slot];
    const stub = global === 0 ? row<SlotIndex>(0) : globals.stubSlot[global];
    const own = global === 0 ? symbolAddress({ symbols, atoms }, slots.symbol[slot]) : globals.address[global];
    const leadsTo = advance(stub === 0 ? own : slots.address[stub], slots.addend[slot]);
    const address = slots.address[slot];
    for (const segment of segments.rows()) {
      const into = address - segments.address[segment];
      if (into < 0 || into >= segments.fileSize[segment]) continue;
      const offset = fileOffset(segments.fileOffset[segment] + into);
      image.patch(offset, fillTemplate(template, address, { target: leadsTo }), causeKind.slot, slot);
    }
  }
}
