// The rebase opcodes of LC_DYLD_INFO (`<mach-o/loader.h>`, REBASE_*): which pointers dyld slides when the image does
// not land at its preferred address. A small state machine: segment, offset, and runs of pointers.

import { hex0x } from "@/base/text";
import { ByteSink } from "./byteSink";
import { rebaseOpcodes, rebaseTypes } from "./constants";
import { type DecodedOpcode, OpcodeReader, pointerBytes, type StreamLimits } from "./opcodeReader";

export interface Rebase {
  /** Index of the segment among the image's segment commands. */
  readonly segment: number;
  /** Bytes from the segment's start. */
  readonly offset: number;
}

/** Up to 15 whole pointers fit in the opcode; other moves take a number, two's complement when backwards. */
function advance(out: ByteSink, bytes: number): void {
  const pointers = bytes / pointerBytes;
  if (Number.isInteger(pointers) && pointers > 0 && pointers <= 15)
    out.byte(rebaseOpcodes.REBASE_OPCODE_ADD_ADDR_IMM_SCALED | pointers);
  else if (bytes !== 0) {
    out.byte(rebaseOpcodes.REBASE_OPCODE_ADD_ADDR_ULEB);
    out.ulebWord(bytes);
  }
}

/** Neighbouring pointers as runs: where each starts, and how many pointers it has. */
interface Runs {
  readonly length: number;
  readonly offsets: Float64Array;
  readonly counts: Uint32Array;
}

/** `offsets` ascend; one named twice is one pointer. */
function runsOf(offsets: Float64Array): Runs {
  const runs = { length: 0, offsets: new Float64Array(offsets.length), counts: new Uint32Array(offsets.length) };
  let end = -1;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i]!;
    // Sliding one pointer twice would be wrong.
    if (i > 0 && offset === offsets[i - 1]) continue;
    if (offset !== end) {
      runs.offsets[runs.length] = offset;
      runs.length += 1;
    }
    runs.counts[runs.length - 1]! += 1;
    end = offset + pointerBytes;
  }
  return runs;
}

/** How many single pointers from `from` on stand at one constant gap. */
function strideLength({ length, offsets, counts }: Runs, from: number): number {
  if (counts[from] !== 1) return 1;
  const first = offsets[from + 1]! - offsets[from]!;
  let next = from + 1;
  while (next < length && counts[next] === 1 && first >= pointerBytes && offsets[next]! - offsets[next - 1]! === first)
    next += 1;
  return next - from;
}

function writeRun(out: ByteSink, count: number): void {
  if (count <= 15) out.byte(rebaseOpcodes.REBASE_OPCODE_DO_REBASE_IMM_TIMES | count);
  else {
    out.byte(rebaseOpcodes.REBASE_OPCODE_DO_REBASE_ULEB_TIMES);
    out.uleb(count);
  }
}

/** Pointers of one segment. Runs alternate with gaps; evenly spaced lone pointers become one opcode. */
function writeSegment(out: ByteSink, segment: number, sorted: Float64Array): void {
  const runs = runsOf(sorted);
  const { offsets, counts } = runs;
  out.byte(rebaseOpcodes.REBASE_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB | segment);
  out.uleb(offsets[0]!);
  let at = offsets[0]!;
  for (let i = 0; i < runs.length; ) {
    const offset = offsets[i]!;
    const count = counts[i]!;
    advance(out, offset - at);
    const stride = strideLength(runs, i);
    if (stride > 1) {
      const step = offsets[i + 1]! - offset;
      out.byte(rebaseOpcodes.REBASE_OPCODE_DO_REBASE_ULEB_TIMES_SKIPPING_ULEB);
      out.uleb(stride);
      out.uleb(step - pointerBytes);
      at = offset + stride * step;
    } else if (count === 1 && i + stride < runs.length) {
      out.byte(rebaseOpcodes.REBASE_OPCODE_DO_REBASE_ADD_ADDR_ULEB);
      out.ulebWord(offsets[i + stride]! - offset - pointerBytes);
      at = offsets[i + stride]!;
    } else {
      writeRun(out, count);
      at = offset + count * pointerBytes;
    }
    i += stride;
  }
}

/** Pointers as columns: an image has as many as its program's data. */
export interface RebaseColumns {
  count: number;
  readonly segment: Uint8Array;
  readonly offset: Float64Array;
}
export const createRebaseColumns = (room: number): RebaseColumns => ({
  count: 0,
  segment: new Uint8Array(room),
  offset: new Float64Array(room),
});

/** Opcodes for the pointers, sorted here and each named once; no bytes at all for none. */
export function writeRebaseColumns({ count, segment, offset }: RebaseColumns): Uint8Array<ArrayBuffer> {
  if (count === 0) return new Uint8Array(0);
  const counts = new Uint32Array(256);
  for (let i = 0; i < count; i++) counts[segment[i]!]! += 1;
  const out = new ByteSink();
  out.byte(rebaseOpcodes.REBASE_OPCODE_SET_TYPE_IMM | rebaseTypes.REBASE_TYPE_POINTER);
  for (let wanted = 0; wanted < counts.length; wanted++) {
    if (counts[wanted] === 0) continue;
    const offsets = new Float64Array(counts[wanted]!);
    let next = 0;
    for (let i = 0; i < count; i++) if (segment[i] === wanted) offsets[next++] = offset[i]!;
    writeSegment(out, wanted, offsets.sort());
  }
  out.byte(rebaseOpcodes.REBASE_OPCODE_DONE);
  return out.take();
}

export function writeRebases(rebases: readonly Rebase[]): Uint8Array<ArrayBuffer> {
  const columns = createRebaseColumns(rebases.length);
  for (const { segment, offset } of rebases) {
    columns.segment[columns.count] = segment;
    columns.offset[columns.count++] = offset;
  }
  return writeRebaseColumns(columns);
}

export interface DecodedRebases {
  readonly rebases: readonly Rebase[];
  readonly opcodes: readonly DecodedOpcode[];
}

/** What an opcode does; returns its printed operands. */
type Action = (reader: OpcodeReader, immediate: number, visit: (segment: number, offset: number) => void) => string;

const actions: Readonly<Record<number, Action>> = {
  [rebaseOpcodes.REBASE_OPCODE_DONE]: () => "",
  [rebaseOpcodes.REBASE_OPCODE_SET_TYPE_IMM]: (reader, immediate) => {
    if (rebaseTypes.nameOf(immediate) === undefined) throw reader.fail("a rebase type is expected", String(immediate));
    return String(immediate);
  },
  [rebaseOpcodes.REBASE_OPCODE_SET_SEGMENT_AND_OFFSET_ULEB]: (reader, immediate) => {
    reader.setPlace(immediate);
    return `${immediate}, ${hex0x(reader.offset)}`;
  },
  [rebaseOpcodes.REBASE_OPCODE_ADD_ADDR_ULEB]: (reader) => {
    const step = reader.uleb();
    reader.move(step);
    return hex0x(step);
  },
  [rebaseOpcodes.REBASE_OPCODE_ADD_ADDR_IMM_SCALED]: (reader, immediate) => {
    reader.move(immediate * pointerBytes);
    return String(immediate);
  },
  [rebaseOpcodes.REBASE_OPCODE_DO_REBASE_IMM_TIMES]: (reader, immediate, visit) => {
    reader.repeat(immediate, 0, visit);
    return String(immediate);
  },
  [rebaseOpcodes.REBASE_OPCODE_DO_REBASE_ULEB_TIMES]: (reader, _immediate, visit) => {
    const times = reader.uleb();
    reader.repeat(times, 0, visit);
    return String(times);
  },
  [rebaseOpcodes.REBASE_OPCODE_DO_REBASE_ADD_ADDR_ULEB]: (reader, _immediate, visit) => {
    const skip = reader.uleb();
    reader.repeat(1, skip, visit);
    return hex0x(skip);
  },
  [rebaseOpcodes.REBASE_OPCODE_DO_REBASE_ULEB_TIMES_SKIPPING_ULEB]: (reader, _immediate, visit) => {
    const times = reader.uleb();
    const skip = reader.uleb();
    reader.repeat(times, skip, visit);
    return `${times}, ${hex0x(skip)}`;
  },
};

/** Runs the state machine over a stream. Throws MalformedFile on unknown opcodes, cut numbers and places outside. */
export function readRebases(bytes: Uint8Array, limits: StreamLimits = {}): DecodedRebases {
  const reader = new OpcodeReader(bytes, "rebase stream", limits);
  const rebases: Rebase[] = [];
  const opcodes: DecodedOpcode[] = [];
  const visit = (segment: number, offset: number) => {
    rebases.push({ segment, offset });
  };
  while (reader.at < bytes.length) {
    const offset = reader.at;
    const opcode = bytes[offset]! & 0xf0;
    const action = actions[opcode];
    if (action === undefined) throw reader.fail("a rebase opcode is expected", hex0x(bytes[offset]!));
    reader.at += 1;
    const operands = action(reader, bytes[offset]! & 0x0f, visit);
    const name = rebaseOpcodes.nameOf(opcode)!;
    opcodes.push({ offset, text: operands === "" ? name : `${name}(${operands})` });
    if (opcode === rebaseOpcodes.REBASE_OPCODE_DONE) break;
  }
  return { rebases, opcodes };
}
