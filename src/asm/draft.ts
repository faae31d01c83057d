// The object file while it is being written: sections made of fragments, symbols, and what the load commands need.
// A fragment is the unit of layout: bytes of known length, or something whose length is known only once addresses
// are (alignment, relaxable branches, LEB128 of label differences). Atoms (LLVM's term) are what `ld` may move or
// strip: the stretch from one linker-visible label to the next; a fragment never spans two.

import type { Location } from "./evaluate";
import type { Expression } from "./expression";
import type { EncodedInstruction, Fixup } from "./instructionEncoder";
import { LineRows } from "./lineRows";
import type { Span } from "./messages";
import type { SectionSpecification } from "./sections";

export interface DraftSymbol {
  readonly name: string;
  /** `L…`, or a meaning that the name lost: known to the assembler only, unless a relocation cannot do without it. */
  temporary: boolean;
  /** Where the label stands; undefined while it is not defined as a label. */
  fragment: Fragment | undefined;
  /** Bytes from the fragment's start. */
  offset: number;
  /** `name = expression` or `.set`. */
  variable: Expression | undefined;
  /** The assignment was not meant for good, as `.equiv` is. */
  redefinable: boolean;
  /** Symbol table membership is decided by first mention, which also gives the order of local symbols. */
  registered: boolean;
  external: boolean;
  privateExternal: boolean;
  altEntry: boolean;
  common: { readonly size: number; readonly alignment: number } | undefined;
  /** The n_desc bits but for alternate entries of aliases and common alignment. */
  description: number;
  usedInRelocation: boolean;
  /** Line of the definition, for messages about a second one. */
  line: number | undefined;
  /** The statement that named it first, for messages about a missing definition. */
  mentioned: Span | undefined;
  /** How many references and directives name it. */
  mentions: number;
  /** Something was said about it that means one thing before its definition and another behind it. */
  isOrdered: boolean;
  /** Line of the statement that registered it; infinite where the text's end did. */
  since: number;
}

/** A hole in the contents and the expression that fills it. */
export interface Hole {
  fragment: BytesFragment | BranchFragment;
  /** From the fragment's start; in a branch, whose length is open, from the instruction's. */
  offset: number;
  /** A branch has holes of its own in each of its forms. */
  readonly fixup: Fixup | undefined;
  readonly expression: Expression;
  /** The symbol that the expression consists of, if it is one. */
  readonly symbol: DraftSymbol | undefined;
  readonly span: Span;
}

export interface Alignment {
  readonly bytes: number;
  /** Repeated from the gap's end backwards; undefined fills with no-ops. */
  readonly pattern: Uint8Array | undefined;
  /** A longer gap is not filled at all. */
  readonly longest: number;
}
export interface Branch {
  readonly long: EncodedInstruction;
  readonly short: { readonly bytes: Uint8Array; readonly fixups: readonly Fixup[] };
  isLong: boolean;
  /** The symbol that the short form's one hole refers to, if it is no more than that. */
  readonly target: DraftSymbol | undefined;
}
export interface Leb {
  readonly expression: Expression;
  readonly signed: boolean;
  bytes: readonly number[];
  readonly span: Span;
}
/** How a DWARF table moves on by some distance in the code. */
export interface AdvanceForm {
  encode(distance: number): readonly number[];
  /** The distance must be one that the linker keeps. */
  readonly withinAtom: boolean;
}
/** The step of a DWARF table from one place to another of the same section. */
export interface Advance {
  readonly from: Location;
  readonly to: Location;
  readonly form: AdvanceForm;
  bytes: readonly number[];
  readonly span: Span;
}
/** Room whose size follows from labels: so many patterns, or as many as lead to an offset (`.org`). */
export interface Room {
  readonly expression: Expression;
  readonly isOrigin: boolean;
  readonly pattern: Uint8Array;
  readonly span: Span;
}
interface FragmentDetails {
  readonly bytes: undefined;
  /** A pattern and, from the size, how often it stands there. */
  readonly fill: Uint8Array;
  readonly align: Alignment;
  readonly branch: Branch;
  readonly leb: Leb;
  readonly advance: Advance;
  readonly room: Room;
}
export type FragmentKind = keyof FragmentDetails;

/** All kinds have one shape, since passes over a section meet them in any order. */
export interface FragmentOf<Kind extends FragmentKind> {
  readonly kind: Kind;
  readonly section: DraftSection;
  /** Position in the section's list. */
  index: number;
  /** Number of fragments of unknown length before this one, and the known lengths' sum: two labels with the same
   * count have a difference that is known before layout. */
  uncertain: number;
  certainBytes: number;
  /** Bytes: the fragment's stretch of the section's buffer. */
  start: number;
  /** From the section's start; set by layout. */
  offset: number;
  size: number;
  /** The label whose atom starts here. */
  atomStart: DraftSymbol | undefined;
  /** The label whose atom this is; set once all labels are known. */
  atom: DraftSymbol | undefined;
  readonly detail: FragmentDetails[Kind];
}
export type BytesFragment = FragmentOf<"bytes">;
export type BranchFragment = FragmentOf<"branch">;
export type Fragment = { [Kind in FragmentKind]: FragmentOf<Kind> }[FragmentKind];

/** Puts a fragment at the section's end. */
export function appendFragment<Kind extends FragmentKind>(
  section: DraftSection,
  kind: Kind,
  size: number,
  detail: FragmentDetails[Kind],
): FragmentOf<Kind> {
  const { fragments } = section;
  const fragment = looseFragment(section, kind, size, detail);
  putBehind(fragments[fragments.length - 1], fragment as Fragment);
  fragments.push(fragment as Fragment);
  return fragment;
}

/** A fragment that is not in the section's list yet. */
export const looseFragment = <Kind extends FragmentKind>(
  section: DraftSection,
  kind: Kind,
  size: number,
  detail: FragmentDetails[Kind],
): FragmentOf<Kind> => ({
  kind,
  section,
  index: 0,
  uncertain: 0,
  certainBytes: 0,
  start: 0,
  offset: 0,
  size,
  atomStart: undefined,
  atom: undefined,
  detail,
});

function putBehind(last: Fragment | undefined, fragment: Fragment): void {
  if (last === undefined) return;
  const { kind, size } = last;
  const isCertain = kind === "bytes" || kind === "fill";
  fragment.index = last.index + 1;
  fragment.uncertain = last.uncertain + (isCertain ? 0 : 1);
  fragment.certainBytes = last.certainBytes + (isCertain ? size : 0);
  fragment.start = last.start + (kind === "bytes" ? size : 0);
}

/** The list or lengths in it have changed from this fragment on. */
export function renumber({ fragments }: DraftSection, first: number): void {
  for (let i = first; i < fragments.length; i++) putBehind(fragments[i - 1], fragments[i]!);
}

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
  readonly span: Span;
}
export interface CallCount {
  readonly from: string;
  readonly to: string;
  readonly count: bigint;
  readonly span: Span;
}
export interface DataRegion {
  readonly kind: number;
  readonly start: string;
  end: string | undefined;
  readonly span: Span;
}

export interface Draft {
  readonly sections: DraftSection[];
  readonly symbols: Map<string, DraftSymbol>;
  /** The keys in `symbols` of names that were assigned to again: what referred to them before keeps its meaning. */
  readonly latest: Map<string, string>;
  /** Registered symbols in the order of their registration. */
  readonly order: DraftSymbol[];
  readonly indirectSymbols: { readonly symbol: DraftSymbol; readonly section: DraftSection; readonly span: Span }[];
  readonly linkerOptions: (readonly string[])[];
  readonly hints: LinkerHint[];
  readonly dataRegions: DataRegion[];
  readonly callCounts: CallCount[];
  /** Whether the object tells whose addresses matter, and the names. */
  tellsSignificance: boolean;
  readonly significant: string[];
  version: VersionCommand | undefined;
  subsectionsViaSymbols: boolean;
}

/** Whether the symbol gets into the symbol table, and so starts an atom. */
export const isLinkerVisible = (symbol: DraftSymbol): boolean => !symbol.temporary || symbol.usedInRelocation;

export const createDraft = (): Draft => ({
  sections: [],
  symbols: new Map(),
  latest: new Map(),
  order: [],
  indirectSymbols: [],
  linkerOptions: [],
  hints: [],
  dataRegions: [],
  callCounts: [],
  tellsSignificance: false,
  significant: [],
  version: undefined,
  subsectionsViaSymbols: false,
});

export const createSection = (wanted: SectionSpecification, ordinal: number): DraftSection => ({
  segment: wanted.segment,
  name: wanted.name,
  flags: wanted.flags,
  stubSize: wanted.stubSize ?? 0,
  ordinal,
  fragments: [],
  holes: [],
  lines: new LineRows(),
  buffer: new Uint8Array(64),
  used: 0,
  alignment: 0,
  hasInstructions: false,
  address: 0,
  size: 0,
});

export function symbolNamed(draft: Draft, name: string): DraftSymbol {
  const known = draft.symbols.get(name);
  if (known !== undefined) return known;
  const symbol: DraftSymbol = {
    name,
    temporary: name.startsWith("L"),
    fragment: undefined,
    offset: 0,
    variable: undefined,
    redefinable: false,
    registered: false,
    external: false,
    privateExternal: false,
    altEntry: false,
    common: undefined,
    description: 0,
    usedInRelocation: false,
    line: undefined,
    mentioned: undefined,
    mentions: 0,
    isOrdered: false,
    since: Number.POSITIVE_INFINITY,
  };
  draft.symbols.set(name, symbol);
  return symbol;
}

/** Puts the symbol on the list that the symbol table is made from. Returns whether it was not there yet. */
export function register(draft: Draft, symbol: DraftSymbol, line = Number.POSITIVE_INFINITY): boolean {
  if (symbol.registered) return false;
  symbol.registered = true;
  symbol.since = line;
  draft.order.push(symbol);
  return true;
}
