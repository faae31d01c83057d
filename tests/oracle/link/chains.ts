// Chained fixups taken apart for comparing: the image with plain pointers where the chains ran, and what each pointer
// was told to become.

import type { ChainedImport } from "@/macho/chainedFixups";
import { rebasedAddress } from "@/macho/chainedPointer";
import { chainedFixupsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";

export interface Unchained {
  /** The file with the address in each rebased pointer, and 0 in each bound one. */
  readonly bytes: Uint8Array;
  readonly rebases: readonly { readonly segment: number; readonly offset: number }[];
  readonly binds: readonly {
    readonly segment: number;
    readonly offset: number;
    readonly addend: bigint;
    readonly of: ChainedImport;
  }[];
  /** Formats in use, in words; empty without chains. */
  readonly formats: readonly string[];
}

export function unchain(file: Uint8Array): Unchained {
  const image = readImage(file);
  const chains = chainedFixupsOf(image);
  if (chains === undefined) return { bytes: file, rebases: [], binds: [], formats: [] };
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  const header = image.segments.find(({ segmentName }) => segmentName === "__TEXT")?.address ?? 0;
  const rebases: { segment: number; offset: number }[] = [];
  const binds: Unchained["binds"][number][] = [];
  for (const { segment, offset, pointer } of chains.places) {
    const at = image.segments[segment]!.fileOffset + offset;
    if (pointer.kind === "rebase") {
      rebases.push({ segment, offset });
      view.setBigUint64(at, rebasedAddress(pointer, chains.data.segments[segment]!.pointerFormat, header), true);
    } else {
      const of = chains.data.imports[pointer.ordinal]!;
      binds.push({ segment, offset, of, addend: of.addend + BigInt(pointer.addend) });
      view.setBigUint64(at, 0n, true);
    }
  }
  const formats = chains.data.segments.flatMap((segment, index) =>
    segment === undefined
      ? []
      : [`${image.segments[index]!.segmentName} page ${segment.pageSize} pointers ${segment.pointerFormat}`],
  );
  return { bytes, rebases, binds, formats: [`imports ${chains.data.importsFormat}`, ...formats] };
}
