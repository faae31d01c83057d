// What a statement comes to, or is told, without the text around it.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import { directiveNamed } from "./directives/all";
import { Emitter } from "./emitter";
import { expansionDirectives } from "./expansion/expander";
import type { Meaning, Statement } from "./statement";
import { StatementReader } from "./statementReader";
import type { PlacedStatement } from "./versionDifference";

export interface AloneReading {
  /** An instruction; missing where it is in error. */
  readonly meaning: Meaning | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Names in it that must have no value for this to hold. */
  readonly names: readonly string[];
}

/** Labels, assignments, names of registers (`.req`, `.unreq`); of strings in error, one message counts for a line. */
const namesSomethingElse = /[":=]|req/i;
const firstWord = /^[\w.$]+/;
const ofExpansion = new Set(expansionDirectives);

function isDirective({ text, directive }: Statement): boolean {
  const word = text.startsWith(".") ? firstWord.exec(text)![0] : undefined;
  return word !== undefined && (ofExpansion.has(directive) || directiveNamed(word) !== undefined || word === ".");
}

/** Undefined where the text around may matter, or if it may be something else than an instruction. */
export function readAlone(
  name: string,
  architecture: Architecture,
  { statement, line, column }: PlacedStatement,
  encoder: Meaning["encoder"],
): AloneReading | undefined {
  if (namesSomethingElse.test(statement.text) || isDirective(statement)) return undefined;
  // It stands somewhere else, too, or did a moment ago.
  if (statement.meaning?.encoder === encoder) return ofMeaning(statement.meaning);
  const emitter = new Emitter(name, architecture);
  const reader = new StatementReader(emitter, encoder);
  // What is known about the text may be from another syntax.
  const alone: Statement = { ...statement, meaning: undefined };
  reader.statement(alone, line, column);
  const { diagnostics, errors } = emitter;
  const { meaning } = alone;
  const names = reader.namesSpoken;
  if (names === undefined) return undefined;
  if (errors > 0) return { meaning: undefined, diagnostics, names };
  if (diagnostics.length > 0 || meaning === undefined) return undefined;
  statement.meaning = meaning;
  return ofMeaning(meaning);
}

function ofMeaning(meaning: Meaning): AloneReading | undefined {
  const { instruction, bodyAt, names } = meaning;
  return instruction === undefined || bodyAt > 0 ? undefined : { meaning, diagnostics: [], names };
}
