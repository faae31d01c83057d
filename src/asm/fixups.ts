// After layout: fills the holes. A hole whose value is certain is patched here; for the rest the CPU's rules choose
// relocations and what the field holds beside them (MCAssembler::evaluateFixup).

import type { Architecture } from "@/arch/architecture";
import { type BitRun, fieldWidth, packBits } from "@/base/bitRuns";
import type { Draft, DraftSection, DraftSymbol, Fragment, Hole } from "./draft";
import {
  afterLayout,
  type Evaluation,
  Evaluator,
  isConstant,
  isProblem,
  offsetInSection,
  type Relocatable,
} from "./evaluate";
import type { Fixup, FixupKind } from "./instructionEncoder";
import type { LayoutReport } from "./layout";
import { type Complaint, messages } from "./messages";
import { relocateArm64 } from "./relocations/arm64";
import type { DraftRelocation } from "./relocations/record";
import { relocateX86 } from "./relocations/x86_64";

/** A field inside an arm64 instruction word. */
interface WordField {
  readonly runs: readonly BitRun[];
  /** Bytes that one unit of the field stands for. */
  readonly unit: number;
  readonly signed: boolean;
}
const wordFields: Partial<Record<FixupKind, WordField>> = {
  branch26: { runs: [{ at: 0, width: 26 }], unit: 4, signed: true },
  branch19: { runs: [{ at: 5, width: 19 }], unit: 4, signed: true },
  literal19: { runs: [{ at: 5, width: 19 }], unit: 4, signed: true },
  branch14: { runs: [{ at: 5, width: 14 }], unit: 4, signed: true },
  adr21: {
    runs: [
      { at: 29, width: 2 },
      { at: 5, width: 19 },
    ],
    unit: 1,
    signed: true,
  },
  page21: {
    runs: [
      { at: 29, width: 2 },
      { at: 5, width: 19 },
    ],
    unit: 4096,
    signed: true,
  },
  pageoff12: { runs: [{ at: 10, width: 12 }], unit: 1, signed: false },
};
const fieldBytes: Partial<Record<FixupKind, number>> = {
  data1: 1,
  data2: 2,
  data4: 4,
  data8: 8,
  abs1: 1,
  abs2: 2,
  abs4: 4,
  abs4s: 4,
  abs8: 8,
  pcrel1: 1,
  branch1: 1,
  pcrel4: 4,
  branch4: 4,
};
const dataKinds: ReadonlySet<FixupKind> = new Set(["data1", "data2", "data4", "data8"] as const);
const pcRelativeKinds: ReadonlySet<FixupKind> = new Set([
  "pcrel1",
  "pcrel4",
  "branch1",
  "branch4",
  "branch26",
  "branch19",
  "branch14",
  "adr21",
  "literal19",
] as const);

type Patched = Complaint | undefined;

function patchBytes(contents: DataView, at: number, kind: FixupKind, value: bigint): Patched {
  const size = fieldBytes[kind]!;
  const bits = size * 8;
  const isSigned = kind === "abs4s" || pcRelativeKinds.has(kind);
  const fitsAny = size >= 4 && value >= -0x8000_0000n && value <= 0x7fff_ffffn;
  const fits = fitsAny || BigInt.asIntN(bits, value) === value || (!isSigned && BigInt.asUintN(bits, value) === value);
  // LLVM cuts data to size without a word.
  if (!fits && !kind.startsWith("data")) return messages.outOfRange(value, bits);
  if (size === 4) contents.setInt32(at, Number(BigInt.asIntN(32, value)), true);
  else if (size === 8) contents.setBigUint64(at, BigInt.asUintN(64, value), true);
  else for (let i = 0; i < size; i++) contents.setUint8(at + i, Number((value >> BigInt(8 * i)) & 0xffn));
  return fits ? undefined : messages.truncated(value, bits, BigInt.asUintN(bits, value));
}

function patchWord(contents: DataView, at: number, fixup: Fixup, field: WordField, value: number): Patched {
  const unit = fixup.kind === "pageoff12" ? 2 ** (fixup.scale ?? 0) : field.unit;
  if (value % unit !== 0) return messages.misalignedTarget(value, unit);
  const scaled = value / unit;
  const reach = 2 ** (fieldWidth(field.runs) - (field.signed ? 1 : 0));
  if (scaled >= reach || scaled < (field.signed ? -reach : 0))
    return messages.branchOutOfRange(value, fieldWidth(field.runs));
  contents.setUint32(at, packBits(contents.getUint32(at, true), field.runs, scaled), true);
  return undefined;
}

function patch(contents: DataView, at: number, fixup: Fixup, value: bigint): Patched {
  const field = wordFields[fixup.kind];
  if (value === 0n) {
    // The value of nearly all that is left to the linker. Words have their zeros already.
    if (field === undefined) for (let i = fieldBytes[fixup.kind]!; i > 0; i--) contents.setUint8(at + i - 1, 0);
    return undefined;
  }
  return field === undefined
    ? patchBytes(contents, at, fixup.kind, value)
    : patchWord(contents, at, fixup, field, Number(value));
}

/** The same for a distance inside a section. */
function patchDistance(contents: DataView, at: number, fixup: Fixup, distance: number): Patched {
  const field = wordFields[fixup.kind];
  if (field !== undefined) return patchWord(contents, at, fixup, field, distance);
  const size = fieldBytes[fixup.kind];
  if ((size !== 4 && size !== 8) || (distance | 0) !== distance)
    return patchBytes(contents, at, fixup.kind, BigInt(distance));
  contents.setInt32(at, distance, true);
  if (size === 8) contents.setInt32(at + 4, distance < 0 ? -1 : 0, true);
  return undefined;
}

export class FixupResolver {
  private readonly draft: Draft;
  private readonly architecture: Architecture;
  private readonly report: LayoutReport;
  private readonly evaluator: Evaluator;

  constructor(draft: Draft, architecture: Architecture, report: LayoutReport) {
    this.draft = draft;
    this.architecture = architecture;
    this.report = report;
    this.evaluator = new Evaluator(draft, afterLayout);
  }

  /** Patches the section's contents and returns its relocations in LLVM's order of creation. */
  resolve(section: DraftSection, contents: Uint8Array): readonly DraftRelocation[] {
    const relocations: DraftRelocation[] = [];
    const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
    for (const hole of section.holes) {
      const { fragment, fixup, span } = hole;
      if (fixup !== undefined) {
        const complaint = this.apply(hole, fixup, fragment.offset + hole.offset, view, relocations);
        if (complaint !== undefined) this.report.complain(complaint, span);
      } else if (fragment.kind === "branch")
        for (const own of (fragment.detail.isLong ? fragment.detail.long : fragment.detail.short).fixups) {
          const complaint = this.apply(hole, own, fragment.offset + own.offset, view, relocations);
          if (complaint !== undefined) this.report.complain(complaint, span);
        }
    }
    return relocations;
  }

  /** `offset` is the field's in the section. */
  private apply(
    hole: Hole,
    fixup: Fixup,
    offset: number,
    contents: DataView,
    relocations: DraftRelocation[],
  ): Complaint | undefined {
    const { fragment } = hole;
    if (dataKinds.has(fixup.kind)) {
      const distance = this.evaluator.distanceOf(hole.expression, fixup.isNumber === true);
      if (distance !== undefined) return patchDistance(contents, offset, fixup, distance);
    }
    const target = fixup.isNumber ? this.evaluator.evaluate(hole.expression, true) : this.target(hole);
    if (isProblem(target)) return target.complaint;
    if (pcRelativeKinds.has(fixup.kind)) {
      const distance = this.certainDistance(fragment, fixup, target, offset);
      if (distance !== undefined)
        return target.constant === 0n
          ? patchDistance(contents, offset, fixup, distance)
          : patch(contents, offset, fixup, BigInt(distance) + target.constant);
    } else if (isConstant(target) && fixup.kind !== "page21" && fixup.kind !== "pageoff12")
      return patch(contents, offset, fixup, target.constant);
    const { section } = fragment;
    const open = { draft: this.draft, evaluator: this.evaluator, section, fragment, offset, target };
    const result = this.architecture === "arm64" ? relocateArm64(open, fixup) : relocateX86(open, fixup);
    if ("complaint" in result) return result.complaint;
    for (const relocation of result.relocations) relocations.push(relocation);
    return patch(contents, offset, fixup, result.value);
  }

  private target({ expression, symbol }: Hole): Evaluation {
    // What nearly all are: one name that stands for itself.
    if (expression.kind === "symbol" && symbol !== undefined) {
      const { modifier } = expression;
      if (symbol.variable === undefined || modifier !== undefined)
        return { add: symbol, subtract: undefined, modifier, constant: 0n };
    }
    return this.evaluator.evaluate(expression);
  }

  /** From the field to the symbol, if the linker will not change it. */
  private certainDistance(fragment: Fragment, fixup: Fixup, target: Relocatable, offset: number): number | undefined {
    if (target.add === undefined || target.subtract !== undefined || target.modifier !== undefined) return undefined;
    const at = this.evaluator.locate(target.add);
    if (at === undefined || at.fragment.section !== fragment.section) return undefined;
    if (!this.isFixedDistance(target.add, at.fragment, fragment)) return undefined;
    const from = this.architecture === "arm64" ? offset : offset + (fixup.toEnd ?? fieldBytes[fixup.kind]!);
    return offsetInSection(at) - from;
  }

  /**
   * Whether the linker keeps the distance. Inside an atom it does. On arm64 a temporary label counts as part of
   * whatever atom refers to it, and without .subsections_via_symbols the whole section is one atom.
   */
  private isFixedDistance(symbol: DraftSymbol, to: Fragment, from: Fragment): boolean {
    if (to.atom === from.atom) return true;
    return this.architecture === "arm64" && (symbol.temporary || !this.draft.subsectionsViaSymbols);
  }
}
