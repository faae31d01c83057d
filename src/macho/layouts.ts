// Records of the format, one declaration each: readers, writers, the hex panel's spans and the dumper use these and
// nothing else. Exported names are plain words, struct names keep the C spelling.

import {
  address,
  bigEndianWord,
  bigEndianWord64,
  byte,
  byteCount,
  byteCount64,
  count,
  fileOffset,
  fileOffset64,
  half,
  name16,
  rawBytes,
  struct,
  version,
  word,
  word64,
} from "./struct";

/** First bytes of every 64-bit Mach-O file (`<mach-o/loader.h>`). */
export const header64 = struct("mach_header_64", {
  magic: word,
  cpuType: word,
  cpuSubtype: word,
  fileType: count,
  commandCount: count,
  commandBytes: byteCount,
  flags: word,
  reserved: word,
});

/** Every load command starts so; the size is a multiple of 8 and covers the whole command (`<mach-o/loader.h>`). */
export const loadCommand = struct("load_command", { command: word, size: byteCount });

/** A range of the file mapped to a range of memory; its sections follow (`<mach-o/loader.h>`). */
export const segmentCommand64 = struct("segment_command_64", {
  command: word,
  size: byteCount,
  segmentName: name16,
  address,
  memorySize: byteCount64,
  fileOffset: fileOffset64,
  fileSize: byteCount64,
  maximumProtection: word,
  initialProtection: word,
  sectionCount: count,
  flags: word,
});
/** A section of a segment; in objects all sections sit in one unnamed segment (`<mach-o/loader.h>`). */
export const section64 = struct("section_64", {
  sectionName: name16,
  segmentName: name16,
  address,
  size: byteCount64,
  offset: fileOffset,
  alignment: count,
  relocationOffset: fileOffset,
  relocationCount: count,
  flags: word,
  reserved1: word,
  reserved2: word,
  reserved3: word,
});

/** A symbol (`<mach-o/nlist.h>`). */
export const nlist64 = struct("nlist_64", { name: count, type: byte, section: byte, description: half, value: word64 });

/**
 * A relocation (`<mach-o/reloc.h>`): word 0 is the offset from the section's start; word 1 packs, from bit 0,
 * symbol number or section ordinal (24 bits), pc-relative (1), log2 of the length (2), external (1), type (4).
 */
export const relocationInfo = struct("relocation_info", { address: word, packed: word });

export interface RelocationWord {
  readonly symbolNumber: number;
  readonly pcRelative: boolean;
  readonly length: number;
  readonly external: boolean;
  readonly type: number;
}
export const packRelocation = (fields: RelocationWord): number =>
  ((fields.symbolNumber & 0xffffff) |
    (fields.pcRelative ? 1 << 24 : 0) |
    (fields.length << 25) |
    (fields.external ? 1 << 27 : 0) |
    (fields.type << 28)) >>>
  0;
export const unpackRelocation = (packed: number): RelocationWord => ({
  symbolNumber: packed & 0xffffff,
  pcRelative: (packed & (1 << 24)) !== 0,
  length: (packed >>> 25) & 3,
  external: (packed & (1 << 27)) !== 0,
  type: packed >>> 28,
});

/** Where symbols and their names are (`<mach-o/loader.h>`). */
export const symtabCommand = struct("symtab_command", {
  command: word,
  size: byteCount,
  symbolOffset: fileOffset,
  symbolCount: count,
  stringOffset: fileOffset,
  stringSize: byteCount,
});
/** Groups of the symbol table (local, defined, undefined) and the indirect table (`<mach-o/loader.h>`). */
export const dysymtabCommand = struct("dysymtab_command", {
  command: word,
  size: byteCount,
  firstLocal: count,
  localCount: count,
  firstExternal: count,
  externalCount: count,
  firstUndefined: count,
  undefinedCount: count,
  tocOffset: fileOffset,
  tocCount: count,
  moduleOffset: fileOffset,
  moduleCount: count,
  referenceOffset: fileOffset,
  referenceCount: count,
  indirectOffset: fileOffset,
  indirectCount: count,
  externalRelocationOffset: fileOffset,
  externalRelocationCount: count,
  localRelocationOffset: fileOffset,
  localRelocationCount: count,
});
/** Platform and versions; `toolCount` build_tool_version records follow (`<mach-o/loader.h>`). */
export const buildVersionCommand = struct("build_version_command", {
  command: word,
  size: byteCount,
  platform: count,
  minimumVersion: version,
  sdkVersion: version,
  toolCount: count,
});
/** A tool that took part in the build (`<mach-o/loader.h>`). */
export const buildToolVersion = struct("build_tool_version", { tool: count, version });
/** The predecessor of build_version_command, one command a platform (`<mach-o/loader.h>`). */
export const versionMinCommand = struct("version_min_command", {
  command: word,
  size: byteCount,
  minimumVersion: version,
  sdkVersion: version,
});
/** LC_MAIN: where `_main` is, as an offset of the file (`<mach-o/loader.h>`). */
export const entryPointCommand = struct("entry_point_command", {
  command: word,
  size: byteCount,
  entryOffset: fileOffset64,
  stackSize: byteCount64,
});
/** Path of dyld. Strings of load commands follow the record; offsets count from the command (`<mach-o/loader.h>`). */
export const dylinkerCommand = struct("dylinker_command", { command: word, size: byteCount, nameOffset: byteCount });
/** A dylib that is needed, re-exported or identified; its install name follows (`<mach-o/loader.h>`). */
export const dylibCommand = struct("dylib_command", {
  command: word,
  size: byteCount,
  nameOffset: byteCount,
  timestamp: count,
  currentVersion: version,
  compatibilityVersion: version,
});
/** One directory that `@rpath/` stands for (`<mach-o/loader.h>`). */
export const rpathCommand = struct("rpath_command", { command: word, size: byteCount, pathOffset: byteCount });
/** Ties an image to its debug information (`<mach-o/loader.h>`). */
export const uuidCommand = struct("uuid_command", { command: word, size: byteCount, uuid: rawBytes(16) });
/** Version A.B.C.D.E in 24.10.10.10.10 bits (`<mach-o/loader.h>`). */
export const sourceVersionCommand = struct("source_version_command", {
  command: word,
  size: byteCount,
  version: word64,
});
/** Ranges of dyld's opcode streams and the export trie (`<mach-o/loader.h>`). */
export const dyldInfoCommand = struct("dyld_info_command", {
  command: word,
  size: byteCount,
  rebaseOffset: fileOffset,
  rebaseSize: byteCount,
  bindOffset: fileOffset,
  bindSize: byteCount,
  weakBindOffset: fileOffset,
  weakBindSize: byteCount,
  lazyBindOffset: fileOffset,
  lazyBindSize: byteCount,
  exportOffset: fileOffset,
  exportSize: byteCount,
});
/** A range of __LINKEDIT whose meaning the command number gives (`<mach-o/loader.h>`). */
export const linkeditDataCommand = struct("linkedit_data_command", {
  command: word,
  size: byteCount,
  dataOffset: fileOffset,
  dataSize: byteCount,
});
/** Linker flags a compiler asks for; `count` NUL-terminated strings follow (`<mach-o/loader.h>`). */
export const linkerOptionCommand = struct("linker_option_command", { command: word, size: byteCount, count });

/** A range of data between instructions (`<mach-o/loader.h>`). */
export const dataInCodeEntry = struct("data_in_code_entry", { offset: fileOffset, length: half, kind: half });

/** `<mach-o/fat.h>`, big endian. */
export const fatHeader = struct("fat_header", { magic: bigEndianWord, architectureCount: bigEndianWord });
/** One slice of a universal file (`<mach-o/fat.h>`). */
export const fatArch = struct("fat_arch", {
  cpuType: bigEndianWord,
  cpuSubtype: bigEndianWord,
  offset: bigEndianWord,
  size: bigEndianWord,
  alignment: bigEndianWord,
});
/** One slice, past 4 GiB if need be (`<mach-o/fat.h>`). */
export const fatArch64 = struct("fat_arch_64", {
  cpuType: bigEndianWord,
  cpuSubtype: bigEndianWord,
  offset: bigEndianWord64,
  size: bigEndianWord64,
  alignment: bigEndianWord,
  reserved: bigEndianWord,
});

/** Code signatures (`<kern/cs_blobs.h>`), big endian. */
export const superBlob = struct("CS_SuperBlob", {
  magic: bigEndianWord,
  length: bigEndianWord,
  blobCount: bigEndianWord,
});
/** Where one blob of a SuperBlob is, from the SuperBlob's start (`<kern/cs_blobs.h>`). */
export const blobIndex = struct("CS_BlobIndex", { type: bigEndianWord, offset: bigEndianWord });
/** Version 0x20400, the first with the executable segment's range. */
export const codeDirectory = struct("CS_CodeDirectory", {
  magic: bigEndianWord,
  length: bigEndianWord,
  version: bigEndianWord,
  flags: bigEndianWord,
  hashOffset: bigEndianWord,
  identifierOffset: bigEndianWord,
  specialSlotCount: bigEndianWord,
  codeSlotCount: bigEndianWord,
  codeLimit: bigEndianWord,
  hashSize: byte,
  hashType: byte,
  platform: byte,
  pageSize: byte,
  spare2: bigEndianWord,
  scatterOffset: bigEndianWord,
  teamOffset: bigEndianWord,
  spare3: bigEndianWord,
  codeLimit64: bigEndianWord64,
  executableSegmentBase: bigEndianWord64,
  executableSegmentLimit: bigEndianWord64,
  executableSegmentFlags: bigEndianWord64,
});

/** Start of what LC_DYLD_CHAINED_FIXUPS points to; offsets count from here (`<mach-o/fixup-chains.h>`). */
export const chainedFixupsHeader = struct("dyld_chained_fixups_header", {
  fixupsVersion: word,
  startsOffset: word,
  importsOffset: word,
  symbolsOffset: word,
  importsCount: count,
  importsFormat: count,
  symbolsFormat: count,
});
/** Chains of one segment; a 16-bit start for each page follows (`<mach-o/fixup-chains.h>`). */
export const chainedStartsInSegment = struct("dyld_chained_starts_in_segment", {
  size: word,
  pageSize: half,
  pointerFormat: half,
  segmentOffset: word64,
  maximumPointer: word,
  pageCount: half,
});
