import { Emitter } from "@/asm/emitter";
import { ExpressionParser, type ExpressionResult } from "@/asm/expressionParser";
import type { OperandContext } from "@/asm/instructionEncoder";

const emitter = new Emitter("test.s", "arm64");
const parser = new ExpressionParser({ constantOf: () => undefined, localLabel: () => undefined });

function forEncoder(parsed: ExpressionResult): ReturnType<OperandContext["parseExpression"]> {
  if (!("complaint" in parsed)) return parsed;
  const { code, message } = parsed.complaint("test.s", { line: 1, column: 1, length: 1 });
  return { error: { code, message, at: parsed.at, length: parsed.length } };
}

/** The assembler's own expressions, without any symbol that has a value. */
export const operandContext: OperandContext = {
  parseExpression: (text, at) => forEncoder(parser.parse(text, at)),
  parseTerm: (text, at) => forEncoder(parser.parseTerm(text, at)),
  constant: (expression) => emitter.evaluator.constant(expression),
};
