// A large source for the assembler: what clang wrote for the corpus, over and over. Each round's own names (labels,
// assignments, tentative definitions) get the round's number behind them, so that rounds do not collide; names from
// elsewhere stay. MACHOSCOPE_CORPUS may name a folder with more optimisation levels than the committed -O0.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "@/arch/architecture";

// The bundle runs at the repository's root.
const corpus = process.env.MACHOSCOPE_CORPUS ?? join(process.cwd(), "tests/corpus/asm");

/** Line tables are not written, so neither assembler is to make one; what may stand once is put at the end. */
const once = /^\s*\.(loc|file|subsections_via_symbols|build_version|addrsig|addrsig_sym)\b.*$/;
const definition = /^\s*(?:([\w.$]+)(?::|\s*=)|\.(?:set\s|comm\s|lcomm\s|tbss\s|zerofill\s+\w+,\w+,)\s*([\w.$]+)\s*,)/;
const name = /"(?:[^"\\]|\\.)*"|(?<![\w.$%])[A-Za-z_.$][\w.$]*/g;

interface Source {
  readonly lines: readonly string[];
  readonly own: ReadonlySet<string>;
}

function readSource(path: string): Source {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => !once.test(line));
  const own = new Set<string>();
  for (const line of lines) {
    const match = definition.exec(line);
    const defined = match?.[1] ?? match?.[2];
    if (defined !== undefined) own.add(defined);
  }
  return { lines, own };
}

/** Exactly `count` lines, but for the directive at the end. */
export function compilerOutput(architecture: Architecture, count: number): string {
  const sources = ["O0", "O2"]
    .map((level) => join(corpus, architecture, level))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith(".s"))
        .sort()
        .map((file) => readSource(join(folder, file))),
    );
  const lines: string[] = [];
  for (let round = 0; lines.length < count; round++) {
    const { lines: text, own } = sources[round % sources.length]!;
    // Whole sources only, or a frame may stay open; the last one is followed by empty lines.
    if (lines.length + text.length + 1 > count) break;
    // A source begins in this section without saying so.
    lines.push("\t.text");
    for (const line of text) lines.push(line.replace(name, (word) => (own.has(word) ? `${word}.${round}` : word)));
  }
  while (lines.length < count) lines.push("");
  return `${lines.join("\n")}\n.subsections_via_symbols\n`;
}
