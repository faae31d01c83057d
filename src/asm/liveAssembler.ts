// Versions of one source, one after the other. What a version has in common with the one before it is neither cut into
// statements nor read again. Where an edit moves nothing, the assembly before is patched; else placing, labels and all
// that follows from them are done anew. Either way the result is that of a fresh assembly.

import type { Architecture } from "@/arch/architecture";
import { type Assembly, type AssemblyInput, assembleSource, type Encoders } from "./assemble";
import { type PatchBase, patchBaseOf, patchedAssembly } from "./patchedAssembly";
import { SourceText } from "./sourceText";
import { StatementPool } from "./statement";

interface Known {
  readonly architecture: Architecture;
  readonly source: SourceText;
  readonly pool: StatementPool;
  /** The last assembly that others can be made from. */
  base: PatchBase | undefined;
}

export class LiveAssembler {
  private readonly encoders: Encoders;
  private known: Known | undefined;

  constructor(encoders: Encoders) {
    this.encoders = encoders;
  }

  assemble({ name, text, architecture }: AssemblyInput): Assembly {
    if (this.known?.architecture !== architecture) {
      const pool = new StatementPool();
      this.known = { architecture, pool, source: new SourceText(architecture, pool), base: undefined };
    }
    const { known } = this;
    const { source, pool } = known;
    pool.turn();
    source.update(text);
    const patched = known.base?.name === name ? patchedAssembly(known.base, source) : undefined;
    if (patched !== undefined) {
      known.base = patched.base ?? known.base;
      return patched.assembly;
    }
    const assembled = assembleSource(name, source, pool, this.encoders.encoder(architecture));
    // A mistake is mostly mended to what was there before.
    known.base = patchBaseOf(name, source, assembled) ?? known.base;
    return assembled.assembly;
  }
}
