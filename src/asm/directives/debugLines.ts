// `.file` and `.loc`: the compiler's source files and lines. `.line` is read and has no effect, as in LLVM.

import { decodeText } from "@/base/text";
import type { SourcePlace } from "../debugLines/debugLines";
import { messages } from "../messages";
import type { Action } from "../statement";
import type { Arguments, Directive } from "./arguments";

const nothing: Action = () => undefined;
const mostFiles = 0xffff_ffff;
const md5Bits = 128n;

const text = (args: Arguments) => decodeText(Uint8Array.from(args.string()));

function md5Bytes(args: Arguments): Uint8Array {
  const value = args.literal();
  if (value === undefined || value >= 1n << md5Bits) args.fail(messages.expected("a number of 128 bits"));
  const bytes = new Uint8Array(16);
  for (let i = 15, rest = value ?? 0n; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

const file: Directive = (args, emitter) => {
  const { files } = emitter.debugLines;
  const from = args.position;
  const number = args.literal();
  if (number !== undefined && number > mostFiles)
    args.failSince(from, messages.expected(`a number up to ${mostFiles}`));
  if (!args.failed && number !== undefined && number !== 0n && files.has(Number(number)))
    args.failSince(from, messages.fileNumberTaken(Number(number)));
  const first = text(args);
  const second = args.peek('"') && number !== undefined ? text(args) : undefined;
  let md5: Uint8Array | undefined;
  let source: string | undefined;
  while (!args.failed && !args.atEnd) {
    const at = args.position;
    const word = args.word();
    if (number !== undefined && word === "md5") md5 = md5Bytes(args);
    else if (number !== undefined && word === "source") source = text(args);
    else args.fail(messages.expected("'md5' or 'source' after a numbered file"), at, word.length || 1);
  }
  // Without a number it names the object's source for ELF; Mach-O has no place for that.
  if (!args.finish() || number === undefined) return;
  const described = {
    directory: second === undefined ? "" : first,
    name: second ?? first,
    md5,
    source,
    span: emitter.span,
  };
  if (number === 0n) files.setRoot(described);
  else files.add(Number(number), described);
};

/** A flag, or a name with its value. */
function locOption(args: Arguments, place: { -readonly [K in keyof SourcePlace]: SourcePlace[K] }): void {
  const at = args.position;
  const word = args.word();
  switch (word) {
    case "basic_block":
      place.isBlockStart = true;
      return;
    case "prologue_end":
      place.isPrologueEnd = true;
      return;
    case "epilogue_begin":
      place.isEpilogueBegin = true;
      return;
    case "is_stmt":
      place.isStatement = args.integer(0, 1) === 1;
      return;
    case "isa":
      place.isa = args.integer(0, 0x7fff_ffff) & 0xff;
      return;
    case "discriminator":
      place.discriminator = Number(BigInt.asUintN(32, args.bigConstant()));
      return;
    default:
      args.failSince(at, messages.expected("basic_block, prologue_end, epilogue_begin, is_stmt, isa or discriminator"));
  }
}

const loc: Directive = (args, emitter) => {
  // Which files there are, and what the `.loc` before said, differs from place to place.
  const lines = emitter.debugLines;
  const from = args.position;
  const number = args.literal();
  if (number === undefined) args.fail(messages.expected("the number of a file"));
  else if (!lines.files.has(Number(number))) args.failSince(from, messages.noSuchFile(number));
  const place = {
    file: Number(number ?? 0n),
    // LLVM's rows hold these widths.
    line: Number(BigInt.asUintN(32, args.literal() ?? 0n)),
    column: Number(BigInt.asUintN(16, args.literal() ?? 0n)),
    isStatement: lines.isStatement,
    isBlockStart: false,
    isPrologueEnd: false,
    isEpilogueBegin: false,
    isa: 0,
    discriminator: 0,
  };
  while (!args.failed && !args.atEnd) locOption(args, place);
  if (args.finish()) lines.loc(place);
};

const line: Directive = (args) => {
  args.literal();
  return args.finish() ? nothing : undefined;
};

export const debugLineDirectives: Readonly<Record<string, Directive>> = {
  ".file": file,
  ".loc": loc,
  ".line": line,
};
