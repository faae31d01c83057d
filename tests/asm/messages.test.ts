// What is said about malformed text, message by message, as people see it: `messages/TOPIC.txt` holds each refused source
// of that topic with its messages underlined. MACHOSCOPE_BLESS=1 writes them anew; read the difference.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assemble } from "@/asm/assemble";
import type { Diagnostic } from "@/base/diagnostic";
import { readSnippets, type Snippet, snippetTopics } from "../oracle/asm/snippets";
import { encoders } from "./encoders";

const folder = join(import.meta.dirname, "messages");

function shown({ severity, message, place, fixes }: Diagnostic, lines: readonly string[]): string {
  const { line = 0, column = 0, length = 1 } = place ?? {};
  const text = (lines[line - 1] ?? "").replaceAll("\t", " ");
  const mark = `${" ".repeat(Math.max(0, column - 1))}^${"~".repeat(Math.max(0, length - 1))}`;
  const repairs = (fixes ?? []).map(({ title }) => `    repair: ${title}\n`).join("");
  return `  ${line}:${column}: ${severity}: ${message}\n    ${text}\n    ${mark}\n${repairs}`;
}

function describeRefusal({ name, text, architecture }: Snippet): string {
  const { object, diagnostics } = assemble({ name: "t.s", text, architecture }, encoders);
  if (object !== undefined) return "";
  const lines = text.split("\n");
  return `${name}\n${diagnostics.map((diagnostic) => shown(diagnostic, lines)).join("")}\n`;
}

test.each(snippetTopics)("%s", (topic) => {
  const snippets = readSnippets(topic).filter(({ architecture }) => architecture === "arm64");
  const text = snippets.map(describeRefusal).join("");
  const path = join(folder, `${topic}.txt`);
  if (process.env.MACHOSCOPE_BLESS === "1") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
});
