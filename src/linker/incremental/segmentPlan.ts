// The segments and sections an incremental image has before anything is known of the program, as the seed has them:
// nearly every section in a segment of its own, with numbered names, so that each has room to grow. Sections that turn
// up later are appended behind, in the same fashion.

import type { Target } from "@/arch/target";
import { protections, sectionAttributes, sectionTypes, segmentFlags } from "@/macho/constants";
import type { LinkOptions } from "../options";
import { isThreadLocalData, isZerofill, type OutputName, outputNameOf } from "../outputNames";
import { syntheticKind } from "../schemas/image";
import { padToIdeal, type SizeHints } from "./capacity";

const { VM_PROT_READ: read, VM_PROT_WRITE: write, VM_PROT_EXECUTE: execute } = protections;
const { S_ATTR_PURE_INSTRUCTIONS: pure, S_ATTR_SOME_INSTRUCTIONS: some } = sectionAttributes;

export interface PlannedSection {
  /** Without a number: `__TEXT`, `__DATA_CONST`, `__DATA`. */
  readonly base: string;
  readonly segment: string;
  readonly section: string;
  readonly flags: number;
  /** log2 */
  readonly alignment: number;
  /** Bytes it starts with. */
  readonly capacity: number;
  readonly synthetic: number;
  readonly stubSize: number;
}

/** The least that a header with its load commands gets. */
const leastHeader = 0x1000;

export const headerCapacity = ({ headerPad }: LinkOptions): number => padToIdeal(Math.max(headerPad, leastHeader));

/** In order of addresses; `__PAGEZERO` and the header's `__TEXT` come before, `__LINKEDIT` behind. */
export function plannedSections({ code }: Target, hints: SizeHints): PlannedSection[] {
  const instructions = (pure | some) >>> 0;
  const plan = (
    segment: string,
    section: string,
    flags: number,
    alignment: number,
    capacity: number,
    synthetic = 0,
    stubSize = 0,
  ): PlannedSection => ({
    base: segment.replace(/\d+$/, ""),
    segment,
    section,
    flags: flags >>> 0,
    alignment,
    capacity,
    synthetic,
    stubSize,
  });
  const stub = code.stub.bytes.length;
  return [
    plan("__TEXT1", "__text", instructions, code.alignment, hints.code),
    plan(
      "__TEXT2",
      "__stubs",
      sectionTypes.S_SYMBOL_STUBS | instructions,
      code.alignment,
      stub,
      syntheticKind.stubs,
      stub,
    ),
    plan("__TEXT3", "__stub_helper", instructions, code.alignment, 4, syntheticKind.stubHelper),
    plan("__DATA_CONST", "__got", sectionTypes.S_NON_LAZY_SYMBOL_POINTERS, 3, 8 * hints.symbols, syntheticKind.got),
    plan("__DATA_CONST1", "__const", sectionTypes.S_REGULAR, 3, 8),
    plan("__DATA", "__la_symbol_ptr", sectionTypes.S_LAZY_SYMBOL_POINTERS, 3, 8, syntheticKind.lazyPointers),
    plan("__DATA1", "__data", sectionTypes.S_REGULAR, 3, 8),
    ...(hints.threads
      ? [
          plan("__DATA2", "__thread_vars", sectionTypes.S_THREAD_LOCAL_VARIABLES, 3, 24),
          plan("__DATA3", "__thread_data", sectionTypes.S_THREAD_LOCAL_REGULAR, 3, 8),
        ]
      : []),
  ];
}

/** `__thread_ptrs`, made when the first import of a thread-local variable asks for one. */
export const threadPointersSection: OutputName & { readonly synthetic: number } = {
  segment: "__DATA",
  section: "__thread_ptrs",
  flags: sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
  synthetic: syntheticKind.threadPointers,
};

/**
 * Where input goes. Thread-local zeros become bytes: dyld copies a thread's block from one stretch of memory, which no
 * gap between segments may interrupt.
 */
export function incrementalName(segment: string, section: string, flags: number): OutputName {
  if (isThreadLocalData(flags))
    return { segment: "__DATA", section: "__thread_data", flags: sectionTypes.S_THREAD_LOCAL_REGULAR };
  return outputNameOf(segment, section, flags);
}

export interface SegmentRights {
  readonly protection: number;
  readonly flags: number;
}

export function segmentRights(base: string): SegmentRights {
  const protection = base === "__PAGEZERO" ? 0 : base === "__TEXT" ? read | execute : read | write;
  return {
    protection: base === "__LINKEDIT" ? read : protection,
    flags: base === "__DATA_CONST" ? segmentFlags.SG_READ_ONLY : 0,
  };
}

/** Order among sections that turn up together: what dyld need not touch, what it makes read-only, data, zeros. */
export function extraRank(base: string, flags: number): number {
  const bases = ["__TEXT", "__DATA_CONST", "__DATA"];
  const known = bases.indexOf(base);
  return (known === -1 ? bases.length : known) * 2 + (isZerofill(flags) ? 1 : 0);
}
