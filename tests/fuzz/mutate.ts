// Small damage, drawn from a seed that a failing test names, so that any case can be run again.

export interface Random {
  /** An integer from 0 to `end - 1`. */
  below(end: number): number;
}

/** Mulberry32: 32 bits of state, good enough to choose where to damage. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return {
    below(end) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
    },
  };
}

const interesting = [0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff];

/** Flips bits, sets bytes and words to extremes, copies and cuts: one to four times. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = bytes.slice();
  for (let count = 1 + random.below(4); count > 0 && changed.length > 8; count--) {
    const at = random.below(changed.length);
    switch (random.below(6)) {
      case 0:
        changed[at]! ^= 1 << random.below(8);
        break;
      case 1:
        changed[at] = interesting[random.below(interesting.length)]!;
        break;
      case 2:
        new DataView(changed.buffer).setUint32(
          Math.min(at & ~3, changed.length - 4),
          0xffff_ffff - random.below(3),
          true,
        );
        break;
      case 3:
        new DataView(changed.buffer).setUint32(Math.min(at & ~3, changed.length - 4), random.below(64), true);
        break;
      case 4:
        changed.copyWithin(at, random.below(changed.length), random.below(changed.length));
        break;
      default:
        changed = changed.slice(0, random.below(8) === 0 ? at : changed.length);
    }
  }
  return changed;
}

const fragments = [
  "",
  " ",
  ",",
  "@PAGE",
  "@GOTPCREL",
  "(",
  ")",
  "-",
  "+",
  "0x",
  "$",
  "%",
  '"',
  "\\",
  ".quad ",
  "#",
  ":",
  "x31",
  "9223372036854775808",
  "1f",
  "\t.zero 4294967295",
  "//",
  "/*",
];

/** Drops, doubles, swaps and splices characters and lines. */
export function mutateText(text: string, random: Random): string {
  const lines = text.split("\n");
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(lines.length);
    const line = lines[at]!;
    const from = random.below(line.length + 1);
    switch (random.below(5)) {
      case 0:
        lines[at] = line.slice(0, from) + line.slice(from + 1);
        break;
      case 1:
        lines[at] = line.slice(0, from) + fragments[random.below(fragments.length)]! + line.slice(from);
        break;
      case 2:
        lines[at] = line.slice(0, from);
        break;
      case 3:
        lines.splice(random.below(lines.length), 0, line);
        break;
      default:
        lines[at] = line.slice(0, from) + lines[random.below(lines.length)]!;
    }
  }
  return lines.join("\n");
}

/** Rounds of a run; CI's is short, a night's may be long. */
export const rounds = Number(process.env.MACHOSCOPE_FUZZ_ROUNDS ?? 2000);
