// Sorts names by their bytes where they lie. Names of a program share long beginnings, so comparing them pair by pair
// reads these over and over; here they are spread by one byte after the other, and only small groups are compared.

import type { StringId } from "@/base/units";
import type { RawStrings } from "./stringPool";

/** Groups up to this size are sorted by insertion. */
const smallGroup = 24;

interface Group {
  readonly from: number;
  readonly to: number;
  /** Bytes that all of its names share. */
  readonly depth: number;
}

/**
 * The order of bytes, as strcmp sees names: `keys[order[0]]` is the first. Names may be the same: their keys keep
 * their order.
 */
export function orderByName(keys: ArrayLike<StringId>, { bytes, ends }: RawStrings): Uint32Array {
  const order = new Uint32Array(keys.length);
  const start = new Uint32Array(keys.length);
  const end = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    order[i] = i;
    start[i] = keys[i] === 0 ? 0 : ends[keys[i]! - 1]!;
    end[i] = ends[keys[i]!]!;
  }
  const scratch = new Uint32Array(keys.length);
  const counts = new Uint32Array(257);
  const groups: Group[] = [{ from: 0, to: keys.length, depth: 0 }];

  /** 0 behind the name's end, so that the shorter of two comes first. */
  const letter = (name: number, depth: number): number =>
    start[name]! + depth < end[name]! ? bytes[start[name]! + depth]! + 1 : 0;
  const isBefore = (one: number, other: number, depth: number): boolean => {
    const length = Math.min(end[one]! - start[one]!, end[other]! - start[other]!);
    for (let i = depth; i < length; i++) {
      const difference = bytes[start[one]! + i]! - bytes[start[other]! + i]!;
      if (difference !== 0) return difference < 0;
    }
    return end[one]! - start[one]! < end[other]! - start[other]!;
  };
  const insert = ({ from, to, depth }: Group): void => {
    for (let i = from + 1; i < to; i++) {
      const name = order[i]!;
      let at = i;
      for (; at > from && isBefore(name, order[at - 1]!, depth); at--) order[at] = order[at - 1]!;
      order[at] = name;
    }
  };
  const spread = ({ from, to, depth }: Group): void => {
    counts.fill(0);
    for (let i = from; i < to; i++) counts[letter(order[i]!, depth)]! += 1;
    if (counts[letter(order[from]!, depth)] === to - from) {
      // Names that end together are the same.
      if (letter(order[from]!, depth) !== 0) groups.push({ from, to, depth: depth + 1 });
      return;
    }
    let next = from;
    for (let one = 0; one < counts.length; one++) {
      const count = counts[one]!;
      if (count > 1 && one !== 0) groups.push({ from: next, to: next + count, depth: depth + 1 });
      counts[one] = next;
      next += count;
    }
    for (let i = from; i < to; i++) {
      const name = order[i]!;
      scratch[counts[letter(name, depth)]!++] = name;
    }
    for (let i = from; i < to; i++) order[i] = scratch[i]!;
  };
  for (let group = groups.pop(); group !== undefined; group = groups.pop())
    if (group.to - group.from <= smallGroup) insert(group);
    else spread(group);
  return order;
}
