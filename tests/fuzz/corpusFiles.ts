import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Architecture, architectures } from "@/arch/architecture";

export interface CorpusFile {
  readonly name: string;
  readonly architecture: Architecture;
  readonly text: string;
}

const folder = join(import.meta.dirname, "../corpus/asm");

const filesOf = (level: string): readonly CorpusFile[] =>
  architectures.flatMap((architecture) =>
    readdirSync(join(folder, architecture, level))
      .filter((name) => name.endsWith(".s"))
      .map((name) => ({ name, architecture, text: readFileSync(join(folder, architecture, level, name), "utf8") })),
  );

/** What clang wrote without optimisation, both CPUs. */
export const corpusFiles: readonly CorpusFile[] = filesOf("O0");
/** Also what it wrote with optimisation and with debug information. */
export const allCorpusFiles: readonly CorpusFile[] = [...corpusFiles, ...filesOf("O2"), ...filesOf("g-O0")];
