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
  return text.charCodeAt(at + length - 1) === apostrophe ? at + length : at + 1;
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
function blankBlockComments(text: string, sink: StatementSink): string {
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
        sink.report(messages.unterminatedComment, { line, column: i - text.lastIndexOf("\n", i), length: 2 });
      }
      out += text.slice(copied, i) + text.slice(i, end).replace(/[^\n]/g, " ");
      copied = i = end;
    } else i++;
  }
  return out + text.slice(copied);
}

/** Past a string or a character constant, whose contents mean nothing here; else past one character. */
function endOfToken(text: string, at: number, code: number): number {
  if (code === quote) return endOfString(text, at);
  return code === apostrophe ? endOfCharacter(text, at) : at + 1;
}

export function scanStatements(source: string, architecture: Architecture, sink: StatementSink): void {
  const text = source.includes("/*") ? blankBlockComments(source, sink) : source;
  const arm = architecture === "arm64";
  let line = 1;
  let lineStart = 0;
  let start = -1;
  let end = 0;
  let seenOnLine = false;
  const finish = () => {
    if (start >= 0) sink.statement(text.slice(start, end), line, start - lineStart + 1);
    start = -1;
  };
  let i = 0;
  while (i < text.length) {
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
      end = endOfToken(text, i, code);
      if (code === quote && (text.charCodeAt(end - 1) !== quote || end === i + 1))
        sink.report(messages.unterminatedString, { line, column: i - lineStart + 1, length: end - i });
      i = end;
    }
  }
  finish();
}
