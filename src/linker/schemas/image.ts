// What was made: segments, output sections, dyld's fixups, the symbol table of the image, and the account of
// every byte: patches (one per applied relocation), writes (one per passage through the door) and decisions.

import { namedValues } from "@/base/names";
import type {
  AlignmentPower,
  AtomIndex,
  ByteCount,
  EventIndex,
  ExportIndex,
  FileOffset,
  FixupIndex,
  GlobalIndex,
  HintIndex,
  LoadCommandIndex,
  OutputSectionIndex,
  OutputSymbolIndex,
  PatchIndex,
  PlacementIndex,
  RelocationIndex,
  SectionOffset,
  SegmentIndex,
  StringId,
  SymbolIndex,
  VirtualAddress,
  WriteIndex,
} from "@/base/units";
import { defineTable, f64, i32, u8, u16, u32 } from "@/tables/table";

export const segments = defineTable<SegmentIndex>("segments")({
  name: u32<StringId>(),
  address: f64<VirtualAddress>(),
  size: f64<ByteCount>(),
  fileOffset: f64<FileOffset>(),
  fileSize: f64<ByteCount>(),
  initialProtection: u8(),
  maximumProtection: u8(),
  flags: u32(),
  firstSection: u32<OutputSectionIndex>(),
  sectionEnd: u32<OutputSectionIndex>(),
});

/** In the order of the section headers, so row number = section ordinal in nlist records. */
export const outputSections = defineTable<OutputSectionIndex>("outputSections")({
  segment: u32<SegmentIndex>(),
  segmentName: u32<StringId>(),
  sectionName: u32<StringId>(),
  address: f64<VirtualAddress>(),
  size: f64<ByteCount>(),
  fileOffset: f64<FileOffset>(),
  alignment: u8<AlignmentPower>(),
  flags: u32(),
  reserved1: u32(),
  reserved2: u32(),
  /** syntheticKind when the linker makes the contents; 0 for sections made of atoms. */
  synthetic: u8(),
});
export const syntheticKind = namedValues({
  got: 1,
  stubs: 2,
  stubHelper: 3,
  lazyPointers: 4,
  threadPointers: 5,
  unwindInfo: 6,
  initOffsets: 7,
});

/** Atoms in address order: what binary searches by address go through. */
export const placements = defineTable<PlacementIndex>("placements")({
  atom: u32<AtomIndex>(),
});

export const fixupKind = namedValues({ rebase: 1, bind: 2, lazyBind: 3, weakBind: 4 });
export const causeKind = namedValues({
  atom: 1,
  relocation: 2,
  slot: 3,
  /** Stub helper preamble. */
  preamble: 4,
  header: 5,
  loadCommand: 6,
  /** A part of __LINKEDIT; cause = linkeditPart. */
  linkedit: 7,
  /** Padding the linker chose (code gaps, alignment). */
  padding: 8,
  uuid: 9,
  signature: 10,
  /** Lazy pointer or helper entry that belongs to a stub slot. */
  lazyPointer: 11,
  helper: 12,
  /** The table of all unwind records. */
  unwind: 13,
  /** What dyld finds in a pointer that it will change: the encoding of a chained fixup. */
  fixup: 14,
  /** An entry of `__init_offsets`; cause = the relocation of the pointer it replaces. */
  initOffset: 15,
  /** An optimization hint that let instructions become others. */
  hint: 16,
});
export const linkeditPart = namedValues({
  rebase: 1,
  bind: 2,
  weakBind: 3,
  lazyBind: 4,
  exports: 5,
  functionStarts: 6,
  dataInCode: 7,
  symbols: 8,
  indirectSymbols: 9,
  strings: 10,
  signature: 11,
  chainedFixups: 12,
});

/** What dyld will change when it loads the image. */
export const fixups = defineTable<FixupIndex>("fixups")(
  {
    kind: u8(),
    segment: u32<SegmentIndex>(),
    /** From the start of the segment. */
    offset: f64<ByteCount>(),
    address: f64<VirtualAddress>(),
    /** Binds: the import. */
    global: u32<GlobalIndex>(),
    addendLow: u32(),
    addendHigh: u32(),
    /** causeKind (relocation or slot) and its row. */
    causeKind: u8(),
    cause: u32(),
    /** Chained fixups: steps of 4 bytes to the next pointer of the page, 0 for the last one. */
    chainNext: u16(),
    /** Chained binds: position + 1 of the import among those of the image. */
    chainImport: u32(),
  },
  "kind",
);

export const outputSymbolKind = namedValues({ local: 1, exported: 2, imported: 3, stab: 4 });
/** nlist_64 records of the image; row n is record n - 1. */
export const outputSymbols = defineTable<OutputSymbolIndex>("outputSymbols")({
  kind: u8(),
  name: u32<StringId>(),
  type: u8(),
  /** Row of `outputSections` (= n_sect); 0 = NO_SECT. */
  section: u8(),
  description: u16(),
  value: f64<VirtualAddress>(),
  global: u32<GlobalIndex>(),
  symbol: u32<SymbolIndex>(),
});

export const loadCommands = defineTable<LoadCommandIndex>("loadCommands")({
  command: u32(),
  offset: f64<FileOffset>(),
  size: u32(),
});

/** How a relocation reached its target. */
export const patchRoute = namedValues({ direct: 1, got: 2, stub: 3, threadPointer: 4, relaxed: 5, bound: 6, thunk: 7 });
/** One row per applied relocation, in the order applied: the numbers of the formula. */
export const patches = defineTable<PatchIndex>("patches")(
  {
    relocation: u32<RelocationIndex>(),
    /** P: address of the patched field (arm64: of the instruction word). */
    place: f64<VirtualAddress>(),
    /** S, G, ST or T: what the formula used, before the addend. */
    target: f64<VirtualAddress>(),
    /** SUB: address subtracted by a SUBTRACTOR pair; 0 without one. */
    subtrahend: f64<VirtualAddress>(),
    /** The number put in the field, before scaling (for page forms, the byte distance of the pages). */
    value: f64(),
    route: u8(),
    write: u32<WriteIndex>(),
  },
  "relocation",
);

/** What became of the instructions that a hint names. */
export const hintOutcome = namedValues({
  /** They stay: what they lead to is too far away, or they are not what the hint says. */
  kept: 1,
  /** `adr; nop`: the address is near enough for one instruction. */
  address: 2,
  /** `nop; ldr` from a literal: what is loaded is near enough. */
  literal: 3,
  /** `adr; nop; ldr`: only the address is. */
  addressThenLoad: 4,
  /** `adrp; nop; ldr`: the load takes the place in the page itself. */
  pageThenLoad: 5,
  /** The second `adrp` is a `nop`: the first made the same page. */
  samePage: 6,
});
/** Optimization hints about code that stays (arm64). */
export const hints = defineTable<HintIndex>("hints")(
  {
    /** hintKinds */
    kind: u8(),
    atom: u32<AtomIndex>(),
    /** Offsets of the instructions in the atom; kinds with two of them leave the third 0. */
    first: f64<SectionOffset>(),
    second: f64<SectionOffset>(),
    third: f64<SectionOffset>(),
    outcome: u8(),
  },
  "kind",
);

/** Passages through the door `image.patch`, in order. Present with tracing on only. */
export const writes = defineTable<WriteIndex>("writes")({
  pass: u8(),
  causeKind: u8(),
  /** Row of the table that causeKind names. */
  cause: u32(),
  offset: f64<FileOffset>(),
  size: f64<ByteCount>(),
  /** Up to 8 bytes before and after, little endian; longer writes go over zeroed memory unless `before` says else. */
  beforeLow: u32(),
  beforeHigh: u32(),
  afterLow: u32(),
  afterHigh: u32(),
  /** Offset + 1 in the trace's saved bytes, for longer writes over bytes that were not zero; else 0. */
  before: f64(),
});

/** Decisions, in order; kinds and the meaning of the columns are in trace/events.ts. */
export const events = defineTable<EventIndex>("events")({
  pass: u8(),
  kind: u8(),
  subject: u32(),
  object: u32(),
  value: f64(),
  /** The event that led to this one; 0 for none. */
  cause: u32<EventIndex>(),
});

/** Names exported by the image; sorted by name bytes in a packed one. */
export const exportsTable = defineTable<ExportIndex>("exports")({
  global: u32<GlobalIndex>(),
  address: f64<VirtualAddress>(),
  flags: i32(),
});
