// Text to a Mach-O object file: the only entry to the assembler.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import type { ReadonlyTable } from "@/tables/table";
import type { lines } from "./lineTable";

export interface AssemblyInput {
  /** As the user named it, `main.s`; quoted in diagnostics. */
  readonly name: string;
  readonly text: string;
  readonly architecture: Architecture;
}

export interface Assembly {
  /** MH_OBJECT bytes; undefined when any diagnostic is an error. */
  readonly object: Uint8Array | undefined;
  readonly lines: ReadonlyTable<typeof lines>;
  readonly diagnostics: readonly Diagnostic[];
}
