// Holds the bytes of another linker's image against our account of ours. Sections may lie elsewhere and slots may have
// another order; so each of our patches is carried over (place, target, subtrahend) and calculated again for the other
// image, and must give the bytes found there. All bytes no relocation touches must be equal as they are.

import { encodeField, relocationValue } from "@/arch/evaluate";
import { isDataField } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import {
  type AtomIndex,
  fromSignedWords,
  type OutputSectionIndex,
  type PatchIndex,
  row,
  type SegmentIndex,
  type SlotIndex,
  virtualAddress,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { slotKind } from "@/linker/schemas/globals";
import { hintOutcome, patchRoute, syntheticKind } from "@/linker/schemas/image";
import { hasSubtrahend, subtrahendAtom, targetAddress, targetAtom, targetGlobal } from "@/linker/target";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import { unchain } from "./chains";
import { readFacts } from "./describeImage";

const frameSection = "__TEXT,__eh_frame";

export interface RelocationComparison {
  readonly compared: number;
  readonly differences: readonly string[];
}

/** Every instruction that a hint made another of. */
function shortenedInstructions(view: BuildView) {
  const found: { offset: number; output: number; address: number }[] = [];
  for (const hint of view.hints.rows()) {
    const { outcome, first, second, third, atom } = view.hints;
    if (outcome[hint] === hintOutcome.kept) continue;
    const output = view.atoms.output[atom[hint]];
    for (const offset of [first[hint], second[hint], third[hint]]) {
      if (offset === 0 && offset !== first[hint]) continue;
      const address = view.atoms.address[atom[hint]] + offset;
      const stored = view.outputSections.fileOffset[output] + address - view.outputSections.address[output];
      found.push({ offset: stored, output, address });
    }
  }
  return found;
}

/** `nop`, `adr x0, _a+0x0`, or the word without what depends on the layout. */
function describeInstruction(
  bytes: Uint8Array,
  offset: number,
  address: number,
  place: (address: number) => string,
): string {
  const word = new DataView(bytes.buffer, bytes.byteOffset + offset, 4).getUint32(0, true);
  const signed = (value: number) => (value << 13) >> 13;
  if ((word & 0x9f000000) >>> 0 === 0x10000000)
    return `adr x${word & 0x1f}, ${place(address + signed((word >>> 5) & 0x7ffff) * 4 + ((word >>> 29) & 3))}`;
  if ((word & 0x3b000000) >>> 0 === 0x18000000)
    return `ldr ${word >>> 24} ${word & 0x1f}, ${place(address + signed((word >>> 5) & 0x7ffff) * 4)}`;
  const isPage = (word & 0x9f000000) >>> 0 === 0x90000000;
  const isOffset = (word & 0x3b000000) >>> 0 === 0x39000000;
  return (isPage ? word & ~0x60ffffe0 : isOffset ? word & ~0x3ffc00 : word).toString(16);
}

export function compareRelocations(view: BuildView, theirFile: Uint8Array): RelocationComparison {
  const { image: their, indirect, records, pointerAt, place: placeElsewhere } = readFacts(theirFile);
  const theirs = their.bytes;
  const { bytes: ours, binds } = unchain(view.image!);
  const chainedBinds = new Set(
    binds.map(({ segment, offset }) => view.segments.fileOffset[row<SegmentIndex>(segment + 1)] + offset),
  );
  const rules = relocationRules(view.options.architecture);
  const differences: string[] = [];
  const text = (id: number) => view.strings.text(row(id));
  const sectionName = (output: number) =>
    `${text(view.outputSections.segmentName[row<OutputSectionIndex>(output)])},${text(view.outputSections.sectionName[row<OutputSectionIndex>(output)])}`;
  const theirSections = new Map(
    their.sections.map((section) => [`${section.segmentName},${section.sectionName}`, section]),
  );
  const deltas = new Map<number, number>();
  for (const output of view.outputSections.rows()) {
    const other = theirSections.get(sectionName(output));
    if (other !== undefined) deltas.set(output, other.address - view.outputSections.address[output]);
  }
  const deltaOfAtom = (atom: number) => (atom === 0 ? 0 : deltas.get(view.atoms.output[row<AtomIndex>(atom)])!);

  const slotSections = new Map<number, number>([
    [slotKind.got, syntheticKind.got],
    [slotKind.stub, syntheticKind.stubs],
    [slotKind.threadPointer, syntheticKind.threadPointers],
  ]);
  /** The same name's slot in the other image; undefined for slots without a name. */
  const slotElsewhere = (slot: SlotIndex, leadsTo: number): number | undefined => {
    const output = view.layout.syntheticSections[slotSections.get(view.slots.kind[slot])!]!;
    const other = theirSections.get(sectionName(output))!;
    const size = other.reserved2 === 0 ? 8 : other.reserved2;
    const name = text(view.globals.name[view.slots.global[slot]] as number);
    for (let entry = 0; entry < other.size / size; entry++)
      if (records[indirect[other.reserved1 + entry]!]?.name === name) return other.address + entry * size;
    // A slot of a name only this image knows is told by what it holds.
    for (let entry = 0; entry < other.size / size; entry++)
      if (pointerAt(other.address + entry * size) === leadsTo) return other.address + entry * size;
    return undefined;
  };
  const slotAt = (address: number) => [...view.slots.rows()].find((slot) => view.slots.address[slot] === address);

  /** Bytes that relocations or hints wrote, by offset in the file. */
  const touched = new Uint8Array(ours.length);
  let compared = 0;
  /** Instructions that hints changed are compared by where they lead. */
  const shortened = shortenedInstructions(view);
  const mine = readFacts(view.image!);
  for (const { offset, output, address } of shortened) {
    touched.fill(1, offset, offset + 4);
    const section = theirSections.get(sectionName(output))!;
    const into = address - view.outputSections.address[row<OutputSectionIndex>(output)];
    const here = describeInstruction(ours, offset, address, mine.place);
    const there = describeInstruction(theirs, section.offset + into, section.address + into, placeElsewhere);
    compared += 1;
    if (here !== there) differences.push(`${sectionName(output)}+0x${into.toString(16)} hint: ${here}, not ${there}`);
  }
  const comparePatch = (patch: PatchIndex): void => {
    const relocation = view.patches.relocation[patch];
    const rule = rules[view.relocations.type[relocation]]!;
    const atom = view.relocations.atom[relocation];
    const output = view.atoms.output[atom];
    // lld keeps CIEs that nothing needs, so that entries lie elsewhere; describeImage compares what they say.
    if (sectionName(output) === frameSection) return;
    const place = view.patches.place[patch];
    const target = view.patches.target[patch];
    const route = view.patches.route[patch];
    const offset = view.outputSections.fileOffset[output] + place - view.outputSections.address[output];
    const section = theirSections.get(sectionName(output))!;
    const elsewhere = section.offset + place - view.outputSections.address[output];
    const usesSlot = route === patchRoute.got || route === patchRoute.stub || route === patchRoute.threadPointer;
    const slot = usesSlot ? slotAt(target) : undefined;
    const tables = view;
    const targetElsewhere =
      slot === undefined
        ? target + deltaOfAtom(targetAtom(tables, relocation))
        : slotElsewhere(slot, targetAddress(tables, relocation) + deltaOfAtom(targetAtom(tables, relocation)));
    if (touched[offset] === 1) return;
    const label = `${sectionName(output)}+0x${(place - view.outputSections.address[output]).toString(16)} ${rule.name}`;
    if (targetElsewhere === undefined) {
      differences.push(`${label}: no such slot`);
      return;
    }
    const size = isDataField(rule.field) ? 2 ** view.relocations.length[relocation] : 4;
    const from = route === patchRoute.relaxed && isDataField(rule.field) ? 2 : 0;
    touched.fill(1, offset - from, offset + size);
    const at = (bytes: Uint8Array, start: number) => new DataView(bytes.buffer, bytes.byteOffset + start, size);
    const ourField = at(ours, offset);
    const other = at(theirs, elsewhere);
    compared += 1;
    if (from > 0 && (ours[offset - 2] !== theirs[elsewhere - 2] || ours[offset - 1] !== theirs[elsewhere - 1]))
      differences.push(`${label}: another opcode`);
    if (!isDataField(rule.field)) {
      const addend = fromSignedWords(view.relocations.addendLow[relocation], view.relocations.addendHigh[relocation]);
      const placed = virtualAddress(place + deltas.get(output)!);
      const value = relocationValue(rule, virtualAddress(targetElsewhere), addend, placed, 4);
      const expected = encodeField(rule.field, ourField.getUint32(0, true), value);
      if (expected !== other.getUint32(0, true))
        differences.push(
          `${label}: 0x${expected.toString(16)} expected, 0x${other.getUint32(0, true).toString(16)} found`,
        );
      return;
    }
    const read = (data: DataView) => {
      if (size === 8) return data.getBigUint64(0, true);
      return BigInt(size === 4 ? data.getUint32(0, true) : size === 2 ? data.getUint16(0, true) : data.getUint8(0));
    };
    const isDescriptor = sectionTypeOf(section.flags) === sectionTypes.S_THREAD_LOCAL_VARIABLES;
    let move = 0;
    if (!isDescriptor) move += targetElsewhere - target;
    if (rule.from !== "zero") move -= deltas.get(output)!;
    if (hasSubtrahend(tables, relocation)) move -= deltaOfAtom(subtrahendAtom(tables, relocation));
    // dyld overwrites what stands under a bind; lld leaves a stub's address there, which says nothing.
    if (route === patchRoute.bound || chainedBinds.has(offset)) return;
    const expected = BigInt.asUintN(size * 8, read(ourField) + BigInt(move));
    if (expected !== read(other))
      differences.push(
        `${label} (${targetGlobal(tables, relocation)}): 0x${expected.toString(16)} expected, 0x${read(other).toString(16)} found`,
      );
  };
  for (const patch of view.patches.rows()) comparePatch(patch);
  /** Between atoms we put instructions that do nothing, lld zeros. */
  const inAtom = new Uint8Array(ours.length);
  for (const placement of view.placements.rows()) {
    const atom = view.placements.atom[placement];
    const output = view.atoms.output[atom];
    const start =
      view.outputSections.fileOffset[output] + view.atoms.address[atom] - view.outputSections.address[output];
    if (view.outputSections.fileOffset[output] !== 0) inAtom.fill(1, start, start + view.atoms.size[atom]);
  }
  for (const output of view.outputSections.rows()) {
    const other = theirSections.get(sectionName(output));
    const start = view.outputSections.fileOffset[output] as number;
    if (other === undefined || start === 0 || view.outputSections.synthetic[output] !== 0) continue;
    if (sectionName(output) === frameSection) continue;
    for (let i = 0; i < view.outputSections.size[output]; i++)
      if (inAtom[start + i] === 1 && touched[start + i] === 0 && ours[start + i] !== theirs[other.offset + i]) {
        differences.push(`${sectionName(output)}+0x${i.toString(16)}: another byte`);
        break;
      }
  }
  return { compared, differences };
}
