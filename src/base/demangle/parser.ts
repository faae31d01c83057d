// Where reading a mangled name stands, and the small things that all rules read: letters, numbers, names with lengths.

import { type Node, refuse } from "./output";

/** What a function's name tells about the rest of its encoding. */
export interface NameState {
  /** Constructors, destructors and conversions have no result. */
  isStructor: boolean;
  /** Templates tell their result. */
  endsWithArguments: boolean;
  constness: string;
  reference: string;
  /** Forward references before it. */
  readonly firstForward: number;
}

/** A parameter of a template that is named before its arguments are known. */
export interface ForwardReference {
  readonly index: number;
  target: Node | undefined;
}

export interface Parser {
  source: string;
  at: number;
  depth: number;
  /** What `S…_` stands for. */
  substitutions: Node[];
  /** What `T…_` stands for, by level. */
  parameters: (Node[] | undefined)[];
  /** The arguments of the outermost template. */
  outer: Node[];
  forward: ForwardReference[];
  permitsForward: boolean;
  triesArguments: boolean;
  /** The level whose parameters are `auto`s of a lambda; -1 outside of one. */
  lambdaLevel: number;
  /** Parameters that are declared are ones that `T…_` may stand for. */
  declaresParameters: boolean;
  /** How many parameters of each kind were made up. */
  madeUp: [number, number, number];
}

export const createParser = (): Parser => ({
  source: "",
  at: 0,
  depth: 0,
  substitutions: [],
  parameters: [],
  outer: [],
  forward: [],
  permitsForward: false,
  triesArguments: true,
  lambdaLevel: -1,
  declaresParameters: false,
  madeUp: [0, 0, 0],
});

/** All rules, which need one another. */
export interface Grammar {
  encoding(): Node;
  name(state?: NameState): Node;
  type(): Node;
  decltype(): Node;
  qualifiers(): string;
  templateParameter(): Node;
  templateArguments(tag?: boolean): readonly Node[];
  templateArgument(): Node;
  substitution(): Node;
  expression(): Node;
  literal(): Node;
  unnamedType(): Node;
  skipDeclaration(): void;
  operatorName(state: NameState | undefined): Node;
}

export const peek = ({ source, at }: Parser, ahead = 0): string => source[at + ahead] ?? "";
export const isDone = ({ source, at }: Parser): boolean => at >= source.length;
export const startsWith = ({ source, at }: Parser, text: string): boolean => source.startsWith(text, at);

export function eat(parser: Parser, text: string): boolean {
  if (!startsWith(parser, text)) return false;
  parser.at += text.length;
  return true;
}
export function expect(parser: Parser, text: string): void {
  if (!eat(parser, text)) refuse();
}
export const isDigit = (letter: string): boolean => letter >= "0" && letter <= "9" && letter.length === 1;

/** Digits, as text; empty when there are none. */
export function digits(parser: Parser): string {
  const start = parser.at;
  while (isDigit(peek(parser))) parser.at += 1;
  return parser.source.slice(start, parser.at);
}

/** `n` is a minus. */
export function number(parser: Parser, allowsNegative = false): string {
  const sign = allowsNegative && eat(parser, "n") ? "-" : "";
  const found = digits(parser);
  return found === "" ? "" : sign + found;
}

/** A name behind its length. */
export function plainName(parser: Parser): string {
  const length = Number(digits(parser));
  if (!(length > 0) || parser.at + length > parser.source.length) refuse();
  parser.at += length;
  return parser.source.slice(parser.at - length, parser.at);
}

/** `_` is 0, `0_` is 1; in base 36. */
export function sequenceNumber(parser: Parser): number {
  if (eat(parser, "_")) return 0;
  const start = parser.at;
  while (/[0-9A-Z]/.test(peek(parser))) parser.at += 1;
  const found = Number.parseInt(parser.source.slice(start, parser.at), 36);
  expect(parser, "_");
  return Number.isNaN(found) ? refuse() : found + 1;
}

/** Everything until `end`. */
export function until<T>(parser: Parser, end: string, read: () => T): T[] {
  const found: T[] = [];
  while (!eat(parser, end)) {
    if (isDone(parser)) refuse();
    found.push(read());
  }
  return found;
}

/** Nested deeper than any compiler does; the text is made to overflow the stack. */
const deepest = 200;
export function deeper<T>(parser: Parser, read: () => T): T {
  parser.depth += 1;
  if (parser.depth > deepest) refuse();
  const result = read();
  parser.depth -= 1;
  return result;
}

/** Changes some of the parser's state while something is read. */
export function during<K extends keyof Parser, T>(parser: Parser, key: K, value: Parser[K], read: () => T): T {
  const before = parser[key];
  parser[key] = value;
  const result = read();
  parser[key] = before;
  return result;
}

/** Keeps what was read as something that `S…_` may stand for. */
export function remember(parser: Parser, node: Node): Node {
  parser.substitutions.push(node);
  return node;
}
