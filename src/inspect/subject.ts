// What the page can point at. One subject is selected at a time and every pane shows its side of it: the editor a
// line range, the bytes a span, the tables a row, the explain pane a card.

import type {
  AtomIndex,
  FileIndex,
  FileOffset,
  FixupIndex,
  GlobalIndex,
  LoadCommandIndex,
  OutputSectionIndex,
  RelocationIndex,
  SegmentIndex,
  SlotIndex,
  SymbolIndex,
  WriteIndex,
} from "@/base/units";

export type Subject =
  | { readonly kind: "relocation"; readonly relocation: RelocationIndex }
  | { readonly kind: "global"; readonly global: GlobalIndex }
  /** A local symbol. */
  | { readonly kind: "symbol"; readonly symbol: SymbolIndex }
  | { readonly kind: "slot"; readonly slot: SlotIndex; readonly part?: "slot" | "lazyPointer" | "helper" }
  | { readonly kind: "atom"; readonly atom: AtomIndex }
  | { readonly kind: "section"; readonly section: OutputSectionIndex }
  | { readonly kind: "segment"; readonly segment: SegmentIndex }
  | { readonly kind: "loadCommand"; readonly command: LoadCommandIndex }
  | { readonly kind: "fixup"; readonly fixup: FixupIndex }
  | { readonly kind: "write"; readonly write: WriteIndex }
  | { readonly kind: "file"; readonly file: FileIndex }
  /** Bytes [from, to) of the image file. */
  | { readonly kind: "bytes"; readonly from: FileOffset; readonly to: FileOffset }
  /** A source line (1-based) of the input with this name. */
  | { readonly kind: "line"; readonly file: string; readonly line: number };

export type SubjectKind = Subject["kind"];
