// Slots and the chain behind a lazily bound call: stub code → lazy pointer → helper entry → preamble → binder, with the
// opcodes that the binder reads. Each stop is a link to its bytes.

import { hex0x, hexBytes } from "@/base/text";
import { advance, type SlotIndex, type VirtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { globalState, slotKind } from "@/linker/schemas/globals";
import { fixupKind, linkeditPart } from "@/linker/schemas/image";
import { explainChained } from "../chainedPointers";
import type { Card, CardRow, CardSection } from "../explanation";
import { streamOf } from "../linkedit";
import { globalName, type SlotPart, slotKindName, slotName, slotTargetName } from "../names";
import { offsetOf, slotAt } from "../places";
import { fixupAt } from "../references";
import { describeActions, describeRequest } from "../sentences";
import type { Subject } from "../subject";
import { symbolSubject } from "../targets";
import { addressRow, codeRow, listSection, textRow } from "./rows";

const pointerBytes = 8;

/** The 8 bytes at an address as the file has them. */
function pointerAt(
  view: BuildView,
  address: VirtualAddress,
): { readonly bytes: string; readonly value: string } | undefined {
  const offset = offsetOf(view, address);
  if (offset === undefined || view.image === undefined) return undefined;
  const bytes = view.image.slice(offset, advance(offset, pointerBytes));
  if (bytes.length < pointerBytes) return undefined;
  const value = new DataView(bytes.buffer).getBigUint64(0, true);
  return { bytes: hexBytes(bytes), value: `0x${value.toString(16)}` };
}

/** The opcodes of one lazy bind entry, from its start to DONE. */
export function lazyBindOpcodes(view: BuildView, slot: SlotIndex): readonly CardRow[] {
  const stream = streamOf(view, linkeditPart.lazyBind);
  const start = view.slots.lazyBindOffset[slot];
  const first = stream?.offsets.indexOf(start) ?? -1;
  if (stream === undefined || first === -1) return [];
  const rows: CardRow[] = [];
  for (let at = first; at < stream.texts.length; at++) {
    rows.push(codeRow(`+${hex0x(stream.offsets[at])}`, stream.texts[at].replace("BIND_OPCODE_", "")));
    if (stream.texts[at].startsWith("BIND_OPCODE_DONE")) break;
  }
  return rows;
}

const step = (label: string, value: string, subject?: Subject, note?: string): CardRow => ({
  ...textRow(label, value, subject),
  ...(note === undefined ? {} : { note }),
});

function lazySteps(view: BuildView, slot: SlotIndex): readonly CardRow[] {
  const name = slotTargetName(view, slot);
  const lazyPointer = view.slots.lazyPointer[slot];
  const helper = view.slots.helper[slot];
  const held = pointerAt(view, lazyPointer);
  const binder = view.layout.stubBinder;
  return [
    step(
      "Stub",
      `The call lands here. The code loads the pointer at ${hex0x(lazyPointer)} and jumps to it.`,
      { kind: "slot", slot },
      hex0x(view.slots.address[slot]),
    ),
    step(
      "Lazy pointer",
      `In the file it holds ${held?.value ?? "nothing"}: not ${name}, but the helper entry.`,
      { kind: "slot", slot, part: "lazyPointer" },
      held?.bytes,
    ),
    step(
      "Helper entry",
      `Hands over ${hex0x(view.slots.lazyBindOffset[slot])}, where the instructions for ${name} start in the lazy bind opcodes, and jumps to the preamble.`,
      { kind: "slot", slot, part: "helper" },
      hex0x(helper),
    ),
    step(
      "Preamble",
      `Shared by all entries: adds the address of __dyld_private (${hex0x(view.layout.dyldPrivate)}) and jumps to the binder.`,
    ),
    binder === 0
      ? step("Binder", "dyld's binder.")
      : step(
          "Binder",
          `${globalName(view, binder)}, in dyld: reads the opcodes below, looks ${name} up and overwrites the lazy pointer.`,
          { kind: "global", global: binder },
        ),
    step("Second call", `The stub loads the pointer again and now arrives at ${name} at once.`),
  ];
}

function chainOf(view: BuildView, slot: SlotIndex): readonly CardSection[] {
  if (view.slots.kind[slot] !== slotKind.stub) return [];
  if (view.slots.lazyPointer[slot] > 0 && view.slots.helper[slot] > 0)
    return [
      { title: "The first call", rows: lazySteps(view, slot), steps: true },
      ...listSection(
        "What the binder reads",
        lazyBindOpcodes(view, slot),
        "One entry of the lazy bind opcodes, up to DONE.",
      ),
    ];
  const global = view.slots.global[slot];
  const got = global === 0 ? 0 : view.globals.gotSlot[global];
  const cell: readonly CardRow[] =
    got === 0
      ? []
      : [
          addressRow(view, "Reads", view.slots.address[view.globals.gotSlot[global]], {
            kind: "slot",
            slot: view.globals.gotSlot[global],
          }),
        ];
  return [
    {
      title: "How it works",
      sentence: "The code loads the address from a cell that dyld has filled, and jumps there.",
      rows: cell,
    },
  ];
}

/** What stands in a pointer in the file, and what dyld makes of it. */
function contentSection(view: BuildView, address: VirtualAddress, name: string): readonly CardSection[] {
  const held = pointerAt(view, address);
  if (held === undefined) return [];
  const rows: CardRow[] = [codeRow("Bytes", held.bytes), codeRow("Value", held.value)];
  const fixup = fixupAt(view, address);
  const chained = explainChained(view, fixup);
  if (chained !== undefined)
    return [
      {
        title: "What it holds",
        sentence: chained.sentence,
        rows: [...rows, textRow("dyld", chained.word.name, { kind: "fixup", fixup: chained.fixup })],
        word: chained.word,
      },
    ];
  const kind = fixup === undefined ? 0 : view.fixups.kind[fixup];
  const sentences = new Map<number, string>([
    [
      fixupKind.rebase,
      "An address of this image. dyld adds the slide: how far from its planned place the program was loaded.",
    ],
    [fixupKind.bind, `0 in the file: dyld writes the address of ${name} here before the program starts.`],
    [fixupKind.lazyBind, `dyld adds the slide at the start, and writes the address of ${name} at the first call.`],
    [fixupKind.weakBind, "dyld may replace it by another image's definition of the same name."],
  ]);
  if (fixup !== undefined) rows.push(textRow("dyld", fixupKind.nameOf(kind) ?? "fixup", { kind: "fixup", fixup }));
  return [{ title: "What it holds", sentence: sentences.get(kind) ?? "dyld leaves it as it is.", rows }];
}

const summaries: Readonly<Record<SlotPart, (name: string) => string>> = {
  slot: (name) => `Made by the linker, because something needs ${name} through an indirection.`,
  lazyPointer: (name) => `The pointer through which the stub of ${name} jumps. It changes while the program runs.`,
  helper: (name) => `A few instructions that tell dyld to look ${name} up, at the first call.`,
};
const kindSummaries = new Map<number, (name: string) => string>([
  [
    slotKind.got,
    (name) => `A cell that holds the address of ${name}. Code reads the address here instead of knowing it.`,
  ],
  [slotKind.stub, (name) => `A few instructions that stand for ${name}: calls cannot reach another library directly.`],
  [
    slotKind.thunk,
    (name) =>
      `A few instructions that stand for ${name} where branches cannot reach it: they lead 128 MiB either way, these anywhere.`,
  ],
  [slotKind.threadPointer, (name) => `A pointer to the descriptor of the thread-local variable ${name}.`],
]);

function requestRow(view: BuildView, slot: SlotIndex): readonly CardRow[] {
  const request = view.slots.request[slot];
  if (request === 0) return [];
  const relocation = view.requests.relocation[request];
  const value = `${describeActions(view.requests.actions[request])} for ${describeRequest(view, request)}`;
  return [
    relocation === 0
      ? textRow("First asked", value)
      : textRow("First asked", value, { kind: "relocation", relocation }),
  ];
}

export function slotCard(view: BuildView, slot: SlotIndex, part: SlotPart): Card {
  const name = slotTargetName(view, slot);
  const kind = view.slots.kind[slot];
  const address = { slot: view.slots.address, lazyPointer: view.slots.lazyPointer, helper: view.slots.helper }[part][
    slot
  ];
  const global = view.slots.global[slot];
  const target: Subject | undefined =
    global === 0 ? symbolSubject(view, view.slots.symbol[slot]) : { kind: "global", global };
  const imported = global !== 0 && view.globals.state[global] === globalState.imported;
  const isCode = kind === slotKind.stub || kind === slotKind.thunk;
  const isPointer = part === "lazyPointer" || (part === "slot" && !isCode);
  const size = slotAt(view, address)?.size;
  return {
    kind: slotKindName(view, slot, part),
    title: slotName(view, slot, part),
    summary: (part === "slot" ? (kindSummaries.get(kind) ?? summaries.slot) : summaries[part])(name),
    sections: [
      {
        title: "Where it is",
        rows: [
          addressRow(view, "Address", address),
          textRow("Leads to", imported ? `${name}, imported` : name, target),
          ...(size === undefined ? [] : [textRow("Size", `${size} bytes`)]),
          textRow("Number", String(view.slots.number[slot])),
          ...requestRow(view, slot),
        ],
      },
      ...(isPointer ? contentSection(view, address, name) : []),
      ...chainOf(view, slot),
    ],
  };
}
