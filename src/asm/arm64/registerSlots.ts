// Slots for registers: general, scalar, vector, lanes and lists.

import { nameOfGeneral } from "./registers";
import { bitsAt, integerAt, isArranged, maskAt, noFit, put, type Slot, showDecimal } from "./slot";

/** Where a register number stands, by its role in the manual's operand names. */
export const roles = { d: 0, t: 0, n: 5, m: 16, s: 16, a: 10, t2: 10 } as const;
export type Role = keyof typeof roles;

const nameOfWidth = (width: 32 | 64, stack: boolean) =>
  `a ${width}-bit register${stack ? (width === 64 ? " or sp" : " or wsp") : ""}`;

export const generalSlot = (width: 32 | 64, at: number, stack: boolean): Slot => ({
  takes: "general",
  expects: nameOfWidth(width, stack),
  mask: maskAt(at, 5),
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "general" || operand.width !== width) return noFit;
    if (operand.role === (stack ? "zero" : "stack")) return noFit;
    put(into, at, operand.number);
    return 1;
  },
  decode: ({ word }) => nameOfGeneral(width, bitsAt(word, at, 5), stack),
});

/** The only register that an instruction knows. */
export const onlyGeneralSlot = (width: 32 | 64, number: number): Slot => ({
  takes: "general",
  expects: `'${nameOfGeneral(width, number, false)}'`,
  mask: 0,
  encode(operands, index) {
    const operand = operands[index];
    return operand?.kind === "general" && operand.width === width && operand.number === number ? 1 : noFit;
  },
  decode: () => nameOfGeneral(width, number, false),
});

/** An even register and the one after it, written as two: `casp x0, x1, ...`. */
export const pairSlot = (width: 32 | 64, at: number): Slot => ({
  takes: "general",
  expects: `an even ${width}-bit register and the one after it, '${width === 64 ? "x0, x1" : "w0, w1"}'`,
  mask: maskAt(at, 5),
  encode(operands, index, into) {
    const first = operands[index];
    const second = operands[index + 1];
    if (first?.kind !== "general" || first.width !== width || first.number % 2 !== 0) return noFit;
    if (second?.kind !== "general" || second.width !== width || second.number !== first.number + 1) return noFit;
    if (second.role === "stack") return noFit;
    put(into, at, first.number);
    return 2;
  },
  decode({ word }) {
    const number = bitsAt(word, at, 5);
    if (number % 2 !== 0) return undefined;
    return `${nameOfGeneral(width, number, false)}, ${nameOfGeneral(width, number + 1, false)}`;
  },
});

/** One register written once and stored twice: `ror w0, w1, #3` is `extr` with equal sources. */
export const twinSlot = (width: 32 | 64, first: number, second: number): Slot => ({
  takes: "general",
  expects: nameOfWidth(width, false),
  mask: (maskAt(first, 5) | maskAt(second, 5)) >>> 0,
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "general" || operand.width !== width || operand.role === "stack") return noFit;
    put(into, first, operand.number);
    put(into, second, operand.number);
    return 1;
  },
  decode: ({ word }) =>
    bitsAt(word, first, 5) === bitsAt(word, second, 5)
      ? nameOfGeneral(width, bitsAt(word, first, 5), false)
      : undefined,
});

/** A register of either width whose upper half does not matter: `sxtb x0, w1`, also written `sxtb x0, x1`. */
export const eitherWidthSlot = (at: number): Slot => ({
  takes: "general",
  expects: "a 32-bit register",
  mask: maskAt(at, 5),
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "general" || operand.role === "stack") return noFit;
    put(into, at, operand.number);
    return 1;
  },
  decode: ({ word }) => nameOfGeneral(32, bitsAt(word, at, 5), false),
});

const scalarBits: Readonly<Record<string, number>> = { b: 8, h: 16, s: 32, d: 64, q: 128 };

export const scalarSlot = (size: string, at: number, orVector = false): Slot => ({
  takes: "scalar",
  expects: `${size === "b" ? "an" : "a"} ${scalarBits[size]}-bit register '${size}0' to '${size}31'`,
  mask: maskAt(at, 5),
  encode(operands, index, into) {
    const operand = operands[index];
    const isVector = orVector && operand?.kind === "vector" && operand.arrangement === "" && operand.lane === undefined;
    if (!isVector && (operand?.kind !== "scalar" || operand.size !== size)) return noFit;
    put(into, at, operand.number);
    return 1;
  },
  decode: ({ word }) => `${size}${bitsAt(word, at, 5)}`,
});

/** `v3.4s`, or `v3` under a mnemonic with the arrangement. */
export const vectorSlot = (arrangement: string, at: number, second?: number): Slot => ({
  takes: "vector",
  expects: `a vector register 'v0.${arrangement}'`,
  suits: (operand) => operand.kind === "vector" && operand.lane === undefined,
  mask: (maskAt(at, 5) | (second === undefined ? 0 : maskAt(second, 5))) >>> 0,
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "vector" || operand.lane !== undefined) return noFit;
    if (!isArranged(operand.arrangement, arrangement, into)) return noFit;
    put(into, at, operand.number);
    if (second !== undefined) put(into, second, operand.number);
    return 1;
  },
  decode({ word }) {
    const number = bitsAt(word, at, 5);
    return second === undefined || bitsAt(word, second, 5) === number ? `v${number}` : undefined;
  },
});

/** `v3.4s` in either syntax: where both sides' arrangements must be told apart. */
export const spelledVectorSlot = (arrangement: string, at: number): Slot => {
  const plain = vectorSlot(arrangement, at);
  return { ...plain, decode: ({ word }) => `v${bitsAt(word, at, 5)}.${arrangement}` };
};

export const elementSizes = "bhsd";
/** log2 of an element's bytes. */
export const elementPower = (arrangement: string): number => elementSizes.indexOf(arrangement.at(-1)!);

/** How a lane number is spread over the word. */
interface LanePlacement {
  /** Bits used, the register's own included. */
  readonly mask: number;
  readonly lanes: number;
  /** Highest register that fits. */
  readonly registers: number;
  place(lane: number): number;
  /** The lane, or undefined when the bits say another element size. */
  read(word: number): number | undefined;
}

const laneSlot = (element: string, at: number, placement: LanePlacement, spelled = false): Slot => ({
  takes: "vector",
  expects: `a lane 'v0.${element}[0]' to 'v${placement.registers}.${element}[${placement.lanes - 1}]'`,
  suits: (operand) => operand.kind === "vector" && operand.lane !== undefined && operand.arrangement === element,
  mask: (maskAt(at, placement.registers === 15 ? 4 : 5) | placement.mask) >>> 0,
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "vector" || operand.lane === undefined || operand.lane >= placement.lanes) return noFit;
    if (!isArranged(operand.arrangement, element, into)) return noFit;
    if (operand.number > placement.registers) return noFit;
    into.word = (into.word | (operand.number << at) | placement.place(operand.lane)) >>> 0;
    return 1;
  },
  decode({ word }) {
    const lane = placement.read(word);
    const register = `v${bitsAt(word, at, placement.registers === 15 ? 4 : 5)}${spelled ? `.${element}` : ""}`;
    return lane === undefined ? undefined : `${register}[${lane}]`;
  },
});

/** imm5 of the copy instructions: the lowest set bit gives the element size, the bits above it the lane. */
export function copyLaneSlot(element: string, at: number): Slot {
  const power = elementPower(element);
  return laneSlot(element, at, {
    mask: maskAt(16 + power + 1, 4 - power),
    lanes: 16 >> power,
    registers: 31,
    place: (lane) => lane << (16 + power + 1),
    read: (word) => bitsAt(word, 16, 5) >>> (power + 1),
  });
}

/** imm4 of `mov v0.s[1], v1.s[2]`: the source lane. */
export function sourceLaneSlot(element: string, at: number): Slot {
  const power = elementPower(element);
  return laneSlot(element, at, {
    // The bits below the lane number stay zero.
    mask: maskAt(11 + power, 4 - power),
    lanes: 16 >> power,
    registers: 31,
    place: (lane) => lane << (11 + power),
    read: (word) => bitsAt(word, 11, 4) >>> power,
  });
}

const [highBit, lowBit, middleBit] = [11, 21, 20];

/** How H, L and M hold a lane of an element this large: M is part of the register number but for halfwords. */
function byElementPlacement(element: string): LanePlacement {
  if (element === "h")
    return {
      mask: (1 << highBit) | (1 << lowBit) | (1 << middleBit),
      lanes: 8,
      registers: 15,
      place: (lane) => ((lane >> 2) << highBit) | (((lane >> 1) & 1) << lowBit) | ((lane & 1) << middleBit),
      read: (word) => (bitsAt(word, highBit, 1) << 2) | (bitsAt(word, lowBit, 1) << 1) | bitsAt(word, middleBit, 1),
    };
  return element === "d" ? pairLanes(2, highBit) : pairLanes(4, highBit);
}

const pairLanes = (lanes: number, lowest: number): LanePlacement =>
  lanes === 2
    ? {
        mask: 1 << lowest,
        lanes,
        registers: 31,
        place: (lane) => lane << lowest,
        read: (word) => bitsAt(word, lowest, 1),
      }
    : {
        mask: (1 << highBit) | (1 << lowBit),
        lanes,
        registers: 31,
        place: (lane) => ((lane >> 1) << highBit) | ((lane & 1) << lowBit),
        read: (word) => (bitsAt(word, highBit, 1) << 1) | bitsAt(word, lowBit, 1),
      };

/** The lane of a by-element instruction; `spelled` prints its size in Apple's syntax too. */
export const byElementSlot = (element: string, spelled: boolean): Slot =>
  laneSlot(element, 16, byElementPlacement(element), spelled);

/** Lanes of complex numbers count pairs: one of 4h in L, of 8h in H and L, of 4s in H. */
export const pairLaneSlot = (element: string, lanes: 2 | 4): Slot =>
  laneSlot(element, 16, pairLanes(lanes, element === "s" ? highBit : lowBit));

/** `v3.d[1]` of `fmov x0, v3.d[1]`: the lane is fixed. */
export function upperDoubleSlot(at: number): Slot {
  const anyLane = laneSlot("d", at, { mask: 0, lanes: 2, registers: 31, place: () => 0, read: () => 1 });
  return {
    ...anyLane,
    expects: "a lane 'v0.d[1]' to 'v31.d[1]'",
    encode(operands, index, into) {
      const operand = operands[index];
      return operand?.kind === "vector" && operand.lane === 1 ? anyLane.encode(operands, index, into) : noFit;
    },
  };
}

const showList = (first: number, count: number) =>
  `{ ${Array.from({ length: count }, (_, i) => `v${(first + i) % 32}`).join(", ")} }`;

const spelledList = (count: number, arrangement: string) =>
  `{ ${Array.from({ length: count }, (_, i) => `v${i}.${arrangement}`).join(", ")} }`;

/** `{ v0.4s, v1.4s }` */
export const listSlot = (count: number, arrangement: string, at: number): Slot => ({
  takes: "list",
  expects: `a list of ${count === 1 ? "one register" : `${count} registers`} '${spelledList(count, arrangement)}'`,
  suits: (operand) => operand.kind === "list" && operand.lane === undefined && operand.count === count,
  mask: maskAt(at, 5),
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "list" || operand.count !== count || operand.lane !== undefined) return noFit;
    if (!isArranged(operand.arrangement, arrangement, into)) return noFit;
    put(into, at, operand.first);
    return 1;
  },
  decode: ({ word }) => showList(bitsAt(word, at, 5), count),
});

/** `{ v0.s, v1.s }[2]`: the lane is in Q, S and size, from its highest bit down. */
export function laneListSlot(count: number, element: string): Slot {
  const power = elementPower(element);
  const spread = (lane: number) => ({
    q: (lane << power) >> 3,
    s: ((lane << power) >> 2) & 1,
    size: (lane << power) & 3,
  });
  const sizeBits = element === "b" ? 3 : element === "h" ? 2 : 0;
  return {
    takes: "list",
    expects: `one lane of a list '${spelledList(count, element)}[0]' to '[${(16 >> power) - 1}]'`,
    suits: (operand) =>
      operand.kind === "list" &&
      operand.lane !== undefined &&
      operand.arrangement === element &&
      operand.count === count,
    mask: (maskAt(0, 5) | (1 << 30) | (element === "d" ? 0 : 1 << 12) | (sizeBits << 10)) >>> 0,
    encode(operands, index, into) {
      const operand = operands[index];
      if (operand?.kind !== "list" || operand.count !== count || operand.lane === undefined) return noFit;
      if (!isArranged(operand.arrangement, element, into)) return noFit;
      if (operand.lane >= 16 >> power) return noFit;
      const { q, s, size } = spread(operand.lane);
      into.word = (into.word | operand.first | (q << 30) | (s << 12) | (size << 10)) >>> 0;
      return 1;
    },
    decode({ word }) {
      const lane =
        ((bitsAt(word, 30, 1) << 3) | (bitsAt(word, 12, 1) << 2) | (bitsAt(word, 10, 2) & sizeBits)) >> power;
      return `${showList(bitsAt(word, 0, 5), count)}[${lane}]`;
    },
  };
}

/** A constant zero: `#0`, or `#0.0` where floating-point numbers are compared. */
export const zeroSlot = (text: string, takesInteger: boolean): Slot => ({
  takes: "immediate",
  expects: `'${text}'`,
  mask: 0,
  encode(operands, index) {
    const operand = operands[index];
    const isInteger = takesInteger && operand?.kind === "immediate" && operand.value === 0n;
    return isInteger || (text !== "#0" && operand?.kind === "float" && operand.value === 0) ? 1 : noFit;
  },
  decode: () => text,
});

/** `#8`, `#16`, `#32`: the only shift amount that `shll` has. */
export const fixedSlot = (value: number): Slot => ({
  takes: "immediate",
  expects: `'#${value}'`,
  mask: 0,
  encode: (operands, index) => (integerAt(operands, index, value, value) === undefined ? noFit : 1),
  decode: () => showDecimal(value),
});
