// What was read: files, their sections, symbols, atoms and relocations. All rows of one file are consecutive in
// every table, in the file's own order, so `first + ordinal` finds what a record of the file names.

import { namedFlags, namedValues } from "@/base/names";
import type {
  AlignmentPower,
  AtomIndex,
  ByteCount,
  FileIndex,
  FileOffset,
  GlobalIndex,
  OutputSectionIndex,
  PatchIndex,
  RelocationIndex,
  SectionIndex,
  SectionOffset,
  StringId,
  SymbolIndex,
  UnwindIndex,
  VirtualAddress,
} from "@/base/units";
import { defineTable, f64, u8, u16, u32 } from "@/tables/table";

/** `linker` is the file of everything the linker itself defines: row 1, always there. */
export const fileKind = namedValues({ linker: 1, object: 2, member: 3, dylib: 4 });
export const fileFlags = namedFlags({
  /** MH_SUBSECTIONS_VIA_SYMBOLS: each symbol starts an atom of its own. */
  subsections: 1 << 0,
  /** The command line asked for it weakly: missing at run time is no error. */
  weakLibrary: 1 << 1,
  needed: 1 << 2,
  /** Some symbol binds to this dylib, or it must be loaded anyway: it has an ordinal. */
  referenced: 1 << 3,
  /** Loaded because another dylib re-exports it, not because the user named it. */
  dependent: 1 << 4,
  /** All references to its names are weak: the program starts without it. */
  onlyWeakReferences: 1 << 5,
  /** The output offers its names as its own. */
  reexported: 1 << 6,
});

export const files = defineTable<FileIndex>("files")(
  {
    /** As the user named it; a member reads `libx.a(member.o)`, a dylib keeps the name of its .tbd or .dylib file. */
    name: u32<StringId>(),
    /** Dylib: its install name. Member: the archive's name. */
    parent: u32<StringId>(),
    kind: u8(),
    flags: u16(),
    /** Position among the inputs handed to the link, from 1; 0 for the linker's own file. */
    input: u32(),
    /** Where the object's bytes start in that input (members and fat slices are inside a larger file), in bytes. */
    start: f64<FileOffset>(),
    size: f64<ByteCount>(),
    firstSection: u32<SectionIndex>(),
    sectionEnd: u32<SectionIndex>(),
    firstSymbol: u32<SymbolIndex>(),
    symbolEnd: u32<SymbolIndex>(),
    /** Object with debug information: its source where it was compiled, and the object as debuggers find it; else 0. */
    debugSource: u32<StringId>(),
    debugObject: u32<StringId>(),
    /** The name whose absence pulled this archive member; 0 when nothing did. */
    pulledBy: u32<StringId>(),
    /** Dylib: two-level ordinal, 1-based over referenced dylibs; 0 while unreferenced. */
    ordinal: u16(),
    /** Dylib: xxxx.yy.zz versions as LC_LOAD_DYLIB wants them. */
    currentVersion: u32(),
    compatibilityVersion: u32(),
  },
  "kind",
);

export const sections = defineTable<SectionIndex>("sections")(
  {
    file: u32<FileIndex>(),
    segmentName: u32<StringId>(),
    sectionName: u32<StringId>(),
    /** Address in the object, before linking. */
    address: f64<VirtualAddress>(),
    size: f64<ByteCount>(),
    /** Offset of the contents from the start of the object; 0 for zerofill. */
    offset: f64<FileOffset>(),
    alignment: u8<AlignmentPower>(),
    /** section_64.flags: type in the low byte, attributes above. */
    flags: u32(),
    /** File offset (from the object's start) and number of its relocation_info records. */
    relocationOffset: f64<FileOffset>(),
    relocationCount: u32(),
    firstAtom: u32<AtomIndex>(),
    atomEnd: u32<AtomIndex>(),
    /** 0 when the section does not reach the image (debug, unwind sources, __LLVM). */
    output: u32<OutputSectionIndex>(),
  },
  "file",
);

/** One row per nlist_64 record, in the order of the file's symbol table; the linker's own symbols are in file 1. */
export const symbols = defineTable<SymbolIndex>("symbols")(
  {
    file: u32<FileIndex>(),
    name: u32<StringId>(),
    /** n_type and n_desc as read (`<mach-o/nlist.h>`). */
    type: u8(),
    description: u16(),
    /** The section it is defined in; 0 when undefined, tentative or absolute. */
    section: u32<SectionIndex>(),
    /** n_value: source address when defined in a section, size when tentative, value when absolute. */
    value: f64(),
    /** The name's record across files; 0 for local symbols. */
    global: u32<GlobalIndex>(),
    /** Where it lies once sections are split; 0 when it lies in no atom. */
    atom: u32<AtomIndex>(),
    atomOffset: f64<SectionOffset>(),
  },
  "file",
);

/** The linker's unit of placement: the bytes from one symbol to the next, or a whole section. */
export const atoms = defineTable<AtomIndex>("atoms")(
  {
    file: u32<FileIndex>(),
    section: u32<SectionIndex>(),
    /** The symbol it is named after (the most senior one at its start); 0 when nothing names it. */
    symbol: u32<SymbolIndex>(),
    /** Offset from the start of its input section. */
    offset: f64<SectionOffset>(),
    size: f64<ByteCount>(),
    alignment: u8<AlignmentPower>(),
    /** 1 while kept, 0 once stripped. */
    live: u8(),
    /** The atom whose equal bytes stand for this one's; 0 while it has its own. */
    mergedInto: u32<AtomIndex>(),
    /** With -dead_strip: the atom whose reference keeps this one; 0 for a root. */
    keptBy: u32<AtomIndex>(),
    /** Why it is a root: rootReasons; 0 when it is none. */
    rootReason: u8(),
    /** Its relocations, ordered by offset: rows [first, end). */
    firstRelocation: u32<RelocationIndex>(),
    relocationEnd: u32<RelocationIndex>(),
    /** Filled when addresses are final. */
    output: u32<OutputSectionIndex>(),
    address: f64<VirtualAddress>(),
  },
  "file",
);

export const relocationFlags = namedFlags({
  pcRelative: 1 << 0,
  external: 1 << 1,
  /** No record stands behind it: the distance that the bytes hold names the place (`__eh_frame`). */
  implied: 1 << 2,
  /** Declared code that takes the address of a thread-local variable's descriptor, and knows that it does. */
  descriptor: 1 << 3,
});

/**
 * Relocation records after reading: pairs (ADDEND + partner, SUBTRACTOR + UNSIGNED) are one row, addends are
 * normalised, targets are a symbol or an atom. What the record says of a *name* is (file, symbol), looked up late.
 */
export const relocations = defineTable<RelocationIndex>("relocations")(
  {
    atom: u32<AtomIndex>(),
    /** Offset of the field from the start of the atom. */
    offset: f64<SectionOffset>(),
    /** The CPU's relocation type number; rules are in arch/<cpu>/relocations.ts. */
    type: u8(),
    /** log2 of the field's bytes. */
    length: u8(),
    flags: u8(),
    /** The referenced symbol of the same file; 0 for a section-based record, which names `target` instead. */
    symbol: u32<SymbolIndex>(),
    target: u32<AtomIndex>(),
    /** SUBTRACTOR partner: the symbol (or, section-based, the atom) whose address is subtracted; both 0 without one. */
    subtrahend: u32<SymbolIndex>(),
    subtrahendAtom: u32<AtomIndex>(),
    /**
     * 64-bit two's complement addend as the source wrote it, whatever form the record had. Data: S + addend - SUB.
     * x86_64 code: S + addend - (P + 4), and for SIGNED_n S + addend - (P + 4 + n): the n that assemblers take away
     * in place is already given back. arm64 code: from the ADDEND record.
     */
    addendLow: u32(),
    addendHigh: u32(),
    /** Position of the main record among its section's relocation_info records, from 0. */
    record: u32(),
    /** Position + 1 of the record paired with it (ADDEND, SUBTRACTOR); 0 without one. */
    pairedRecord: u32(),
    /** Filled when it is applied: its row in `patches`; 0 for records that change no byte. */
    patch: u32<PatchIndex>(),
  },
  "atom",
);

/** How the frame of a function is undone: a compact record, a frame in DWARF's words, or both. */
export const unwindRecords = defineTable<UnwindIndex>("unwindRecords")({
  /** The function: its atom, and where in it it starts. */
  atom: u32<AtomIndex>(),
  offset: f64<SectionOffset>(),
  /** Bytes of code it holds for. */
  length: u32(),
  /** As the object has it (`<mach-o/compact_unwind_encoding.h>`). */
  encoding: u32(),
  /** Who handles exceptions in it; 0 without. */
  personality: u32<SymbolIndex>(),
  /** The data it handles them by; 0 without. */
  lsda: u32<AtomIndex>(),
  lsdaOffset: f64<SectionOffset>(),
  /** The function's entry in `__eh_frame`, where the compact form does not suffice; 0 without. */
  frame: u32<AtomIndex>(),
});
