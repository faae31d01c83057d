// What reading one file needs to know: where it came from, what the link is for, and where to complain.

import type { Architecture } from "@/arch/architecture";
import type { DiagnosticSink, Place } from "@/base/diagnostic";
import { cpuTypes, platforms } from "@/macho/constants";
import { MalformedFile } from "@/macho/malformed";
import { MalformedText } from "@/macho/yaml";
import type { StringPool } from "@/tables/stringPool";
import { messages, type ReadAs } from "../diagnostics/messages";
import type { LinkInput, LinkOptions } from "../options";
import type { FileMemory } from "./fileMemory";

export interface ParseContext {
  readonly options: LinkOptions;
  readonly strings: StringPool;
  readonly diagnostics: DiagnosticSink;
  /** Files read before are not read again. */
  readonly memory: FileMemory;
}

/** Bytes of one file, or of one slice of a universal file. */
export interface ParseSource {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Position among the inputs, from 1, and where `bytes` start in that input. */
  readonly input: number;
  readonly start: number;
  readonly asked: LinkInput;
}

export const cpuTypeOf: Readonly<Record<Architecture, number>> = {
  arm64: cpuTypes.CPU_TYPE_ARM64,
  x86_64: cpuTypes.CPU_TYPE_X86_64,
};

/** Platforms as text stubs and messages spell them. */
const platformNames = new Map<number, string>([
  [platforms.PLATFORM_MACOS, "macos"],
  [platforms.PLATFORM_IOS, "ios"],
  [platforms.PLATFORM_TVOS, "tvos"],
  [platforms.PLATFORM_WATCHOS, "watchos"],
  [platforms.PLATFORM_MACCATALYST, "maccatalyst"],
  [platforms.PLATFORM_IOSSIMULATOR, "ios-simulator"],
  [platforms.PLATFORM_TVOSSIMULATOR, "tvos-simulator"],
  [platforms.PLATFORM_WATCHOSSIMULATOR, "watchos-simulator"],
  [platforms.PLATFORM_DRIVERKIT, "driverkit"],
  [platforms.PLATFORM_VISIONOS, "xros"],
  [platforms.PLATFORM_VISIONOSSIMULATOR, "xros-simulator"],
]);
export const platformName = (platform: number): string => platformNames.get(platform) ?? `number ${platform}`;

/** `arm64-macos`, as text stubs name what they describe. */
export const targetName = (options: LinkOptions): string => `${options.architecture}-${platformName(options.platform)}`;

/** Runs a reader over a file's bytes; what it refuses becomes a diagnostic, and the result undefined. */
export function readOrReport<T>(
  { diagnostics, memory }: ParseContext,
  name: string,
  readAs: ReadAs,
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => T,
): T | undefined {
  try {
    return memory.recall(bytes, readAs, read);
  } catch (problem) {
    if (!(problem instanceof MalformedFile)) throw problem;
    const place: Place =
      problem instanceof MalformedText
        ? { file: name, line: problem.line, column: problem.column }
        : { file: name, offset: problem.offset };
    diagnostics.report(messages.damagedFile(place, readAs, problem.expectation, problem.found));
    return undefined;
  }
}

/** Reports a file of another platform; true when it fits or says nothing. */
export function fitsPlatform(
  { options, diagnostics }: ParseContext,
  name: string,
  platform: number | undefined,
): boolean {
  if (platform === undefined || platform === options.platform) return true;
  diagnostics.report(messages.wrongPlatform({ file: name }, platformName(platform), platformName(options.platform)));
  return false;
}
