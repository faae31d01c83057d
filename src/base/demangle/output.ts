// What a mangled name is taken apart into, and how it is written down again. A type of C++ surrounds the name that it
// is the type of, so every node has a left and a right part; a pack prints another element each time it is asked.

/** Why a name is not one of C++, or none that is known here; caught where demangling starts. */
export class NotMangled extends Error {
  override readonly name = "NotMangled";
}
export function refuse(): never {
  throw new NotMangled();
}

/** Names can stand for texts that grow with each step of a few letters; nobody reads more than this. */
const longestText = 20_000;
const mostSteps = 50_000;

/** How a declaration around a type must be written. */
export interface Shape {
  readonly isArray?: boolean;
  readonly isFunction?: boolean;
  /** Something of it stands behind the name. */
  readonly hasRight?: boolean;
}

export interface Node {
  left(out: Output): void;
  right?(out: Output): void;
  shape?(out: Output): Shape;
  /** The last name of a path, without its arguments: what constructors are called. */
  readonly base?: (out: Output) => void;
  readonly precedence?: number;
  /** `&` or `&&`, of a reference's target. */
  readonly reference?: { readonly kind: "&" | "&&"; readonly to: Node };
  /** Of a pack: what it is made of. */
  readonly elements?: readonly Node[];
  /** What a pack stands for at the moment. */
  current?(out: Output): Node;
  readonly kind?: "special" | "literal-list" | "braced";
  /** The long form of `std::string` and the like. */
  readonly expanded?: Node;
}

export interface Output {
  text: string;
  /** The element of a pack that is written now, and how many there are; undefined outside of an expansion. */
  packIndex: number;
  packSize: number | undefined;
  /** Depth of parentheses since the last `<`: 0 where a `>` would close it. */
  parentheses: number;
  /** True inside of `<…>`. */
  inArguments: boolean;
  steps: number;
}

export const createOutput = (): Output => ({
  text: "",
  packIndex: 0,
  packSize: undefined,
  parentheses: 1,
  inArguments: false,
  steps: 0,
});

export function write(out: Output, text: string): void {
  out.text += text;
  if (out.text.length > longestText) refuse();
}

function step(out: Output): void {
  out.steps += 1;
  if (out.steps > mostSteps) refuse();
}

export function printLeft(out: Output, node: Node): void {
  step(out);
  node.left(out);
}
export function printRight(out: Output, node: Node): void {
  step(out);
  node.right?.(out);
}
export function print(out: Output, node: Node): void {
  printLeft(out, node);
  printRight(out, node);
}

const plainShape: Shape = {};
export const shapeOf = (out: Output, node: Node): Shape => node.shape?.(out) ?? plainShape;

/** How tightly an expression holds together: lower is tighter. */
export const precedence = {
  primary: 0,
  postfix: 1,
  unary: 2,
  cast: 3,
  memberPointer: 4,
  multiplicative: 5,
  additive: 6,
  shift: 7,
  spaceship: 8,
  relational: 9,
  equality: 10,
  and: 11,
  xor: 12,
  or: 13,
  andIf: 14,
  orIf: 15,
  conditional: 16,
  assign: 17,
  comma: 18,
  none: 19,
} as const;

export function inParentheses(out: Output, print: () => void): void {
  out.parentheses += 1;
  write(out, "(");
  print();
  write(out, ")");
  out.parentheses -= 1;
}

/** In parentheses where it would otherwise fall apart. */
export function printOperand(out: Output, node: Node, limit: number = precedence.none, strictly = false): void {
  if ((node.precedence ?? precedence.primary) >= limit + Number(strictly)) inParentheses(out, () => print(out, node));
  else print(out, node);
}

/** With commas; what prints nothing (an empty pack) takes its comma with it. */
export function printList(out: Output, nodes: readonly Node[]): void {
  let isFirst = true;
  for (const node of nodes) {
    const before = out.text;
    if (!isFirst) write(out, ", ");
    const length = out.text.length;
    printOperand(out, node, precedence.comma);
    if (out.text.length === length) out.text = before;
    else isFirst = false;
  }
}

/** Inside of `<…>` a `>` has another meaning. */
export function printArguments(out: Output, nodes: readonly Node[]): void {
  const { parentheses, inArguments } = out;
  out.parentheses = 0;
  out.inArguments = true;
  write(out, "<");
  printList(out, nodes);
  write(out, ">");
  out.parentheses = parentheses;
  out.inArguments = inArguments;
}
