// A relocation, byte by byte: the five rows of its card. Everything comes from tables, from the object's bytes and
// from the image; nothing is calculated a second time except to say it in words.

import { equalBytes } from "@/base/buffers";
import { hex0x, hexBytes } from "@/base/text";
import { type FileOffset, type FixupIndex, type PatchIndex, type RelocationIndex, row } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { patchRoute } from "@/linker/schemas/image";
import { sumHigh, sumLow } from "@/linker/words";
import type { Words } from "@/macho/chainedPointer";
import { placeInAtom } from "./atomSymbols";
import { beforeChaining, explainChained } from "./chainedPointers";
import { compiledLineOfAtom } from "./compiledLines";
import type { AfterRow, Aside, BeforeRow, RecordRow, RelocationExplanation } from "./explanation";
import { fieldBytes, imageBytes, littleEndian, objectBytes, type Window, windowOf, windowOffset } from "./fieldBytes";
import { hintOver } from "./hints";
import {
  fileName,
  inputSectionName,
  relocationTargetName,
  relocationTypeName,
  shortTypeName,
  withOffset,
} from "./names";
import { appliedCount, appliedNumber } from "./patchedFields";
import { relocationAddress } from "./places";
import { type Crumb, ownerOf } from "./provenance";
import { fixupAt } from "./references";
import { explainEncoding } from "./relocationEncoding";
import { type RelocationForm, relocationForm } from "./relocationForm";
import { explainFormula, operandsOf } from "./relocationFormula";
import { explainRecord } from "./relocationRecord";
import { hintWords } from "./sentences";
import type { SourceFile } from "./sources";
import { targetSubject } from "./targets";

interface Case {
  /** The chained fixup of a pointer. */
  readonly fixup: FixupIndex | undefined;
  readonly view: BuildView;
  readonly sources: readonly SourceFile[];
  readonly relocation: RelocationIndex;
  readonly patch: PatchIndex;
  readonly form: RelocationForm | undefined;
  readonly window: Window;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** A pair with SUBTRACTOR is one row of the type that stands second; what it computes is the difference. */
function formOf(view: BuildView, relocation: RelocationIndex): RelocationForm | undefined {
  const form = relocationForm(view.options.architecture, view.relocations.type[relocation]);
  const { subtrahend, subtrahendAtom } = view.relocations;
  if (form === undefined || (subtrahend[relocation] === 0 && subtrahendAtom[relocation] === 0)) return form;
  return { ...form, signed: true, help: "A distance in data: one address minus another." };
}

function caseOf(view: BuildView, sources: readonly SourceFile[], relocation: RelocationIndex): Case {
  const form = formOf(view, relocation);
  const window = windowOf(view, sources, relocation, form);
  const offset = windowOffset(view, relocation, window);
  const address = relocationAddress(view, relocation);
  const fixup = view.options.chainedFixups && address !== undefined ? fixupAt(view, address) : undefined;
  const image = offset === undefined ? undefined : bytesWritten(view, relocation, window, offset);
  const fieldAt = view.relocations.offset[relocation] - window.from;
  return {
    fixup,
    view,
    sources,
    relocation,
    patch: view.relocations.patch[relocation],
    form,
    window,
    before: objectBytes(view, relocation, window),
    after: image && beforeChaining(view, image, fieldAt, fixup, calculatedValue(view, relocation)),
  };
}

/** The whole number that a pointer's relocation gave, all 64 bits of it. */
function calculatedValue(view: BuildView, relocation: RelocationIndex): Words {
  const patch = view.relocations.patch[relocation];
  const difference = view.patches.target[patch] - view.patches.subtrahend[patch];
  const { addendLow: low, addendHigh: high } = view.relocations;
  return {
    low: sumLow(low[relocation], difference),
    high: sumHigh(low[relocation], high[relocation], difference),
  };
}

const fieldPlace = ({ view, relocation, window }: Case) => ({
  fieldAt: view.relocations.offset[relocation] - window.from,
  fieldLength: 2 ** view.relocations.length[relocation],
});

/** What the bytes mean before the linker has touched them. */
function placeholderSentence(current: Case): string {
  const { view, relocation, before, form } = current;
  if (before === undefined) return "The object's bytes are not at hand.";
  const { fieldAt, fieldLength } = fieldPlace(current);
  const target = relocationTargetName(view, relocation);
  if (form !== undefined && form.runs.length > 0) {
    const field = form.runs.map((run) => run.name).join(" and ");
    return `The assembler wrote the instruction and left ${field} at 0: it cannot know where ${target} will be.`;
  }
  const field = before.subarray(fieldAt, fieldAt + fieldLength);
  if (field.every((byte) => byte === 0))
    return `The assembler left ${fieldLength} zero bytes: it cannot know where ${target} will be.`;
  const value = hex0x(littleEndian(before, fieldAt, fieldLength));
  return view.relocations.symbol[relocation] === 0
    ? `The bytes hold ${value}: the answer as it was inside the object, before anything moved. The linker finds ${target} from it and calculates again.`
    : `The bytes hold ${value}: a number to add to the address of ${target}.`;
}

/** `main.o, __TEXT,__text+0x10, compiled from main.c:7` */
function objectPlace({ view, relocation }: Case): string {
  const atom = view.relocations.atom[relocation];
  const section = view.atoms.section[atom];
  const file = fileName(view, view.atoms.file[atom]);
  if (section === 0) return file;
  const into = view.relocations.offset[relocation];
  const place = withOffset(inputSectionName(view, section), view.atoms.offset[atom] + into);
  const compiled = compiledLineOfAtom(view, atom, into);
  return [file, place, ...(compiled === undefined ? [] : [`compiled from ${compiled}`])].join(", ");
}

function beforeRow(current: Case, text: string | undefined): BeforeRow {
  const { view, relocation, before, after, form } = current;
  const atom = view.relocations.atom[relocation];
  const bytes = before ?? new Uint8Array(current.window.to - current.window.from);
  return {
    sentence: placeholderSentence(current),
    place: objectPlace(current),
    bytes: fieldBytes(form, bytes, after, fieldPlace(current), text),
    subject: { kind: "atom", atom },
  };
}

/** Why the linker's number is the one that was there already. */
function sameBytesBecause(current: Case): string | undefined {
  const { view, relocation, patch, before, after, form } = current;
  if (before === undefined || after === undefined || !equalBytes(before, after)) return undefined;
  const { value } = operandsOf(view, relocation, patch);
  const target = relocationTargetName(view, relocation);
  if (view.patches.route[patch] === patchRoute.bound)
    return `${target} comes from a dylib, so only dyld can know its address. It writes the pointer when the program is loaded; until then the file holds ${hex0x(value)}.`;
  if (form?.operand === "page" && value === 0)
    return "the target lies in the same 4 KiB page as the instruction. The distance between the pages is 0, which is what the assembler had left there.";
  if (form?.operand === "page-offset" && value === 0)
    return "the target lies at the very start of its page. Its low 12 bits are 0, which is what the assembler had left there.";
  if (value === 0) return "the calculated number is 0, which is what the assembler had left there.";
  return `the assembler's guess was right: nothing moved between this place and ${target}, so the number stays ${hex0x(value)}.`;
}

function afterSentence(current: Case, same: string | undefined): string {
  const { view, patch } = current;
  if (same !== undefined) return "The linker wrote the same bytes.";
  if (view.patches.route[patch] === patchRoute.bound)
    return "dyld writes the address here when it loads the program; until then these bytes stand in for it.";
  const { before, after } = current;
  let changed = 0;
  for (const [index, byte] of (before ?? new Uint8Array(0)).entries()) if (after?.[index] !== byte) changed += 1;
  return `${changed === 1 ? "One byte changed" : `${changed} bytes changed`}: the hole is filled.`;
}

function afterRow(current: Case): AfterRow | undefined {
  const { view, sources, relocation, before, after, form, window, patch } = current;
  const offset = windowOffset(view, relocation, window);
  if (after === undefined || offset === undefined || patch === 0) return undefined;
  const sameBecause = sameBytesBecause(current);
  const place = fieldPlace(current);
  const owner = ownerOf(view, sources, row(offset + place.fieldAt));
  return {
    sentence: afterSentence(current, sameBecause),
    bytes: fieldBytes(form, after, before, place, undefined),
    offset,
    address: relocationAddress(view, relocation),
    sameBecause,
    origin: [...owner.path, ...owner.origin],
  };
}

/** Bytes outside the field changed: the linker edited the instruction itself. */
function relaxationAside(current: Case): Aside | undefined {
  const { view, relocation, patch, before, after } = current;
  if (patch === 0 || view.patches.route[patch] !== patchRoute.relaxed) return undefined;
  const target = relocationTargetName(view, relocation);
  const title = "The instruction changed, too";
  const why = `${target} turned out to be defined in this program, so its address needs no look-up in the GOT.`;
  if (before === undefined || after === undefined) return { title, text: why };
  const { fieldAt } = fieldPlace(current);
  if (view.options.architecture === "x86_64") {
    const opcode = fieldAt - 2;
    const edit = `${hexBytes([before[opcode] ?? 0])} → ${hexBytes([after[opcode] ?? 0])}`;
    return { title, text: `${why} The load (movq) became an address computation (leaq): the opcode byte ${edit}.` };
  }
  if (equalBytes(before, after))
    return { title: "No look-up needed", text: `${why} The page is now that of the target itself.` };
  const isPage = current.form?.operand === "page";
  return isPage
    ? { title: "No look-up needed", text: `${why} The page is now that of the target itself.` }
    : { title, text: `${why} The load (ldr) became an addition (add): the opcode bits changed with the field.` };
}

function boundAside({ view, relocation, patch }: Case): Aside | undefined {
  if (patch === 0 || view.patches.route[patch] !== patchRoute.bound) return undefined;
  return {
    title: "dyld finishes this one",
    text: view.options.chainedFixups
      ? `dyld looks ${relocationTargetName(view, relocation)} up, adds the addend and writes the pointer here, at every start of the program.`
      : `The image carries a bind entry: look up ${relocationTargetName(view, relocation)}, add the addend, write the pointer here. This happens at every start of the program.`,
  };
}

/** The bytes as the relocation left them; a hint may have made another instruction of them afterwards. */
function bytesWritten(
  view: BuildView,
  relocation: RelocationIndex,
  window: Window,
  offset: FileOffset,
): Uint8Array | undefined {
  const bytes = imageBytes(view, offset, window);
  const write = view.patches.write[view.relocations.patch[relocation]];
  if (bytes === undefined || write === 0 || hintOver(view, relocation) === undefined) return bytes;
  const at = view.writes.offset[write] - offset;
  for (let i = 0; i < 4; i++) bytes[at + i] = (view.writes.afterLow[write] >>> (8 * i)) & 0xff;
  return bytes;
}

function hintAside({ view, relocation }: Case): Aside | undefined {
  const hint = hintOver(view, relocation);
  if (hint === undefined) return undefined;
  return {
    title: "Another instruction took its place",
    text: `Afterwards the linker followed ${hintWords(view, hint)}. These bytes changed once more.`,
  };
}

function skippedReason({ view, relocation, patch }: Case): string | undefined {
  if (patch !== 0) return undefined;
  const atom = view.relocations.atom[relocation];
  if (view.atoms.live[atom] === 0) return `${placeInAtom(view, atom, 0)} was stripped: nothing reachable refers to it.`;
  if (view.atoms.output[atom] === 0)
    return "Its section does not reach the image (debug information stays in the object).";
  return view.image === undefined
    ? "The link stopped before relocations were applied."
    : "It changes no byte of the image.";
}

const present = <T>(values: readonly (T | undefined)[]): readonly T[] =>
  values.filter((value): value is T => value !== undefined);

function crumbsOf(view: BuildView, relocation: RelocationIndex): readonly Crumb[] {
  const atom = view.relocations.atom[relocation];
  const target = targetSubject(view, relocation);
  const name = relocationTargetName(view, relocation);
  return [
    { text: fileName(view, view.atoms.file[atom]), subject: { kind: "file", file: view.atoms.file[atom] } },
    { text: placeInAtom(view, atom, view.relocations.offset[relocation]), subject: { kind: "atom", atom } },
    target === undefined ? { text: name } : { text: name, subject: target },
  ];
}

/** Pairs are named by both: `SUBTRACTOR + UNSIGNED`. */
const titleOf = ({ records }: RecordRow, type: string): string =>
  records.length < 2 ? type : records.map((record) => record.type).join(" + ");

/** Texts the page can add: the statement as written. */
export interface ExplainTexts {
  readonly statement?: string | undefined;
}

/** The whole card. Malformed or stripped relocations have fewer rows, and say why. */
export function explainRelocation(
  view: BuildView,
  sources: readonly SourceFile[],
  relocation: RelocationIndex,
  texts: ExplainTexts = {},
): RelocationExplanation {
  const current = caseOf(view, sources, relocation);
  const { form, patch, after, before } = current;
  const type = view.relocations.type[relocation];
  const record = explainRecord(view, relocation);
  const formula = form === undefined || patch === 0 ? undefined : explainFormula(view, relocation, patch, form);
  const { fieldAt, fieldLength } = fieldPlace(current);
  const word = littleEndian(after ?? before ?? [], fieldAt, Math.min(4, fieldLength));
  return {
    type: relocationTypeName(view, type),
    title: titleOf(record, shortTypeName(view, type)),
    summary: form?.help ?? "A relocation type that the linker does not know.",
    crumbs: crumbsOf(view, relocation),
    position: appliedNumber(view, relocation),
    count: appliedCount(view),
    record,
    before: beforeRow(current, texts.statement),
    formula,
    encode:
      form === undefined || formula === undefined
        ? undefined
        : explainEncoding(form, formula.result, word, fieldLength),
    after: afterRow(current),
    chained: patch === 0 ? undefined : explainChained(view, current.fixup),
    asides: present([relaxationAside(current), boundAside(current), hintAside(current)]),
    skipped: skippedReason(current),
  };
}
