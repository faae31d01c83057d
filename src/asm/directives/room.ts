// Directives that make room in the current section: fills, gaps for alignment, and `.org`.

import type { Expression } from "../expression";
import { messages } from "../messages";
import { littleEndian } from "../numbers";
import { writeGap } from "../openContents";
import type { Action } from "../statement";
import { type Arguments, type Directive, onlyOn } from "./arguments";
import { readFloat } from "./floats";

/** How often to repeat: a number, or what will be one once labels have their places. */
type Count = { readonly now: bigint } | { readonly later: Expression };

function countOf(args: Arguments): Count {
  const expression = args.expression();
  const now = args.valueNow(expression);
  return now === undefined ? { later: expression } : { now };
}

const filling =
  (count: Count, pattern: Uint8Array): Action =>
  (emitter) => {
    if ("later" in count) writeGap(emitter, count.later, false, pattern);
    else emitter.fill(Number(count.now), pattern);
  };

const space: Directive = (args) => {
  const from = args.position;
  const count = countOf(args);
  if ("now" in count && count.now < 0n) args.failSince(from, messages.notASize);
  const value = args.take(",") ? args.bigConstant() : 0n;
  return args.finish() ? filling(count, littleEndian(value, 1)) : undefined;
};

const mostFillBytes = 8;

const fill: Directive = (args) => {
  const count = countOf(args);
  let size = args.take(",") ? args.bigConstant() : 1n;
  const value = args.take(",") ? args.bigConstant() : 0n;
  if (!args.finish()) return;
  if (size < 0n || ("now" in count && count.now < 0n)) return (emitter) => emitter.complain(messages.noEffect(".fill"));
  const remark = size > mostFillBytes ? messages.fillTooWide : undefined;
  if (remark !== undefined) size = BigInt(mostFillBytes);
  // Only four bytes of the value are used, as gas documents.
  const pattern = new Uint8Array(Number(size));
  pattern.set(littleEndian(value, Math.min(pattern.length, 4)));
  const action = filling(count, pattern);
  return (emitter) => {
    if (remark !== undefined) emitter.complain(remark);
    // Values, unlike room, are something that a `.loc` describes.
    if ("now" in count && count.now > 0n) emitter.debugLines.mark();
    action(emitter);
  };
};

const origin: Directive = (args) => {
  const target = args.expression();
  const value = args.take(",") ? args.bigConstant() : 0n;
  return args.finish() ? (emitter) => writeGap(emitter, target, true, littleEndian(value, 1)) : undefined;
};

/** `.dcb.b count, value`: a value again and again. */
const repeated =
  (pattern: (args: Arguments) => Uint8Array): Directive =>
  (args) => {
    const from = args.position;
    const count = args.bigConstant();
    args.comma();
    const bytes = pattern(args);
    if (!args.failed && (count < 0n || count > BigInt(Number.MAX_SAFE_INTEGER)))
      args.failSince(from, messages.notASize);
    if (!args.finish()) return;
    return (emitter) => {
      if (count > 0n) emitter.debugLines.mark();
      emitter.fill(Number(count), bytes);
    };
  };

const repeatedValue = (size: 1 | 2 | 4): Directive => {
  const number = repeated((args) =>
    littleEndian(BigInt(args.integer(-(2 ** (8 * size - 1)), 2 ** (8 * size) - 1)), size),
  );
  return (args, emitter) => {
    // `.dcb.l 2, _x` repeats an address, which only the linker knows.
    const at = args.fork();
    const count = Number(at.bigConstant());
    at.comma();
    const expression = at.expression();
    if (at.failed || expression.kind === "constant" || at.valueNow(expression) !== undefined)
      return number(args, emitter);
    args.rest();
    if (!at.finish()) return;
    return (target) => {
      for (let i = 0; i < Math.min(count, mostRepeatedAddresses); i++) target.value(expression, size);
      if (count > mostRepeatedAddresses) target.complain(messages.notASize);
    };
  };
};
const mostRepeatedAddresses = 100_000;

const repeatedFloat = (size: 4 | 8): Directive =>
  repeated((args) => {
    const from = args.position;
    const bytes = readFloat(args.upToComma(), size);
    if (bytes === undefined) args.failSince(from, messages.expected("a floating-point number"));
    return bytes ?? new Uint8Array(size);
  });

/** `.ds.l count`: room for so many. */
const roomFor =
  (size: number): Directive =>
  (args) => {
    const count = args.bigConstant();
    if (!args.finish()) return;
    if (count < 0n) return (emitter) => emitter.complain(messages.noEffect(args.directive));
    return (emitter) => emitter.fill(Number(count), new Uint8Array(size));
  };

/** The greatest power an alignment may have: 2^31 bytes. */
const mostAlignment = 31;

function alignTail(args: Arguments, power: () => number | undefined, valueSize: 1 | 2 | 4): Action | undefined {
  let value: bigint | undefined;
  let longest = 0;
  const exponent = power();
  if (args.take(",")) {
    if (!args.peek(",") && !args.atEnd) value = args.bigConstant();
    if (args.take(",")) longest = args.integer(1, 2 ** mostAlignment);
  }
  if (!args.finish() || exponent === undefined) return;
  // Without a value, code gets whatever no-ops the CPU likes best.
  const pattern = value === undefined ? undefined : littleEndian(value, valueSize);
  return (emitter) => emitter.align(exponent, pattern, longest);
}

const alignPower =
  (valueSize: 1 | 2 | 4): Directive =>
  (args) => {
    if (args.atEnd && valueSize === 1) return (emitter) => emitter.complain(messages.noEffect(args.directive));
    return alignTail(args, () => args.integer(0, mostAlignment), valueSize);
  };

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

const even: Directive = (args) => (args.finish() ? (emitter) => emitter.align(1, undefined, 0) : undefined);

export const roomDirectives: Readonly<Record<string, Directive>> = {
  ".space": space,
  ".skip": space,
  ".zero": space,
  ".fill": fill,
  ".org": origin,
  ".dcb": repeatedValue(2),
  ".dcb.b": repeatedValue(1),
  ".dcb.w": repeatedValue(2),
  ".dcb.l": repeatedValue(4),
  ".dcb.s": repeatedFloat(4),
  ".dcb.d": repeatedFloat(8),
  ".ds": roomFor(2),
  ".ds.b": roomFor(1),
  ".ds.w": roomFor(2),
  ".ds.l": roomFor(4),
  ".ds.s": roomFor(4),
  ".ds.d": roomFor(8),
  ".ds.p": roomFor(12),
  ".ds.x": roomFor(12),
  ".even": onlyOn("x86_64", even),
  ".align": alignPower(1),
  ".align32": alignPower(4),
  ".p2align": alignPower(1),
  ".p2alignw": alignPower(2),
  ".p2alignl": alignPower(4),
  ".balign": alignBytes(1),
  ".balignw": alignBytes(2),
  ".balignl": alignBytes(4),
};
