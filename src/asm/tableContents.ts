// Contents of tables that the assembler makes by itself. Their lengths and gaps are mostly known as they are written,
// so that a table comes to plain bytes instead of fragments and holes.

import { numberFixups } from "./dataFixups";
import { symbolNamed } from "./draft";
import type { ContentsPlace, Emitter } from "./emitter";
import { beforeLayout, type Location } from "./evaluate";
import type { Expression } from "./expression";
import { lineKind } from "./lineTable";
import { littleEndian } from "./numbers";

const lengthBytes = 4;

/** Zeros up to an alignment of `2^power`, at most eight bytes: at once if it is known how many. */
export function pad(emitter: Emitter, power: number): void {
  const { section } = emitter;
  emitter.distances.freeze(section);
  const { uncertain, certainBytes, size } = emitter.here().fragment;
  if (uncertain > 0) {
    emitter.align(power, new Uint8Array(1), 0);
    return;
  }
  section.alignment = Math.max(section.alignment, power);
  const gap = -(certainBytes + size) & (2 ** power - 1);
  if (gap > 0) emitter.bytes(new Uint8Array(gap), lineKind.padding);
}

/** Room for a number that `closeLength` fills: the length of what is written in between. */
export function openLength(emitter: Emitter): ContentsPlace {
  emitter.bytes(new Uint8Array(lengthBytes));
  return emitter.here();
}

export function closeLength(emitter: Emitter, open: ContentsPlace): void {
  const { section, span } = emitter;
  emitter.distances.freeze(section);
  const { fragment } = open;
  const offset = open.offset - lengthBytes;
  // Without room for the field there was a complaint.
  if (offset < 0) return;
  const to = emitter.here();
  const length = beforeLayout(to, open, true);
  if (length !== undefined) {
    section.buffer.set(littleEndian(BigInt(length), lengthBytes), fragment.start + offset);
    return;
  }
  const [left, right] = [labelAt(emitter, to), labelAt(emitter, open)];
  const expression: Expression = { kind: "binary", operator: "-", left, right };
  section.holes.push({ fragment, offset, fixup: numberFixups[lengthBytes], expression, symbol: undefined, span });
}

function labelAt(emitter: Emitter, { fragment, offset }: Location): Expression {
  const symbol = symbolNamed(emitter.draft, emitter.hiddenName());
  symbol.fragment = fragment;
  symbol.offset = offset;
  return { kind: "symbol", name: symbol.name };
}
