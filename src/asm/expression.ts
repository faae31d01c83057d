// Expressions of the assembler: 64-bit two's complement constants, symbols, and operators over them.

export type UnaryOperator = "-" | "~" | "!" | "+";
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "<<"
  | ">>"
  | "&"
  | "|"
  | "^"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||";

export type Expression =
  | { readonly kind: "constant"; readonly value: bigint }
  /** `modifier` is the part after `@`, in the spelling used: PAGE, GOTPCREL, TLVP… */
  | { readonly kind: "symbol"; readonly name: string; readonly modifier?: string }
  /** The current location, `.`; replaced by a temporary label when the statement is laid out. */
  | { readonly kind: "here" }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** The expression with something else for each `.`; itself if it has none. */
export function withHere(expression: Expression, here: () => Expression): Expression {
  switch (expression.kind) {
    case "here":
      return here();
    case "unary": {
      const operand = withHere(expression.operand, here);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case "binary": {
      const left = withHere(expression.left, here);
      const right = withHere(expression.right, here);
      return left === expression.left && right === expression.right ? expression : { ...expression, left, right };
    }
    default:
      return expression;
  }
}
