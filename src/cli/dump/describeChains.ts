// Chained fixups: what dyld does with each pointer, and how the pointer says so.

import { decodeText } from "@/base/text";
import { chainedImportFormats, noChainInPage } from "@/macho/chainedFixups";
import { chainedPointerFormats, encodeChainedPointer, rebasedAddress } from "@/macho/chainedPointer";
import { chainedFixupsOf, type ImageChains } from "@/macho/linkedit";
import type { ChainedPlace } from "@/macho/readChainedFixups";
import type { MachoImage } from "@/macho/readImage";
import { wideNumber } from "./describeSymbols";
import type { BindDump, ChainedPointerDump, ChainsDump, FixupPlace } from "./document";

export interface ChainNames {
  place(at: { readonly segment: number; readonly offset: number }): FixupPlace;
  library(ordinal: number): string;
}
export interface DescribedChains {
  readonly chains: ChainsDump | null;
  readonly rebases: readonly FixupPlace[];
  readonly binds: readonly BindDump[];
}
export const noChains: DescribedChains = { chains: null, rebases: [], binds: [] };

const wordText = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `0x${high.toString(16).padStart(8, "0")}${low.toString(16).padStart(8, "0")}`;

export function describeChains(image: MachoImage, names: ChainNames): DescribedChains {
  const found = chainedFixupsOf(image);
  if (found === undefined) return noChains;
  const { data, places } = found;
  const header = image.segments.find(({ segmentName }) => segmentName === "__TEXT")?.address ?? 0;
  const segments = data.segments.flatMap((starts, index) => {
    if (starts === undefined) return [];
    const { pageSize, pointerFormat, pageStarts } = starts;
    return {
      segment: image.segments[index]!.segmentName,
      pageSize,
      pointerFormat,
      pointerFormatName: chainedPointerFormats.nameOf(pointerFormat) ?? `format ${pointerFormat}`,
      pageStarts: pageStarts.map((start) => (start === noChainInPage ? null : start)),
    };
  });
  const chains: ChainsDump = {
    importsFormat: data.importsFormat,
    importsFormatName: chainedImportFormats.nameOf(data.importsFormat) ?? `format ${data.importsFormat}`,
    segments,
    imports: data.imports.map(({ name, ordinal, addend, weakImport }) => ({
      symbol: decodeText(name),
      ordinal,
      library: names.library(ordinal),
      addend: wideNumber(addend),
      weakImport,
    })),
    pointers: places.map((place) => pointerDump(found, names, place, header)),
  };
  return {
    chains,
    rebases: places.filter(({ pointer }) => pointer.kind === "rebase").map(names.place),
    binds: places.flatMap((place) => bindDump(found, names, place)),
  };
}

function pointerDump(
  { data }: ImageChains,
  names: ChainNames,
  place: ChainedPlace,
  header: number,
): ChainedPointerDump {
  const { pointer } = place;
  const isBind = pointer.kind === "bind";
  const format = data.segments[place.segment]!.pointerFormat;
  return {
    ...names.place(place),
    word: wordText(encodeChainedPointer(pointer)),
    kind: pointer.kind,
    next: pointer.next,
    target: isBind ? null : Number(BigInt.asUintN(56, rebasedAddress(pointer, format, header))),
    high8: isBind ? null : pointer.high8,
    importNumber: isBind ? pointer.ordinal : null,
    addend: isBind ? pointer.addend : null,
  };
}

/** Nothing for an import that is not there: the pointer's own row tells it. */
function bindDump({ data }: ImageChains, names: ChainNames, place: ChainedPlace): BindDump[] {
  const { pointer } = place;
  const imported = pointer.kind === "bind" ? data.imports[pointer.ordinal] : undefined;
  if (pointer.kind !== "bind" || imported === undefined) return [];
  return [
    {
      ...names.place(place),
      symbol: decodeText(imported.name),
      ordinal: imported.ordinal,
      library: names.library(imported.ordinal),
      addend: wideNumber(imported.addend + BigInt(pointer.addend)),
      weakImport: imported.weakImport,
      streamOffset: null,
    },
  ];
}
