// Names of C++ as people write them: the linker knows `__ZN3Foo3barEi`, the source `Foo::bar(int)`. Follows the Itanium
// C++ ABI, chapter 5, and writes what LLVM's demangler writes.

import { createExpressions } from "./expressions";
import { createNames } from "./names";
import { createOutput, type Node, NotMangled, print } from "./output";
import { createParser, type Grammar, isDone, type Parser, peek } from "./parser";
import { createTypes } from "./typeRules";

interface Reader {
  readonly parser: Parser;
  readonly grammar: Grammar;
}

/** The rules are bound to one parser, which starts afresh with each name: making them takes longer than a name. */
function createReader(): Reader {
  const parser = createParser();
  const get = (): Grammar => grammar;
  const grammar: Grammar = {
    ...createNames(parser, get),
    ...createTypes(parser, get),
    ...createExpressions(parser, get),
  };
  return { parser, grammar };
}

let reader: Reader | undefined;

function written(node: Node): string {
  const out = createOutput();
  print(out, node);
  return out.text;
}

/** A suffix that a compiler added: `f() (.cold)`. */
function suffixOf(parser: Parser): string {
  if (isDone(parser)) return "";
  if (peek(parser) !== ".") throw new NotMangled();
  return ` (${parser.source.slice(parser.at)})`;
}

/** The body of a block is a function of its own, named after the one that it stands in. */
function blockSuffix(parser: Parser): void {
  const rest = /^_block_invoke(?:_?\d+)?/.exec(parser.source.slice(parser.at))?.[0];
  if (rest === undefined) throw new NotMangled();
  parser.at += rest.length;
}

function read(name: string): string {
  reader ??= createReader();
  const { parser, grammar } = reader;
  const isBlock = name.startsWith("___Z");
  Object.assign(parser, createParser(), { source: name, at: isBlock ? 4 : 2 });
  const encoding = grammar.encoding();
  if (isBlock) blockSuffix(parser);
  const suffix = suffixOf(parser);
  return `${isBlock ? "invocation function for block in " : ""}${written(encoding)}${suffix}`;
}

/** `name` as symbol tables of Mach-O have it, with one underscore more than C++. Undefined when it is no name of C++. */
export function demangle(name: string): string | undefined {
  const own = name.startsWith("_") ? name.slice(1) : name;
  if (!own.startsWith("_Z") && !own.startsWith("___Z")) return undefined;
  try {
    return read(own);
  } catch (problem) {
    if (!(problem instanceof NotMangled)) throw problem;
    return undefined;
  }
}
