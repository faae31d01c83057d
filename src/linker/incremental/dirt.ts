// What has to be done again at the next flush. Sets of rows, so that asking twice costs nothing twice.

import {
  type AtomIndex,
  type GlobalIndex,
  type RelocationIndex,
  row,
  type SlotIndex,
  type SymbolIndex,
} from "@/base/units";

export interface ByteRun {
  from: number;
  to: number;
}

export interface Dirt {
  /** Names some record of which came, went or changed. */
  readonly names: Set<GlobalIndex>;
  /** Names, or local symbols, whose needs for slots may have changed. */
  readonly needs: Set<GlobalIndex>;
  readonly localNeeds: Set<SymbolIndex>;
  /** Atoms that have no place yet. */
  readonly unplaced: Set<AtomIndex>;
  /** Placed atoms whose size or alignment changed. */
  readonly resized: Set<AtomIndex>;
  /** Atoms whose symbols have another address than before. */
  readonly moved: Set<AtomIndex>;
  /** Bytes of atoms to copy from the input again, as one run each. */
  readonly bytes: Map<AtomIndex, ByteRun>;
  /** Relocations to apply again; the ones that cannot be applied stay. */
  readonly relocations: Set<RelocationIndex>;
  readonly slots: Set<SlotIndex>;
  /** Names, and local symbols, whose records in the image's tables may not say what is so. */
  readonly globalRecords: Set<GlobalIndex>;
  readonly localRecords: Set<SymbolIndex>;
  /** Where debug information is found, beyond what records say. */
  debugMap: boolean;
  /** The indirect table follows from slots and from the places of records. */
  indirectSymbols: boolean;
}

export const createDirt = (): Dirt => ({
  names: new Set(),
  needs: new Set(),
  localNeeds: new Set(),
  unplaced: new Set(),
  resized: new Set(),
  moved: new Set(),
  bytes: new Map(),
  relocations: new Set(),
  slots: new Set(),
  globalRecords: new Set(),
  localRecords: new Set(),
  debugMap: false,
  indirectSymbols: true,
});

/** A few milliseconds' worth. */
const relocationsBetweenSigns = 8192;

/** As numbers, to be sorted: a first link has hundreds of thousands. `onPart` is told now and then. */
export function* relocationsInOrder({ relocations }: Dirt, onPart: () => void): Generator<RelocationIndex> {
  for (const [position, number] of Uint32Array.from(relocations).sort().entries()) {
    if (position % relocationsBetweenSigns === 0) onPart();
    yield row<RelocationIndex>(number);
  }
}
