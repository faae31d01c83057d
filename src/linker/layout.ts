// Results of placement that are no table rows: a few special addresses and the ranges of __LINKEDIT's parts.
// Each field is written by exactly one pass and read only after the barrier that its comment names.

import {
  type ByteCount,
  byteCount,
  type FileOffset,
  type GlobalIndex,
  type OutputSectionIndex,
  type RelocationIndex,
  row,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";

export interface LinkeditRange {
  offset: FileOffset;
  size: ByteCount;
}

export interface Layout {
  /** symbols-final: the entry point's global; 0 without one. */
  entry: GlobalIndex;
  /** slots-final: `dyld_stub_binder`; 0 when no object names it and nothing is bound lazily. */
  stubBinder: GlobalIndex;
  /** slots-final: relocations of the pointers to functions that run before `main`, where they become offsets. */
  initializers: RelocationIndex[];
  /** addresses-final: output sections of the synthetic kinds; 0 when absent. */
  syntheticSections: { [kind: number]: OutputSectionIndex };
  /** addresses-final: size of header and load commands, without padding. */
  commandBytes: ByteCount;
  /** addresses-final: `__dyld_private`, the cell the stub helper's preamble hands to the binder; 0 without stubs. */
  dyldPrivate: VirtualAddress;
  /** addresses-final: where the header is mapped. */
  headerAddress: VirtualAddress;
  /** addresses-final: the address LC_MAIN leads to (a stub when the entry is imported). */
  entryAddress: VirtualAddress;
  /** contents-final: header flags that follow from names and fixups; undefined until they are asked for. */
  weakFlags: number | undefined;
  /** image-final: by linkeditPart. */
  linkedit: { [part: number]: LinkeditRange };
}

export const emptyLayout = (): Layout => ({
  entry: row(0),
  stubBinder: row(0),
  initializers: [],
  syntheticSections: {},
  commandBytes: byteCount(0),
  dyldPrivate: virtualAddress(0),
  headerAddress: virtualAddress(0),
  entryAddress: virtualAddress(0),
  weakFlags: undefined,
  linkedit: {},
});
