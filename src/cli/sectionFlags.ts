// Flags about sections and about what is told of them, as ld64 and lld spell them.

import { alignmentPower } from "@/base/units";
import type { SectionOptions } from "@/linker/sectionOptions";
import { protections } from "@/macho/constants";

export interface SectionRequest {
  readonly options: { -readonly [Key in keyof SectionOptions]: SectionOptions[Key] };
  /** `-sectcreate`; without a path `-add_empty_section`. */
  readonly created: { readonly segment: string; readonly section: string; readonly path: string | undefined }[];
  readonly orderPaths: string[];
  /** Patterns of symbols whose keepers are told. */
  readonly whyLive: string[];
  mapPath: string | undefined;
  dependencyPath: string | undefined;
}

export const emptySectionRequest = (): SectionRequest => ({
  options: {},
  created: [],
  orderPaths: [],
  whyLive: [],
  mapPath: undefined,
  dependencyPath: undefined,
});

export interface SectionFlag {
  readonly words: number;
  /** Returns a complaint about the words, or undefined. */
  readonly apply: (request: SectionRequest, words: readonly string[]) => string | undefined;
}

const takes = (words: number, apply: (request: SectionRequest, ...words: string[]) => string | undefined) => ({
  words,
  apply: (request: SectionRequest, found: readonly string[]) => apply(request, ...found) ?? undefined,
});

/** Names in section headers have 16 bytes. */
const longestName = 16;
const tooLong = (...names: readonly string[]): string | undefined => {
  const name = names.find((one) => one.length > longestName);
  return name === undefined ? undefined : `'${name}' has more than ${longestName} characters`;
};

/** `r-x`, `rw`, `7`: rights in any order, or their bits. */
function parseRights(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  if (!/^[rwx-]*$/i.test(text)) return undefined;
  const { VM_PROT_READ, VM_PROT_WRITE, VM_PROT_EXECUTE } = protections;
  const letters = text.toLowerCase();
  return (
    (letters.includes("r") ? VM_PROT_READ : 0) |
    (letters.includes("w") ? VM_PROT_WRITE : 0) |
    (letters.includes("x") ? VM_PROT_EXECUTE : 0)
  );
}

const largestAlignment = 15;

export const sectionFlags: Readonly<Record<string, SectionFlag>> = {
  "--deduplicate-strings": takes(0, ({ options }) => {
    options.keepDuplicateStrings = false;
  }),
  "--no-deduplicate-strings": takes(0, ({ options }) => {
    options.keepDuplicateStrings = true;
  }),
  "-ignore_optimization_hints": takes(0, ({ options }) => {
    options.ignoreHints = true;
  }),
  "-order_file": takes(1, ({ orderPaths }, path) => {
    orderPaths.push(path!);
  }),
  "-sectcreate": takes(3, ({ created }, segment, section, path) => {
    created.push({ segment: segment!, section: section!, path });
    return tooLong(segment!, section!);
  }),
  "-add_empty_section": takes(2, ({ created }, segment, section) => {
    created.push({ segment: segment!, section: section!, path: undefined });
    return tooLong(segment!, section!);
  }),
  "-sectalign": takes(3, ({ options }, segment, section, size) => {
    const bytes = /^(0x)?[0-9a-f]{1,8}$/i.test(size!) ? Number.parseInt(size!.replace(/^0x/i, ""), 16) : 0;
    const power = Math.log2(bytes);
    if (!Number.isInteger(power) || power > largestAlignment)
      return `'${size}' is no power of two up to 0x${(2 ** largestAlignment).toString(16)}`;
    const alignment = { segment: segment!, section: section!, alignment: alignmentPower(power) };
    options.alignments = [...(options.alignments ?? []), alignment];
    return undefined;
  }),
  "-rename_section": takes(4, ({ options }, segment, section, newSegment, newSection) => {
    const from = { segment: segment!, section: section! };
    const to = { segment: newSegment!, section: newSection! };
    options.renamedSections = [...(options.renamedSections ?? []), { from, to }];
    return tooLong(newSegment!, newSection!);
  }),
  "-rename_segment": takes(2, ({ options }, from, to) => {
    options.renamedSegments = [...(options.renamedSegments ?? []), { from: from!, to: to! }];
    return tooLong(to!);
  }),
  "-segprot": takes(3, ({ options }, segment, most, first) => {
    const [maximum, initial] = [parseRights(most!), parseRights(first!)];
    if (maximum === undefined) return `'${most}' are no rights (r, w, x)`;
    if (initial === undefined) return `'${first}' are no rights (r, w, x)`;
    options.protections = [...(options.protections ?? []), { segment: segment!, maximum, initial }];
    return undefined;
  }),
  "-why_live": takes(1, ({ whyLive }, pattern) => {
    whyLive.push(pattern!);
  }),
  "-map": takes(1, (request, path) => {
    request.mapPath = path;
  }),
  "-dependency_info": takes(1, (request, path) => {
    request.dependencyPath = path;
  }),
};
