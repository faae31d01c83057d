// The kinds of nodes that types and names are made of.

import {
  type Node,
  type Output,
  precedence,
  print,
  printArguments,
  printLeft,
  printList,
  printRight,
  type Shape,
  shapeOf,
  write,
} from "./output";

export const text = (value: string): Node => {
  const left = (out: Output) => write(out, value);
  return { left, base: left };
};

/** A text and a node behind it. */
export const prefixed = (prefix: string, node: Node): Node => ({
  left(out) {
    write(out, prefix);
    print(out, node);
  },
});

/** A node between two texts. */
export const bracketed = (open: string, node: Node, close: string): Node => ({
  left(out) {
    write(out, open);
    print(out, node);
    write(out, close);
  },
});

/** Nodes one after the other, with a text between them. */
export const joined = (first: Node, between: string, second: Node): Node => ({
  left(out) {
    print(out, first);
    write(out, between);
    print(out, second);
  },
});

const baseOf = (node: Node) => node.base ?? ((out: Output) => print(out, node));

export const nested = (scope: Node, name: Node): Node => ({
  left(out) {
    print(out, scope);
    write(out, "::");
    print(out, name);
  },
  base: baseOf(name),
});

export const withArguments = (name: Node, given: readonly Node[]): Node => ({
  left(out) {
    print(out, name);
    printArguments(out, given);
  },
  base: baseOf(name),
});

export const withTag = (name: Node, tag: string): Node => ({
  left(out) {
    print(out, name);
    write(out, `[abi:${tag}]`);
  },
  base: baseOf(name),
});

export const structor = (scope: Node, isDestructor: boolean): Node => ({
  left(out) {
    if (isDestructor) write(out, "~");
    baseOf(scope)(out);
  },
});

/** What is written behind a type: ` const`, ` complex`. */
export const postfixed = (type: Node, suffix: string): Node => ({
  left(out) {
    printLeft(out, type);
    write(out, suffix);
  },
  right: (out) => printRight(out, type),
  shape: (out) => shapeOf(out, type),
});

/** Parentheses keep the `*` of a pointer to a function from its result. */
function aroundTarget(target: (out: Output) => Node, sign: (out: Output) => string, spaceBeforeArray: boolean): Node {
  const needsParentheses = ({ isArray = false, isFunction = false }: Shape) => isArray || isFunction;
  return {
    left(out) {
      const to = target(out);
      printLeft(out, to);
      const shape = shapeOf(out, to);
      if (shape.isArray && spaceBeforeArray) write(out, " ");
      if (needsParentheses(shape)) write(out, "(");
      write(out, sign(out));
    },
    right(out) {
      const to = target(out);
      if (needsParentheses(shapeOf(out, to))) write(out, ")");
      printRight(out, to);
    },
    shape: (out) => ({ hasRight: shapeOf(out, target(out)).hasRight ?? false }),
  };
}

export const pointer = (to: Node): Node =>
  aroundTarget(
    () => to,
    () => "*",
    true,
  );

/** References to references are one: `&` wins over `&&`. */
export function reference(to: Node, kind: "&" | "&&"): Node {
  const collapse = (out: Output) => {
    let [target, sign] = [to, kind];
    for (let guard = 0; guard < 100; guard++) {
      const now = target.current?.(out) ?? target;
      if (now.reference === undefined) break;
      target = now.reference.to;
      if (now.reference.kind === "&") sign = "&";
    }
    return { target, sign };
  };
  const around = aroundTarget(
    (out) => collapse(out).target,
    (out) => collapse(out).sign,
    true,
  );
  return { ...around, reference: { kind, to } };
}

export function memberPointer(owner: Node, member: Node): Node {
  const isWrapped = (out: Output) => {
    const { isArray = false, isFunction = false } = shapeOf(out, member);
    return isArray || isFunction;
  };
  return {
    left(out) {
      printLeft(out, member);
      write(out, isWrapped(out) ? "(" : " ");
      print(out, owner);
      write(out, "::*");
    },
    right(out) {
      if (isWrapped(out)) write(out, ")");
      printRight(out, member);
    },
    shape: (out) => ({ hasRight: shapeOf(out, member).hasRight ?? false }),
  };
}

export const array = (element: Node, length: Node | undefined): Node => ({
  left: (out) => printLeft(out, element),
  right(out) {
    if (!out.text.endsWith("]")) write(out, " ");
    write(out, "[");
    if (length !== undefined) print(out, length);
    write(out, "]");
    printRight(out, element);
  },
  shape: () => ({ isArray: true, hasRight: true }),
});

export interface FunctionParts {
  readonly result: Node | undefined;
  readonly parameters: readonly Node[];
  /** ` const`, ` &&` and the like, behind the parameters. */
  readonly suffix: readonly Node[];
}

function printParameters(out: Output, { result, parameters, suffix }: FunctionParts): void {
  write(out, "(");
  printList(out, parameters);
  write(out, ")");
  if (result !== undefined) printRight(out, result);
  for (const part of suffix) print(out, part);
}

export const functionType = (parts: FunctionParts): Node => ({
  left(out) {
    if (parts.result === undefined) return;
    printLeft(out, parts.result);
    write(out, " ");
  },
  right: (out) => printParameters(out, parts),
  shape: () => ({ isFunction: true, hasRight: true }),
});

/** A function with its parameters. */
export const functionEncoding = (name: Node, parts: FunctionParts): Node => ({
  left(out) {
    if (parts.result !== undefined) {
      printLeft(out, parts.result);
      if (shapeOf(out, parts.result).hasRight !== true) write(out, " ");
    }
    print(out, name);
  },
  right: (out) => printParameters(out, parts),
});

/** The arguments `J…E`: one argument that is several. */
export const argumentPack = (elements: readonly Node[]): Node => ({
  left: (out) => printList(out, elements),
  elements,
});

/** A parameter that stands for a pack: one element after the other inside an expansion. */
export function parameterPack(elements: readonly Node[]): Node {
  const current = (out: Output): Node | undefined => {
    if (out.packSize === undefined) {
      out.packSize = elements.length;
      out.packIndex = 0;
    }
    return elements[out.packIndex];
  };
  const empty = text("");
  return {
    left(out) {
      const element = current(out);
      if (element !== undefined) printLeft(out, element);
    },
    right(out) {
      const element = current(out);
      if (element !== undefined) printRight(out, element);
    },
    shape(out) {
      const element = current(out);
      return element === undefined ? {} : shapeOf(out, element);
    },
    current(out) {
      const element = current(out) ?? empty;
      return element.current?.(out) ?? element;
    },
    elements,
  };
}

/** `T...`: the pattern once for each element of the packs in it. */
export const expansion = (pattern: Node): Node => ({
  left(out) {
    const { packIndex, packSize, text: before } = out;
    out.packSize = undefined;
    print(out, pattern);
    const size = out.packSize as number | undefined;
    // Nothing in it is a pack that is known.
    if (size === undefined) write(out, "...");
    else if (size === 0) out.text = before;
    for (let index = 1; index < (size ?? 0); index++) {
      write(out, ", ");
      out.packIndex = index;
      out.packSize = size;
      print(out, pattern);
    }
    out.packIndex = packIndex;
    out.packSize = packSize;
  },
});

export const withPrecedence = (node: Node, value: keyof typeof precedence): Node => ({
  ...node,
  precedence: precedence[value],
});
