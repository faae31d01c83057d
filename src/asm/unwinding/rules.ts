// What unwinding knows about a CPU.

import type { Architecture } from "@/arch/architecture";
import type { Expression } from "../expression";
import { arm64Frames } from "./arm64";
import type { Frame, FrameChange } from "./frame";
import { x86Frames } from "./x86_64";

export interface FrameRules {
  /** DWARF's number of a register; "unnumbered" for one that it cannot name. */
  register(name: string): number | "unnumbered" | undefined;
  readonly returnAddress: number;
  /** What holds where a function is entered. */
  readonly onEntry: readonly FrameChange[];
  /** The frame in the 32 bits of a compact record; 0 needs no record. */
  compactEncoding(frame: Frame): number;
  /** The encoding which says that only `__eh_frame` describes the function. */
  readonly dwarfMode: number;
  /** Whether functions with another encoding stay out of `__eh_frame`. */
  readonly prefersCompact: boolean;
  /** Whether a function's distance from its row in `__eh_frame` is a number; otherwise a relocation computes it. */
  readonly distancesAreNumbers: boolean;
  /** A pc-relative reference to a routine through the GOT. `here` makes a label at the field. */
  throughGot(name: string, here: () => Expression): Expression;
  /** Directives that only this CPU has. */
  readonly ownDirectives: ReadonlySet<string>;
}

export const frameRules: Readonly<Record<Architecture, FrameRules>> = { arm64: arm64Frames, x86_64: x86Frames };
