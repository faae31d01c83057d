// Expressions in the arguments of templates and in types (Itanium C++ ABI 5.1.6): rare in names, but all of them occur.

import { createLiterals } from "./literals";
import { expansion, nested, prefixed, text, withArguments, withPrecedence } from "./nodes";
import { type Operator, operators } from "./operators";
import {
  inParentheses,
  type Node,
  type Output,
  precedence,
  print,
  printList,
  printOperand,
  refuse,
  write,
} from "./output";
import {
  deeper,
  eat,
  expect,
  type Grammar,
  isDigit,
  number,
  type Parser,
  peek,
  plainName,
  remember,
  startsWith,
  until,
} from "./parser";

const list = (open: string, nodes: readonly Node[], close: string) => (out: Output) => {
  write(out, open);
  out.parentheses += 1;
  printList(out, nodes);
  out.parentheses -= 1;
  write(out, close);
};

/** `prefix(node)` */
const enclosed = (prefix: string, node: Node): Node => ({
  left(out) {
    write(out, prefix);
    inParentheses(out, () => print(out, node));
  },
});

function binary(left: Node, { symbol, precedence: kind }: Operator, right: Node): Node {
  const own = precedence[kind];
  const isAssignment = kind === "assign";
  const body = (out: Output) => {
    printOperand(out, left, isAssignment ? precedence.orIf : own, !isAssignment);
    write(out, symbol === "," ? ", " : ` ${symbol} `);
    printOperand(out, right, own, isAssignment);
  };
  return {
    left(out) {
      // A `>` would end the arguments around it.
      const closes = out.inArguments && out.parentheses === 0 && (symbol === ">" || symbol === ">>");
      if (closes) inParentheses(out, () => body(out));
      else body(out);
    },
    precedence: own,
  };
}

const unary = (symbol: string, operand: Node, kind: keyof typeof precedence, isBehind = false): Node => ({
  left(out) {
    if (!isBehind) write(out, symbol);
    printOperand(out, operand, precedence[kind], isBehind);
    if (isBehind) write(out, symbol);
  },
  precedence: precedence[kind],
});

function fold(p: Parser, g: () => Grammar): Node {
  expect(p, "f");
  const kind = peek(p);
  if (kind === "" || !"lrLR".includes(kind)) refuse();
  p.at += 1;
  const operator = operators.get(p.source.slice(p.at, p.at + 2)) ?? refuse();
  p.at += 2;
  const isLeft = kind === "l" || kind === "L";
  const first = g().expression();
  const second = kind === "L" || kind === "R" ? g().expression() : undefined;
  // The start comes first of a fold from the left.
  const [pack, start] = isLeft && second !== undefined ? [second, first] : [first, second];
  const many = expansion(pack);
  const printPack = (out: Output) => inParentheses(out, () => print(out, many));
  const printStart = (out: Output) => printOperand(out, start!, precedence.cast, true);
  return {
    left: (out) =>
      inParentheses(out, () => {
        if (!isLeft || start !== undefined) {
          (isLeft ? printStart : printPack)(out);
          write(out, ` ${operator.symbol} `);
        }
        write(out, "...");
        if (isLeft || start !== undefined) {
          write(out, ` ${operator.symbol} `);
          (isLeft ? printPack : printStart)(out);
        }
      }),
  };
}

/** The names of expressions that are looked up when a template is used (`sr`, `dn`, `on`). */
function createUnresolved(p: Parser, g: () => Grammar) {
  const withGiven = (name: Node): Node => (peek(p) === "I" ? withArguments(name, g().templateArguments()) : name);
  const simple = (): Node => withGiven(text(plainName(p)));
  const unresolvedType = (): Node => {
    if (peek(p) === "T") return remember(p, g().templateParameter());
    if (peek(p) === "D") return remember(p, g().decltype());
    return g().substitution();
  };
  const base = (): Node => {
    if (isDigit(peek(p))) return simple();
    if (eat(p, "dn")) return prefixed("~", isDigit(peek(p)) ? simple() : unresolvedType());
    eat(p, "on");
    return withGiven(g().operatorName(undefined));
  };
  return (isGlobal: boolean): Node => {
    const global = (name: Node) => (isGlobal ? prefixed("::", name) : name);
    if (eat(p, "srN")) {
      let scope = withGiven(unresolvedType());
      while (!eat(p, "E")) scope = nested(scope, simple());
      return nested(scope, base());
    }
    if (!eat(p, "sr")) return global(base());
    if (!isDigit(peek(p))) return nested(withGiven(unresolvedType()), base());
    let scope = global(simple());
    while (!eat(p, "E")) scope = nested(scope, simple());
    return nested(scope, base());
  };
}

export function createExpressions(p: Parser, g: () => Grammar) {
  const { literal } = createLiterals(p, g);
  const unresolvedName = createUnresolved(p, g);

  const newExpression = (isGlobal: boolean, isArray: boolean): Node => {
    const placement = until(p, "_", expression);
    const type = g().type();
    const hasStart = eat(p, "pi");
    const start = hasStart ? until(p, "E", expression) : [];
    if (!hasStart) expect(p, "E");
    return {
      left(out) {
        write(out, `${isGlobal ? "::" : ""}new${isArray ? "[]" : ""}`);
        if (placement.length > 0) list("(", placement, ")")(out);
        write(out, " ");
        print(out, type);
        if (hasStart) list("(", start, ")")(out);
      },
      precedence: precedence.unary,
    };
  };
  const conversion = (): Node => {
    const type = g().type();
    const of = eat(p, "_") ? until(p, "E", expression) : [expression()];
    return {
      left(out) {
        inParentheses(out, () => print(out, type));
        list("(", of, ")")(out);
      },
      precedence: precedence.cast,
    };
  };
  const namedCast = (name: string): Node => {
    const type = g().type();
    const of = expression();
    return {
      left(out) {
        write(out, `${name}<`);
        print(out, type);
        write(out, ">");
        inParentheses(out, () => printOperand(out, of));
      },
      precedence: precedence.postfix,
    };
  };
  const conditional = (): Node => {
    const [condition, yes, no] = [expression(), expression(), expression()];
    return {
      left(out) {
        printOperand(out, condition, precedence.conditional);
        write(out, " ? ");
        printOperand(out, yes);
        write(out, " : ");
        printOperand(out, no, precedence.assign, true);
      },
      precedence: precedence.conditional,
    };
  };
  const member = (operator: Operator): Node => {
    const own = precedence[operator.precedence];
    const [object, name] = [expression(), expression()];
    return {
      left(out) {
        printOperand(out, object, own, true);
        write(out, operator.symbol);
        printOperand(out, name, own);
      },
      precedence: own,
    };
  };
  const call = (): Node => {
    const callee = expression();
    const given = until(p, "E", expression);
    return {
      left(out) {
        print(out, callee);
        list("(", given, ")")(out);
      },
      precedence: precedence.postfix,
    };
  };
  const subscript = (): Node => {
    const [of, index] = [expression(), expression()];
    return {
      left(out) {
        printOperand(out, of, precedence.postfix);
        list("[", [index], "]")(out);
      },
      precedence: precedence.postfix,
    };
  };
  const operation = (operator: Operator, isGlobal: boolean): Node => {
    const { kind, symbol, precedence: own, isArray } = operator;
    switch (kind) {
      case "binary": {
        const first = expression();
        return binary(first, operator, expression());
      }
      case "prefix":
        return unary(symbol, expression(), own);
      case "postfix":
        // `pp_` is the one before the operand.
        return eat(p, "_") ? unary(symbol, expression(), "unary") : unary(symbol, expression(), own, true);
      case "subscript":
        return subscript();
      case "member":
        return member(operator);
      case "new":
        return newExpression(isGlobal, isArray);
      case "delete":
        return unary(`${isGlobal ? "::" : ""}${symbol} `, expression(), "unary");
      case "call":
        return call();
      case "conversion":
        return conversion();
      case "conditional":
        return conditional();
      case "named-cast":
        return namedCast(symbol);
      case "of-type":
        return withPrecedence(enclosed(symbol, g().type()), "unary");
      case "of-value":
        return withPrecedence(enclosed(symbol, expression()), "unary");
    }
  };

  const functionParameter = (): Node => {
    if (eat(p, "fpT")) return text("this");
    if (eat(p, "fL")) {
      number(p);
      expect(p, "p");
    } else expect(p, "fp");
    g().qualifiers();
    const index = number(p);
    expect(p, "_");
    return text(`fp${index}`);
  };
  const braced = (): Node => {
    if (eat(p, "di")) {
      const field = text(plainName(p));
      return designated(".", field, "");
    }
    if (eat(p, "dx")) return designated("[", expression(), "]");
    if (!eat(p, "dX")) return expression();
    const [first, last] = [expression(), expression()];
    const range: Node = {
      left(out) {
        print(out, first);
        write(out, " ... ");
        print(out, last);
      },
    };
    return designated("[", range, "]");
  };
  const designated = (open: string, element: Node, close: string): Node => {
    const value = braced();
    return {
      left(out) {
        write(out, open);
        print(out, element);
        write(out, close);
        if (value.kind !== "braced") write(out, " = ");
        print(out, value);
      },
      kind: "braced",
    };
  };
  const bracedList = (type: Node | undefined): Node => {
    const values = until(p, "E", braced);
    return {
      left(out) {
        if (type !== undefined) print(out, type);
        list("{", values, "}")(out);
      },
    };
  };
  const others: readonly (readonly [letters: string, read: () => Node])[] = [
    ["il", () => bracedList(undefined)],
    ["tl", () => bracedList(g().type())],
    ["nx", () => enclosed("noexcept ", expression())],
    ["tw", () => prefixed("throw ", expression())],
    ["tr", () => text("throw")],
    ["sP", () => sizeofPack(until(p, "E", g().templateArgument))],
    [
      "sZ",
      () =>
        peek(p) === "T"
          ? sizeofPack([expansion(g().templateParameter())])
          : enclosed("sizeof... ", functionParameter()),
    ],
    ["sp", () => expansion(expression())],
    ["u", vendorCall],
  ];
  function sizeofPack(of: readonly Node[]): Node {
    return { left: list("sizeof...(", of, ")") };
  }
  function vendorCall(): Node {
    const name = plainName(p);
    const given = until(p, "E", g().templateArgument);
    return { left: list(`${name}(`, given, ")") };
  }

  const expression = (): Node =>
    deeper(p, () => {
      const isGlobal = eat(p, "gs");
      const letters = p.source.slice(p.at, p.at + 2);
      const operator = operators.get(letters);
      if (operator !== undefined) {
        p.at += 2;
        return operation(operator, isGlobal);
      }
      if (letters.startsWith("L")) return literal();
      if (letters.startsWith("T")) return g().templateParameter();
      if (letters === "fp" || (letters === "fL" && isDigit(peek(p, 2)))) return functionParameter();
      if (letters.startsWith("f")) return fold(p, g);
      for (const [start, read] of others) {
        if (!startsWith(p, start)) continue;
        p.at += start.length;
        return read();
      }
      return unresolvedName(isGlobal);
    });
  return { expression, literal };
}
