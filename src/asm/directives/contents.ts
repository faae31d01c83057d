// Directives that put bytes into the current section, or make room in it.

import type { Expression } from "../expression";
import { parseInteger } from "../expressionParser";
import { messages } from "../messages";
import { littleEndian } from "../numbers";
import type { Action } from "../statement";
import type { Arguments, Directive } from "./arguments";
import { readFloat } from "./floats";

const values =
  (size: 1 | 2 | 4 | 8): Directive =>
  (args) => {
    const expressions: Expression[] = [];
    args.list(() => expressions.push(args.expression()));
    if (!args.finish()) return;
    // Elements are emitted one by one, since `.` in each means its own place.
    return (emitter) => {
      for (const expression of expressions) emitter.value(expression, size);
    };
  };

/** Bytes for each element of a list. */
const elements =
  (read: (args: Arguments) => ArrayLike<number> | undefined): Directive =>
  (args) => {
    const all: ArrayLike<number>[] = [];
    args.list(() => all.push(read(args) ?? []));
    if (!args.finish()) return;
    return (emitter) => {
      for (const bytes of all) emitter.bytes(bytes);
    };
  };

const octa = elements((args) => {
  const value = parseInteger(args.upToComma());
  if (value !== undefined && value < 1n << 128n) return littleEndianOcta(value);
  args.fail(messages.expected("an unsigned number of 128 bits"));
  return undefined;
});

const littleEndianOcta = (value: bigint) => {
  const bytes = new Uint8Array(16);
  bytes.set(littleEndian(value, 8));
  bytes.set(littleEndian(value >> 64n, 8), 8);
  return bytes;
};

const floats = (size: 4 | 8): Directive =>
  elements((args) => {
    const bytes = readFloat(args.upToComma(), size);
    if (bytes === undefined) args.fail(messages.expected("a floating-point number"));
    return bytes;
  });

const text = (terminated: boolean): Directive =>
  elements((args) => {
    // Strings next to each other without a comma are one string.
    const bytes = [...args.string()];
    while (!args.failed && args.peek('"')) bytes.push(...args.string());
    return Uint8Array.from(terminated ? [...bytes, 0] : bytes);
  });

const filling =
  (count: number, pattern: Uint8Array): Action =>
  (emitter) =>
    emitter.fill(count, pattern);

const space: Directive = (args) => {
  const count = args.integer(0, Number.MAX_SAFE_INTEGER);
  const value = args.take(",") ? args.bigConstant() : 0n;
  return args.finish() ? filling(count, littleEndian(value, 1)) : undefined;
};

const fill: Directive = (args) => {
  const count = args.integer(0, Number.MAX_SAFE_INTEGER);
  const size = args.take(",") ? args.integer(0, 8) : 1;
  const value = args.take(",") ? args.bigConstant() : 0n;
  if (!args.finish()) return;
  // Only four bytes of the value are used, as gas documents.
  const pattern = new Uint8Array(size);
  pattern.set(littleEndian(value, Math.min(size, 4)));
  return filling(count, pattern);
};

/** The greatest power an alignment may have: 2^31 bytes. */
const mostAlignment = 31;

function alignTail(args: Arguments, power: () => number | undefined, valueSize: 1 | 2 | 4): Action | undefined {
  let value: bigint | undefined;
  let longest = 0;
  const exponent = power();
  if (args.take(",")) {
    if (!args.peek(",") && !args.atEnd) value = args.bigConstant();
    if (args.take(",")) longest = args.integer(0, 2 ** mostAlignment);
  }
  if (!args.finish() || exponent === undefined) return;
  // Without a value, code gets whatever no-ops the CPU likes best.
  const pattern = value === undefined ? undefined : littleEndian(value, valueSize);
  return (emitter) => emitter.align(exponent, pattern, longest);
}

const alignPower =
  (valueSize: 1 | 2 | 4): Directive =>
  (args) =>
    alignTail(args, () => args.integer(0, mostAlignment), valueSize);

const alignBytes =
  (valueSize: 1 | 2 | 4): Directive =>
  (args) => {
    const power = () => {
      const bytes = args.integer(0, 2 ** mostAlignment);
      const exponent = Math.log2(Math.max(1, bytes));
      if (Number.isInteger(exponent)) return exponent;
      args.fail(messages.badAlignment("an alignment is a power of two"));
      return undefined;
    };
    return alignTail(args, power, valueSize);
  };

const leb =
  (signed: boolean): Directive =>
  (args) => {
    const expressions: Expression[] = [];
    args.list(() => expressions.push(args.expression()));
    if (!args.finish()) return;
    return (emitter) => {
      for (const expression of expressions) emitter.leb(expression, signed);
    };
  };

const literalPool: Directive = (args, emitter) => {
  if (args.finish()) emitter.literals.write();
};

export const contentDirectives: Readonly<Record<string, Directive>> = {
  ".byte": values(1),
  ".short": values(2),
  ".hword": values(2),
  ".value": values(2),
  ".2byte": values(2),
  ".long": values(4),
  ".int": values(4),
  ".4byte": values(4),
  ".quad": values(8),
  ".8byte": values(8),
  ".octa": octa,
  ".single": floats(4),
  ".float": floats(4),
  ".double": floats(8),
  ".ascii": text(false),
  ".asciz": text(true),
  ".string": text(true),
  ".space": space,
  ".skip": space,
  ".zero": space,
  ".fill": fill,
  ".align": alignPower(1),
  ".align32": alignPower(4),
  ".p2align": alignPower(1),
  ".p2alignw": alignPower(2),
  ".p2alignl": alignPower(4),
  ".balign": alignBytes(1),
  ".balignw": alignBytes(2),
  ".balignl": alignBytes(4),
  ".ltorg": literalPool,
  ".pool": literalPool,
  ".uleb128": leb(false),
  ".sleb128": leb(true),
};
