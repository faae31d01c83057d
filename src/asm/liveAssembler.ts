// Versions of one source, one after the other. What a version has in common with the one before it is neither cut into
// statements nor read again; placing, labels and all that follows from them are done anew each time, so the result is
// that of a fresh assembly.

import type { Architecture } from "@/arch/architecture";
import { type Assembly, type AssemblyInput, assembleSource, type Encoders } from "./assemble";
import { SourceText } from "./sourceText";
import { StatementPool } from "./statement";

export class LiveAssembler {
  private readonly encoders: Encoders;
  private known:
    | { readonly architecture: Architecture; readonly source: SourceText; readonly pool: StatementPool }
    | undefined;

  constructor(encoders: Encoders) {
    this.encoders = encoders;
  }

  assemble({ name, text, architecture }: AssemblyInput): Assembly {
    if (this.known?.architecture !== architecture) {
      const pool = new StatementPool();
      this.known = { architecture, pool, source: new SourceText(architecture, pool) };
    }
    const { source, pool } = this.known;
    pool.turn();
    source.update(text);
    return assembleSource(name, source, pool, this.encoders.encoder(architecture));
  }
}
