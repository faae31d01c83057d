// Directives about the object as a whole: sections, load commands, regions, hints.

import { decodeText } from "@/base/text";
import { dataInCodeKinds, loadCommands, platforms } from "@/macho/constants";
import type { DataRegion } from "../draft";
import type { Emitter } from "../emitter";
import { messages } from "../messages";
import { parseSection, type SectionSpecification, sectionDirectives } from "../sections";
import { type Arguments, type Directive, onlyOn } from "./arguments";
import { linkerVisible } from "./symbols";

const section: Directive = (args) => {
  const specification = parseSection(args.rest());
  if ("complaint" in specification) args.fail(specification.complaint, 0);
  if (!args.finish() || "complaint" in specification) return;
  return (emitter) => emitter.switchSection(specification);
};

const switchTo =
  (wanted: SectionSpecification): Directive =>
  (args) => {
    if (!args.finish()) return;
    return (emitter) => {
      emitter.switchSection(wanted);
      if (wanted.alignment !== undefined) emitter.align(wanted.alignment, undefined, 0);
    };
  };

const previous: Directive = (args, emitter) => {
  if (!args.finish()) return;
  if (emitter.previousSection === undefined) emitter.complain(messages.unmatchedRegion(".previous"));
  else emitter.switchSection(emitter.previousSection);
};

const pushSection: Directive = (args, emitter) => {
  const specification = parseSection(args.rest());
  if ("complaint" in specification) args.fail(specification.complaint, 0);
  if (!args.finish() || "complaint" in specification) return;
  emitter.pushSection();
  emitter.switchSection(specification);
};

const popSection: Directive = (args, emitter) => {
  if (args.finish() && !emitter.popSection()) emitter.complain(messages.unmatchedRegion(".popsection"));
};

const subsectionsViaSymbols: Directive = (args, emitter) => {
  if (args.finish()) emitter.draft.subsectionsViaSymbols = true;
};

// Versions

function part(args: Arguments, least: number, most: number): number {
  const from = args.position;
  const value = Number(args.literal() ?? -1n);
  if (value < least || value > most) args.failSince(from, messages.expected(`a number from ${least} to ${most}`));
  return value;
}

/** `major, minor[, update]` as xxxx.yy.zz. */
function versionNumber(args: Arguments): number {
  const major = part(args, 1, 0xffff);
  args.comma();
  const minor = part(args, 0, 0xff);
  const update = args.take(",") ? part(args, 0, 0xff) : 0;
  return ((major << 16) | (minor << 8) | update) >>> 0;
}

/** `[sdk_version major, minor[, update]]` */
function sdkVersion(args: Arguments): number {
  if (args.atEnd || args.failed) return 0;
  const word = args.word();
  if (word !== "sdk_version") args.fail(messages.unexpectedText(word));
  return versionNumber(args);
}

const platformNames: Readonly<Record<string, number>> = {
  macos: platforms.PLATFORM_MACOS,
  ios: platforms.PLATFORM_IOS,
  tvos: platforms.PLATFORM_TVOS,
  watchos: platforms.PLATFORM_WATCHOS,
  bridgeos: platforms.PLATFORM_BRIDGEOS,
  macCatalyst: platforms.PLATFORM_MACCATALYST,
  iossimulator: platforms.PLATFORM_IOSSIMULATOR,
  tvossimulator: platforms.PLATFORM_TVOSSIMULATOR,
  watchossimulator: platforms.PLATFORM_WATCHOSSIMULATOR,
  driverkit: platforms.PLATFORM_DRIVERKIT,
  xros: platforms.PLATFORM_VISIONOS,
  xrsimulator: platforms.PLATFORM_VISIONOSSIMULATOR,
};

const buildVersion: Directive = (args, emitter) => {
  const name = args.word();
  const platform = Object.hasOwn(platformNames, name) ? platformNames[name]! : 0;
  if (platform === 0) args.fail(messages.expected(`a platform (${Object.keys(platformNames).join(", ")})`));
  args.comma();
  const minimum = versionNumber(args);
  const sdk = sdkVersion(args);
  if (args.finish()) emitter.draft.version = { kind: "build", platform, minimum, sdk };
};

const versionMinimum =
  (platform: number): Directive =>
  (args, emitter) => {
    const minimum = versionNumber(args);
    const sdk = sdkVersion(args);
    if (args.finish()) emitter.draft.version = { kind: "minimum", platform, minimum, sdk };
  };

// Regions, hints, options

const regionKinds: Readonly<Record<string, number>> = {
  "": dataInCodeKinds.DICE_KIND_DATA,
  jt8: dataInCodeKinds.DICE_KIND_JUMP_TABLE8,
  jt16: dataInCodeKinds.DICE_KIND_JUMP_TABLE16,
  jt32: dataInCodeKinds.DICE_KIND_JUMP_TABLE32,
};

function openRegion({ draft }: Emitter): DataRegion | undefined {
  const last = draft.dataRegions.at(-1);
  return last?.end === undefined ? last : undefined;
}

const dataRegion: Directive = (args, emitter) => {
  const name = args.word();
  const kind = Object.hasOwn(regionKinds, name) ? regionKinds[name]! : 0;
  if (kind === 0) args.fail(messages.expected("jt8, jt16 or jt32"));
  if (!args.finish()) return;
  if (openRegion(emitter) !== undefined) emitter.complain(messages.regionInRegion);
  else emitter.draft.dataRegions.push({ kind, start: emitter.hiddenLabel(), end: undefined, span: emitter.span });
};

const endDataRegion: Directive = (args, emitter) => {
  if (!args.finish()) return;
  const region = openRegion(emitter);
  if (region === undefined) emitter.complain(messages.unmatchedRegion(".end_data_region"));
  else region.end = emitter.hiddenLabel();
};

/** Kinds of linker optimisation hint with their number of labels (LLVM's MCLinkerOptimizationHint). */
const hintKinds: Readonly<Record<string, { readonly kind: number; readonly labels: number }>> = {
  AdrpAdrp: { kind: 1, labels: 2 },
  AdrpLdr: { kind: 2, labels: 2 },
  AdrpAddLdr: { kind: 3, labels: 3 },
  AdrpLdrGotLdr: { kind: 4, labels: 3 },
  AdrpAddStr: { kind: 5, labels: 3 },
  AdrpLdrGotStr: { kind: 6, labels: 3 },
  AdrpAdd: { kind: 7, labels: 2 },
  AdrpLdrGot: { kind: 8, labels: 2 },
};

const hint: Directive = (args) => {
  const number = args.literal();
  const name = number === undefined ? args.word() : "";
  const known =
    number === undefined
      ? Object.entries(hintKinds).find(([known]) => known === name)?.[1]
      : Object.values(hintKinds).find(({ kind }) => BigInt(kind) === number);
  if (known === undefined) args.fail(messages.expected(`a hint (${Object.keys(hintKinds).join(", ")})`));
  const labels: string[] = [];
  if (!args.failed) args.list(() => labels.push(args.symbol()));
  if (known !== undefined && labels.length !== known.labels) args.fail(messages.expected(`${known.labels} labels`));
  if (!args.finish() || known === undefined) return;
  return ({ draft, span }) => draft.hints.push({ kind: known.kind, labels, span });
};

const linkerOption: Directive = (args, emitter) => {
  const options: string[] = [];
  do options.push(decodeText(Uint8Array.from(args.string())));
  while (!args.failed && args.take(","));
  if (args.finish()) emitter.draft.linkerOptions.push(options);
};

const indirectSymbol: Directive = (args, emitter) => {
  const name = linkerVisible(args);
  if (args.finish()) emitter.indirectSymbol(name);
};

/** `.cg_profile from, to, count`: how often one function calls another, for linkers that order them by it. */
const callCount: Directive = (args) => {
  const from = args.symbol();
  args.comma();
  const to = args.symbol();
  args.comma();
  const count = args.literal();
  if (count === undefined) args.fail(messages.expected("how often"));
  if (!args.finish()) return;
  return ({ draft, span }) => draft.callCounts.push({ from, to, count: BigInt.asUintN(64, count ?? 0n), span });
};

/** `.addrsig`: the object tells which addresses matter, which `.addrsig_sym` names. */
const addressSignificance: Directive = (args, emitter) => {
  if (args.finish()) emitter.draft.tellsSignificance = true;
};

const significantAddress: Directive = (args) => {
  const name = args.symbol();
  return args.finish() ? ({ draft }) => draft.significant.push(name) : undefined;
};

export const structureDirectives: Readonly<Record<string, Directive>> = {
  ...Object.fromEntries(Object.entries(sectionDirectives).map(([name, wanted]) => [name, switchTo(wanted)])),
  ".section": section,
  ".previous": previous,
  ".pushsection": pushSection,
  ".popsection": popSection,
  ".subsections_via_symbols": subsectionsViaSymbols,
  ".build_version": buildVersion,
  ".macosx_version_min": versionMinimum(loadCommands.LC_VERSION_MIN_MACOSX),
  ".ios_version_min": versionMinimum(loadCommands.LC_VERSION_MIN_IPHONEOS),
  ".tvos_version_min": versionMinimum(loadCommands.LC_VERSION_MIN_TVOS),
  ".watchos_version_min": versionMinimum(loadCommands.LC_VERSION_MIN_WATCHOS),
  ".data_region": dataRegion,
  ".end_data_region": endDataRegion,
  ".loh": onlyOn("arm64", hint),
  ".cg_profile": callCount,
  ".addrsig": addressSignificance,
  ".addrsig_sym": significantAddress,
  ".linker_option": linkerOption,
  ".indirect_symbol": indirectSymbol,
};
