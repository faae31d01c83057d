// Numbers that remember what they count. An address, a file offset and a row number are all doubles at run
// time (exact to 2^53, while Mach-O user-space addresses stay below 2^47), but the compiler keeps them apart.
// Never use `&`, `|`, `>>` or `~` on an address: they cut to 32 bits. Use the named operations below.

declare const unit: unique symbol;
export type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Where a byte lives in memory once loaded. */
export type VirtualAddress = Unit<"VirtualAddress">;
/** Where a byte lives in a file (an object's or the image's), in bytes from its start. */
export type FileOffset = Unit<"FileOffset">;
/** Distance in bytes from the start of a section or an atom. */
export type SectionOffset = Unit<"SectionOffset">;
/** A size in bytes. */
export type ByteCount = Unit<"ByteCount">;
/** log2 of an alignment in bytes, as section_64.align stores it. */
export type AlignmentPower = Unit<"AlignmentPower">;

/** Row of the string pool; 0 is the empty string. */
export type StringId = Unit<"StringId">;
export type FileIndex = Unit<"FileIndex">;
export type SectionIndex = Unit<"SectionIndex">;
export type SymbolIndex = Unit<"SymbolIndex">;
export type GlobalIndex = Unit<"GlobalIndex">;
export type AtomIndex = Unit<"AtomIndex">;
export type RelocationIndex = Unit<"RelocationIndex">;
export type RequestIndex = Unit<"RequestIndex">;
export type UnwindIndex = Unit<"UnwindIndex">;
export type SlotIndex = Unit<"SlotIndex">;
export type OutputSectionIndex = Unit<"OutputSectionIndex">;
export type SegmentIndex = Unit<"SegmentIndex">;
export type LoadCommandIndex = Unit<"LoadCommandIndex">;
export type FixupIndex = Unit<"FixupIndex">;
export type OutputSymbolIndex = Unit<"OutputSymbolIndex">;
export type PatchIndex = Unit<"PatchIndex">;
export type WriteIndex = Unit<"WriteIndex">;
export type EventIndex = Unit<"EventIndex">;
export type PlacementIndex = Unit<"PlacementIndex">;
export type ExportIndex = Unit<"ExportIndex">;
export type HintIndex = Unit<"HintIndex">;
export type LineIndex = Unit<"LineIndex">;

/** Gives a bare number its unit. Only for values that come from a field or a counter of that unit. */
export const virtualAddress = (value: number): VirtualAddress => value as VirtualAddress;
export const fileOffset = (value: number): FileOffset => value as FileOffset;
export const sectionOffset = (value: number): SectionOffset => value as SectionOffset;
export const byteCount = (value: number): ByteCount => value as ByteCount;
export const alignmentPower = (value: number): AlignmentPower => value as AlignmentPower;
/** Names a row of a table: `row<SymbolIndex>(3)`. */
export const row = <Row extends number>(value: number): Row => value as Row;

/** Moves an address or offset, keeping its unit. */
export const advance = <T extends number>(from: T, by: number): T => (from + by) as T;
export const distance = (from: VirtualAddress, to: VirtualAddress): number => to - from;

/** Rounds up to a multiple of `alignment` bytes; right past 2^32, where `&` would truncate. */
export const alignUp = <T extends number>(value: T, alignment: number): T =>
  (Math.ceil(value / alignment) * alignment) as T;
export const alignDown = <T extends number>(value: T, alignment: number): T =>
  (Math.floor(value / alignment) * alignment) as T;
/** Bytes of an alignment given as a power of two (at most 2^52). */
export const alignmentBytes = (power: AlignmentPower): number => 2 ** power;

/** The arm64 `adrp` page is 4 KiB on every system, whatever the kernel's page size. */
export const pageOf = (address: VirtualAddress): VirtualAddress => alignDown(address, 4096);
export const pageOffset = (address: VirtualAddress): number => address - pageOf(address);

/** Low and high 32 bits of a 64-bit two's complement word holding `value` (an integer within ±2^53). */
export const lowWord = (value: number): number => value >>> 0;
export const highWord = (value: number): number => Math.floor(value / 0x1_0000_0000) >>> 0;
/** The number that two halves hold, read as unsigned; exact up to 2^53. */
export const fromWords = (low: number, high: number): number => high * 0x1_0000_0000 + low;
/** The number that two halves hold, read as two's complement; exact within ±2^53. */
export const fromSignedWords = (low: number, high: number): number => (high | 0) * 0x1_0000_0000 + low;
export const fitsExactly = (low: number, high: number): boolean =>
  Number.isSafeInteger(fromWords(low, high)) || Number.isSafeInteger(fromSignedWords(low, high));
