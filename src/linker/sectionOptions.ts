// What the command line asks of sections beyond what inputs say. Everything may be left out.

import type { AlignmentPower } from "@/base/units";

export interface SectionName {
  readonly segment: string;
  readonly section: string;
}

/** A line of an order file. */
export interface OrderedSymbol {
  readonly name: string;
  /** Only the symbol of the object of this base name; undefined: of any. */
  readonly file: string | undefined;
}

export interface SectionOptions {
  /** `--no-deduplicate-strings`: equal strings, and equal CFString records, stay as they are. */
  readonly keepDuplicateStrings?: boolean;
  /** `-ignore_optimization_hints` */
  readonly ignoreHints?: boolean;
  /** `-order_file`: what comes first in its section, in this order. */
  readonly order?: readonly OrderedSymbol[];
  /** `-sectalign` */
  readonly alignments?: readonly (SectionName & { readonly alignment: AlignmentPower })[];
  /** `-rename_section`: input sections of a name go elsewhere. */
  readonly renamedSections?: readonly { readonly from: SectionName; readonly to: SectionName }[];
  /** `-rename_segment`: segments of the image get other names. */
  readonly renamedSegments?: readonly { readonly from: string; readonly to: string }[];
  /** `-segprot`: rights as VM_PROT_* bits. */
  readonly protections?: readonly {
    readonly segment: string;
    readonly maximum: number;
    readonly initial: number;
  }[];
}
