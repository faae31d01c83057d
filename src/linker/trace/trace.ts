// The log of a link: decisions and writes, as columns. Off costs one branch at each call site (`if (trace.on)`).

import { allocateBuffer } from "@/base/buffers";
import { byteCount, type EventIndex, type FileOffset, row, type WriteIndex } from "@/base/units";
import { createBuilder } from "@/tables/builder";
import type { TableHandle } from "@/tables/table";
import type { TraceLevel } from "../options";
import { events, writes } from "../schemas/image";
import { type EventName, eventKinds } from "./events";

export interface Trace {
  /** Decisions are kept. */
  readonly on: boolean;
  /** Writes are kept too. */
  readonly all: boolean;
  /** Set by the runner before each pass: its position in the pipeline. */
  pass: number;
  /** Returns the event's row, for later events to name as their cause; 0 when off. */
  record(kind: EventName, subject: number, object?: number, value?: number, cause?: EventIndex): EventIndex;
  /** Called by the door alone, before the bytes change. */
  write(
    kind: number,
    cause: number,
    offset: FileOffset,
    image: Uint8Array,
    source: Uint8Array,
    from: number,
    to: number,
  ): WriteIndex;
  seal(): { readonly events: TableHandle; readonly writes: TableHandle; readonly saved: ArrayBufferLike };
}

const none = row<EventIndex>(0);

const wordAt = (bytes: Uint8Array, from: number, to: number): number => {
  let word = 0;
  for (let i = Math.min(to, from + 4) - 1; i >= from; i--) word = (word << 8) | bytes[i]!;
  return word >>> 0;
};

export function createTrace(level: TraceLevel): Trace {
  const eventLog = createBuilder(events, level === "off" ? 2 : 256);
  const writeLog = createBuilder(writes, level === "all" ? 256 : 2);
  const saved: Uint8Array[] = [];
  let savedBytes = 0;
  /** Keeps bytes about to be overwritten, unless they are all zero, as fresh memory is. */
  const save = (image: Uint8Array, offset: number, size: number): number => {
    const old = image.subarray(offset, offset + size);
    if (old.every((byte) => byte === 0)) return 0;
    saved.push(old.slice());
    savedBytes += size;
    return savedBytes - size + 1;
  };
  const trace: Trace = {
    on: level !== "off",
    all: level === "all",
    pass: 0,
    record(kind, subject, object = 0, value = 0, cause = none) {
      if (!trace.on) return none;
      return eventLog.append({ pass: trace.pass, kind: eventKinds[kind].code, subject, object, value, cause });
    },
    write(kind, cause, offset, image, source, from, to) {
      const size = to - from;
      const short = size <= 8;
      return writeLog.append({
        pass: trace.pass,
        causeKind: kind,
        cause,
        offset,
        size: byteCount(size),
        beforeLow: short ? wordAt(image, offset, offset + size) : 0,
        beforeHigh: short ? wordAt(image, offset + 4, offset + size) : 0,
        afterLow: short ? wordAt(source, from, to) : 0,
        afterHigh: short ? wordAt(source, from + 4, to) : 0,
        before: short ? 0 : save(image, offset, size),
      });
    },
    seal() {
      const buffer = allocateBuffer(savedBytes);
      const bytes = new Uint8Array(buffer);
      let at = 0;
      for (const part of saved) {
        bytes.set(part, at);
        at += part.length;
      }
      return { events: eventLog.seal().handle, writes: writeLog.seal().handle, saved: buffer };
    },
  };
  return trace;
}
