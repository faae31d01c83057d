// A statement apart from where it stands. What reading it found out is kept with its text, so that the same text further
// down, or in the next version of the source, is not read again.

import type { Emitter } from "./emitter";
import type { EncodedInstruction, InstructionEncoder } from "./instructionEncoder";

/** What a statement does once it is understood. */
export type Action = (emitter: Emitter) => void;

export interface StatementLabel {
  readonly name: string;
  /** `1:` */
  readonly isLocal: boolean;
}

/** What a statement says, wherever it stands. */
export interface Meaning {
  readonly labels: readonly StatementLabel[];
  /** Where the text goes on behind the labels. */
  readonly bodyAt: number;
  /** One of the two, or neither if there are only labels. */
  readonly instruction: EncodedInstruction | undefined;
  readonly action: Action | undefined;
  /** Names that stood for themselves; where one has been given a value, the text means something else. */
  readonly names: readonly string[];
  /** Whose syntax it was read in. */
  readonly encoder: InstructionEncoder;
}

export interface Statement {
  readonly text: string;
  /** The directive that it starts with, in lower case, as far as that is letters; else empty. */
  readonly directive: string;
  /** Where the text goes on behind labels in front; 0 if there are none or nothing follows. */
  readonly behindLabels: number;
  /** Missing until it is read, and for good if it depends on the place. */
  meaning: Meaning | undefined;
}

const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

export function directiveOf(text: string): string {
  if (text.charCodeAt(0) !== 46) return "";
  let end = 1;
  while (isLetter(text.charCodeAt(end))) end++;
  return end === 1 ? "" : text.slice(0, end).toLowerCase();
}

const label = /^(?:[\w.$][\w.$?]*|"(?:[^"\\]|\\.)*")[ \t]*:[ \t]*/;

function endOfLabels(text: string): number {
  let at = 0;
  while (text.includes(":", at)) {
    const length = label.exec(at === 0 ? text : text.slice(at))?.[0].length ?? 0;
    if (length === 0) break;
    at += length;
  }
  return at < text.length ? at : 0;
}

const newStatement = (text: string): Statement => ({
  text,
  directive: directiveOf(text),
  behindLabels: endOfLabels(text),
  meaning: undefined,
});

/** More different texts than this are not remembered. */
const mostTexts = 50_000;

/** One object for each text, of this version of a source and of the one before. */
export class StatementPool {
  private current = new Map<string, Statement>();
  private previous: ReadonlyMap<string, Statement> = new Map();

  /** Another version begins: what it does not use again is forgotten with it. */
  turn(): void {
    this.previous = this.current;
    this.current = new Map();
  }

  add(statement: Statement): void {
    if (this.current.size >= mostTexts) this.current.clear();
    this.current.set(statement.text, statement);
  }

  get(text: string): Statement {
    // A label is defined once.
    if (text.endsWith(":")) return newStatement(text);
    const known = this.current.get(text);
    if (known !== undefined) return known;
    const statement = this.previous.get(text) ?? newStatement(text);
    this.add(statement);
    return statement;
  }
}
