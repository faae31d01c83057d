// An instruction taken apart, as Markdown: for one word a ruler of its bits, for bytes in a row a line each.

import type { Anatomy, EncodingField, EncodingUnit } from "@/asm/anatomy";
import type { BitRun } from "@/base/bitRuns";
import { hexBytes } from "@/base/text";

/** What a relocation will fill: from this byte on, or in an instruction word these bits. */
export interface HoleBits {
  readonly at: number;
  readonly runs: readonly BitRun[];
}

const holeText = "left for the linker";

const range = (high: number, low: number) => (high === low ? `${high}` : `${high}–${low}`);

/** What fits under a field's bits; longer ones stand below the ruler. */
const longest = 13;
const isShort = ({ meaning }: EncodingField) => meaning.length <= longest;

/** A column each field: which bits, its name, their values, and what they say if that is short. */
function ruler(fields: readonly EncodingField[]): string {
  let high = fields.reduce((sum, { bits }) => sum + bits.length, 0) - 1;
  const columns = fields.map((field) => {
    const { name, bits, meaning } = field;
    const places = range(high, high - bits.length + 1);
    high -= bits.length;
    const cells = [places, name, bits, isShort(field) ? meaning : ""];
    const width = Math.max(...cells.map((text) => text.length));
    return cells.map((text) => text.padEnd(width));
  });
  const lines = [0, 1, 2, 3].map((line) =>
    columns
      .map((column) => column[line])
      .join("  ")
      .trimEnd(),
  );
  return lines.filter((line) => line !== "").join("\n");
}

const code = (text: string) => `\`\`\`text\n${text}\n\`\`\``;
/** A cell of a table must not end it. */
const cell = (text: string) => text.replaceAll("|", "\\|");

function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const lines = rows.map((row) => `| ${row.map(cell).join(" | ")} |`);
  return [lines[0], `|${head.map(() => " --- |").join("")}`, ...lines.slice(1)].join("\n");
}

/** Fields that the linker fills say so, not what the zeros in them would mean. */
function withHoles(fields: readonly EncodingField[], holes: readonly HoleBits[]): readonly EncodingField[] {
  let end = 32;
  return fields.map((field) => {
    const at = end - field.bits.length;
    const isHole = holes.some(({ runs }) => runs.some((run) => run.at < end && at < run.at + run.width));
    end = at;
    return isHole ? { ...field, meaning: holeText } : field;
  });
}

function wordText(unit: EncodingUnit, holes: readonly HoleBits[]): string {
  const fields = withHoles(unit.fields, holes);
  const long = fields.filter((field) => !isShort(field)).map(({ name, meaning }) => `\`${name}\`: ${meaning}`);
  return [code(ruler(fields)), [...new Set(long)].join("  \n")].join("\n");
}

/** `mod 11 · reg 000 · rm 100`; a byte that is one field needs no second spelling. */
const bitsText = ({ fields, isLittleEndian }: EncodingUnit): string =>
  isLittleEndian || fields.every(({ bits }) => bits.length === 8)
    ? ""
    : fields.map(({ name, bits }) => `\`${name} ${bits}\``).join(" ");

const saysText = ({ fields, meaning }: EncodingUnit): string => {
  const parts = fields.filter((field) => field.meaning !== "").map((field) => `${field.name}: ${field.meaning}`);
  return [...(meaning === "" ? [] : [meaning]), ...parts].join("; ");
};

function bytesText(units: readonly EncodingUnit[], holes: readonly HoleBits[]): string {
  let at = 0;
  const rows = units.map((unit) => {
    const isHole = holes.some((hole) => hole.at === at);
    at += unit.bytes.length;
    return [`\`${hexBytes(unit.bytes)}\``, unit.name, bitsText(unit), isHole ? holeText : saysText(unit)];
  });
  const shown = rows.some((row) => row[2] !== "") ? [0, 1, 2, 3] : [0, 1, 3];
  const all = [["Bytes", "Part", "Bits", "Says"], ...rows];
  return table(all.map((row) => shown.map((column) => row[column] ?? "")));
}

/** Of an instruction, with the holes that the assembler left in it. */
export function anatomyText({ units }: Anatomy, holes: readonly HoleBits[]): string {
  const [only] = units;
  return units.length === 1 && only?.isLittleEndian ? wordText(only, holes) : bytesText(units, holes);
}
