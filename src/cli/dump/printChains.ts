// The encoding of chained fixups as text: starts, imports, and every pointer's bits.

import { hex0x } from "@/base/text";
import { tableLines } from "../textTable";
import { wideText } from "./describeSymbols";
import type { ChainedPointerDump, ChainsDump } from "./document";

const pointerWords = (pointer: ChainedPointerDump): string =>
  pointer.kind === "bind"
    ? `import ${pointer.importNumber}${pointer.addend === 0 ? "" : `, addend ${hex0x(pointer.addend ?? 0)}`}`
    : `target ${hex0x(pointer.target ?? 0)}${pointer.high8 === 0 ? "" : `, high8 ${hex0x(pointer.high8 ?? 0)}`}`;

export function chainLines({ importsFormatName, segments, imports, pointers }: ChainsDump): string[] {
  const starts = segments.map(({ segment, pageSize, pointerFormatName, pageStarts }) => [
    segment,
    hex0x(pageSize),
    pointerFormatName,
    pageStarts.map((start) => (start === null ? "none" : hex0x(start))).join(" "),
  ]);
  const importRows = imports.map(({ symbol, ordinal, library, addend, weakImport }, index) => [
    String(index),
    symbol,
    addend === 0 ? "" : wideText(addend),
    `${ordinal}: ${library}`,
    weakImport ? "weak import" : "",
  ]);
  const pointerRows = pointers.map((pointer) => [
    pointer.section === "" ? pointer.segment : `${pointer.segment},${pointer.section}`,
    hex0x(pointer.address),
    pointer.word,
    pointer.kind,
    pointerWords(pointer),
    pointer.next === 0 ? "last" : String(pointer.next),
  ]);
  return [
    "",
    `Chains (${pointers.length} pointers)`,
    ...tableLines(["segment", ">page size", "pointer format", "first pointer of each page"], starts),
    "",
    `Chained imports (${imports.length}, ${importsFormatName})`,
    ...tableLines([">#", "symbol", ">addend", "library", ""], importRows),
    "",
    "Chained pointers",
    ...tableLines(["place", ">address", "word", "kind", "means", ">next"], pointerRows),
  ];
}
