// Sections that the assembler writes for linkers which order functions by calls (`__LLVM,__cg_profile`) and merge equal
// ones whose addresses do not matter (`__DATA,__llvm_addrsig`). They name symbols by number or by relocation, so what
// stands in them is known only at the very end.

import type { DraftSection, DraftSymbol } from "./draft";
import { register, symbolNamed } from "./draft";
import type { Emitter } from "./emitter";
import type { DraftRelocation } from "./relocations/record";

const profileSection = { segment: "__LLVM", name: "__cg_profile", flags: 0, isUnlabelled: true } as const;
const significanceSection = { segment: "__DATA", name: "__llvm_addrsig", flags: 0, isUnlabelled: true } as const;
/** Two symbol numbers and a count. */
const callBytes = 16;
const pointerBytes = 8;
const pointerLength = 3;

export interface LinkerNotes {
  readonly profile: DraftSection | undefined;
  readonly significance: DraftSection | undefined;
}

/** Makes room for them. */
export function placeLinkerNotes(emitter: Emitter): LinkerNotes {
  const { draft } = emitter;
  let profile: DraftSection | undefined;
  let significance: DraftSection | undefined;
  if (draft.callCounts.length > 0) {
    for (const { from, to } of draft.callCounts)
      for (const name of [from, to]) {
        const symbol = symbolNamed(draft, emitter.keyOf(name));
        if (register(draft, symbol)) symbol.external = true;
      }
    profile = reserve(emitter, profileSection, draft.callCounts.length * callBytes);
  }
  if (draft.tellsSignificance) significance = reserve(emitter, significanceSection, pointerBytes);
  return { profile, significance };
}

function reserve(emitter: Emitter, section: typeof profileSection | typeof significanceSection, size: number) {
  emitter.switchSection(section);
  emitter.fill(size, new Uint8Array(1));
  return emitter.section;
}

export function writeCallCounts(
  emitter: Emitter,
  contents: Uint8Array,
  indexOf: ReadonlyMap<DraftSymbol, number>,
): void {
  const { draft } = emitter;
  const view = new DataView(contents.buffer, contents.byteOffset);
  const number = (name: string) => indexOf.get(symbolNamed(draft, emitter.keyOf(name))) ?? 0;
  draft.callCounts.forEach(({ from, to, count }, index) => {
    view.setUint32(index * callBytes, number(from), true);
    view.setUint32(index * callBytes + 4, number(to), true);
    view.setBigUint64(index * callBytes + 8, count, true);
  });
}

/** All at the start of the section: they name symbols, and are never applied. */
export function significanceRelocations({ draft }: Emitter): readonly DraftRelocation[] {
  const symbols = draft.significant.map((name) => draft.symbols.get(draft.latest.get(name) ?? name));
  return symbols
    .filter((symbol) => symbol?.registered === true)
    .map((symbol) => ({ offset: 0, symbol: symbol!, number: 0, pcRelative: false, length: pointerLength, type: 0 }));
}
