// Every directive, operator and form of text, a few lines each, on both CPUs: the same object as llvm-mc makes, byte for
// byte; and what llvm-mc refuses is refused.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { assemble } from "@/asm/assemble";
import { encoders } from "../../asm/encoders";
import { readSnippets, type Snippet, snippetTopics } from "./snippets";

const folder = mkdtempSync(join(tmpdir(), "machoscope-snippets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mostBytes = 2 ** 28;
const targets = {
  arm64: ["-triple=arm64-apple-macos12", "-mcpu=apple-m1"],
  x86_64: ["-triple=x86_64-apple-macos12"],
} as const;

function llvmObject({ text, architecture }: Snippet): Uint8Array | undefined {
  const output = join(folder, "t.o");
  const options = [...targets[architecture], "-filetype=obj", "-", "-o", output];
  // The directory shows where a source does not name its own.
  // It never ends on a name assigned to itself, or a zerofill section's name that is too long: refused, as here.
  const { status } = spawnSync("llvm-mc-22", options, { input: text, cwd: "/", timeout: 5_000 });
  // A size that slipped makes LLVM write gigabytes, which is refused here.
  return status === 0 && statSync(output).size < mostBytes ? readFileSync(output) : undefined;
}

/** What differs, in a word. */
function compare(snippet: Snippet): "same" | "refused by both" | "refused here" | "refused there" | "other bytes" {
  const wanted = llvmObject(snippet);
  const { object } = assemble({ name: "t.s", text: snippet.text, architecture: snippet.architecture }, encoders);
  if (object === undefined) return wanted === undefined ? "refused by both" : "refused here";
  if (wanted === undefined) return "refused there";
  return Buffer.from(object).equals(wanted) ? "same" : "other bytes";
}

const counts: Record<string, number> = {};
afterAll(() => {
  console.log(counts);
});

describe("small sources as in llvm-mc", () => {
  it.each(snippetTopics)("%s", (topic) => {
    const wrong: string[] = [];
    for (const snippet of readSnippets(topic)) {
      const outcome = compare(snippet);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      const isSame = outcome === "same" || outcome === "refused by both";
      if (isSame === snippet.differs) wrong.push(`${snippet.name} (${snippet.architecture}): ${outcome}`);
    }
    expect(wrong).toEqual([]);
  });
});
