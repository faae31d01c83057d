// What a trace tells, as plain data: `trace --json` prints exactly this, and the text is made from it. Addresses and
// offsets are numbers; row numbers (`event`, `cause`, `subject`, `object`) are those of the link's tables, 0 for none.
//
//   { "passes": [...], "actions": [...], "patches": [...], "diagnostics": [...] }

import type { Diagnostic } from "@/base/diagnostic";
import type { WideNumber } from "../dump/document";

export interface EventDump {
  /** Its row, which other events name as their cause. */
  readonly event: number;
  /** `definition-chosen`; see src/linker/trace/events.ts for what the three numbers mean in each kind. */
  readonly kind: string;
  readonly text: string;
  readonly subject: number;
  readonly object: number;
  readonly value: number;
  readonly cause: number;
}

/** One passage of bytes into the image that is no patch. */
export interface WriteDump {
  readonly offset: number;
  readonly size: number;
  /** What was written: `the stub of _puts`. */
  readonly text: string;
}

export interface PassDump {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  readonly events: readonly EventDump[];
  readonly writes: readonly WriteDump[];
  /** Relocations it applied: they are under `patches`. */
  readonly patchCount: number;
}

export interface RequestDump {
  /** `BRANCH26 at _main+0x10 of main.o` */
  readonly cause: string;
  /** The file whose relocation it is; null for what the linker asks by itself. */
  readonly file: string | null;
  readonly needs: readonly string[];
  /** False when everything it asks for had been asked for before. */
  readonly fresh: boolean;
}

export interface SlotDump {
  /** `stub`, `GOT cell`, `thread pointer` */
  readonly kind: string;
  readonly number: number;
  /** Null while addresses are open, and for what a slot of this kind does not have. */
  readonly address: number | null;
  readonly lazyPointer: number | null;
  readonly helper: number | null;
}

/** A name that needs indirections, and who said so. */
export interface ActionDump {
  readonly name: string;
  readonly needs: readonly string[];
  readonly slots: readonly SlotDump[];
  readonly requests: readonly RequestDump[];
}

export interface TermDump {
  /** `S`, `A`, `P`, `G`, `ST`, `T`, `SUB` */
  readonly name: string;
  readonly value: number;
  readonly meaning: string;
}

/** A relocation that was applied. */
export interface PatchDump {
  readonly number: number;
  readonly file: string;
  /** `_main+0x10` */
  readonly place: string;
  readonly address: number;
  /** Of the written bytes in the image; null when nothing was written. */
  readonly offset: number | null;
  readonly type: string;
  readonly target: string;
  readonly addend: WideNumber;
  /** `direct`, `GOT`, `stub`, `TLV`, `relaxed`, `dyld` */
  readonly route: string;
  readonly formula: {
    /** `S + A − P` */
    readonly symbols: string;
    readonly numbers: string;
    readonly terms: readonly TermDump[];
  } | null;
  readonly value: number;
  /** `00 00 00 94`; null when nothing was written. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface TraceDocument {
  readonly passes: readonly PassDump[];
  readonly actions: readonly ActionDump[];
  readonly patches: readonly PatchDump[];
  readonly diagnostics: readonly Diagnostic[];
}
