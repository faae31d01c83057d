// Universal files (`<mach-o/fat.h>`): a big-endian table of slices, one a CPU.

import { cpuTypes, magics } from "./constants";
import { fatArch, fatArch64, fatHeader } from "./layouts";
import { checkRange, MalformedFile } from "./malformed";
import { dataView } from "./struct";

export interface FatSlice {
  readonly cpuType: number;
  readonly cpuSubtype: number;
  readonly offset: number;
  readonly size: number;
}

/** More slices than any tool writes; a larger count is a damaged file. */
const largestCount = 64;

/** The slices of a universal file, each inside it. Throws MalformedFile. */
export function readFat(bytes: Uint8Array): readonly FatSlice[] {
  const view = dataView(bytes);
  checkRange(bytes.length, 0, fatHeader.bytes, "the fat header", 0);
  const { magic, architectureCount } = fatHeader.read(view, 0);
  if (magic !== magics.FAT_MAGIC && magic !== magics.FAT_MAGIC_64)
    throw new MalformedFile(0, "a fat magic number is expected");
  if (architectureCount > largestCount)
    throw new MalformedFile(4, `${architectureCount} architectures are more than ${largestCount}`);
  const layout = magic === magics.FAT_MAGIC ? fatArch : fatArch64;
  checkRange(bytes.length, fatHeader.bytes, architectureCount * layout.bytes, "the table of architectures", 4);
  return Array.from({ length: architectureCount }, (_, index) => {
    const at = fatHeader.bytes + index * layout.bytes;
    const slice = layout.read(view, at);
    checkRange(bytes.length, slice.offset, slice.size, `slice ${index + 1}`, at + layout.offsets.offset);
    return { cpuType: slice.cpuType, cpuSubtype: slice.cpuSubtype & 0xffffff, offset: slice.offset, size: slice.size };
  });
}

/** `arm64`, `x86_64`, or the number for what has no name here. */
export function architectureName(cpuType: number): string {
  const name = cpuTypes.nameOf(cpuType);
  return name === undefined ? `cpu type ${cpuType}` : name.replace("CPU_TYPE_", "").toLowerCase();
}
