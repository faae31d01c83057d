// Which source line the bytes at an address come from: the line programs of an object, run once (DWARF 5, 6.2.5). A
// program makes rows of address, file and line; each row holds until the next one of its sequence.

import { fromWords } from "@/base/units";
import { MalformedFile } from "../malformed";
import type { ObjectFile } from "../readObject";
import { readCompileUnit } from "./compileUnit";
import { type DwarfCursor, type DwarfSections, dwarfCursor, dwarfSections } from "./dwarfForms";
import { type LineHeader, readLineHeader } from "./lineHeader";

export interface SourceLine {
  /** Relative to where the compiler ran, when it lies below. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface LineTable {
  /** By an address of the object; undefined where no line made the bytes. */
  find(address: number): SourceLine | undefined;
}

/** Bytes [from, to) come from a line of a file. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly file: string | undefined;
  readonly line: number;
}

/** What object files leave to their relocations: by place in the section, what is added to the address there. */
type Additions = ReadonlyMap<number, number>;

const opcodes = {
  copy: 1,
  advanceAddress: 2,
  advanceLine: 3,
  setFile: 4,
  constantAddress: 8,
  fixedAddress: 9,
} as const;
const extended = { endSequence: 1, setAddress: 2, defineFile: 3 } as const;

/** The registers of the machine that runs a line program, and the spans it makes. */
function lineMachine(header: LineHeader, spans: Span[]) {
  const files = [...header.files];
  let address = 0;
  let file = 1;
  let line = 1;
  let open: Omit<Span, "to"> | undefined;
  const close = (): void => {
    if (open !== undefined && address > open.from) spans.push({ ...open, to: address });
    open = undefined;
  };
  return {
    files,
    advance(operations: number): void {
      address += operations * header.minimumInstruction;
    },
    /** Not in instructions, but in bytes. */
    move(distance: number): void {
      address += distance;
    },
    place(at: number): void {
      address = at;
    },
    setFile(number: number): void {
      file = number;
    },
    addLines(count: number): void {
      line += count;
    },
    row(): void {
      close();
      open = { from: address, file: files[file], line };
    },
    end(): void {
      close();
      address = 0;
      file = 1;
      line = 1;
    },
  };
}

type Machine = ReturnType<typeof lineMachine>;

function runExtended(machine: Machine, cursor: DwarfCursor, additions: Additions): void {
  const length = cursor.uleb();
  const start = cursor.at();
  if (length === 0) throw new MalformedFile(start, "an extended opcode has a length");
  const code = cursor.unsigned(1);
  if (code === extended.endSequence) machine.end();
  else if (code === extended.setAddress) {
    const at = cursor.at();
    machine.place(cursor.unsigned(Math.min(8, length - 1)) + (additions.get(at) ?? 0));
  } else if (code === extended.defineFile) machine.files.push(cursor.text());
  const rest = start + length - cursor.at();
  if (rest < 0) throw new MalformedFile(start, "an extended opcode is as long as it says");
  cursor.skip(rest);
}

function runSpecial(machine: Machine, { lineBase, lineRange, opcodeBase }: LineHeader, opcode: number): void {
  const adjusted = opcode - opcodeBase;
  machine.advance(Math.floor(adjusted / lineRange));
  machine.addLines(lineBase + (adjusted % lineRange));
  machine.row();
}

function runStandard(machine: Machine, header: LineHeader, cursor: DwarfCursor, opcode: number): void {
  switch (opcode) {
    case opcodes.copy:
      machine.row();
      break;
    case opcodes.advanceAddress:
      machine.advance(cursor.uleb());
      break;
    case opcodes.advanceLine:
      machine.addLines(cursor.sleb());
      break;
    case opcodes.setFile:
      machine.setFile(cursor.uleb());
      break;
    case opcodes.constantAddress:
      machine.advance(Math.floor((255 - header.opcodeBase) / header.lineRange));
      break;
    case opcodes.fixedAddress:
      machine.move(cursor.unsigned(2));
      break;
    default:
      // Columns, statements, blocks: nothing that changes a line.
      for (let operand = 0; operand < header.operandCounts[opcode - 1]!; operand++) cursor.uleb();
  }
}

/** One program; returns where the next one starts. */
function runProgram(sections: DwarfSections, at: number, additions: Additions, spans: Span[]): number {
  const header = readLineHeader(sections, at);
  if (header.lineRange === 0) throw new MalformedFile(at, "a line program's opcodes tell several lines apart");
  const cursor = dwarfCursor(sections.lines, header.programAt, header.end);
  const machine = lineMachine(header, spans);
  while (!cursor.isDone()) {
    const opcode = cursor.unsigned(1);
    if (opcode >= header.opcodeBase) runSpecial(machine, header, opcode);
    else if (opcode === 0) runExtended(machine, cursor, additions);
    else runStandard(machine, header, cursor, opcode);
  }
  return header.end;
}

/** Where addresses are relocated by a symbol, the bytes hold only what is added to it. */
function additionsOf(object: ObjectFile): Additions {
  const found = new Map<number, number>();
  const section = object.sections.findIndex(({ sectionName }) => sectionName === "__debug_line");
  for (let record = 0; record < (object.sections[section]?.relocationCount ?? 0); record++) {
    if (!object.relocationExternal(section, record)) continue;
    const symbol = object.relocationSymbol(section, record);
    const value = fromWords(object.symbolValueLow(symbol), object.symbolValueHigh(symbol));
    found.set(object.relocationAddress(section, record), value);
  }
  return found;
}

function directoryOf(sections: DwarfSections): string {
  const { directory = "" } = readCompileUnit(sections) ?? {};
  return directory === "" || directory.endsWith("/") ? directory : `${directory}/`;
}

/** Throws MalformedFile, with offsets into the sections; what it allocates is proportional to the line programs. */
export function readLineTable(object: ObjectFile): LineTable {
  const sections = dwarfSections(object);
  const additions = additionsOf(object);
  const spans: Span[] = [];
  for (let at = 0; at < sections.lines.length; ) at = runProgram(sections, at, additions, spans);
  const directory = directoryOf(sections);
  spans.sort((a, b) => a.from - b.from);
  return {
    find(address) {
      let low = 0;
      let high = spans.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (spans[middle]!.from <= address) low = middle + 1;
        else high = middle;
      }
      const span = spans[low - 1];
      // Line 0 is code that no line made.
      if (span === undefined || address >= span.to || span.file === undefined || span.line < 1) return undefined;
      const isBelow = directory !== "" && span.file.startsWith(directory);
      return { file: isBelow ? span.file.slice(directory.length) : span.file, line: span.line };
    },
  };
}
