// Calculates a relocation's number and writes it into its hole, as the rule of its type says: which address is meant
// (the target, its stub, its GOT cell, its thread pointer), what is subtracted, and which bits take the result. A load
// through a slot that was not needed becomes an address computation. All numbers are kept, in `patches`.

import { isPointerLoad, loadToAdd } from "@/arch/arm64/relocations";
import { dataLimits, type FieldLimits, fieldUnit, instructionLimits, relocationValue } from "@/arch/evaluate";
import { type InstructionField, isDataField, type RelocationRule, type RelocationRules } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import { packBits } from "@/base/bitRuns";
import type { Diagnostic, DiagnosticSink } from "@/base/diagnostic";
import {
  type AtomIndex,
  advance,
  type FileOffset,
  fromSignedWords,
  type OutputSectionIndex,
  type PatchIndex,
  type RelocationIndex,
  row,
  type SlotIndex,
  type SymbolIndex,
  type VirtualAddress,
  virtualAddress,
  type WriteIndex,
} from "@/base/units";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import type { ReadonlyTable, Table } from "@/tables/table";
import { rangeMessages } from "./diagnostics/rangeMessages";
import type { ImageWriter } from "./image";
import type { LinkOptions } from "./options";
import { isThreadLocalData } from "./outputNames";
import { pointerLength } from "./pointerRules";
import { type NameTables, relocationPlace, relocationTargetText } from "./relocationNames";
import type { Schemas } from "./schemas/all";
import { causeKind, patchRoute } from "./schemas/image";
import { hasSubtrahend, isImport, subtrahendAddress, targetAddress, targetAtom, targetGlobal } from "./target";
import { isBranch } from "./thunks";
import type { Trace } from "./trace/trace";
import { sumHigh, sumLow } from "./words";

const noSlot = row<SlotIndex>(0);
const zero = virtualAddress(0);
/** `movq`'s opcode byte stands two bytes before its displacement; `leaq` differs from it in this byte alone. */
const opcodeDistance = 2;
const movOpcode = 0x8b;
const leaOpcode = 0x8d;

/** What applying a relocation reads and writes. */
export interface Applying extends NameTables {
  readonly options: LinkOptions;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly slots: ReadonlyTable<Schemas["slots"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
  readonly relocations: Table<Schemas["relocations"]>;
  readonly patches: Table<Schemas["patches"]>;
  readonly image: ImageWriter;
  readonly diagnostics: DiagnosticSink;
  readonly trace: Trace;
  /** The row that takes a relocation's numbers. */
  patchOf(relocation: RelocationIndex): PatchIndex;
  /** The slot of a name that only its own file knows; 0 without one. */
  localSlot(via: "got" | "tlv", symbol: SymbolIndex): SlotIndex;
  /** The thunk for a branch that does not reach its target; 0 without one. */
  thunkFor(relocation: RelocationIndex, place: VirtualAddress): SlotIndex;
}

/** For one run over a program whose addresses stay. */
export function createApplier(link: Applying) {
  const { atoms, relocations, globals, slots, outputSections, patches, image, diagnostics, trace } = link;
  const rules: RelocationRules = relocationRules(link.options.architecture);
  const limitsByType = rules.map((rule) => (rule === undefined ? undefined : constantLimits(rule)));
  const threadBlock = threadBlockStart(link);
  const bytes = image.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const relaxed = new Uint8Array(opcodeDistance + 4);
  const relaxedView = new DataView(relaxed.buffer);

  let atomAddress = zero;
  let atomOffset = row<FileOffset>(0);
  let inDescriptors = false;
  /** Of the relocation at hand. */
  let route = 0;
  let problems = 0;

  const report = (relocation: RelocationIndex, make: (type: string, target: string) => Diagnostic): undefined => {
    const rule = rules[relocations.type[relocation]]!;
    problems += 1;
    diagnostics.report(make(rule.name, relocationTargetText(link, relocation)));
    return undefined;
  };
  const reportRange = (relocation: RelocationIndex, value: number, limits: FieldLimits) =>
    report(relocation, (type, target) =>
      rangeMessages.outOfRange(relocationPlace(link, relocation), type, value, limits, target),
    );
  const slotFor = (relocation: RelocationIndex, rule: RelocationRule): SlotIndex => {
    const global = targetGlobal(link, relocation);
    if (rule.via === "stub") return global === 0 ? noSlot : globals.stubSlot[global];
    if (global !== 0) return rule.via === "got" ? globals.gotSlot[global] : globals.tlvSlot[global];
    return link.localSlot(rule.via === "got" ? "got" : "tlv", relocations.symbol[relocation]);
  };
  const routeOf = (rule: RelocationRule): number =>
    rule.via === "stub" ? patchRoute.stub : rule.via === "got" ? patchRoute.got : patchRoute.threadPointer;

  /** S, G, ST or T; sets `route`. Undefined when the target cannot be reached so. */
  const reach = (relocation: RelocationIndex, rule: RelocationRule): VirtualAddress | undefined => {
    const slot = rule.via === "symbol" ? noSlot : slotFor(relocation, rule);
    if (slot !== 0) {
      route = routeOf(rule);
      return slots.address[slot];
    }
    const global = targetGlobal(link, relocation);
    route = rule.relaxation === undefined ? patchRoute.direct : patchRoute.relaxed;
    if (global === 0 || !isImport(globals, global)) return targetAddress(link, relocation);
    route = patchRoute.bound;
    if (isDataField(rule.field) && rule.from === "zero") return zero;
    return report(relocation, (type, target) =>
      rangeMessages.directImport(relocationPlace(link, relocation), type, target),
    );
  };
  const finishPatch = (
    relocation: RelocationIndex,
    place: VirtualAddress,
    target: VirtualAddress,
    subtrahend: VirtualAddress,
    value: number,
    write: WriteIndex,
  ): void => {
    const patch = link.patchOf(relocation);
    patches.relocation[patch] = relocation;
    patches.place[patch] = place;
    patches.target[patch] = target;
    patches.subtrahend[patch] = subtrahend;
    patches.value[patch] = value;
    patches.route[patch] = route;
    patches.write[patch] = write;
    relocations.patch[relocation] = patch;
    if (trace.on) {
      if (route === patchRoute.relaxed) trace.record("access-relaxed", relocation, targetGlobal(link, relocation));
      trace.record("relocation-applied", relocation, patch);
    }
  };

  /** What a pointer or difference in data has subtracted from it. */
  const subtrahendOf = (relocation: RelocationIndex): VirtualAddress | undefined => {
    if (hasSubtrahend(link, relocation)) return subtrahendAddress(link, relocation);
    if (!inDescriptors || route === patchRoute.bound || relocations.length[relocation] !== pointerLength) return zero;
    // A thread-local descriptor holds the offset of its variable in the block that each thread has a copy of.
    const atom = targetAtom(link, relocation);
    if (atom !== 0 && isThreadLocalData(outputSections.flags[atoms.output[atom]])) return threadBlock;
    return report(relocation, (type, target) =>
      rangeMessages.notThreadData(relocationPlace(link, relocation), type, target),
    );
  };
  const applyData = (
    relocation: RelocationIndex,
    place: VirtualAddress,
    offset: FileOffset,
    target: VirtualAddress,
  ) => {
    const subtrahend = subtrahendOf(relocation);
    if (subtrahend === undefined) return;
    const difference = target - subtrahend;
    const low = relocations.addendLow[relocation];
    const high = relocations.addendHigh[relocation];
    const valueLow = sumLow(low, difference);
    const value = fromSignedWords(valueLow, sumHigh(low, high, difference));
    const length = relocations.length[relocation];
    if (length < pointerLength) {
      const limits = dataLimits(subtrahend !== zero, 2 ** length);
      if (!isWithin(value, limits)) {
        reportRange(relocation, value, limits);
        return;
      }
    }
    const size = length === pointerLength ? 8 : length === 2 ? 4 : length === 1 ? 2 : 1;
    const valueHigh = sumHigh(low, high, difference);
    const write = image.patchWord(offset, valueLow, valueHigh, size, causeKind.relocation, relocation);
    finishPatch(relocation, place, target, subtrahend, value, write);
  };
  /** A distance of whole bytes, as x86_64 code and pointers to GOT cells hold it. */
  const applyDistance = (
    relocation: RelocationIndex,
    rule: RelocationRule,
    place: VirtualAddress,
    offset: FileOffset,
    target: VirtualAddress,
  ): void => {
    const size = relocations.length[relocation] === 2 ? 4 : 1;
    const addend = fromSignedWords(relocations.addendLow[relocation], relocations.addendHigh[relocation]);
    const value = relocationValue(rule, target, addend, place, size);
    const limits = distanceLimits[size];
    if (!isWithin(value, limits)) {
      reportRange(relocation, value, limits);
      return;
    }
    let write: WriteIndex;
    if (route === patchRoute.relaxed) {
      if (relocations.offset[relocation] < opcodeDistance || bytes[offset - 2] !== movOpcode) {
        report(relocation, (type, name) =>
          rangeMessages.notRelaxable(relocationPlace(link, relocation), type, name, "movq from memory"),
        );
        return;
      }
      relaxed[0] = leaOpcode;
      relaxed[1] = bytes[offset - 1]!;
      relaxedView.setInt32(opcodeDistance, value, true);
      write = image.patch(advance(offset, -opcodeDistance), relaxed, causeKind.relocation, relocation);
    } else
      write = image.patchWord(offset, value >>> 0, value < 0 ? 0xffff_ffff : 0, size, causeKind.relocation, relocation);
    finishPatch(relocation, place, target, zero, value, write);
  };
  /** The instruction to put the number into; undefined when it had to become another and could not. */
  const relaxedWord = (relocation: RelocationIndex, rule: RelocationRule, word: number): number | undefined => {
    if (route !== patchRoute.relaxed || rule.operand !== "page-offset") return word;
    if (isPointerLoad(word)) return loadToAdd(word);
    return report(relocation, (type, name) =>
      rangeMessages.notRelaxable(relocationPlace(link, relocation), type, name, "ldr of 8 bytes"),
    );
  };
  const applyInstruction = (
    relocation: RelocationIndex,
    rule: RelocationRule,
    field: InstructionField,
    place: VirtualAddress,
    offset: FileOffset,
    target: VirtualAddress,
  ): void => {
    const word = relaxedWord(relocation, rule, view.getUint32(offset, true));
    if (word === undefined) return;
    const addend = fromSignedWords(relocations.addendLow[relocation], relocations.addendHigh[relocation]);
    let reached = target;
    let value = relocationValue(rule, target, addend, place, 4);
    const unit = fieldUnit(field, word);
    const scaled = value / unit;
    if (scaled !== Math.floor(scaled)) {
      report(relocation, (type, name) =>
        rangeMessages.misaligned(relocationPlace(link, relocation), type, value, unit, name),
      );
      return;
    }
    const limits = limitsByType[rule.code];
    if (limits !== undefined && !isWithin(value, limits)) {
      const thunk = isBranch(rule) ? link.thunkFor(relocation, place) : noSlot;
      if (thunk !== 0) {
        route = patchRoute.thunk;
        reached = slots.address[thunk];
        value = relocationValue(rule, reached, 0, place, 4);
      }
      if (!isWithin(value, limits)) {
        reportRange(relocation, value, limits);
        return;
      }
    }
    const encoded = packBits(word, field.runs, value / unit);
    const write = image.patchWord(offset, encoded, 0, 4, causeKind.relocation, relocation);
    finishPatch(relocation, place, reached, zero, value, write);
  };

  return {
    enterAtom(atom: AtomIndex): void {
      const output: OutputSectionIndex = atoms.output[atom];
      atomAddress = atoms.address[atom];
      atomOffset = advance(outputSections.fileOffset[output], atomAddress - outputSections.address[output]);
      inDescriptors = sectionTypeOf(outputSections.flags[output]) === sectionTypes.S_THREAD_LOCAL_VARIABLES;
    },
    /** Its atom is the one entered, and the bytes there are the input's. False when it was reported instead. */
    apply(relocation: RelocationIndex): boolean {
      const rule = rules[relocations.type[relocation]]!;
      const place = advance(atomAddress, relocations.offset[relocation]);
      const offset = advance(atomOffset, relocations.offset[relocation]);
      const target = reach(relocation, rule);
      if (target === undefined) return false;
      const reported = problems;
      if (!isDataField(rule.field)) applyInstruction(relocation, rule, rule.field, place, offset, target);
      else if (rule.from === "zero") applyData(relocation, place, offset, target);
      else applyDistance(relocation, rule, place, offset, target);
      return problems === reported;
    },
  };
}

const isWithin = (value: number, { minimum, maximum }: FieldLimits): boolean => value >= minimum && value <= maximum;

/** Of an instruction's field. One that is counted in what the instruction accesses holds bits that fit by nature. */
const constantLimits = ({ field }: RelocationRule): FieldLimits | undefined =>
  isDataField(field) || field.scale === "access-size" ? undefined : instructionLimits(field, field.scale);

/** Limits of distances by their bytes. */
const distanceLimits: Readonly<Record<1 | 4, FieldLimits>> = { 1: dataLimits(true, 1), 4: dataLimits(true, 4) };

/** Where the initial values of thread-local variables start; dyld copies from there for each thread. */
function threadBlockStart({ outputSections }: Applying): VirtualAddress {
  for (const section of outputSections.rows())
    if (isThreadLocalData(outputSections.flags[section])) return outputSections.address[section];
  return zero;
}
