// What LC_DYLD_CHAINED_FIXUPS points to, record by record: header fields, where the chain of each page starts, imports
// and their names.

import { decodeText, hex0x } from "@/base/text";
import { chainedImportBytes, noChainInPage } from "@/macho/chainedFixups";
import { chainedPointerFormats } from "@/macho/chainedPointer";
import { bindSpecialOrdinals } from "@/macho/constants";
import { chainedFixupsHeader, chainedStartsInSegment } from "@/macho/layouts";
import { readChainedFixups } from "@/macho/readChainedFixups";
import { dataView } from "@/macho/struct";

export interface ChainedRecords {
  /** Offsets from the start of the part, ascending, and each record's text. */
  readonly offsets: readonly number[];
  readonly texts: readonly string[];
}

export function chainedRecords(bytes: Uint8Array): ChainedRecords {
  const data = readChainedFixups(bytes);
  const view = dataView(bytes);
  const found: { readonly at: number; readonly text: string }[] = [];
  const add = (at: number, text: string) => found.push({ at, text });
  for (const [name, at] of Object.entries(chainedFixupsHeader.offsets))
    add(at, `header, ${name} ${hex0x(view.getUint32(at, true))}`);
  add(data.startsOffset, `starts of ${data.segments.length} segments`);
  for (const [index, at] of data.segmentStarts.entries())
    add(
      data.startsOffset + 4 + 4 * index,
      at === 0 ? `segment ${index}: no chains` : `segment ${index}: chains at +${hex0x(at - data.startsOffset)}`,
    );
  for (const [index, segment] of data.segments.entries()) {
    if (segment === undefined) continue;
    const at = data.segmentStarts[index]!;
    const format = chainedPointerFormats.nameOf(segment.pointerFormat) ?? `format ${segment.pointerFormat}`;
    add(at, `chains of segment ${index}: ${format}, pages of ${hex0x(segment.pageSize)}`);
    for (const [page, start] of segment.pageStarts.entries())
      add(
        at + chainedStartsInSegment.bytes + 2 * page,
        start === noChainInPage ? `page ${page}: no chain` : `page ${page}: its chain starts at +${hex0x(start)}`,
      );
  }
  const size = chainedImportBytes[data.importsFormat]!;
  let names = data.symbolsOffset + 1;
  for (const [index, { name, ordinal, addend, weakImport }] of data.imports.entries()) {
    const library = ordinal > 0 ? `library ${ordinal}` : (bindSpecialOrdinals.nameOf(ordinal) ?? `${ordinal}`);
    const more = `${addend === 0n ? "" : `, addend ${addend}`}${weakImport ? ", weak import" : ""}`;
    add(data.importsOffset + index * size, `import ${index}: ${decodeText(name)} of ${library}${more}`);
  }
  if (data.imports.length > 0) add(data.symbolsOffset, "an empty name");
  for (const { name } of data.imports) {
    add(names, `“${decodeText(name)}”`);
    names += name.length + 1;
  }
  found.sort((a, b) => a.at - b.at);
  return { offsets: found.map(({ at }) => at), texts: found.map(({ text }) => text) };
}
