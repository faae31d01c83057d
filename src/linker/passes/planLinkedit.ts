// Makes the parts of __LINKEDIT that follow from names and addresses, and lays them out one behind the other. Their
// sizes are the last that were open: the file's length is known, and room for all of it is made.

import { targetFor } from "@/arch/target";
import { alignUp, byteCount, type FileOffset, fileOffset, row, type SegmentIndex } from "@/base/units";
import { measureSignature, signatureAlignment } from "@/macho/codeSignature";
import { definePass, type PassInput } from "../context";
import { rangeMessages } from "../diagnostics/rangeMessages";
import { linkeditPart } from "../schemas/image";
import { addChainedFixups } from "../synthetic/chainedFixups";
import { addDataInCode, addFunctionStarts } from "../synthetic/codeTables";
import { addDyldInfo, addExports, addIndirectSymbols, addSymbols } from "../synthetic/linkeditParts";
import { isSigned } from "../synthetic/loadCommands";

type Reads = "files" | "sections" | "symbols" | "atoms" | "relocations" | "globals" | "exports" | "outputSymbols";
type Link = PassInput<Reads, "slots" | "segments" | "outputSections" | "fixups", never>;

/** In the order of the file, as ld64 and dyld's checks want it; streams are padded with zeros, which end them. */
const partOrder = [
  linkeditPart.chainedFixups,
  linkeditPart.rebase,
  linkeditPart.bind,
  linkeditPart.weakBind,
  linkeditPart.lazyBind,
  linkeditPart.exports,
  linkeditPart.functionStarts,
  linkeditPart.dataInCode,
  linkeditPart.symbols,
  linkeditPart.indirectSymbols,
  linkeditPart.strings,
];
/** Parts whose recorded size leaves the padding out: their entries are counted by it. */
const exactParts = new Set<number>([linkeditPart.indirectSymbols]);
const partAlignment = 8;
const fileLimit = 0xffff_ffff;

export const planLinkedit = definePass({
  id: "plan-linkedit",
  title: "Measure what dyld reads",
  stage: "Place",
  reads: ["files", "sections", "symbols", "atoms", "relocations", "globals", "exports", "outputSymbols"],
  writes: ["slots", "segments", "outputSections", "fixups"],
  creates: [],
  requires: "addresses-final",
  run(link: Link) {
    const { exports, globals, strings, layout, linkedit, outputSymbols } = link;
    const target = targetFor(link.options.architecture);
    if (link.options.chainedFixups) addChainedFixups(linkedit, { ...link, target });
    else addDyldInfo(linkedit, link);
    addExports(linkedit, exports, globals, strings, layout);
    addFunctionStarts(linkedit, link);
    addDataInCode(linkedit, link);
    addSymbols(linkedit, outputSymbols, strings);
    addIndirectSymbols(linkedit, link);

    const segment = row<SegmentIndex>(link.segments.rowCount() - 1);
    const start = link.segments.fileOffset[segment];
    const end = placeSignature(link, placeParts(link, start));
    const size = end - start;
    link.segments.fileSize[segment] = byteCount(size);
    link.segments.size[segment] = byteCount(alignUp(size, target.pageSize));
    if (end > fileLimit) link.diagnostics.report(rangeMessages.tooLarge("the file", end, fileLimit));
    else link.image.create(byteCount(end));
  },
});

/** Returns the end of the last part. */
export function placeParts({ layout, linkedit }: Pick<Link, "layout" | "linkedit">, start: FileOffset): FileOffset {
  let offset = start;
  for (const part of partOrder) {
    const size = linkedit.get(part)?.length ?? 0;
    const padded = alignUp(size, partAlignment);
    delete layout.linkedit[part];
    if (size > 0 || (part === linkeditPart.dataInCode && linkedit.has(part)))
      layout.linkedit[part] = { offset, size: byteCount(exactParts.has(part) ? size : padded) };
    offset = fileOffset(offset + padded);
  }
  return offset;
}

export function placeSignature({ layout, options }: Pick<Link, "layout" | "options">, end: FileOffset): FileOffset {
  if (!isSigned(options, targetFor(options.architecture))) return end;
  const offset = alignUp(end, signatureAlignment);
  const size = alignUp(measureSignature(options.outputName, offset), signatureAlignment);
  layout.linkedit[linkeditPart.signature] = { offset, size: byteCount(size) };
  return fileOffset(offset + size);
}
