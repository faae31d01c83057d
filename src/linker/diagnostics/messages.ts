// The catalogue: every sentence the front of the linker says to its user, by a code that stays the same across
// releases. A message names no place (the place is data) and says what is wrong, then what would be right.

import { readable } from "@/base/demangle/readable";
import type { Diagnostic, Place, RelatedPlace } from "@/base/diagnostic";
import { hex0x } from "@/base/text";
import { type FileKind, fileKindTexts } from "@/macho/identify";

const error = (
  code: string,
  place: Place | undefined,
  message: string,
  related?: readonly RelatedPlace[],
): Diagnostic => ({
  code,
  severity: "error",
  message,
  ...(place === undefined ? {} : { place }),
  ...(related === undefined || related.length === 0 ? {} : { related }),
});
const warning = (code: string, place: Place, message: string): Diagnostic => ({
  code,
  severity: "warning",
  message,
  place,
});
const list = (words: readonly string[]): string => (words.length === 0 ? "none" : words.join(", "));
const versionText = (version: number): string => `${version >>> 16}.${(version >>> 8) & 0xff}`;

/** What a damaged input was read as. */
export type ReadAs = "object" | "archive" | "universal file" | "dylib" | "text stub";

export const messages = {
  noObjects: () => error("no-objects", undefined, "there is nothing to link: no object file among the inputs"),
  unusableFile: (place: Place, kind: FileKind) =>
    error(
      "unusable-file",
      place,
      `${fileKindTexts[kind]} cannot be linked: an object, archive, dylib or text stub is expected`,
    ),
  damagedFile: (place: Place, readAs: ReadAs, expectation: string, found: string | undefined) =>
    error("damaged-file", place, `damaged ${readAs}: ${expectation}${found === undefined ? "" : `, found ${found}`}`),
  unreadableDebugInfo: (place: Place, expectation: string, found: string | undefined): Diagnostic => ({
    code: "unreadable-debug-info",
    severity: "note",
    place,
    message: `the debug information cannot be read, so debuggers will not find the object: ${expectation}${found === undefined ? "" : `, found ${found}`}`,
  }),
  wrongArchitecture: (place: Place, found: string, wanted: string) =>
    error("wrong-architecture", place, `the file is for ${found}, the link is for ${wanted}`),
  noMatchingSlice: (place: Place, wanted: string, found: readonly string[]) =>
    error("no-matching-slice", place, `the universal file has no slice for ${wanted}; it has ${list(found)}`),
  wrongPlatform: (place: Place, found: string, wanted: string) =>
    error("wrong-platform", place, `the file is for the platform ${found}, the link is for ${wanted}`),
  wrongTarget: (place: Place, wanted: string, found: readonly string[]) =>
    error("wrong-target", place, `the text stub does not describe ${wanted}; it describes ${list(found)}`),
  newerThanTarget: (place: Place, built: number, target: number) =>
    warning(
      "newer-than-target",
      place,
      `the file was built for version ${versionText(built)}, which is newer than the target ${versionText(target)}`,
    ),
  forcedMemberSkipped: (place: Place, kind: FileKind) =>
    warning("member-skipped", place, `${fileKindTexts[kind]} in a library loaded as a whole is left out`),
  absentReexport: (place: Place, installName: string) =>
    warning(
      "absent-reexport",
      place,
      `the library passes on the names of ${installName}, which is not among the inputs`,
    ),
  reexportNotFound: (place: Place, installName: string, tried: readonly string[]) =>
    error(
      "reexport-not-found",
      place,
      `the library passes on the names of ${installName}, which is not found`,
      tried.map((path) => ({ message: `tried ${path}` })),
    ),
  malformedDirective: (place: Place, name: string, why: string) =>
    warning("malformed-directive", place, `the exported name ${name} is ignored: ${why}`),
  autoLinkNotFound: (wanted: string) => ({
    code: "auto-link-not-found",
    severity: "warning" as const,
    message: `the library that an object asks for with ${wanted} is not found`,
  }),
  autoLinkOption: (place: Place, option: string) =>
    error("auto-link-option", place, `the object asks for '${option}': only libraries and frameworks may be asked for`),
  symbolOutsideSection: (place: Place, symbol: string, section: string) =>
    error("symbol-outside-section", place, `the symbol ${symbol} lies outside its section ${section}`),
  aliasOfNothing: (alias: string, name: string) => ({
    code: "alias-of-nothing",
    severity: "warning" as const,
    message: `nothing is called ${name}, so ${alias} is no alias of it`,
  }),
  aliasOfOther: (place: Place | undefined, alias: string, name: string) =>
    error("alias-of-other", place, `${alias} cannot stand for ${name}: only a definition of this image has aliases`),
  hiddenExport: (place: Place, name: string) =>
    warning("hidden-export", place, `${readable(name)} is to be exported, but is defined as private`),
  badRelocation: (place: Place, type: string, why: string) => error("bad-relocation", place, `${type}: ${why}`),
  openString: (place: Place) =>
    error("open-string", place, "the last string of the section does not end in a zero byte"),
  partialLiteral: (place: Place, bytes: number) =>
    error("partial-literal", place, `the section's size is no multiple of ${bytes}, the bytes of what it holds`),
  strayUnwind: (place: Place, what: "function" | "LSDA") =>
    error("stray-unwind", place, `the ${what} that the unwind record names lies outside of what it counts from`),
  badFrames: (place: Place, expectation: string, found: string | undefined) =>
    error("bad-frames", place, `damaged frames: ${expectation}${found === undefined ? "" : `, found ${found}`}`),
  badInitializer: (place: Place, type: string, target: string) =>
    error(
      "bad-initializer",
      place,
      `${type} to ${target}: a function to run before main must be named by a plain pointer to become an offset; link with -no_fixup_chains`,
    ),
  duplicateSymbol: (name: string, places: readonly Place[], notes: readonly string[]) =>
    error("duplicate-symbol", places[0], `duplicate symbol: ${readable(name)}`, [
      ...places.map((place) => ({ message: "defined here", place })),
      ...notes.map((message) => ({ message })),
    ]),
  undefinedSymbol: (
    name: string,
    place: Place | undefined,
    related: readonly RelatedPlace[],
    severity: Diagnostic["severity"] = "error",
  ): Diagnostic => ({ ...error("undefined-symbol", place, `undefined symbol: ${readable(name)}`, related), severity }),
  exportSection: (name: string, section: string) =>
    error("bad-export", undefined, `${name} cannot be exported into ${section}: only __text is understood`),
  exportLinkage: (name: string) =>
    error(
      "bad-export",
      undefined,
      `${name} cannot be exported with link-once linkage: expected internal, strong or weak`,
    ),
  entryNotCode: (name: string, place: Place, section: string) =>
    error("bad-entry", place, `the entry point ${readable(name)} is not code: it lies in ${section}`),
  tooManyPersonalities: (name: string, most: number) =>
    error(
      "too-many-personalities",
      undefined,
      `${name} is one personality routine too many: unwind information can name ${most}`,
    ),
  notThreadLocal: (place: Place, type: string, symbol: string) =>
    error("not-thread-local", place, `${type} refers to ${symbol}, which is not thread-local`),
  threadLocalByAddress: (place: Place, type: string, symbol: string) =>
    error(
      "thread-local-by-address",
      place,
      `${type} refers to ${symbol}, which is thread-local: it needs a thread-local access (@TLVP)`,
    ),
} as const;

/** Why a file takes part that nobody named. */
export const memberLoaded = (member: string, name: string): string =>
  `${member} was loaded because it defines ${readable(name)}`;

/** Notes under an undefined symbol. */
export const undefinedNotes = {
  referencedHere: "referenced here",
  more: (count: number) => `referenced ${count} more time${count === 1 ? "" : "s"}`,
  byEntry: "it is the entry point",
  byDeclaration: "a declaration asks for it",
  byCommandLine: "the command line asks for it (-u)",
  byExportList: "it is to be exported (-exported_symbol)",
  byStubs: "lazy stubs jump to it at their first call; link libSystem",
  missingUnderscore: (known: string) => `did you mean ${known}? C names start with an underscore in assembly`,
  extraUnderscore: (known: string) => `did you mean ${known}, without the underscore?`,
  localElsewhere: (name: string, file: string) =>
    `${file} defines ${readable(name)} for itself only: it is not global (.globl)`,
  cppDefinition: (known: string) =>
    `${readable(known)} is the C++ function of that name: declare it extern "C" where it is defined`,
  cppReference: (known: string) => `${known} is defined with C linkage: declare it extern "C" where it is used`,
  didYouMean: (known: string) => `did you mean ${readable(known)}?`,
  absentLibrary: (library: string, installName: string) =>
    `${library} passes on the names of ${installName}, which is not among the inputs`,
} as const;

export const relocationProblems = {
  unknownType: (type: number) => `type ${type} is not known for this architecture`,
  wrongLength: (bytes: number) => `a field of ${bytes} byte${bytes === 1 ? "" : "s"} is not allowed`,
  mustBeRelative: "it must be relative to its place",
  mustNotBeRelative: "it must not be relative to its place",
  mustNameSymbol: "it must name a symbol, not a section",
  unpaired: (partner: string) => `it must be followed by ${partner} at the same place`,
  outsideAtoms: (offset: number) => `no part of the section lies at ${hex0x(offset)}`,
  badTarget: (section: string) => `it refers to ${section}, which does not reach the image`,
  crossesAtom: "its field runs over the end of what it patches",
} as const;
