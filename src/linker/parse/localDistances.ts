// Distances inside one object may be left to the linker, as pairs of records (`ld -r` does that to all of `__eh_frame`).
// Whoever has to read such a section before the link is laid out needs the numbers as they are in the object itself.

import type { RelocationRules } from "@/arch/rules";
import { fromWords } from "@/base/units";
import type { ObjectFile } from "@/macho/readObject";
import { dataView } from "@/macho/struct";
import { isInSection } from "../inputSymbols";

/** The section's bytes with every such pair applied; a copy, when there is one. `ordinal` counts from 0. */
export function withLocalDistances(
  reader: ObjectFile,
  ordinal: number,
  bytes: Uint8Array,
  rules: RelocationRules,
): Uint8Array {
  const { relocationCount } = reader.sections[ordinal]!;
  let copy: Uint8Array | undefined;
  for (let record = 0; record + 1 < relocationCount; record++) {
    if (rules[reader.relocationType(ordinal, record)]?.prepares !== "subtraction") continue;
    const from = definedAddress(reader, ordinal, record);
    const to = definedAddress(reader, ordinal, record + 1);
    const length = 2 ** reader.relocationLength(ordinal, record);
    const offset = reader.relocationAddress(ordinal, record);
    if (from === undefined || to === undefined || offset < 0 || offset + length > bytes.length) continue;
    copy ??= bytes.slice();
    const view = dataView(copy);
    const distance = to - from;
    if (length === 4) view.setInt32(offset, view.getInt32(offset, true) + distance, true);
    else if (length === 8) view.setBigInt64(offset, view.getBigInt64(offset, true) + BigInt(distance), true);
  }
  return copy ?? bytes;
}

/** The address in the object of the symbol that a record names; undefined for other files' names. */
function definedAddress(reader: ObjectFile, ordinal: number, record: number): number | undefined {
  if (!reader.relocationExternal(ordinal, record)) return undefined;
  const symbol = reader.relocationSymbol(ordinal, record);
  if (!isInSection(reader.symbolType(symbol))) return undefined;
  return fromWords(reader.symbolValueLow(symbol), reader.symbolValueHigh(symbol));
}
