// The rows of the listing that are on screen, as text.

import { hex } from "@/base/text";
import type { ByteRow, RowModel } from "@/inspect/byteRows";
import { bytesAt } from "@/inspect/timeline";
import type { BuildView } from "@/linker/build";
import { asciiText, hexText } from "./hexMarks";

export interface ShownRow {
  readonly index: number;
  readonly row: ByteRow;
  readonly address: string;
  readonly bytes: Uint8Array;
  readonly hex: string;
  readonly text: string;
}

const noBytes = new Uint8Array(0);

function showRow(view: BuildView, index: number, found: ByteRow, step: number | undefined): ShownRow {
  if (found.kind !== "bytes" && found.kind !== "fold")
    return { index, row: found, address: "", bytes: noBytes, hex: "", text: "" };
  const from = found.kind === "bytes" ? found.from : found.region.from;
  const address = found.kind === "bytes" && found.address !== undefined ? hex(found.address) : `+${hex(from)}`;
  if (found.kind === "fold") return { index, row: found, address, bytes: noBytes, hex: "", text: "" };
  const bytes = bytesAt(view, found.from, found.to, step);
  return { index, row: found, address, bytes, hex: hexText(bytes), text: asciiText(bytes) };
}

/** Rows [from, to) after `step` writes. */
export const showRows = (
  view: BuildView,
  model: RowModel,
  from: number,
  to: number,
  step: number | undefined,
): readonly ShownRow[] =>
  Array.from({ length: to - from }, (_, index) => showRow(view, from + index, model.row(from + index), step));
