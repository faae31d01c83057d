// Cuts assembler text into statements. Comments and separators are the two dialects' only difference at this level:
// x86_64 Darwin starts a comment with `#` and separates with `;`, arm64 Darwin starts one with `;` and separates
// with `%%`. Both know `//` and `/* */`. One pass over the characters, no regular expressions.

import type { Architecture } from "@/arch/architecture";
import { type Complaint, messages, type Span } from "./messages";

export interface StatementSink {
  /** A statement without white space at its ends. */
  statement(text: string, line: number, column: number): void;
  report(complaint: Complaint, span: Span): void;
}

const newline = 10;
const space = 32;
const tab = 9;
const carriageReturn = 13;
const quote = 34;
const hash = 35;
const percent = 37;
const apostrophe = 39;
const star = 42;
const slash = 47;
const semicolon = 59;
const backslash = 92;

const isBlank = (code: number) => code === space || code === tab || code === carriageReturn;

/** Characters that mean nothing at this level. */
const isPlain = new Uint8Array(128).fill(1);
for (const code of [newline, space, tab, carriageReturn, quote, hash, percent, apostrophe, slash, semicolon])
  isPlain[code] = 0;

/** Index just past the string that opens at `at`, or of the newline that cuts it off. */
function endOfString(text: string, at: number): number {
  let i = at + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash && text.charCodeAt(i + 1) !== newline) i++;
    else if (code === quote) return i + 1;
    else if (code === newline) return i;
  }
  return text.length;
}

/** Index just past a character constant such as 'a' or '\n', or `at + 1` when the apostrophe opens none. */
function endOfCharacter(text: string, at: number): number {
  const length = text.charCodeAt(at + 1) === backslash ? 4 : 3;
  const isClosed = text.charCodeAt(at + length - 1) === apostrophe && text.charCodeAt(at + length - 2) !== newline;
  return isClosed ? at + length : at + 1;
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

/** Length of the token at `i` when it starts a comment that runs to the end of the line, else 0. */
function startsComment(text: string, i: number, code: number, arm: boolean, atLineStart: boolean): boolean {
  if (code === slash) return text.charCodeAt(i + 1) === slash;
  if (code === semicolon) return arm;
  return code === hash && (!arm || atLineStart);
}

const startsSeparator = (text: string, i: number, code: number, arm: boolean) =>
  arm ? code === percent && text.charCodeAt(i + 1) === percent : code === semicolon;

/** The text with block comments blanked out, so that columns and lines stay true. */
export function blankBlockComments(text: string, report: StatementSink["report"]): string {
  if (!text.includes("/*")) return text;
  let out = "";
  let copied = 0;
  let i = 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (code === apostrophe) i = endOfCharacter(text, i);
    else if (code === slash && text.charCodeAt(i + 1) === slash) i = endOfLine(text, i);
    else if (code === slash && text.charCodeAt(i + 1) === star) {
      const close = text.indexOf("*/", i + 2);
      const end = close < 0 ? text.length : close + 2;
      if (close < 0) {
        const line = text.slice(0, i).split("\n").length;
        report(messages.unterminatedComment, { line, column: i - text.lastIndexOf("\n", i), length: 2 });
      }
      out += text.slice(copied, i) + text.slice(i, end).replace(/[^\n]/g, " ");
      copied = i = end;
    } else i++;
  }
  return out + text.slice(copied);
}

/** Past a string or a character constant, whose contents mean nothing here; else past plain characters, at least one. */
function endOfToken(text: string, at: number, code: number, limit: number): number {
  if (code === quote) return endOfString(text, at);
  if (code === apostrophe) return endOfCharacter(text, at);
  let end = at + 1;
  for (; end < limit; end++) {
    const next = text.charCodeAt(end);
    if (next < 128 && isPlain[next] === 0) break;
  }
  return end;
}

export function scanStatements(source: string, architecture: Architecture, sink: StatementSink): void {
  const text = blankBlockComments(source, (complaint, span) => sink.report(complaint, span));
  cutStatements(text, 0, text.length, architecture, sink);
}

/** Cuts the part from `from` to `to`, whole lines without block comments; lines count from its first, which is 1. */
export function cutStatements(
  text: string,
  from: number,
  to: number,
  architecture: Architecture,
  sink: StatementSink,
): void {
  const arm = architecture === "arm64";
  let line = 1;
  let lineStart = from;
  let start = -1;
  let end = 0;
  let seenOnLine = false;
  const finish = () => {
    if (start >= 0) sink.statement(text.slice(start, end), line, start - lineStart + 1);
    start = -1;
  };
  let i = from;
  while (i < to) {
    const code = text.charCodeAt(i);
    if (isBlank(code)) i++;
    else if (code === newline) {
      finish();
      i++;
      line++;
      lineStart = i;
      seenOnLine = false;
    } else if (startsComment(text, i, code, arm, !seenOnLine)) i = endOfLine(text, i);
    else if (startsSeparator(text, i, code, arm)) {
      finish();
      i += arm ? 2 : 1;
    } else {
      if (start < 0) start = i;
      seenOnLine = true;
      end = endOfToken(text, i, code, to);
      if (code === quote && (text.charCodeAt(end - 1) !== quote || end === i + 1))
        sink.report(messages.unterminatedString, { line, column: i - lineStart + 1, length: end - i });
      i = end;
    }
  }
  finish();
}
