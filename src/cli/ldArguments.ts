// ld64's argument syntax as a table: each flag says how many words it takes and what it does to the request.
// Order on the line matters, as it does to ld64: files and libraries are inputs in the order given.

import type { Architecture } from "@/arch/architecture";
import { architectures } from "@/arch/architecture";
import { closestWord } from "@/base/closestWord";
import { byteCount, virtualAddress } from "@/base/units";
import { prefersChainedFixups } from "@/linker/deploymentTarget";
import type { LinkOptions, OutputKind, UndefinedTreatment } from "@/linker/options";
import { parseVersion } from "@/macho/versionText";
import { acceptedFlags } from "./acceptedFlags";
import { type Flag, flag, ignored, takes } from "./flag";
import { gluedInputs, inputFlags } from "./inputFlags";
import type { SearchRules } from "./searchPaths";
import { emptySectionRequest, type SectionRequest, sectionFlags } from "./sectionFlags";
import { emptySymbolWishes, nameRulesOf, type SymbolWishes, symbolFlags } from "./symbolFlags";

/** An input before anyone looked for it on disk. */
export interface WantedInput {
  readonly kind: "file" | "library" | "framework" | "filelist";
  readonly name: string;
  readonly weak?: boolean;
  readonly needed?: boolean;
  readonly forceLoad?: boolean;
  readonly reexport?: boolean;
  readonly hidden?: boolean;
}

export interface LdRequest extends SearchRules {
  architecture: Architecture | undefined;
  output: OutputKind;
  outputPath: string;
  /** `-final_output`: where the output will lie in the end, when that is elsewhere. */
  finalPath: string | undefined;
  installName: string | undefined;
  currentVersion: number;
  compatibilityVersion: number;
  /** Flags that were given and only a dylib understands. */
  dylibFlags: string[];
  undefinedTreatment: UndefinedTreatment;
  dynamicLookups: string[];
  flatNamespace: boolean;
  imageBase: number;
  /** Undefined: as the deployment target prefers. */
  chainedFixups: boolean | undefined;
  /** Undefined: with chained fixups. */
  initOffsets: boolean | undefined;
  entry: string;
  undefinedNames: string[];
  platform: number;
  minimumVersion: number | undefined;
  sdkVersion: number | undefined;
  deadStrip: boolean;
  /** False with `-S`. */
  debugMap: boolean;
  /** `-oso_prefix`, as it was given. */
  objectPathPrefix: string;
  modulePaths: string[];
  uuid: boolean;
  adHocSign: boolean | undefined;
  pageZeroSize: number;
  headerPad: number;
  padForInstallNames: boolean;
  stackSize: number;
  rpaths: string[];
  inputs: WantedInput[];
  libraryPaths: string[];
  frameworkPaths: string[];
  sysroots: string[];
  sections: SectionRequest;
  standardPaths: boolean;
  dylibsFirst: boolean;
  dylibFiles: Map<string, string>;
  allLoad: boolean;
  loadObjC: boolean;
  autoLink: LinkOptions["autoLink"];
  deadStripDylibs: boolean;
  implicitDylibs: boolean;
  symbols: SymbolWishes;
  /** `-t`, `-why_load`: what to tell on standard output besides. */
  tellFiles: boolean;
  /** `-w`: no warnings. `-fatal_warnings`: each is an error. */
  quiet: boolean;
  fatalWarnings: boolean;
  tellMembers: boolean;
  /** Of this command line; the link goes on. */
  warnings: string[];
}

/** ld64 reads sizes as hexadecimal, with or without 0x. */
const parseSize = (text: string): number | undefined =>
  /^(0x)?[0-9a-f]{1,12}$/i.test(text) ? Number.parseInt(text.replace(/^0x/i, ""), 16) : undefined;

const sizeFlag = (set: (request: LdRequest, size: number) => void): Flag =>
  takes((request, word) => {
    const size = parseSize(word);
    if (size === undefined) return `'${word}' is not a hexadecimal size`;
    set(request, size);
    return undefined;
  });

/** A version of the dylib being made; of other outputs it says nothing. */
const dylibVersion = (name: string, set: (request: LdRequest, version: number) => void): Flag =>
  takes((request, word) => {
    const version = parseVersion(word);
    if (version === undefined) return `malformed version '${word}'`;
    request.dylibFlags.push(name);
    set(request, version);
    return undefined;
  });
const currentVersion = dylibVersion("-current_version", (request, version) => {
  request.currentVersion = version;
});
const compatibilityVersion = dylibVersion("-compatibility_version", (request, version) => {
  request.compatibilityVersion = version;
});
const installName = takes((request, word) => {
  request.dylibFlags.push("-install_name");
  request.installName = word;
});
const makes = (output: OutputKind): Flag =>
  flag((request) => {
    request.output = output;
  });
const undefinedTreatments: readonly UndefinedTreatment[] = ["error", "warning", "suppress", "dynamic_lookup"];

/** By the names that ld64 knows; their numbers are taken as well. */
const platforms: Readonly<Record<string, number>> = {
  macos: 1,
  ios: 2,
  tvos: 3,
  watchos: 4,
  "mac-catalyst": 6,
  "ios-simulator": 7,
  "tvos-simulator": 8,
  "watchos-simulator": 9,
  driverkit: 10,
  xros: 11,
  "xros-simulator": 12,
};
const platformNumber = (word: string): number | undefined =>
  platforms[word.toLowerCase()] ?? Object.values(platforms).find((number) => String(number) === word);

const flags: Readonly<Record<string, Flag>> = {
  ...acceptedFlags,
  "-arch": takes((request, word) => {
    const architecture = architectures.find((known) => known === word);
    if (architecture === undefined) return `unsupported architecture '${word}' (known: ${architectures.join(", ")})`;
    request.architecture = architecture;
    return undefined;
  }),
  "-o": takes((request, word) => {
    request.outputPath = word;
  }),
  "-final_output": takes((request, word) => {
    request.finalPath = word;
  }),
  "-execute": makes("executable"),
  "-dylib": makes("dylib"),
  "-bundle": makes("bundle"),
  "-install_name": installName,
  "-dylib_install_name": installName,
  "-current_version": currentVersion,
  "-dylib_current_version": currentVersion,
  "-compatibility_version": compatibilityVersion,
  "-dylib_compatibility_version": compatibilityVersion,
  "-undefined": takes((request, word) => {
    const treatment = undefinedTreatments.find((known) => known === word);
    if (treatment === undefined) return `unknown treatment '${word}' (known: ${undefinedTreatments.join(", ")})`;
    request.undefinedTreatment = treatment;
    return undefined;
  }),
  "-U": takes((request, word) => {
    request.dynamicLookups.push(word);
  }),
  "-flat_namespace": flag((request) => {
    request.flatNamespace = true;
  }),
  "-twolevel_namespace": flag((request) => {
    request.flatNamespace = false;
  }),
  "-fixup_chains": flag((request) => {
    request.chainedFixups = true;
  }),
  "-no_fixup_chains": flag((request) => {
    request.chainedFixups = false;
  }),
  "-init_offsets": flag((request) => {
    request.initOffsets = true;
  }),
  "-no_init_offsets": flag((request) => {
    request.initOffsets = false;
  }),
  "-image_base": sizeFlag((request, size) => {
    request.imageBase = size;
  }),
  "-e": takes((request, word) => {
    request.entry = word;
  }),
  "-u": takes((request, word) => {
    request.undefinedNames.push(word);
  }),
  "-platform_version": {
    words: 3,
    apply: (request, [platform, minimum, sdk]) => {
      const number = platformNumber(platform!);
      if (number === undefined)
        return `unsupported platform '${platform}' (known: ${Object.keys(platforms).join(", ")})`;
      request.platform = number;
      request.minimumVersion = parseVersion(minimum!);
      request.sdkVersion = parseVersion(sdk!);
      if (request.minimumVersion === undefined) return `malformed minimum version '${minimum}'`;
      return request.sdkVersion === undefined ? `malformed sdk version '${sdk}'` : undefined;
    },
  },
  "-macos_version_min": takes((request, word) => {
    request.minimumVersion = parseVersion(word);
    return request.minimumVersion === undefined ? `malformed minimum version '${word}'` : undefined;
  }),
  "-macosx_version_min": takes((request, word) => {
    request.minimumVersion = parseVersion(word);
    return request.minimumVersion === undefined ? `malformed minimum version '${word}'` : undefined;
  }),
  "-rpath": takes((request, word) => {
    request.rpaths.push(word);
  }),
  "-pagezero_size": sizeFlag((request, size) => {
    request.pageZeroSize = size;
  }),
  "-headerpad_max_install_names": flag((request) => {
    request.padForInstallNames = true;
  }),
  "-headerpad": sizeFlag((request, size) => {
    request.headerPad = size;
  }),
  "-stack_size": sizeFlag((request, size) => {
    request.stackSize = size;
  }),
  "-dead_strip": flag((request) => {
    request.deadStrip = true;
  }),
  "-no_uuid": flag((request) => {
    request.uuid = false;
  }),
  "-adhoc_codesign": flag((request) => {
    request.adHocSign = true;
  }),
  "-no_adhoc_codesign": flag((request) => {
    request.adHocSign = false;
  }),
  ...inputFlags,
  ...symbolFlags,
  // What this linker does anyway, said aloud.
  // lld folds no functions unless it is told to, and neither does this linker.
  "-no_deduplicate": ignored,
  ...Object.fromEntries(
    Object.entries(sectionFlags).map(([name, { words, apply }]): [string, Flag] => [
      name,
      { words, apply: (request, found) => apply(request.sections, found) },
    ]),
  ),
};

function unknownText(word: string): string {
  const meant = word.length < 3 ? undefined : closestWord(word, Object.keys(flags));
  return `unknown argument '${word}'${meant === undefined ? "" : `, did you mean '${meant}'?`}`;
}

const emptyRequest = (): LdRequest => ({
  architecture: undefined,
  output: "executable",
  outputPath: "a.out",
  finalPath: undefined,
  installName: undefined,
  currentVersion: 0,
  compatibilityVersion: 0,
  dylibFlags: [],
  undefinedTreatment: "error",
  dynamicLookups: [],
  flatNamespace: false,
  imageBase: 0,
  chainedFixups: undefined,
  initOffsets: undefined,
  entry: "_main",
  undefinedNames: [],
  platform: 1,
  minimumVersion: undefined,
  sdkVersion: undefined,
  deadStrip: false,
  debugMap: true,
  objectPathPrefix: "",
  modulePaths: [],
  uuid: true,
  adHocSign: undefined,
  pageZeroSize: 0x1_0000_0000,
  headerPad: 0x20,
  padForInstallNames: false,
  stackSize: 0,
  rpaths: [],
  inputs: [],
  libraryPaths: [],
  frameworkPaths: [],
  sysroots: [],
  sections: emptySectionRequest(),
  standardPaths: true,
  dylibsFirst: false,
  dylibFiles: new Map(),
  allLoad: false,
  loadObjC: false,
  autoLink: "present",
  deadStripDylibs: false,
  implicitDylibs: true,
  symbols: emptySymbolWishes(),
  tellFiles: false,
  quiet: false,
  fatalWarnings: false,
  tellMembers: false,
  warnings: [],
});

export type ParsedArguments =
  | { readonly request: LdRequest; readonly errors: readonly [] }
  | { readonly request: undefined; readonly errors: readonly string[] };

export function parseLdArguments(words: readonly string[]): ParsedArguments {
  const request = emptyRequest();
  const errors: string[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at]!;
    at += 1;
    const known = flags[word];
    const gluedFlag = gluedInputs.find(([prefix]) => word.startsWith(prefix) && word.length > prefix.length);
    if (known !== undefined && Object.hasOwn(flags, word)) {
      if (at + known.words > words.length) {
        errors.push(`missing argument to ${word}`);
        break;
      }
      const complaint = known.apply(request, words.slice(at, at + known.words));
      if (complaint !== undefined) errors.push(`${word}: ${complaint}`);
      at += known.words;
    } else if (gluedFlag) gluedFlag[1](request, word.slice(gluedFlag[0].length));
    else if (word.startsWith("-")) errors.push(unknownText(word));
    else request.inputs.push({ kind: "file", name: word });
  }
  if (errors.length === 0 && request.architecture === undefined) errors.push("missing -arch (arm64 or x86_64)");
  if (errors.length === 0 && request.inputs.length === 0) errors.push("no input files");
  if (errors.length === 0) errors.push(...contradictions(request));
  return errors.length > 0 ? { request: undefined, errors } : { request, errors: [] };
}

/** Flags that make no sense together. */
function contradictions({ output, dylibFlags, undefinedTreatment, flatNamespace }: LdRequest): string[] {
  const found: string[] = [];
  const [first] = dylibFlags;
  if (output !== "dylib" && first !== undefined) found.push(`${first}: only valid with -dylib`);
  if (!flatNamespace && (undefinedTreatment === "warning" || undefinedTreatment === "suppress"))
    found.push(`-undefined ${undefinedTreatment}: only valid with -flat_namespace`);
  return found;
}

export const defaultMinimumVersion = 0x000c_0000; // 12.0

export function linkOptionsOf(request: LdRequest, trace: LinkOptions["trace"]): LinkOptions {
  const minimumVersion = request.minimumVersion ?? defaultMinimumVersion;
  const chainedFixups = request.chainedFixups ?? prefersChainedFixups(request.platform, minimumVersion);
  return {
    architecture: request.architecture!,
    output: request.output,
    identity: {
      installName: request.installName ?? request.finalPath ?? request.outputPath,
      currentVersion: request.currentVersion,
      compatibilityVersion: request.compatibilityVersion,
    },
    outputName: request.outputPath.split("/").at(-1)!,
    mode: "traditional",
    entry: request.entry,
    undefinedNames: request.undefinedNames,
    undefinedTreatment: request.undefinedTreatment,
    dynamicLookups: request.dynamicLookups,
    flatNamespace: request.flatNamespace,
    chainedFixups,
    initOffsets: request.initOffsets ?? chainedFixups,
    names: nameRulesOf(request.symbols),
    platform: request.platform,
    minimumVersion,
    sdkVersion: request.sdkVersion ?? minimumVersion,
    deadStrip: request.deadStrip,
    deadStripDylibs: request.deadStripDylibs,
    implicitDylibs: request.implicitDylibs,
    autoLink: request.autoLink,
    debugMap: request.debugMap,
    objectPathPrefix: request.objectPathPrefix,
    modulePaths: request.modulePaths,
    uuid: request.uuid,
    adHocSign: request.adHocSign,
    pageZeroSize: byteCount(request.pageZeroSize),
    imageBase: virtualAddress(request.imageBase),
    headerPad: byteCount(request.headerPad),
    padForInstallNames: request.padForInstallNames,
    stackSize: byteCount(request.stackSize),
    rpaths: request.rpaths,
    sections: request.sections.options,
    trace,
  };
}
