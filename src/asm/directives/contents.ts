// Directives that put bytes into the current section.

import type { Architecture } from "@/arch/architecture";
import type { Expression } from "../expression";
import { parseInteger } from "../expressionParser";
import { messages } from "../messages";
import { decodeBase64, littleEndian } from "../numbers";
import { writeLeb } from "../openContents";
import { type Arguments, type Directive, onlyOn } from "./arguments";
import { readFloat } from "./floats";

/** `.word` is what each CPU's makers call one. */
const wordBytes: Readonly<Record<Architecture, 2 | 4>> = { arm64: 4, x86_64: 2 };

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
    const bytes = [...args.string()];
    // Strings next to each other without a comma are one string, if nothing ends them.
    while (!terminated && !args.failed && args.peek('"')) bytes.push(...args.string());
    return Uint8Array.from(terminated ? [...bytes, 0] : bytes);
  });

const base64 = elements((args) => {
  const from = args.position;
  const bytes = decodeBase64(String.fromCharCode(...args.string()));
  if (bytes === undefined) args.failSince(from, messages.expected("text in base 64"));
  return bytes;
});

const leb =
  (signed: boolean): Directive =>
  (args) => {
    const expressions: Expression[] = [];
    args.list(() => expressions.push(args.expression()));
    if (!args.finish()) return;
    return (emitter) => {
      for (const expression of expressions) writeLeb(emitter, expression, signed);
    };
  };

/** An instruction as its word. */
const instructionWords: Directive = (args) => {
  const words: number[] = [];
  args.list(() => words.push(args.integer(0, 0xffff_ffff)));
  if (!args.finish()) return;
  return (emitter) => {
    for (const word of words) emitter.bytes(littleEndian(BigInt(word), 4));
  };
};

const literalPool: Directive = (args, emitter) => {
  if (args.finish()) emitter.literals.write();
};

export const contentDirectives: Readonly<Record<string, Directive>> = {
  ".byte": values(1),
  ".dc.b": values(1),
  ".dc": values(2),
  ".dc.w": values(2),
  ".dc.l": values(4),
  ".dc.a": values(8),
  ".short": values(2),
  ".inst": onlyOn("arm64", instructionWords),
  ".hword": onlyOn("arm64", values(2)),
  ".dword": onlyOn("arm64", values(8)),
  ".xword": onlyOn("arm64", values(8)),
  ".value": values(2),
  ".2byte": values(2),
  ".long": values(4),
  ".int": values(4),
  ".4byte": values(4),
  ".quad": values(8),
  ".8byte": values(8),
  ".word": (args, emitter) => values(wordBytes[emitter.architecture])(args, emitter),
  ".octa": octa,
  ".base64": base64,
  ".single": floats(4),
  ".float": floats(4),
  ".double": floats(8),
  ".dc.s": floats(4),
  ".dc.d": floats(8),
  ".ascii": text(false),
  ".asciz": text(true),
  ".string": text(true),
  ".ltorg": literalPool,
  ".pool": literalPool,
  ".uleb128": leb(false),
  ".sleb128": leb(true),
};
