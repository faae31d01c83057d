// Small sources by topic, many to a file: `//// name`, then the text. `[arm64]` behind the name is for that CPU only, and
// `(differs: why)` says that llvm-mc does something else on purpose of one of us.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Architecture, architectures } from "@/arch/architecture";

export interface Snippet {
  readonly name: string;
  readonly architecture: Architecture;
  readonly differs: boolean;
  readonly text: string;
}

const folder = join(import.meta.dirname, "snippets");
const heading = /^(.*?)(?: \[(arm64|x86_64)\])?( \(differs: .*\))?$/;

export const snippetTopics: readonly string[] = readdirSync(folder).map((name) => name.replace(/\.s$/, ""));

export function readSnippets(topic: string): readonly Snippet[] {
  const parts = readFileSync(join(folder, `${topic}.s`), "utf8").split(/^\/\/\/\/ /m);
  return parts.slice(1).flatMap((part) => {
    const end = part.indexOf("\n");
    const [, name = "", only, differs] = heading.exec(part.slice(0, end))!;
    const text = part.slice(end + 1);
    return architectures
      .filter((architecture) => only === undefined || only === architecture)
      .map((architecture) => ({ name, architecture, differs: differs !== undefined, text }));
  });
}
