// What a link is asked to do, after the command line or the page has turned it into data.

import type { Architecture } from "@/arch/architecture";
import type { ByteCount } from "@/base/units";

export interface LinkInput {
  /** As the user named it; quoted in diagnostics. */
  readonly name: string;
  /** Object, archive, fat file, dylib or text stub; recognised by content, never by name. */
  readonly bytes: Uint8Array;
  /** `-weak-l`, `-weak_library` */
  readonly weak?: boolean;
  /** `-needed-l`: keep it even when nothing refers to it. */
  readonly needed?: boolean;
  /** A library nobody named: it is loaded only when a name binds to it. */
  readonly onlyIfUsed?: boolean;
  /** `-force_load`: every member, asked for or not. */
  readonly forceLoad?: boolean;
}

export interface LinkOptions {
  readonly architecture: Architecture;
  readonly output: "executable";
  /** Base name of the output, the identifier of the code signature. */
  readonly outputName: string;
  /** Placement policy; see DESIGN 3.4. */
  readonly mode: "traditional" | "incremental";
  readonly entry: string;
  /** `-u` names, full Mach-O spelling. */
  readonly undefinedNames: readonly string[];
  /** Version words xxxx.yy.zz of LC_BUILD_VERSION; platform 1 is macOS. */
  readonly platform: number;
  readonly minimumVersion: number;
  readonly sdkVersion: number;
  readonly deadStrip: boolean;
  readonly uuid: boolean;
  /** Undefined: as ld64 decides (arm64 macOS yes, x86_64 no). */
  readonly adHocSign: boolean | undefined;
  readonly pageZeroSize: ByteCount;
  readonly headerPad: ByteCount;
  readonly stackSize: ByteCount;
  readonly rpaths: readonly string[];
  readonly trace: TraceLevel;
}

/** `off` costs one branch a write; `decisions` keeps events; `all` also keeps every write with its bytes. */
export type TraceLevel = "off" | "decisions" | "all";
