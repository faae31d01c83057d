// The shapes of explanations: what the explain pane draws. Data and sentences only; no markup, no DOM.

import type { FileOffset, FixupIndex, VirtualAddress } from "@/base/units";
import type { Crumb } from "./provenance";
import type { Subject } from "./subject";

/** Who owns the bits of a box: colours and patterns follow it. */
export type BitRole =
  /** Written by the linker. */
  | "field"
  /** The instruction's own, untouched. */
  | "opcode"
  /** A number of a record. */
  | "number"
  /** A flag of a record. */
  | "flag";

/** A run of bits of a little-endian word, drawn as one box. */
export interface BitBox {
  /** `imm26`, `r_symbolnum` */
  readonly name: string;
  /** Lowest bit in the word. */
  readonly at: number;
  readonly width: number;
  /** The run's bits as a number. */
  readonly bits: number;
  readonly role: BitRole;
  /** The value in words: `0x8`, `pc-relative`, `x0`. */
  readonly shown: string;
  /** What it is for, one sentence. */
  readonly meaning: string;
  readonly subject?: Subject;
}

/** A word taken apart, highest bits first. */
export interface BitWord {
  readonly name: string;
  readonly width: number;
  readonly boxes: readonly BitBox[];
}

/** One record of the object's relocation table as it stands in the file. */
export interface RecordPart {
  /** `main` first in file order or not; ADDEND and SUBTRACTOR stand before the record they belong to. */
  readonly role: "main" | "paired";
  readonly type: string;
  /** Position among the section's records. */
  readonly number: number;
  /** From the start of the object. */
  readonly offset: FileOffset;
  readonly bytes: readonly number[];
  readonly words: readonly BitWord[];
}

export interface RecordRow {
  readonly sentence: string;
  readonly records: readonly RecordPart[];
}

/** Some bytes with a field among them. */
export interface FieldBytes {
  /** The instruction or datum around the field, in file order. */
  readonly bytes: readonly number[];
  /** Where the field starts in `bytes`, and its length. */
  readonly fieldAt: number;
  readonly fieldLength: number;
  /** For each byte of `bytes`, the bits that differ from the other side; 0 when the same. */
  readonly changed: readonly number[];
  /** The field's bytes as one little-endian word. */
  readonly word: BitWord;
  /** `0x94000000` */
  readonly wordText: string;
  /** The instruction in assembly, where it is known. */
  readonly text: string | undefined;
}

export interface BeforeRow {
  readonly sentence: string;
  /** `main.o, __TEXT,__text+0x10` */
  readonly place: string;
  readonly bytes: FieldBytes;
  readonly subject: Subject | undefined;
}

/** A term of a formula: a chip. */
export interface Term {
  readonly name: string;
  readonly value: number;
  readonly shown: string;
  readonly role: "target" | "addend" | "place" | "subtrahend";
  /** Where the number comes from, one sentence. */
  readonly meaning: string;
  /** What a click on it selects. */
  readonly subject?: Subject;
  /** The row of this card that shows where it comes from. */
  readonly row?: "record" | "before";
}

/** Either a term, by position in `terms`, or text between terms. */
export type FormulaToken = { readonly term: number } | { readonly text: string };

export interface FormulaRow {
  readonly sentence: string;
  readonly tokens: readonly FormulaToken[];
  readonly terms: readonly Term[];
  /** The number before scaling. */
  readonly result: number;
  readonly shown: string;
}

/** Limits and the value's place between them, for a ruler. Positions run from 0 to 1. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly minimumText: string;
  readonly maximumText: string;
  readonly position: number;
  readonly fits: boolean;
  /** Landmarks between the limits: 0, powers of two in the middle. */
  readonly ticks: readonly { readonly position: number; readonly text: string }[];
}

export interface EncodeRow {
  readonly sentence: string;
  /** `>> 2`, `/ 8`, or nothing. */
  readonly scaleText: string;
  readonly scaled: number;
  readonly scaledText: string;
  /** Undefined where any value fits. */
  readonly range: Range | undefined;
  /** Which bits of the scaled value go where, as drawn: `bits 25:0`. */
  readonly placement: readonly {
    readonly name: string;
    readonly at: number;
    readonly width: number;
    readonly bits: number;
  }[];
}

export interface AfterRow {
  readonly sentence: string;
  readonly bytes: FieldBytes;
  readonly offset: FileOffset | undefined;
  readonly address: VirtualAddress | undefined;
  /** Why nothing changed; undefined when something did. */
  readonly sameBecause: string | undefined;
  readonly origin: readonly Crumb[];
}

/** What dyld finds in a pointer of a chain, in place of the number the linker calculated. */
export interface ChainedRow {
  readonly sentence: string;
  /** `0x8010000000000001` */
  readonly wordText: string;
  readonly word: BitWord;
  readonly fixup: FixupIndex;
}

/** Something the linker did beyond filling the field. */
export interface Aside {
  readonly title: string;
  readonly text: string;
}

export interface RelocationExplanation {
  readonly type: string;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly crumbs: readonly Crumb[];
  /** Position among the applied relocations of the build, from 1. */
  readonly position: number;
  readonly count: number;
  readonly record: RecordRow;
  readonly before: BeforeRow;
  /** Undefined for a relocation that was not applied. */
  readonly formula: FormulaRow | undefined;
  readonly encode: EncodeRow | undefined;
  readonly after: AfterRow | undefined;
  /** Undefined for a field that dyld leaves alone, and where fixups are opcode streams. */
  readonly chained: ChainedRow | undefined;
  readonly asides: readonly Aside[];
  /** Why it was not applied. */
  readonly skipped: string | undefined;
}

/** A line of a card: a label, a value, and where it leads. */
export interface CardRow {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly subject?: Subject;
  /** Monospaced: an address, bytes, a name of the format. */
  readonly code?: boolean;
  /** A candidate that lost: drawn struck through. */
  readonly refused?: boolean;
}

export interface CardSection {
  readonly title: string;
  readonly sentence?: string;
  readonly rows: readonly CardRow[];
  /** Numbered: the rows are steps in time. */
  readonly steps?: boolean;
  /** A word taken apart, drawn under the rows. */
  readonly word?: BitWord;
}

/** The card of everything that is not a relocation. */
export interface Card {
  /** `symbol`, `stub`, `load command` */
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly CardSection[];
}
