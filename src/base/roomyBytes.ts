// Bytes with room behind them, so that they can grow without anything having to move, and the stretches of them that
// were written since somebody last asked: what has to be copied to where they are needed.

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface RoomyBytes {
  /** All of them, the room too, which is zeros. Another array after `reserve` made more room. */
  readonly bytes: Uint8Array;
  /** Sees to it that there is room for `size` bytes. */
  reserve(size: number): void;
  /** Bytes that are the same already are not noted. */
  write(at: number, source: Uint8Array): void;
  fill(value: number, from: number, to: number): void;
  /** Everything is zero, and counts as written. */
  clear(): void;
  /** What was written since the last call, merged and ordered. */
  takeChanges(): Stretch[];
}

/** Stretches with fewer bytes than this between them are one. */
const leastGap = 16;
/** From this many notes on it is all the same which bytes changed. */
const mostNotes = 8192;

/** `roomFor` says how many bytes to set aside when `size` are needed. */
export function createRoomyBytes(roomFor: (size: number) => number): RoomyBytes {
  let bytes = new Uint8Array(0);
  let notes: { from: number; to: number }[] = [];

  const note = (from: number, to: number): void => {
    const last = notes.at(-1);
    if (last !== undefined && from <= last.to && to >= last.from) {
      last.from = Math.min(last.from, from);
      last.to = Math.max(last.to, to);
    } else if (notes.length >= mostNotes) notes = [{ from: 0, to: bytes.length }];
    else notes.push({ from, to });
  };
  return {
    get bytes() {
      return bytes;
    },
    reserve(size) {
      if (size <= bytes.length) return;
      const larger = new Uint8Array(Math.max(size, roomFor(size)));
      larger.set(bytes);
      bytes = larger;
    },
    write(at, source) {
      let from = 0;
      let to = source.length;
      while (from < to && bytes[at + from] === source[from]) from += 1;
      while (to > from && bytes[at + to - 1] === source[to - 1]) to -= 1;
      if (from === to) return;
      bytes.set(source, at);
      note(at + from, at + to);
    },
    fill(value, from, to) {
      if (from === to) return;
      bytes.fill(value, from, to);
      note(from, to);
    },
    clear() {
      bytes.fill(0);
      notes = bytes.length === 0 ? [] : [{ from: 0, to: bytes.length }];
    },
    takeChanges() {
      const merged: { from: number; to: number }[] = [];
      for (const one of notes.sort((a, b) => a.from - b.from)) {
        const last = merged.at(-1);
        if (last !== undefined && one.from < last.to + leastGap) last.to = Math.max(last.to, one.to);
        else merged.push(one);
      }
      notes = [];
      return merged;
    },
  };
}
