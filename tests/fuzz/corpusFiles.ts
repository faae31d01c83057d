import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "@/arch/architecture";

export interface CorpusFile {
  readonly name: string;
  readonly architecture: Architecture;
  readonly text: string;
}

const folder = join(import.meta.dirname, "../corpus/asm");

/** What clang wrote, both CPUs. */
export const corpusFiles: readonly CorpusFile[] = (["arm64", "x86_64"] as const).flatMap((architecture) =>
  readdirSync(join(folder, architecture, "O0"))
    .filter((name) => name.endsWith(".s"))
    .map((name) => ({ name, architecture, text: readFileSync(join(folder, architecture, "O0", name), "utf8") })),
);
