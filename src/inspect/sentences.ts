// Decisions and writes of the trace, in plain English: one sentence each. The linker records facts; this is the only
// place where they become words.

import { hex0x } from "@/base/text";
import {
  type AtomIndex,
  type EventIndex,
  type FileIndex,
  type FixupIndex,
  type GlobalIndex,
  type HintIndex,
  type RelocationIndex,
  type RequestIndex,
  row,
  type SymbolIndex,
  type WriteIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { actionFlags, requestCause } from "@/linker/schemas/globals";
import { causeKind, fixupKind, hintOutcome, linkeditPart } from "@/linker/schemas/image";
import { fileKind } from "@/linker/schemas/inputs";
import { callKind, type EventName, eventNameOf, rootReasons, stripReasons } from "@/linker/trace/events";
import { chainStride } from "@/macho/chainedPointer";
import { hintKinds } from "@/macho/optimizationHints";
import { placeInAtom } from "./atomSymbols";
import {
  atomName,
  fileName,
  globalName,
  loadCommandName,
  outputSectionName,
  passTitle,
  relocationTargetName,
  segmentName,
  shortTypeName,
  slotName,
} from "./names";

const actionWords: Readonly<Record<string, string>> = {
  got: "a GOT cell",
  stub: "a stub",
  tlv: "a thread pointer",
  thunk: "a thunk, which it can reach,",
};
export const describeActions = (flags: number): string =>
  actionFlags
    .namesOf(flags)
    .map((name) => actionWords[name] ?? name)
    .join(" and ") || "nothing";

/** Who asked for an indirection. */
export function describeRequest(view: BuildView, request: RequestIndex): string {
  switch (view.requests.cause[request]) {
    case requestCause.relocation: {
      const relocation = view.requests.relocation[request];
      if (relocation === 0) return "a reference";
      const atom = view.relocations.atom[relocation];
      return `${shortTypeName(view, view.relocations.type[relocation])} at ${placeInAtom(view, atom, view.relocations.offset[relocation])} of ${fileName(view, view.atoms.file[atom])}`;
    }
    case requestCause.commandLine:
      return "the command line";
    case requestCause.entry:
      return "the entry point, which is imported";
    case requestCause.stubHelper:
      return "the stub helper, which calls the binder through it";
    case requestCause.personality:
      return "unwind information, which names a personality function";
    case requestCause.declaration:
      return "a declaration";
    case requestCause.threadLocal:
      return "a thread-local variable";
    case requestCause.stub:
      return "its stub, which jumps through the cell";
    default:
      return "the linker";
  }
}

/** `main.o` of the symbol a decision is about. */
const definedIn = (view: BuildView, symbol: number): string => {
  const index = row<SymbolIndex>(symbol);
  return symbol === 0 ? "the linker" : fileName(view, view.symbols.file[index]);
};

export const rootWords = new Map<number, string>([
  [rootReasons.exported, "other images can ask for it by name"],
  [rootReasons.entry, "it holds the entry point"],
  [rootReasons.commandLine, "the command line asks for it"],
  [rootReasons.noSubsections, "its file does not allow parts of sections to be stripped"],
  [rootReasons.noDeadStripSection, "its section must not be stripped"],
  [rootReasons.initializer, "it is run when the program starts"],
  [rootReasons.noDeadStripSymbol, "its symbol must not be stripped"],
]);

const stripWords = new Map<number, string>([
  [stripReasons.lostCopy, "another copy of the same definition stays"],
  [stripReasons.compactUnwind, "its function has a compact unwind record, which says the same"],
  [stripReasons.functionGone, "the function it describes is not in the image"],
  [stripReasons.unusedFrame, "no frame that stays needs it"],
]);

type Say = (view: BuildView, subject: number, object: number, value: number) => string;

const atomOf = (view: BuildView, index: number) => atomName(view, row(index));
const globalOf = (view: BuildView, index: number) => globalName(view, row<GlobalIndex>(index));

const eventWords: Readonly<Record<EventName, Say>> = {
  "file-read": (view, file) =>
    `${fileName(view, row(file))} takes part as ${fileKind.nameOf(view.files.kind[row<FileIndex>(file)]) ?? "a file"}.`,
  "member-pulled": (view, file, name) =>
    `${fileName(view, row(file))} is taken from its archive, because ${view.strings.text(row(name))} was still undefined.`,
  "global-created": (view, global, symbol) =>
    `${globalOf(view, global)} is seen for the first time, in ${definedIn(view, symbol)}.`,
  "definition-chosen": (view, global, symbol, lost) =>
    lost === 0
      ? `${globalOf(view, global)} is defined in ${definedIn(view, symbol)}.`
      : `${globalOf(view, global)}: the definition in ${definedIn(view, symbol)} wins over the one in ${definedIn(view, lost)}.`,
  "definition-refused": (view, global, symbol, stays) =>
    `${globalOf(view, global)}: the definition in ${definedIn(view, symbol)} loses; ${definedIn(view, stays)} keeps it.`,
  "import-bound": (view, global, file) =>
    `${globalOf(view, global)} is provided by ${fileName(view, row(file))}: dyld will find it there.`,
  "global-unresolved": (view, global) => `Nothing provides ${globalOf(view, global)}.`,
  "atom-kept": (view, atom, by, reason) =>
    by === 0
      ? `${atomOf(view, atom)} is kept: ${rootWords.get(reason) ?? "it is a root"}.`
      : `${atomOf(view, atom)} is kept, because ${atomOf(view, by)} refers to it.`,
  "atom-stripped": (view, atom, _none, reason) =>
    `${atomOf(view, atom)} is stripped: ${stripWords.get(reason) ?? "nothing kept refers to it"}.`,
  "atom-merged": (view, atom, into) =>
    `${atomOf(view, atom)} of ${fileName(view, view.atoms.file[row<AtomIndex>(atom)])} has the bytes of ${atomOf(view, into)} of ${fileName(view, view.atoms.file[row<AtomIndex>(into)])}: references lead there.`,
  "action-requested": (view, global, request) =>
    `${globalOf(view, global)} needs ${describeActions(view.requests.actions[row<RequestIndex>(request)])}: asked for by ${describeRequest(view, row(request))}.`,
  "slot-made": (view, slot, request) =>
    `The ${slotName(view, row(slot))} is made${request === 0 ? "" : `, first asked for by ${describeRequest(view, row(request))}`}.`,
  "access-relaxed": (view, relocation, global) => {
    const atom = view.relocations.atom[row<RelocationIndex>(relocation)];
    return `${atomOf(view, atom)} reads ${globalOf(view, global)} without a look-up: it is defined in this program.`;
  },
  "segment-placed": (view, segment, _, address) => `${segmentName(view, row(segment))} starts at ${hex0x(address)}.`,
  "section-placed": (view, section, _, address) =>
    `${outputSectionName(view, row(section))} starts at ${hex0x(address)}.`,
  "atom-placed": (view, atom, section, address) =>
    `${atomOf(view, atom)} lies at ${hex0x(address)}${section === 0 ? "" : ` in ${outputSectionName(view, row(section))}`}.`,
  "global-placed": (view, global, _, address) => `${globalOf(view, global)} has its address: ${hex0x(address)}.`,
  "relocation-applied": (view, relocation) => `${relocationWords(view, relocation)} is applied.`,
  "fixup-recorded": (view, fixup) => {
    const index = row<FixupIndex>(fixup);
    const kind = fixupKind.nameOf(view.fixups.kind[index]) ?? "fixup";
    return `dyld is told to change the pointer at ${hex0x(view.fixups.address[index])} (${kind}).`;
  },
  "fixup-chained": (view, fixup, _write, next) => {
    const index = row<FixupIndex>(fixup);
    const number = view.fixups.chainImport[index];
    const meaning = number === 0 ? "a pointer to move" : `a bind to import ${number - 1}`;
    const rest = next === 0 ? "the last one of its page" : `the next one is ${next * chainStride} bytes on`;
    return `The pointer at ${hex0x(view.fixups.address[index])} is encoded as ${meaning}; ${rest}.`;
  },
  "entry-chosen": (view, global, _, address) => `The program starts at ${globalOf(view, global)}, ${hex0x(address)}.`,
  "tentative-allocated": (view, global) =>
    `${globalOf(view, global)} is only declared with a size: it gets room filled with zeros.`,
  "slot-freed": () => "A slot is free again: nothing asks for it any more.",
  "atom-moved": (view, atom, section, address) =>
    `${atomOf(view, atom)} outgrew its room at ${hex0x(address)} and moves${section === 0 ? "" : ` within ${outputSectionName(view, row(section))}`}.`,
  "atom-freed": (_view, _atom, _none, address) => `The room at ${hex0x(address)} is free again.`,
  "section-grown": (view, section, _, bytes) =>
    `${section === 0 ? "The header" : outputSectionName(view, row(section))} outgrew its room: what is behind it moves by ${hex0x(bytes)} bytes.`,
  "declaration-called": (_view, _symbol, kind) => `A declaration call: ${callKind.nameOf(kind) ?? "unknown"}.`,
};

/** One decision in one sentence. */
export function describeEvent(view: BuildView, event: EventIndex): string {
  const name = eventNameOf(view.events.kind[event]);
  if (name === undefined) return "An unknown decision.";
  const { subject, object, value } = view.events;
  return eventWords[name](view, subject[event], object[event], value[event]);
}

function relocationWords(view: BuildView, index: number): string {
  const relocation = row<RelocationIndex>(index);
  const atom = view.relocations.atom[relocation];
  return `${shortTypeName(view, view.relocations.type[relocation])} to ${relocationTargetName(view, relocation)} in ${placeInAtom(view, atom, view.relocations.offset[relocation])}`;
}

const outcomeWords = new Map<number, string>([
  [hintOutcome.address, "the address is near enough for one adr"],
  [hintOutcome.literal, "what is loaded is near enough to be loaded directly"],
  [hintOutcome.addressThenLoad, "the address is near enough for one adr"],
  [hintOutcome.pageThenLoad, "the load can add the place in the page itself"],
  [hintOutcome.samePage, "the register holds the address of that page already"],
  [hintOutcome.kept, "nothing changed, because what it leads to is too far away"],
]);

/** `the hint AdrpAdd at _main+0x4: the address is near enough for one adr`. */
export function hintWords(view: BuildView, hint: HintIndex): string {
  const { kind, atom, first, outcome } = view.hints;
  const name = hintKinds.nameOf(kind[hint]) ?? "hint";
  return `the hint ${name} at ${placeInAtom(view, atom[hint], first[hint])}: ${outcomeWords.get(outcome[hint]) ?? "nothing changed"}`;
}

const partWords = new Map<number, string>([
  [linkeditPart.rebase, "the rebase opcodes"],
  [linkeditPart.bind, "the bind opcodes"],
  [linkeditPart.weakBind, "the weak bind opcodes"],
  [linkeditPart.lazyBind, "the lazy bind opcodes"],
  [linkeditPart.exports, "the export trie"],
  [linkeditPart.functionStarts, "the function starts"],
  [linkeditPart.dataInCode, "the data-in-code table"],
  [linkeditPart.symbols, "the symbol table"],
  [linkeditPart.indirectSymbols, "the indirect symbol table"],
  [linkeditPart.strings, "the string table"],
  [linkeditPart.signature, "the code signature"],
  [linkeditPart.chainedFixups, "the starts and imports of the chained fixups"],
]);

/** `the chained bind of _puts` */
function fixupWords(view: BuildView, fixup: FixupIndex): string {
  const global = view.fixups.global[fixup];
  return global === 0 ? "the chained rebase of a pointer" : `the chained bind of ${globalName(view, global)}`;
}

/** What a write puts there, without the verb. */
export function describeCause(view: BuildView, kind: number, cause: number): string {
  switch (kind) {
    case causeKind.atom:
      return `the bytes of ${atomOf(view, cause)} from ${fileName(view, view.atoms.file[row<AtomIndex>(cause)])}`;
    case causeKind.relocation:
      return relocationWords(view, cause);
    case causeKind.slot:
      return `the ${slotName(view, row(cause))}`;
    case causeKind.lazyPointer:
      return `the ${slotName(view, row(cause), "lazyPointer")}`;
    case causeKind.helper:
      return `the ${slotName(view, row(cause), "helper")}`;
    case causeKind.preamble:
      return "the stub helper's preamble";
    case causeKind.header:
      return "the Mach-O header";
    case causeKind.loadCommand:
      return cause === 0 ? "the load commands" : loadCommandName(view, row(cause));
    case causeKind.linkedit:
      return partWords.get(cause) ?? "a part of __LINKEDIT";
    case causeKind.padding:
      return "padding";
    case causeKind.uuid:
      return "the UUID, made from the finished contents";
    case causeKind.fixup:
      return fixupWords(view, row(cause));
    case causeKind.initOffset:
      return `the offset of a function to run before main, which ${relocationWords(view, cause)} asked for`;
    case causeKind.unwind:
      return "the unwind information of all functions";
    case causeKind.hint:
      return hintWords(view, row(cause));
    case causeKind.signature:
      return "the code signature, made from the finished file";
    default:
      return "bytes";
  }
}

/** One write in one sentence. */
export function describeWrite(view: BuildView, write: WriteIndex): string {
  const { causeKind: kind, cause, offset, size } = view.writes;
  const what = describeCause(view, kind[write], cause[write]);
  const bytes = size[write] === 1 ? "1 byte" : `${size[write]} bytes`;
  const verb = kind[write] === causeKind.relocation ? "fills" : "writes";
  return `${passTitle(view, view.writes.pass[write])}: ${verb} ${bytes} at ${hex0x(offset[write])}, ${what}.`;
}
