// An assembler for each source that somebody edits, which follows it from version to version. What it keeps of the last
// version is several times the text, so only the sources edited last have one; another one is assembled from scratch.

import type { Assembly, AssemblyInput, Encoders } from "@/asm/assemble";
import { LiveAssembler } from "@/asm/liveAssembler";
import type { FileId } from "./protocol";

/** Sources that are followed: somebody edits one, looks into a few others, and comes back. */
const mostSources = 6;

export class LiveAssemblers {
  private readonly encoders: Encoders;
  /** Used last, last. */
  private readonly byFile = new Map<FileId, LiveAssembler>();

  constructor(encoders: Encoders) {
    this.encoders = encoders;
  }

  assemble(file: FileId, input: AssemblyInput): Assembly {
    const live = this.byFile.get(file) ?? new LiveAssembler(this.encoders);
    // What is thrown is a bug; whoever comes after it begins anew.
    this.byFile.delete(file);
    const assembly = live.assemble(input);
    this.byFile.set(file, live);
    for (const oldest of this.byFile.keys()) {
      if (this.byFile.size <= mostSources) break;
      this.byFile.delete(oldest);
    }
    return assembly;
  }

  /** How many sources are followed. */
  get size(): number {
    return this.byFile.size;
  }
}
