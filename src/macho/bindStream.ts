// The bind opcodes of LC_DYLD_INFO (`<mach-o/loader.h>`, BIND_*): which pointers dyld sets to which
// imported symbol. Three streams share them: bind (at load), weak bind (coalesce across images, by name), lazy bind
// (one entry a stub, each complete in itself, because dyld_stub_binder starts in the middle).

import { encodeText, hex0x } from "@/base/text";
import { ByteSink } from "./byteSink";
import { bindOpcodes, bindSymbolFlags, bindTypes } from "./constants";
import { type DecodedOpcode, OpcodeReader, pointerBytes, type StreamLimits } from "./opcodeReader";

export interface Bind {
  /** Index of the segment among the image's segment commands, and bytes from its start. */
  readonly segment: number;
  readonly offset: number;
  readonly name: string | Uint8Array;
  /** Two-level ordinal: 1-based dylib, 0 this image, -1 main executable, -2 flat look-up, -3 weak look-up. */
  readonly ordinal: number;
  /** A 64-bit word, signed. */
  readonly addend: bigint | number;
  readonly weakImport: boolean;
  /** One of bindTypes; a pointer when left out. */
  readonly type?: number;
  /** Weak bind stream only: this image has a strong definition of the name. */
  readonly nonWeakDefinition?: boolean;
}

/** Segment of an entry that names a symbol and patches nothing. */
const nowhere = -1;

/** A bind with its name as bytes and its defaults filled in: what the writers compare and sort. */
interface Entry {
  readonly segment: number;
  readonly offset: number;
  readonly name: Uint8Array;
  readonly ordinal: number;
  readonly addend: bigint;
  readonly flags: number;
  readonly type: number;
}
const entryOf = (bind: Bind): Entry => ({
  segment: bind.segment,
  offset: bind.offset,
  name: typeof bind.name === "string" ? encodeText(bind.name) : bind.name,
  ordinal: bind.ordinal,
  addend: BigInt.asIntN(64, BigInt(bind.addend)),
  flags:
    (bind.weakImport ? bindSymbolFlags.BIND_SYMBOL_FLAGS_WEAK_IMPORT : 0) |
    (bind.nonWeakDefinition ? bindSymbolFlags.BIND_SYMBOL_FLAGS_NON_WEAK_DEFINITION : 0),
  type: bind.type ?? bindTypes.pointer,
});

/** Order of names by their bytes, as strcmp sees them. */
function compareNames(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Ordinals from 0 down are four-bit two's complement; past 15 they take a number. */
function writeOrdinal(out: ByteSink, ordinal: number): void {
  if (ordinal <= 0) out.byte(bindOpcodes.BIND_OPCODE_SET_DYLIB_SPECIAL_IMM | (ordinal & 0xf));
  else if (ordinal <= 15) out.byte(bindOpcodes.BIND_OPCODE_SET_DYLIB_ORDINAL_IMM | ordinal);
  else {
    out.byte(bindOpcodes.BIND_OPCODE_SET_DYLIB_ORDINAL_ULEB);
    out.uleb(ordinal);
  }
}

function writeSymbol(out: ByteSink, { name, flags }: Entry): void {
  out.byte(bindOpcodes.BIND_OPCODE_SET_SYMBOL_TRAILING_FLAGS_IMM | flags);
  out.append(name);
  out.byte(0);
}

function writeAddend(out: ByteSink, addend: bigint): void {
  out.byte(bindOpcodes.BIND_OPCODE_SET_ADDEND_SLEB);
  out.sleb(addend);
}

const sameSymbol = (a: Entry, b: Entry) => a.flags === b.flags && compareNames(a.name, b.name) === 0;
const sameTarget = (a: Entry, b: Entry) =>
  a.segment === b.segment && a.addend === b.addend && a.ordinal === b.ordinal && a.type === b.type && sameSymbol(a, b);

/** Brings name, ordinal, type and addend from what the bind before left to what this one needs. */
function writeTarget(out: ByteSink, entry: Entry, before: Entry | undefined, withOrdinal: boolean): void {
  const renamed = before === undefined || !sameSymbol(before, entry);
  if (renamed) writeSymbol(out, entry);
  if (renamed || before.type !== entry.type) out.byte(bindOpcodes.BIND_OPCODE_SET_TYPE_IMM | entry.type);
  if (withOrdinal && (renamed || before.ordinal !== entry.ordinal)) writeOrdinal(out, entry.ordinal);
  if (entry.addend !== (before?.addend ?? 0n)) writeAddend(out, entry.addend);
}

/** How many binds to one target, from `from` on, stand at one constant gap; and the gap. */
function strideAt(entries: readonly Entry[], from: number): { readonly count: number; readonly gap: number } {
  const first = entries[from]!;
  const gapAt = (i: number) =>
    i < entries.length && sameTarget(first, entries[i]!) ? entries[i]!.offset - entries[i - 1]!.offset : undefined;
  const gap = gapAt(from + 1);
  if (gap === undefined) return { count: 1, gap: 0 };
  let count = 2;
  while (gapAt(from + count) === gap) count += 1;
  return { count, gap };
}

function writeStream(entries: readonly Entry[], withOrdinal: boolean): Uint8Array<ArrayBuffer> {
  if (entries.length === 0) return new Uint8Array(0);
  const out = new ByteSink();
  let before: Entry | undefined;
  let segment = nowhere;
  /** Where dyld's cursor stands in `segment`. */
  let cursor = 0;
  for (let i = 0; i < entries.length; ) {
    const entry = entries[i]!;
    let { count, gap } = strideAt(entries, i);
    if (entry.segment === nowhere) {
      writeSymbol(out, entry);
      count = 1;
    } else {
      if (segment !== entry.segment) {
        out.append([bindOpcodes.BIND_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB | entry.segment, 0]);
        segment = entry.segment;
        cursor = 0;
      }
      writeTarget(out, entry, before, withOrdinal);
      if (gap <= pointerBytes) count = 1;
      writePointers(out, entry.offset - cursor, count, gap);
      cursor = entry.offset + (count === 1 ? pointerBytes : count * gap);
    }
    // An entry that patches nothing leaves the addend as it was.
    before = entry.segment === nowhere ? { ...entry, addend: before?.addend ?? 0n } : entry;
    i += count;
  }
  out.byte(bindOpcodes.BIND_OPCODE_DONE);
  return out.take();
}

/** Moves dyld's cursor by `step`, then binds `count` pointers that stand `gap` bytes apart. */
function writePointers(out: ByteSink, step: number, count: number, gap: number): void {
  if (step !== 0) {
    out.byte(bindOpcodes.BIND_OPCODE_ADD_ADDR_ULEB);
    out.ulebWord(step);
  }
  if (count === 1) out.byte(bindOpcodes.BIND_OPCODE_DO_BIND);
  else {
    out.byte(bindOpcodes.BIND_OPCODE_DO_BIND_ULEB_TIMES_SKIPPING_ULEB);
    out.uleb(count);
    out.uleb(gap - pointerBytes);
  }
}

const byPlace = (a: Entry, b: Entry) => a.segment - b.segment || a.offset - b.offset;
const bySymbol = (a: Entry, b: Entry) => compareNames(a.name, b.name) || a.flags - b.flags;

/** The bind stream: by segment, then name, then offset, so that a segment is set once and a name once in it. */
export const writeBinds = (binds: readonly Bind[]): Uint8Array<ArrayBuffer> =>
  writeStream(
    binds.map(entryOf).sort((a, b) => a.segment - b.segment || bySymbol(a, b) || a.offset - b.offset),
    true,
  );

/**
 * The weak bind stream: dyld walks those of all images side by side, by name, so names come first; there are no
 * ordinals. `strongDefinitions` are names this image defines strongly though others define them weakly: an entry
 * that patches nothing tells dyld to prefer it.
 */
export const writeWeakBinds = (
  binds: readonly Bind[],
  strongDefinitions: readonly (string | Uint8Array)[] = [],
): Uint8Array<ArrayBuffer> => {
  const strong = strongDefinitions.map((name) =>
    entryOf({ segment: nowhere, offset: 0, name, ordinal: 0, addend: 0n, weakImport: false, nonWeakDefinition: true }),
  );
  return writeStream(
    [...binds.map(entryOf), ...strong].sort((a, b) => bySymbol(a, b) || byPlace(a, b)),
    false,
  );
};

export interface LazyBinds {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each entry starts, in the order given: what the stub helper pushes. */
  readonly starts: readonly number[];
}

/** One self-contained entry a bind, in the order given. */
export function writeLazyBinds(binds: readonly Bind[]): LazyBinds {
  const out = new ByteSink();
  const starts: number[] = [];
  for (const entry of binds.map(entryOf)) {
    starts.push(out.length);
    out.byte(bindOpcodes.BIND_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB | entry.segment);
    out.uleb(entry.offset);
    writeSymbol(out, entry);
    writeOrdinal(out, entry.ordinal);
    if (entry.addend !== 0n) writeAddend(out, entry.addend);
    out.append([bindOpcodes.BIND_OPCODE_DO_BIND, bindOpcodes.BIND_OPCODE_DONE]);
  }
  return { bytes: out.take(), starts };
}

/** A bind as a stream says it; shaped so that the writers take it back. */
export interface DecodedBind {
  readonly segment: number;
  readonly offset: number;
  readonly name: string;
  readonly ordinal: number;
  readonly addend: bigint;
  readonly weakImport: boolean;
  readonly type: number;
  readonly nonWeakDefinition: boolean;
  /** Where the symbol's entry starts in a lazy stream; 0 in others. */
  readonly start: number;
}

export interface DecodedBinds {
  readonly binds: readonly DecodedBind[];
  /** Weak stream: names this image defines strongly, which patch nothing. */
  readonly strongDefinitions: readonly string[];
  readonly opcodes: readonly DecodedOpcode[];
}

/** The state one run of opcodes leaves to the next. */
class Machine {
  readonly binds: DecodedBind[] = [];
  readonly strongDefinitions: string[] = [];
  name: string | undefined;
  flags = 0;
  ordinal = 0;
  addend = 0n;
  type: number = bindTypes.pointer;
  start = 0;
  readonly reader: OpcodeReader;
  constructor(reader: OpcodeReader) {
    this.reader = reader;
  }

  bind(times: number, skip: number): void {
    const { name } = this;
    if (name === undefined) throw this.reader.fail("a symbol is expected to be named before the first bind");
    this.reader.repeat(times, skip, (segment, offset) => {
      this.binds.push({
        segment,
        offset,
        name,
        ordinal: this.ordinal,
        addend: this.addend,
        weakImport: (this.flags & bindSymbolFlags.BIND_SYMBOL_FLAGS_WEAK_IMPORT) !== 0,
        type: this.type,
        nonWeakDefinition: (this.flags & bindSymbolFlags.BIND_SYMBOL_FLAGS_NON_WEAK_DEFINITION) !== 0,
        start: this.start,
      });
    });
  }
  /** dyld_stub_binder reads each lazy entry from a fresh state. */
  restart(): void {
    this.name = undefined;
    this.flags = 0;
    this.ordinal = 0;
    this.addend = 0n;
    this.type = bindTypes.pointer;
    this.start = this.reader.at;
    this.reader.segment = undefined;
  }
}

/** What an opcode does to the state; returns its printed operands. */
const actions: Readonly<Record<number, (machine: Machine, immediate: number) => string>> = {
  [bindOpcodes.BIND_OPCODE_DONE]: () => "",
  [bindOpcodes.BIND_OPCODE_SET_DYLIB_ORDINAL_IMM]: (machine, immediate) => {
    machine.ordinal = immediate;
    return String(immediate);
  },
  [bindOpcodes.BIND_OPCODE_SET_DYLIB_ORDINAL_ULEB]: (machine) => {
    machine.ordinal = machine.reader.uleb();
    return String(machine.ordinal);
  },
  [bindOpcodes.BIND_OPCODE_SET_DYLIB_SPECIAL_IMM]: (machine, immediate) => {
    machine.ordinal = immediate === 0 ? 0 : immediate - 16;
    return String(machine.ordinal);
  },
  [bindOpcodes.BIND_OPCODE_SET_SYMBOL_TRAILING_FLAGS_IMM]: (machine, immediate) => {
    machine.flags = immediate;
    machine.name = machine.reader.text();
    if ((immediate & bindSymbolFlags.BIND_SYMBOL_FLAGS_NON_WEAK_DEFINITION) !== 0)
      machine.strongDefinitions.push(machine.name);
    return `${hex0x(immediate)}, ${machine.name}`;
  },
  [bindOpcodes.BIND_OPCODE_SET_TYPE_IMM]: (machine, immediate) => {
    if (immediate < bindTypes.pointer || immediate > bindTypes.pcRelative32)
      throw machine.reader.fail("a bind type is expected", String(immediate));
    machine.type = immediate;
    return String(immediate);
  },
  [bindOpcodes.BIND_OPCODE_SET_ADDEND_SLEB]: (machine) => {
    machine.addend = machine.reader.sleb();
    return String(machine.addend);
  },
  [bindOpcodes.BIND_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB]: (machine, immediate) => {
    machine.reader.setPlace(immediate);
    return `${immediate}, ${hex0x(machine.reader.offset)}`;
  },
  [bindOpcodes.BIND_OPCODE_ADD_ADDR_ULEB]: (machine) => {
    const step = machine.reader.uleb();
    machine.reader.move(step);
    return hex0x(step);
  },
  [bindOpcodes.BIND_OPCODE_DO_BIND]: (machine) => {
    machine.bind(1, 0);
    return "";
  },
  [bindOpcodes.BIND_OPCODE_DO_BIND_ADD_ADDR_ULEB]: (machine) => {
    const skip = machine.reader.uleb();
    machine.bind(1, skip);
    return hex0x(skip);
  },
  [bindOpcodes.BIND_OPCODE_DO_BIND_ADD_ADDR_IMM_SCALED]: (machine, immediate) => {
    machine.bind(1, immediate * pointerBytes);
    return String(immediate);
  },
  [bindOpcodes.BIND_OPCODE_DO_BIND_ULEB_TIMES_SKIPPING_ULEB]: (machine) => {
    const times = machine.reader.uleb();
    const skip = machine.reader.uleb();
    machine.bind(times, skip);
    return `${times}, ${hex0x(skip)}`;
  },
};

export type BindStreamKind = "bind" | "weak" | "lazy";

const streamNames = { bind: "bind stream", weak: "weak bind stream", lazy: "lazy bind stream" } as const;

/**
 * Runs a stream from `start`; a lazy stream goes on after DONE, which ends each of its entries. Throws MalformedFile
 * on unknown opcodes, cut numbers, and places outside their segment.
 */
export function readBinds(
  bytes: Uint8Array,
  kind: BindStreamKind,
  { start = 0, ...limits }: StreamLimits & { readonly start?: number } = {},
): DecodedBinds {
  const reader = new OpcodeReader(bytes, streamNames[kind], limits, start);
  const machine = new Machine(reader);
  machine.start = start;
  const opcodes: DecodedOpcode[] = [];
  while (reader.at < bytes.length) {
    const offset = reader.at;
    const opcode = bytes[offset]! & 0xf0;
    const action = actions[opcode];
    if (action === undefined) throw reader.fail("a bind opcode is expected", hex0x(bytes[offset]!));
    reader.at += 1;
    const operands = action(machine, bytes[offset]! & 0x0f);
    const name = bindOpcodes.nameOf(opcode)!;
    opcodes.push({ offset, text: operands === "" ? name : `${name}(${operands})` });
    if (opcode !== bindOpcodes.BIND_OPCODE_DONE) continue;
    if (kind !== "lazy") break;
    machine.restart();
  }
  return { binds: machine.binds, strongDefinitions: machine.strongDefinitions, opcodes };
}
