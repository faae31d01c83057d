// The object file while it is being written: sections made of fragments, symbols, and what the load commands need.
// A fragment is the unit of layout: bytes of known length, or something whose length is known only once addresses
// are (alignment, relaxable branches, LEB128 of label differences). Atoms (LLVM's term) are what `ld` may move or
// strip: the stretch from one linker-visible label to the next; a fragment never spans two.

import type { Location } from "./evaluate";
import type { Expression } from "./expression";
import type { EncodedInstruction, Fixup } from "./instructionEncoder";
import type { LineRows } from "./lineRows";
import type { Span } from "./messages";

export class DraftSymbol {
  readonly name: string;
  /** `L…`: known to the assembler only, unless a relocation cannot do without it. */
  readonly temporary: boolean;
  /** Where the label stands; undefined while it is not defined as a label. */
  fragment: Fragment | undefined = undefined;
  /** Bytes from the fragment's start. */
  offset = 0;
  /** `name = expression` or `.set`. */
  variable: Expression | undefined = undefined;
  /** Symbol table membership is decided by first mention, which also gives the order of local symbols. */
  registered = false;
  external = false;
  privateExternal = false;
  altEntry = false;
  common: { readonly size: number; readonly alignment: number } | undefined = undefined;
  /** The n_desc bits but for alternate entries of aliases and common alignment. */
  description = 0;
  usedInRelocation = false;
  /** Line of the definition, for messages about a second one. */
  line: number | undefined = undefined;
  /** The statement that named it first, for messages about a missing definition. */
  mentioned: Span | undefined = undefined;

  constructor(name: string) {
    this.name = name;
    this.temporary = name.charCodeAt(0) === temporaryMark;
  }
}
const temporaryMark = "L".charCodeAt(0);

/** A hole in the contents and the expression that fills it. */
export interface Hole {
  readonly fragment: BytesFragment | BranchFragment;
  /** From the fragment's start; in a branch, whose length is open, from the instruction's. */
  readonly offset: number;
  /** A branch has holes of its own in each of its forms. */
  readonly fixup: Fixup | undefined;
  readonly expression: Expression;
  /** The symbol that the expression consists of, if it is one. */
  readonly symbol: DraftSymbol | undefined;
  readonly span: Span;
}

/** What every fragment has; making one appends it to its section. */
class PlacedFragment {
  readonly section: DraftSection;
  /** Position in the section's list. */
  readonly index: number;
  /** Number of fragments of unknown length before this one, and the known lengths' sum: two labels with the same
   * count have a difference that is known before layout. */
  readonly uncertain: number;
  readonly certainBytes: number;
  /** From the section's start; set by layout. */
  offset = 0;
  size: number;
  /** The label whose atom starts here. */
  atomStart: DraftSymbol | undefined = undefined;
  /** The label whose atom this is; set once all labels are known. */
  atom: DraftSymbol | undefined = undefined;

  constructor(section: DraftSection, size: number) {
    const { fragments } = section;
    this.section = section;
    this.index = fragments.length;
    const last = fragments[fragments.length - 1];
    const isCertain = last === undefined || last.kind === "bytes" || last.kind === "fill";
    this.uncertain = (last?.uncertain ?? 0) + (isCertain ? 0 : 1);
    this.certainBytes = (last?.certainBytes ?? 0) + (isCertain ? (last?.size ?? 0) : 0);
    this.size = size;
  }
}
export class BytesFragment extends PlacedFragment {
  readonly kind = "bytes";
  /** The fragment's stretch of the section's buffer. */
  readonly start: number;

  constructor(section: DraftSection) {
    super(section, 0);
    this.start = section.used;
    section.fragments.push(this);
  }
}
export class FillFragment extends PlacedFragment {
  readonly kind = "fill";
  readonly pattern: Uint8Array;

  constructor(section: DraftSection, pattern: Uint8Array, count: number) {
    super(section, pattern.length * count);
    this.pattern = pattern;
    section.fragments.push(this);
  }
}
export interface Alignment {
  readonly bytes: number;
  /** Repeated from the gap's end backwards; undefined fills with no-ops. */
  readonly pattern: Uint8Array | undefined;
  /** A longer gap is not filled at all. */
  readonly longest: number;
}
export class AlignFragment extends PlacedFragment {
  readonly kind = "align";
  readonly alignment: Alignment;

  constructor(section: DraftSection, alignment: Alignment) {
    super(section, 0);
    this.alignment = alignment;
    section.fragments.push(this);
  }
}
export class BranchFragment extends PlacedFragment {
  readonly kind = "branch";
  readonly long: EncodedInstruction;
  readonly short: { readonly bytes: Uint8Array; readonly fixups: readonly Fixup[] };
  isLong = false;
  /** The symbol that the short form's one hole refers to, if it is no more than that. */
  readonly target: DraftSymbol | undefined;

  constructor(
    section: DraftSection,
    long: EncodedInstruction,
    short: NonNullable<EncodedInstruction["short"]>,
    target: DraftSymbol | undefined,
  ) {
    super(section, short.bytes.length);
    this.long = long;
    this.short = short;
    this.target = target;
    section.fragments.push(this);
  }
}
export class LebFragment extends PlacedFragment {
  readonly kind = "leb";
  readonly expression: Expression;
  readonly signed: boolean;
  bytes: readonly number[] = [0];
  readonly span: Span;

  constructor(section: DraftSection, expression: Expression, signed: boolean, span: Span) {
    super(section, 1);
    this.expression = expression;
    this.signed = signed;
    this.span = span;
    section.fragments.push(this);
  }
}
/** `DW_CFA_advance_loc` from one place to another of the same atom; nothing if they are the same. */
export class AdvanceFragment extends PlacedFragment {
  readonly kind = "advance";
  readonly from: Location;
  readonly to: Location;
  bytes: readonly number[] = [];
  readonly span: Span;

  constructor(section: DraftSection, from: Location, to: Location, span: Span) {
    super(section, 0);
    this.from = from;
    this.to = to;
    this.span = span;
    section.fragments.push(this);
  }
}
export type Fragment = BytesFragment | FillFragment | AlignFragment | BranchFragment | LebFragment | AdvanceFragment;

export interface DraftSection {
  readonly segment: string;
  readonly name: string;
  /** Type in the low byte, attributes above, as section_64.flags stores them. */
  readonly flags: number;
  readonly stubSize: number;
  /** Position among the section headers, from 1. */
  readonly ordinal: number;
  readonly fragments: Fragment[];
  /** In the order of the fragments. */
  readonly holes: Hole[];
  readonly lines: LineRows;
  buffer: Uint8Array;
  used: number;
  /** Power of two. */
  alignment: number;
  hasInstructions: boolean;
  address: number;
  size: number;
}

export interface VersionCommand {
  readonly kind: "build" | "minimum";
  /** Platform number for "build", load command number for "minimum". */
  readonly platform: number;
  readonly minimum: number;
  readonly sdk: number;
}
export interface LinkerHint {
  readonly kind: number;
  readonly labels: readonly string[];
}
export interface DataRegion {
  readonly kind: number;
  readonly start: string;
  end: string | undefined;
}

export interface Draft {
  readonly sections: DraftSection[];
  readonly symbols: Map<string, DraftSymbol>;
  /** Registered symbols in the order of their registration. */
  readonly order: DraftSymbol[];
  readonly indirectSymbols: { readonly symbol: DraftSymbol; readonly section: DraftSection; readonly span: Span }[];
  readonly linkerOptions: (readonly string[])[];
  readonly hints: LinkerHint[];
  readonly dataRegions: DataRegion[];
  version: VersionCommand | undefined;
  subsectionsViaSymbols: boolean;
}

/** Whether the symbol gets into the symbol table, and so starts an atom. */
export const isLinkerVisible = (symbol: DraftSymbol): boolean => !symbol.temporary || symbol.usedInRelocation;

export const createDraft = (): Draft => ({
  sections: [],
  symbols: new Map(),
  order: [],
  indirectSymbols: [],
  linkerOptions: [],
  hints: [],
  dataRegions: [],
  version: undefined,
  subsectionsViaSymbols: false,
});

export function symbolNamed(draft: Draft, name: string): DraftSymbol {
  const known = draft.symbols.get(name);
  if (known !== undefined) return known;
  const symbol = new DraftSymbol(name);
  draft.symbols.set(name, symbol);
  return symbol;
}

/** Puts the symbol on the list that the symbol table is made from. Returns whether it was not there yet. */
export function register(draft: Draft, symbol: DraftSymbol): boolean {
  if (symbol.registered) return false;
  symbol.registered = true;
  draft.order.push(symbol);
  return true;
}
