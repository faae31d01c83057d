// Versions of one source, one after the other. What a version has in common with the one before it is neither cut into
// statements nor read again. Where an edit moves nothing, the assembly before is patched; where it exchanges
// instructions or renames a label, the draft before is changed and given its places anew; else all is placed anew.
// Each way the result is that of a fresh assembly.

import type { Architecture } from "@/arch/architecture";
import { type Assembly, type AssemblyInput, assembleSource, type Encoders } from "./assemble";
import { baseOf, editSince, type PatchBase, patchBaseOf, patchedAssembly } from "./patchedAssembly";
import { SourceText } from "./sourceText";
import { StatementPool } from "./statement";
import type { VersionDifference } from "./versionDifference";

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
  /** How many assemblies were made in each way. */
  readonly made = { patched: 0, spliced: 0, afresh: 0 };

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
    const { base } = known;
    const difference = base?.name === name ? editSince(base, source) : undefined;
    const fromBase =
      base && difference && (this.patched(known, base, difference) ?? this.spliced(known, base, difference));
    if (fromBase !== undefined) return fromBase;
    this.made.afresh++;
    const assembled = assembleSource(name, source, pool, this.encoders.encoder(architecture));
    // A mistake is mostly mended to what was there before.
    known.base = patchBaseOf(name, source, assembled) ?? known.base;
    return assembled.assembly;
  }

  private patched(known: Known, base: PatchBase, difference: VersionDifference): Assembly | undefined {
    const patched = patchedAssembly(base, known.source, difference);
    if (patched === undefined) return undefined;
    this.made.patched++;
    if (patched.base !== undefined) {
      const { kept } = base;
      known.base = { ...patched.base, kept: kept?.follow(difference) === true ? kept : undefined };
    }
    return patched.assembly;
  }

  private spliced(known: Known, base: PatchBase, difference: VersionDifference): Assembly | undefined {
    const { kept, name } = base;
    const assembly = kept?.follow(difference) ? kept.assembly() : undefined;
    if (assembly === undefined) return undefined;
    this.made.spliced++;
    known.base = baseOf(name, known.source.version, assembly, kept);
    return assembly;
  }
}
