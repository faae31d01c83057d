// Sums of numbers and symbols: as much of the assembler's expression syntax as the encoder's own tests need, so that
// they stand without the common assembler.

import type { Expression } from "@/asm/expression";
import type { OperandContext } from "@/asm/instructionEncoder";

const term = /\s*([-+~]?)\s*(0x[0-9a-f]+|\d+[fb]?(?![\w])|"[^"]*"|[A-Za-z_.$][\w.$]*)(?:@(\w+))?/iy;
const opening = /\s*([-+]?)\s*\(/y;

export function testContext(constants: Readonly<Record<string, bigint>> = {}): OperandContext {
  const constant = (expression: Expression): bigint | undefined => {
    switch (expression.kind) {
      case "constant":
        return expression.value;
      case "symbol":
        return constants[expression.name];
      case "binary": {
        const [left, right] = [constant(expression.left), constant(expression.right)];
        if (left === undefined || right === undefined) return undefined;
        return expression.operator === "-" ? left - right : expression.operator === "<<" ? left << right : left + right;
      }
      default:
        return undefined;
    }
  };
  return { parseExpression, parseTerm: parseSingle, constant };
}

function parseExpression(text: string, at: number): ReturnType<OperandContext["parseExpression"]> {
  let expression: Expression | undefined;
  let end = at;
  for (;;) {
    const shift = /\s*<<\s*(\d+)/y;
    shift.lastIndex = end;
    const amount = shift.exec(text);
    if (expression && amount) {
      const right: Expression = { kind: "constant", value: BigInt(amount[1]!) };
      expression = { kind: "binary", operator: "<<", left: expression, right };
      end = shift.lastIndex;
      continue;
    }
    const next = parseTerm(text, end, expression === undefined);
    if (next === undefined) break;
    end = next.end;
    expression =
      expression === undefined
        ? next.expression
        : { kind: "binary", operator: next.minus ? "-" : "+", left: expression, right: next.expression };
  }
  if (expression !== undefined) return { expression, end };
  return { error: { code: "bad-expression", message: "expected an expression", at, length: 1 } };
}

function parseSingle(text: string, at: number): ReturnType<OperandContext["parseExpression"]> {
  const found = parseTerm(text, at, true);
  return found ?? { error: { code: "bad-expression", message: "expected an expression", at, length: 1 } };
}

function parseTerm(text: string, at: number, first: boolean) {
  opening.lastIndex = at;
  const open = opening.exec(text);
  if (open && (first || open[1] !== "")) {
    const inner = parseExpression(text, opening.lastIndex);
    if ("error" in inner || text[inner.end] !== ")") return undefined;
    return { expression: inner.expression, end: inner.end + 1, minus: open[1] === "-" };
  }
  term.lastIndex = at;
  const match = term.exec(text);
  if (!match || (!first && match[1] === "")) return undefined;
  const [, sign, word, modifier] = match;
  const minus = sign === "-";
  const negate = minus && first;
  if (/^(0x[0-9a-f]+|\d+)$/i.test(word!)) {
    const value = BigInt(word!);
    return { expression: { kind: "constant", value: negate ? -value : value } as const, end: term.lastIndex, minus };
  }
  const name = word!.replaceAll('"', "");
  const expression: Expression = { kind: "symbol", name, ...(modifier === undefined ? {} : { modifier }) };
  return { expression, end: term.lastIndex, minus };
}
