// `__DWARF,__debug_line`: from which line of which file the code came, for debuggers. A header with the files, then
// for each section a program whose run makes the rows (MCDwarfLineTable::emit).

import { encodeText } from "@/base/text";
import { sectionAttributes } from "@/macho/constants";
import type { AdvanceForm, DraftSection } from "../draft";
import type { Emitter } from "../emitter";
import type { Location } from "../evaluate";
import { messages } from "../messages";
import { lebBytes, littleEndian } from "../numbers";
import { writeAdvance, writeCertainAdvance } from "../openContents";
import { minus, symbol, writeNumber } from "../tableValues";
import type { DebugLines, LineRow, SectionRows } from "./debugLines";
import {
  endOfRows,
  extendedOpcodes,
  lineBase,
  lineRange,
  nextRow,
  opcodeBase,
  opcodeLengths,
  opcodes,
} from "./lineProgram";

const debugSection = (name: string) => ({ segment: "__DWARF", name, flags: sectionAttributes.S_ATTR_DEBUG });
const lineSection = debugSection("__debug_line");
const stringSection = debugSection("__debug_line_str");

const addressSize = 8;
const segmentSelectorSize = 0;
const codeUnit = 1;
const operationsPerInstruction = 1;
const startsAsStatement = 1;

const unsigned = (value: number) => lebBytes(BigInt(value), false);

export function writeDebugLines(emitter: Emitter, { files, sections }: DebugLines): void {
  if (files.isEmpty) return;
  const gap = files.gap();
  if (gap !== undefined) {
    emitter.complain(messages.fileNumberMissing(gap.missing), gap.span);
    return;
  }
  const strings = new LineStrings();
  emitter.switchSection(lineSection);
  const tableEnd = emitter.hiddenName();
  const afterLength = emitter.hiddenName();
  writeNumber(emitter, minus(symbol(tableEnd), symbol(afterLength)), 4);
  emitter.label(afterLength);
  const isNew = files.version === 5;
  const lists = isNew ? files.tables((text) => strings.place(text)) : files.lists();
  const rest = [
    ...[codeUnit, operationsPerInstruction, startsAsStatement, lineBase & 0xff, lineRange, opcodeBase],
    ...opcodeLengths,
    ...lists,
  ];
  emitter.bytes([
    ...littleEndian(BigInt(files.version), 2),
    ...(isNew ? [addressSize, segmentSelectorSize] : []),
    ...littleEndian(BigInt(rest.length), 4),
    ...rest,
  ]);
  for (const [section, rows] of sections) new ProgramWriter(emitter, section).write(rows);
  emitter.label(tableEnd);
  if (!isNew) return;
  emitter.switchSection(stringSection);
  emitter.bytes(strings.bytes());
}

/** Texts that tables name by place; each is there once. */
class LineStrings {
  private readonly places = new Map<string, number>();
  private size = 0;

  place(text: string): readonly number[] {
    let at = this.places.get(text);
    if (at === undefined) {
      at = this.size;
      this.places.set(text, at);
      this.size += encodeText(text).length + 1;
    }
    return [...littleEndian(BigInt(at), 4)];
  }

  bytes(): Uint8Array {
    return encodeText([...this.places.keys()].map((text) => `${text}\0`).join(""));
  }
}

/** The program of one section's rows. */
class ProgramWriter {
  private readonly emitter: Emitter;
  private readonly section: DraftSection;
  private file = 1;
  private line = 1;
  private column = 0;
  private isa = 0;
  private isStatement = true;
  private from: Location | undefined;

  constructor(emitter: Emitter, section: DraftSection) {
    this.emitter = emitter;
    this.section = section;
  }

  write({ label, rows }: SectionRows): void {
    const { emitter } = this;
    for (const row of rows) {
      emitter.span = row.span;
      this.registers(row);
      const lines = row.line - this.line;
      if (this.from === undefined) this.start(label, lines);
      else this.moveOn(row.at, { encode: (distance) => nextRow(lines, distance), withinAtom: false });
      this.from = row.at;
      this.line = row.line;
    }
    this.moveOn(this.endOfSection(), { encode: endOfRows, withinAtom: false });
  }

  private registers(row: LineRow): void {
    const bytes: number[] = [];
    if (this.file !== row.file) bytes.push(opcodes.setFile, ...unsigned(row.file));
    if (this.column !== row.column) bytes.push(opcodes.setColumn, ...unsigned(row.column));
    if (row.discriminator !== 0) {
      const value = unsigned(row.discriminator);
      bytes.push(opcodes.extended, ...unsigned(value.length + 1), extendedOpcodes.setDiscriminator, ...value);
    }
    if (this.isa !== row.isa) bytes.push(opcodes.setIsa, ...unsigned(row.isa));
    if (this.isStatement !== row.isStatement) bytes.push(opcodes.negateStatement);
    if (row.isBlockStart) bytes.push(opcodes.setBasicBlock);
    if (row.isPrologueEnd) bytes.push(opcodes.setPrologueEnd);
    if (row.isEpilogueBegin) bytes.push(opcodes.setEpilogueBegin);
    this.emitter.bytes(bytes);
    this.file = row.file;
    this.column = row.column;
    this.isa = row.isa;
    this.isStatement = row.isStatement;
  }

  private start(label: string, lines: number): void {
    const { emitter } = this;
    emitter.bytes([opcodes.extended, addressSize + 1, extendedOpcodes.setAddress]);
    emitter.value(symbol(label), addressSize);
    emitter.bytes(nextRow(lines, 0));
  }

  private moveOn(to: Location, form: AdvanceForm): void {
    const { emitter } = this;
    const from = this.from!;
    if (!writeCertainAdvance(emitter, from, to, form)) writeAdvance(emitter, from, to, form);
  }

  private endOfSection(): Location {
    const { emitter } = this;
    const section = emitter.section;
    emitter.section = this.section;
    const end = emitter.here();
    emitter.section = section;
    return end;
  }
}
