// A link with its trace, from the tables it published. Sentences come from inspect/, as on the page.

import { hexBytes } from "@/base/text";
import type { RelocationIndex, SlotIndex } from "@/base/units";
import { type RequestIndex, row } from "@/base/units";
import { explainRelocation } from "@/inspect/explainRelocation";
import type { FormulaRow, FormulaToken } from "@/inspect/explanation";
import { fileName, relocationTargetName, relocationTypeName, slotKindName } from "@/inspect/names";
import { appliedRelocations } from "@/inspect/patchedFields";
import {
  actionIndex,
  actionTargetCount,
  actionTargetName,
  isFreshRequest,
  needsOf,
  requestNeeds,
  slotsOfTarget,
} from "@/inspect/rows/actions";
import { bytesOfRelocation, placeOfRelocation, routeOfPatch } from "@/inspect/rows/relocations";
import { describeCause, describeEvent, describeRequest } from "@/inspect/sentences";
import type { BuildView } from "@/linker/build";
import { pipeline } from "@/linker/pipeline";
import { causeKind } from "@/linker/schemas/image";
import { eventNameOf } from "@/linker/trace/events";
import { wideNumber } from "../dump/describeSymbols";
import type {
  ActionDump,
  EventDump,
  PassDump,
  PatchDump,
  RequestDump,
  SlotDump,
  TraceDocument,
  WriteDump,
} from "./document";

function describePasses(view: BuildView, ran: readonly string[]): PassDump[] {
  const titles = new Map(pipeline.map((pass) => [pass.id, pass.title]));
  const events = view.passes.map((): EventDump[] => []);
  const writes = view.passes.map((): WriteDump[] => []);
  const patchCounts = view.passes.map(() => 0);
  const { kind, subject, object, value, cause } = view.events;
  for (const event of view.events.rows())
    events[view.events.pass[event]]!.push({
      event,
      kind: eventNameOf(kind[event]) ?? `kind ${kind[event]}`,
      text: describeEvent(view, event),
      subject: subject[event],
      object: object[event],
      value: value[event],
      cause: cause[event],
    });
  for (const write of view.writes.rows()) {
    const pass = view.writes.pass[write];
    const { causeKind: kinds, cause: causes, offset, size } = view.writes;
    if (kinds[write] === causeKind.relocation) patchCounts[pass]! += 1;
    else
      writes[pass]!.push({
        offset: offset[write],
        size: size[write],
        text: describeCause(view, kinds[write], causes[write]),
      });
  }
  return view.passes.flatMap((id, pass) =>
    ran.includes(id)
      ? {
          id,
          title: titles.get(id) ?? id,
          stage: view.stages[pass]!,
          events: events[pass]!,
          writes: writes[pass]!,
          patchCount: patchCounts[pass]!,
        }
      : [],
  );
}

/** Addresses are 0 until they are known. */
const known = (address: number): number | null => (address === 0 ? null : address);

const describeSlot = (view: BuildView, slot: SlotIndex): SlotDump => ({
  kind: slotKindName(view, slot),
  number: view.slots.number[slot],
  address: known(view.slots.address[slot]),
  lazyPointer: known(view.slots.lazyPointer[slot]),
  helper: known(view.slots.helper[slot]),
});

function requestOf(view: BuildView, request: RequestIndex): RequestDump {
  const relocation = view.requests.relocation[request];
  return {
    cause: describeRequest(view, request),
    file: relocation === 0 ? null : fileName(view, view.atoms.file[view.relocations.atom[relocation]]),
    needs: requestNeeds(view, request),
    fresh: isFreshRequest(view, request),
  };
}

function describeActions(view: BuildView): ActionDump[] {
  const { starts, requests } = actionIndex(view);
  return Array.from({ length: actionTargetCount(view) }, (_, target) => ({
    name: actionTargetName(view, target),
    needs: needsOf(view, target),
    slots: slotsOfTarget(view, target).map((slot) => describeSlot(view, slot)),
    requests: Array.from(requests.subarray(starts[target], starts[target + 1]), (request) =>
      requestOf(view, row<RequestIndex>(request)),
    ),
  }));
}

const said = ({ tokens, terms }: FormulaRow, show: (term: FormulaRow["terms"][number]) => string): string =>
  tokens.map((token: FormulaToken) => ("text" in token ? token.text : show(terms[token.term]!))).join("");

function describePatch(view: BuildView, relocation: RelocationIndex, number: number): PatchDump {
  const patch = view.relocations.patch[relocation];
  const { type, atom, addendLow, addendHigh } = view.relocations;
  const { formula } = explainRelocation(view, [], relocation);
  const bytes = bytesOfRelocation(view, relocation);
  const addend = (BigInt(addendHigh[relocation]) << 32n) | BigInt(addendLow[relocation]);
  return {
    number,
    file: fileName(view, view.atoms.file[atom[relocation]]),
    place: placeOfRelocation(view, relocation),
    address: view.patches.place[patch],
    offset: bytes === undefined ? null : view.writes.offset[bytes.write],
    type: relocationTypeName(view, type[relocation]),
    target: relocationTargetName(view, relocation),
    addend: wideNumber(BigInt.asIntN(64, addend)),
    route: routeOfPatch(view, patch)?.name ?? "",
    formula:
      formula === undefined
        ? null
        : {
            symbols: said(formula, (term) => term.name),
            numbers: said(formula, (term) => term.shown),
            terms: formula.terms.map(({ name, value, meaning }) => ({ name, value, meaning })),
          },
    value: view.patches.value[patch],
    before: bytes === undefined ? null : hexBytes(bytes.before),
    after: bytes === undefined ? null : hexBytes(bytes.after),
  };
}

/** `ran`: ids of the passes that a failed link got to. */
export const describeTrace = (view: BuildView, ran: readonly string[]): TraceDocument => ({
  passes: describePasses(view, ran),
  actions: describeActions(view),
  patches: Array.from(appliedRelocations(view), (relocation, index) => describePatch(view, relocation, index + 1)),
  diagnostics: view.diagnostics,
});
