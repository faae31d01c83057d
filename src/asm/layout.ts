// Gives every fragment its place: relaxes branches and LEB128 numbers until nothing grows, then lays sections one
// after the other, zerofill last (MachObjectWriter::computeSectionAddresses).

import {
  type Alignment,
  type BranchFragment,
  type Draft,
  type DraftSection,
  type DraftSymbol,
  type Fragment,
  type FragmentOf,
  isLinkerVisible,
} from "./draft";
import { mostContentBytes } from "./emitter";
import { afterLayout, asNumbers, Evaluator, isProblem, offsetInSection } from "./evaluate";
import type { InstructionEncoder } from "./instructionEncoder";
import { type Complaint, messages, type Span } from "./messages";
import { copyBytes, lebBytes } from "./numbers";
import { isVirtual } from "./sectionKinds";

/** Growing one thing may push another out of range; past this many rounds every branch left takes its long form. */
const mostRounds = 64;
/** A zerofill section may be large, but addresses must stay exact. */
const mostVirtualBytes = 2 ** 47;

export interface LayoutReport {
  complain(complaint: Complaint, span: Span): void;
}

/** The atom of each fragment: the last linker-visible label before it that is not an alternate entry. */
export function assignAtoms(draft: Draft): void {
  for (const symbol of draft.order)
    if (symbol.fragment !== undefined && isLinkerVisible(symbol) && !symbol.altEntry)
      symbol.fragment.atomStart = symbol;
  for (const section of draft.sections) {
    let atom: DraftSymbol | undefined;
    for (const fragment of section.fragments) {
      atom = fragment.atomStart ?? atom;
      fragment.atom = atom;
    }
  }
}

function gapOf(offset: number, { bytes, longest }: Alignment): number {
  const gap = Math.ceil(offset / bytes) * bytes - offset;
  return gap > longest ? 0 : gap;
}

function placeFragments(section: DraftSection): void {
  let offset = 0;
  for (const fragment of section.fragments) {
    fragment.offset = offset;
    if (fragment.kind === "align") fragment.size = gapOf(offset, fragment.detail);
    offset += fragment.size;
  }
  section.size = offset;
}

/** Whether a short branch reaches its target, which must be in the same atom (elsewhere the linker decides). */
function reaches(branch: BranchFragment, evaluator: Evaluator): boolean {
  const { target: symbol, short } = branch.detail;
  if (symbol?.fragment !== undefined) return reachesLabel(branch, symbol, symbol.fragment);
  for (const fixup of short.fixups) {
    const value = evaluator.evaluate(fixup.expression);
    if (isProblem(value) || value.add === undefined || value.subtract !== undefined || value.modifier !== undefined)
      return false;
    const target = evaluator.locate(value.add);
    if (target?.fragment.section !== branch.section || target.fragment.atom !== branch.atom) return false;
    const from = branch.offset + fixup.offset + (fixup.toEnd ?? 1);
    const distance = target.fragment.offset + target.offset + Number(value.constant) - from;
    if (distance < -128 || distance > 127) return false;
  }
  return true;
}

/** The same for what nearly every branch goes to. */
function reachesLabel(branch: BranchFragment, symbol: DraftSymbol, fragment: Fragment): boolean {
  const { expression, offset, toEnd } = branch.detail.short.fixups[0]!;
  if (expression.kind === "symbol" && expression.modifier !== undefined) return false;
  if (fragment.section !== branch.section || fragment.atom !== branch.atom) return false;
  const distance = fragment.offset + symbol.offset - (branch.offset + offset + (toEnd ?? 1));
  return distance >= -128 && distance <= 127;
}

/** Lets a fragment grow as it must; true when it did. */
function grow(fragment: Fragment, evaluators: Evaluators, force: boolean): boolean {
  const { size } = fragment;
  switch (fragment.kind) {
    case "branch":
      if (fragment.detail.isLong || (!force && reaches(fragment, evaluators.atoms))) return false;
      fragment.detail.isLong = true;
      fragment.size = fragment.detail.long.bytes.length;
      return true;
    case "leb": {
      const { detail } = fragment;
      const value = evaluators.numbers.constant(detail.expression);
      detail.bytes = padLeb(lebBytes(value ?? 0n, detail.signed), detail.bytes.length, detail.signed);
      fragment.size = detail.bytes.length;
      return fragment.size !== size;
    }
    case "room":
      fragment.size = roomOf(fragment, evaluators.numbers) ?? 0;
      return fragment.size !== size;
    case "advance": {
      const { detail } = fragment;
      detail.bytes = detail.form.encode(offsetInSection(detail.to) - offsetInSection(detail.from));
      fragment.size = detail.bytes.length;
      return fragment.size !== size;
    }
    default:
      return false;
  }
}

/** What the fragment needs where it stands now; undefined if that is no size. */
function roomOf({ detail, offset }: FragmentOf<"room">, numbers: Evaluator): number | undefined {
  const value = numbers.evaluate(detail.expression);
  if (isProblem(value) || value.subtract !== undefined || value.modifier !== undefined) return undefined;
  let wanted = Number(value.constant);
  if (value.add !== undefined) {
    const at = numbers.locate(value.add);
    if (!detail.isOrigin || at === undefined) return undefined;
    wanted += offsetInSection(at);
  }
  const size = detail.isOrigin ? wanted - offset : wanted * detail.pattern.length;
  return size < 0 || size > mostVirtualBytes ? undefined : size;
}

/** A number never shrinks, or two that depend on each other could swing for ever: it keeps its length. */
function padLeb(bytes: readonly number[], length: number, signed: boolean): readonly number[] {
  if (bytes.length >= length) return bytes;
  const padded = [...bytes];
  const filler = signed && (padded.at(-1)! & 0x40) !== 0 ? 0x7f : 0;
  while (padded.length < length) {
    padded[padded.length - 1]! |= 0x80;
    padded.push(filler);
  }
  return padded;
}

interface Evaluators {
  readonly atoms: Evaluator;
  readonly numbers: Evaluator;
}

const isOpen = ({ kind }: Fragment) => kind === "branch" || kind === "leb" || kind === "advance" || kind === "room";

/** Sections in address order: zerofill sections follow all others. */
export const addressOrder = (draft: Draft): readonly DraftSection[] => [
  ...draft.sections.filter((section) => !isVirtual(section)),
  ...draft.sections.filter(isVirtual),
];

function placeSections(draft: Draft): void {
  let address = 0;
  for (const section of addressOrder(draft)) {
    const alignment = 2 ** section.alignment;
    address = Math.ceil(address / alignment) * alignment;
    section.address = address;
    address += section.size;
  }
}

export function layOut(draft: Draft, report: LayoutReport): void {
  assignAtoms(draft);
  const evaluators: Evaluators = {
    atoms: new Evaluator(draft, afterLayout),
    numbers: new Evaluator(draft, asNumbers),
  };
  const relaxable = draft.sections
    .map((section) => ({ section, open: section.fragments.filter(isOpen) }))
    .filter(({ open }) => open.length > 0);
  for (const section of draft.sections) placeFragments(section);
  placeSections(draft);
  for (let round = 0, grown = relaxable.length > 0; grown; round++) {
    grown = false;
    for (const { section, open } of relaxable) {
      let hasGrown = false;
      for (const fragment of open) if (grow(fragment, evaluators, round >= mostRounds)) hasGrown = true;
      if (!hasGrown) continue;
      placeFragments(section);
      grown = true;
    }
    if (grown) placeSections(draft);
    if (round > 2 * mostRounds) break;
  }
  for (const { open } of relaxable) checkOpen(open, evaluators.numbers, report);
  checkSizes(draft, report);
}

/** What fragments of open length came to must make sense. */
function checkOpen(fragments: readonly Fragment[], numbers: Evaluator, report: LayoutReport): void {
  for (const fragment of fragments) {
    const { kind, detail } = fragment;
    if (kind === "room") {
      // It must have come to rest, which an `.org` that lies behind, or a count in terms of itself, prevents.
      if (roomOf(fragment, numbers) !== fragment.size)
        report.complain(detail.isOrigin ? messages.badOrigin : messages.notASize, detail.span);
    } else if (kind === "leb") {
      if (numbers.constant(detail.expression) === undefined) report.complain(messages.notConstant, detail.span);
    } else if (kind === "advance" && detail.form.withinAtom) {
      // A frame's table has room for distances only, and from one atom to another only the linker knows them.
      const { atom } = detail.to.fragment;
      if (atom !== undefined && atom !== detail.from.fragment.atom)
        report.complain(messages.frameAcrossAtoms(atom.name), detail.span);
    }
  }
}

function checkSizes(draft: Draft, report: LayoutReport): void {
  let contents = 0;
  let room = 0;
  for (const section of draft.sections) {
    if (!isVirtual(section)) contents += section.size;
    room = Math.max(room, section.address + section.size);
  }
  const span = { line: 1, column: 1, length: 1 };
  if (contents > mostContentBytes) report.complain(messages.tooBig("64 MiB"), span);
  if (room > mostVirtualBytes) report.complain(messages.tooBig("2^47 bytes of zerofill"), span);
}

/** The section's contents, but for the values of its fixups. */
export function contentsOf(section: DraftSection, encoder: InstructionEncoder): Uint8Array<ArrayBuffer> {
  if (isVirtual(section)) return new Uint8Array(0);
  const contents = new Uint8Array(section.size);
  // Neighbours in the buffer that are neighbours here too are copied as one.
  let from = 0;
  let to = 0;
  let at = 0;
  for (const fragment of section.fragments) {
    const { offset, size, start } = fragment;
    if (fragment.kind !== "bytes") writeFragment(contents, fragment, encoder);
    else if (size > 0) {
      if (start !== to || offset !== at + (to - from)) {
        copyBytes(contents, at, section.buffer, from, to);
        from = start;
        at = offset;
      }
      to = start + size;
    }
  }
  copyBytes(contents, at, section.buffer, from, to);
  return contents;
}

function writeFragment(contents: Uint8Array, fragment: Fragment, encoder: InstructionEncoder): void {
  const { offset, size } = fragment;
  switch (fragment.kind) {
    case "fill":
      repeat(contents, offset, size, fragment.detail);
      return;
    case "room":
      repeat(contents, offset, size, fragment.detail.pattern);
      return;
    case "align": {
      const { pattern } = fragment.detail;
      if (size === 0) return;
      if (pattern === undefined) {
        contents.set(encoder.padding(size), offset);
        return;
      }
      // What does not fill a whole pattern is zero, and stands first.
      const rest = size % pattern.length;
      repeat(contents, offset + rest, size - rest, pattern);
      return;
    }
    case "branch": {
      const { bytes } = fragment.detail.isLong ? fragment.detail.long : fragment.detail.short;
      copyBytes(contents, offset, bytes, 0, bytes.length);
      return;
    }
    case "leb":
    case "advance":
      contents.set(fragment.detail.bytes, offset);
      return;
    case "bytes":
      return;
  }
}

function repeat(target: Uint8Array, from: number, size: number, pattern: Uint8Array): void {
  if (pattern.length === 1) target.fill(pattern[0]!, from, from + size);
  else for (let i = 0; i < size; i++) target[from + i] = pattern[i % pattern.length]!;
}
