// The `.if` family: what is left out, and what is read.

import { messages, type Span } from "../messages";
import type { ExpansionTarget } from "./expander";
import { endOfQuoted } from "./macroArguments";

interface Condition {
  readonly span: Span;
  /** The part in hand is read. */
  active: boolean;
  /** Some part was read, so no later one is. */
  taken: boolean;
  sawElse: boolean;
}

type Test = (target: ExpansionTarget, text: string) => boolean | undefined;

const compare =
  (holds: (value: bigint) => boolean): Test =>
  (target, text) => {
    const value = target.constant(text);
    return value === undefined ? undefined : holds(value);
  };
/** Two texts, the first up to a comma; undefined if there is none. */
function halves(text: string): readonly [string, string] | undefined {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') i = endOfQuoted(text, i);
    else if (text[i] === ",") return [text.slice(0, i).trim(), text.slice(i + 1).trim()];
  }
  return undefined;
}
const isString = (text: string) => text.length > 1 && text[0] === '"' && endOfQuoted(text, 0) === text.length - 1;

const sameWords = (text: string): boolean | undefined => {
  const pieces = halves(text);
  return pieces && pieces[0] === pieces[1];
};
const sameStrings = (text: string): boolean | undefined =>
  halves(text)?.every(isString) ? sameWords(text) : undefined;
const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);
const name = /^([\w.$][\w.$?]*|"(?:[^"\\]|\\.)*")$/;
const defined: Test = (target, text) => (name.test(text) && !/^\d/.test(text) ? target.isDefined(text) : undefined);

const tests: Readonly<Record<string, Test>> = {
  ".if": compare((value) => value !== 0n),
  ".ifne": compare((value) => value !== 0n),
  ".ifeq": compare((value) => value === 0n),
  ".ifgt": compare((value) => value > 0n),
  ".ifge": compare((value) => value >= 0n),
  ".iflt": compare((value) => value < 0n),
  ".ifle": compare((value) => value <= 0n),
  ".ifdef": defined,
  ".ifndef": (target, text) => not(defined(target, text)),
  ".ifnotdef": (target, text) => not(defined(target, text)),
  ".ifb": (_, text) => text === "",
  ".ifnb": (_, text) => text !== "",
  ".ifc": (_, text) => sameWords(text),
  ".ifnc": (_, text) => not(sameWords(text)),
  ".ifeqs": (_, text) => sameStrings(text),
  ".ifnes": (_, text) => not(sameStrings(text)),
};

/** Every directive of this file. */
export const conditionDirectives: readonly string[] = [...Object.keys(tests), ".else", ".elseif", ".endif"];

function syntaxOf(name: string): string {
  if (name === ".ifc" || name === ".ifnc") return "text, text";
  if (name === ".ifeqs" || name === ".ifnes") return '"text", "text"';
  return name.endsWith("def") ? "name" : "expression";
}

export class Conditions {
  private readonly target: ExpansionTarget;
  private readonly open: Condition[] = [];

  constructor(target: ExpansionTarget) {
    this.target = target;
  }

  get depth(): number {
    return this.open.length;
  }

  /** What is inside something that is left out is left out, whatever it says: the innermost tells for all. */
  get isSkipping(): boolean {
    return this.open.at(-1)?.active === false;
  }

  unclosed(): Span | undefined {
    return this.open.at(-1)?.span;
  }

  closeTo(depth: number): void {
    this.open.length = Math.min(this.open.length, depth);
  }

  handles(name: string): boolean {
    return name in tests || name === ".else" || name === ".elseif" || name === ".endif";
  }

  handle(name: string, text: string, span: Span): void {
    const current = this.open.at(-1);
    if (name in tests) {
      // Inside what is left out, conditions are only counted.
      const holds = this.isSkipping ? false : this.test(name, text, span);
      this.open.push({ span, active: holds, taken: holds || this.isSkipping, sawElse: false });
      return;
    }
    if (current === undefined || (name !== ".endif" && current.sawElse)) {
      this.target.report(messages.nothingToClose(name), span);
      return;
    }
    if (name !== ".elseif" && text !== "") this.target.report(messages.unexpectedText(text), span);
    if (name === ".endif") {
      this.open.pop();
      return;
    }
    current.active = false;
    if (name === ".else") current.sawElse = true;
    if (current.taken) return;
    current.active = name === ".else" || this.test(".if", text, span);
    current.taken = current.active;
  }

  private test(name: string, text: string, span: Span): boolean {
    const holds = tests[name]!(this.target, text);
    if (holds === undefined) this.target.report(messages.directiveSyntax(name, syntaxOf(name)), span);
    return holds ?? false;
  }
}
