// The `.if` family: what is left out, and what is read.

import { messages, type Span } from "../messages";
import type { ExpansionTarget } from "./expander";
import { splitArguments, unquoted } from "./macros";

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
const same = (text: string, clean: (piece: string) => string): boolean | undefined => {
  const pieces = splitArguments(text);
  return pieces.length === 2 ? clean(pieces[0]!) === clean(pieces[1]!) : undefined;
};
const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);
const asWritten = (piece: string) => piece;

const tests: Readonly<Record<string, Test>> = {
  ".if": compare((value) => value !== 0n),
  ".ifne": compare((value) => value !== 0n),
  ".ifeq": compare((value) => value === 0n),
  ".ifgt": compare((value) => value > 0n),
  ".ifge": compare((value) => value >= 0n),
  ".iflt": compare((value) => value < 0n),
  ".ifle": compare((value) => value <= 0n),
  ".ifdef": (target, text) => (text === "" ? undefined : target.isDefined(text)),
  ".ifndef": (target, text) => (text === "" ? undefined : !target.isDefined(text)),
  ".ifnotdef": (target, text) => (text === "" ? undefined : !target.isDefined(text)),
  ".ifb": (_, text) => text === "",
  ".ifnb": (_, text) => text !== "",
  ".ifc": (_, text) => same(text, asWritten),
  ".ifnc": (_, text) => not(same(text, asWritten)),
  ".ifeqs": (_, text) => same(text, unquoted),
  ".ifnes": (_, text) => not(same(text, unquoted)),
};

export class Conditions {
  private readonly target: ExpansionTarget;
  private readonly open: Condition[] = [];

  constructor(target: ExpansionTarget) {
    this.target = target;
  }

  get depth(): number {
    return this.open.length;
  }

  get isSkipping(): boolean {
    return this.open.length > 0 && this.open.some(({ active }) => !active);
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
    if (holds === undefined)
      this.target.report(messages.directiveSyntax(name, name === ".ifc" ? "text, text" : "expression"), span);
    return holds ?? false;
  }
}
