// What a link is asked to do, after the command line or the page has turned it into data.

import type { Architecture } from "@/arch/architecture";
import { type ByteCount, byteCount, type VirtualAddress, virtualAddress } from "@/base/units";
import { defaultNameRules, type NameRules } from "./nameRules";
import type { SectionOptions } from "./sectionOptions";

export interface LinkInput {
  /** As the user named it; quoted in diagnostics. */
  readonly name: string;
  /** The same from the root, where it is known: the debug map names objects so. */
  readonly path?: string;
  /** Object, archive, fat file, dylib or text stub; recognised by content, never by name. */
  readonly bytes: Uint8Array;
  /** `-weak-l`, `-weak_library` */
  readonly weak?: boolean;
  /** `-needed-l`: keep it even when nothing refers to it. */
  readonly needed?: boolean;
  /** A library nobody named: it is loaded only when a name binds to it. */
  readonly onlyIfUsed?: boolean;
  /** `-force_load`, `-all_load`: every member, asked for or not. */
  readonly forceLoad?: boolean;
  /** `-reexport-l`, `-reexport_library`: who loads the output sees this library's names as the output's own. */
  readonly reexport?: boolean;
  /** `-ObjC`: every member with a class, a category or Swift code. */
  readonly loadObjC?: boolean;
  /** `-load_hidden`, `-hidden-l`: what its members define is seen in this image only. */
  readonly hidden?: boolean;
}

/** A bundle is loaded by a running program that asks for it (a plug-in); nobody links against one. */
export type OutputKind = "executable" | "dylib" | "bundle";

/** How a dylib names itself to those who link against it. */
export interface DylibIdentity {
  readonly installName: string;
  /** Version words xxxx.yy.zz. */
  readonly currentVersion: number;
  readonly compatibilityVersion: number;
}

/** `-undefined`: what becomes of a name that nothing provides. All but the first leave it to dyld. */
export type UndefinedTreatment = "error" | "warning" | "suppress" | "dynamic_lookup";

export interface LinkOptions {
  readonly architecture: Architecture;
  readonly output: OutputKind;
  /** Of a dylib only. */
  readonly identity: DylibIdentity;
  /** Base name of the output, the identifier of the code signature. */
  readonly outputName: string;
  /** Placement policy; see DESIGN 3.4. */
  readonly mode: "traditional" | "incremental";
  /** Of an executable only. */
  readonly entry: string;
  /** `-u` names, full Mach-O spelling. */
  readonly undefinedNames: readonly string[];
  readonly undefinedTreatment: UndefinedTreatment;
  /** `-U` names: dyld looks for them in all libraries when nothing provides them here. */
  readonly dynamicLookups: readonly string[];
  /** `-flat_namespace`: dyld looks for every name in all libraries, not in the one that had it at link time. */
  readonly flatNamespace: boolean;
  /** How the image tells dyld what to change: by chains through the pointers themselves, or by streams of opcodes. */
  readonly chainedFixups: boolean;
  /** Functions to call before `main` as 32-bit offsets (`__init_offsets`), not as pointers that dyld would change. */
  readonly initOffsets: boolean;
  readonly names: NameRules;
  /** Version words xxxx.yy.zz of LC_BUILD_VERSION; platform 1 is macOS. */
  readonly platform: number;
  readonly minimumVersion: number;
  readonly sdkVersion: number;
  readonly deadStrip: boolean;
  /** `-dead_strip_dylibs`: libraries that nothing binds to are not loaded at run time. */
  readonly deadStripDylibs: boolean;
  /** False with `-no_implicit_dylibs`: names of public libraries, too, count as those of the library that re-exports them. */
  readonly implicitDylibs: boolean;
  /** Libraries that objects ask for themselves: those there are, all (a missing one is told), or none. */
  readonly autoLink: "present" | "strict" | "off";
  /** False with `-S`: the image does not tell debuggers where its objects are. */
  readonly debugMap: boolean;
  /** `-oso_prefix`: what the debug map leaves out of objects' paths, so that they do not tell of one machine only. */
  readonly objectPathPrefix: string;
  /** `-add_ast_path`: modules of Swift that debuggers read, named in the debug map. */
  readonly modulePaths: readonly string[];
  readonly uuid: boolean;
  /** Undefined: as ld64 decides (arm64 macOS yes, x86_64 no). */
  readonly adHocSign: boolean | undefined;
  /** Of an executable only. */
  readonly pageZeroSize: ByteCount;
  /** Least address of `__TEXT`; dyld may map the image elsewhere. */
  readonly imageBase: VirtualAddress;
  readonly headerPad: ByteCount;
  /** Room for install_name_tool to give every library the longest name there can be. */
  readonly padForInstallNames: boolean;
  readonly stackSize: ByteCount;
  readonly rpaths: readonly string[];
  readonly sections?: SectionOptions;
  readonly trace: TraceLevel;
}

/** `off` costs one branch a write; `decisions` keeps events; `all` also keeps every write with its bytes. */
export type TraceLevel = "off" | "decisions" | "all";

/** Only programs keep the addresses around 0 free, where a null pointer leads. */
export const pageZeroOf = ({ output, pageZeroSize }: LinkOptions): number =>
  output === "executable" ? pageZeroSize : 0;

/** ld64's defaults for a program of macOS 12. */
export const defaultOptions = (architecture: Architecture): LinkOptions => ({
  architecture,
  output: "executable",
  identity: { installName: "a.out", currentVersion: 0, compatibilityVersion: 0 },
  outputName: "a.out",
  mode: "traditional",
  entry: "_main",
  undefinedNames: [],
  names: defaultNameRules,
  undefinedTreatment: "error",
  dynamicLookups: [],
  flatNamespace: false,
  chainedFixups: false,
  initOffsets: false,
  platform: 1,
  minimumVersion: 0x000c_0000,
  sdkVersion: 0x000c_0000,
  deadStrip: false,
  deadStripDylibs: false,
  implicitDylibs: true,
  autoLink: "present",
  debugMap: true,
  objectPathPrefix: "",
  modulePaths: [],
  uuid: true,
  adHocSign: undefined,
  // 4 GiB: no 32-bit number that was taken for a pointer leads anywhere.
  pageZeroSize: byteCount(0x1_0000_0000),
  imageBase: virtualAddress(0),
  headerPad: byteCount(0x20),
  padForInstallNames: false,
  stackSize: byteCount(0),
  rpaths: [],
  trace: "off",
});
