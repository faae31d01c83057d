// Row 4 of a relocation's card: how the calculated number becomes bits: scale, limits, and which bits go where.

import { fieldWidth } from "@/base/bitRuns";
import { hex0x } from "@/base/text";
import type { EncodeRow, Range } from "./explanation";
import type { RelocationForm } from "./relocationForm";

const kib = 1024;
/** A byte distance as people say it: `128 MiB`, `4 KiB`, `16 bytes`. */
export function sizeText(bytes: number): string {
  const size = Math.abs(bytes);
  const sign = bytes < 0 ? "−" : "";
  for (const [unit, name] of [
    [kib ** 4, "TiB"],
    [kib ** 3, "GiB"],
    [kib ** 2, "MiB"],
    [kib, "KiB"],
  ] as const) {
    if (size >= unit && (size / unit) % 1 === 0) return `${sign}${size / unit} ${name}`;
    if (size >= unit * 10) return `${sign}${(size / unit).toFixed(1)} ${name}`;
  }
  return `${sign}${size} byte${size === 1 ? "" : "s"}`;
}

/** Signed logarithm, so that 16 bytes and 128 MiB both have a visible place. */
const compress = (value: number) => Math.sign(value) * Math.log2(1 + Math.abs(value));

/** `limit` is the first value that no longer fits: the round number people know. */
export function rangeOf(value: number, minimum: number, maximum: number, limit = maximum + 1): Range {
  const low = compress(minimum);
  const high = compress(maximum);
  const position = (at: number) => Math.min(1, Math.max(0, (compress(at) - low) / (high - low)));
  const marks = [-(kib ** 2), -kib * 4, 0, kib * 4, kib ** 2];
  return {
    minimum,
    maximum,
    minimumText: minimum === 0 ? "0" : sizeText(minimum),
    maximumText: sizeText(limit),
    position: position(value),
    fits: value >= minimum && value <= maximum,
    ticks: marks
      .filter((mark) => mark > minimum * 0.9 && mark < maximum * 0.9)
      .map((mark) => ({ position: position(mark), text: mark === 0 ? "0" : sizeText(mark) })),
  };
}

const runText = ({ at, width }: { readonly at: number; readonly width: number }) =>
  width === 1 ? `bit ${at}` : `bits ${at + width - 1}:${at}`;

/** The parts of a two's complement number of `width` bits, lowest first. */
function split(form: RelocationForm, scaled: number): EncodeRow["placement"] {
  const width = fieldWidth(form.runs);
  let rest = scaled < 0 ? scaled + 2 ** width : scaled;
  return form.runs.map((run) => {
    const bits = rest % 2 ** run.width;
    rest = Math.floor(rest / 2 ** run.width);
    return { name: run.name, at: run.at, width: run.width, bits };
  });
}

function wholeBytes(form: RelocationForm, value: number, bytes: number): EncodeRow {
  const name = bytes === 8 ? "all 64 bits" : `all ${bytes * 8} bits`;
  const half = 2 ** (bytes * 8 - 1);
  const range =
    bytes === 8 ? undefined : form.signed ? rangeOf(value, -half, half - 1) : rangeOf(value, 0, 2 * half - 1);
  const negative = value < 0 ? " in two's complement" : "";
  return {
    sentence: `The number goes into ${name}${negative}, lowest byte first.`,
    scaleText: "",
    scaled: value,
    scaledText: hex0x(value),
    range,
    placement: [],
  };
}

/** `word` is the instruction whose access size may scale the number. */
export function explainEncoding(form: RelocationForm, value: number, word: number, bytes: number): EncodeRow {
  if (form.runs.length === 0) return wholeBytes(form, value, bytes);
  const shift = form.shift(word);
  const unit = 2 ** shift;
  const scaled = Math.floor(value / unit);
  const width = fieldWidth(form.runs);
  const limit = form.signed ? 2 ** (width - 1) : 2 ** width;
  const placement = split(form, scaled);
  const where = placement.map((run) => `${runText(run)} (${run.name})`).join(" and ");
  const dropped =
    shift === 0
      ? ""
      : `The lowest ${shift === 1 ? "bit is" : `${shift} bits are`} always 0 and need no room: ${hex0x(value)} ÷ ${unit} = ${hex0x(scaled)}. `;
  return {
    sentence: `${dropped}The result goes into ${where}.`,
    scaleText: shift === 0 ? "" : `÷ ${unit}`,
    scaled,
    scaledText: hex0x(scaled),
    // The low 12 bits of an address always fit: a ruler there would explain nothing.
    range:
      form.operand === "page-offset"
        ? undefined
        : rangeOf(value, form.signed ? -limit * unit : 0, (limit - 1) * unit, limit * unit),
    placement,
  };
}
