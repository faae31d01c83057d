// What a flush did, in names instead of rows: what the page says after an edit, and what scripts expect.

import { type ByteCount, byteCount, type OutputSectionIndex, row, type VirtualAddress } from "@/base/units";
import type { Chains } from "./chains";
import type { FlushReport } from "./flush";
import type { ByteChange, FileRange } from "./growingImage";
import type { Regions } from "./regions";
import type { IncrementalState } from "./state";

export interface SummaryMove {
  readonly name: string;
  readonly from: VirtualAddress;
  readonly to: VirtualAddress;
  /** Bytes it takes where it is now. */
  readonly size: ByteCount;
  /** The output section it lies in, and the section's range with its room. */
  readonly section: string;
  readonly sectionStart: VirtualAddress;
  readonly capacity: ByteCount;
}

/** Room of an output section: bytes in use, and bytes until something has to move. */
export interface SummaryRoom {
  readonly section: OutputSectionIndex;
  readonly used: ByteCount;
  readonly capacity: ByteCount;
  /** Bytes of it between atoms, free for newcomers. */
  readonly gaps: ByteCount;
}

export interface FlushSummary {
  /** Counts flushes of one program, from 1. */
  readonly number: number;
  readonly complete: boolean;
  /** The file's ranges that differ from before. */
  readonly changed: readonly FileRange[];
  /** The first of those bytes, before and after; undefined when there are too many, or when the image was new. */
  readonly changes: readonly ByteChange[] | undefined;
  readonly placed: readonly string[];
  readonly moved: readonly SummaryMove[];
  /** Rewritten where they are. */
  readonly rewritten: readonly string[];
  /** Bytes of atoms that differ from before, without what relocations changed elsewhere. */
  readonly rewrittenBytes: number;
  /** Section, and by how many bytes it pushed on what is behind it. */
  readonly grown: readonly { readonly section: string; readonly by: number }[];
  readonly applied: number;
  readonly relocations: number;
  readonly pending: number;
  readonly slotsWritten: number;
  readonly slotsFreed: number;
  readonly rooms: readonly SummaryRoom[];
}

export function summarise(
  state: IncrementalState,
  regions: Regions,
  chains: Chains,
  report: FlushReport,
  number: number,
): FlushSummary {
  const { atoms, symbols, strings, outputSections } = state;
  const nameOf = (atom: FlushReport["placed"][number]): string => {
    const symbol = atoms.symbol[atom];
    return symbol === 0 ? "an unnamed part" : strings.text(symbols.name[symbol]);
  };
  const moved = new Set(report.moved.map(({ atom }) => atom));
  const rewritten = report.rewritten.filter((atom) => !moved.has(atom));
  const inAtoms = rewritten.map((atom) => {
    const output = atoms.output[atom];
    const from = regions.offsetOf(output, atoms.address[atom]);
    return { from, to: from + atoms.size[atom] };
  });
  let rewrittenBytes = 0;
  for (const range of report.changed)
    for (const own of inAtoms)
      rewrittenBytes += Math.max(0, Math.min(range.to, own.to) - Math.max(range.from, own.from));
  return {
    number,
    complete: report.complete,
    changed: report.changed,
    changes: report.changes,
    placed: report.placed.map(nameOf),
    moved: report.moved.map(({ atom, from, to }) => {
      const output = atoms.output[atom];
      return {
        name: nameOf(atom),
        from,
        to,
        size: atoms.size[atom],
        section: strings.text(outputSections.sectionName[output]),
        sectionStart: outputSections.address[output],
        capacity: byteCount(regions.all.find((region) => region.output === output)?.capacity ?? 0),
      };
    }),
    rewritten: rewritten.map(nameOf),
    rewrittenBytes,
    grown: report.grown.map(({ output, by }) => ({
      section: output === 0 ? "the header" : strings.text(outputSections.sectionName[row<OutputSectionIndex>(output)]),
      by,
    })),
    applied: report.applied.length,
    relocations: report.relocations,
    pending: report.pending,
    slotsWritten: report.slotsWritten,
    slotsFreed: report.slotsFreed,
    rooms: regions.all.map((region) => ({
      section: region.output,
      used: outputSections.size[region.output],
      capacity: byteCount(region.capacity),
      gaps: byteCount(chains.gapBytes(region)),
    })),
  };
}
