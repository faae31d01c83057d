// A file of any format as a dump document. A member or slice that cannot be read does not hide the others: only a
// damaged frame throws.

import { readArchive } from "@/macho/archive";
import { architectureName, readFat } from "@/macho/fat";
import { type FileKind, fileKindTexts, identify } from "@/macho/identify";
import { MalformedFile } from "@/macho/malformed";
import { readTbd } from "@/macho/tbd";
import { describeImage } from "./describeImage";
import type { DumpDocument, Problem } from "./document";

/** How deep formats nest: slices of a fat file, members of an archive, objects. A damaged file may go on for ever. */
const outermost = 0;
const insideFat = 1;
const insideArchive = 2;

function describeArchive(file: string, bytes: Uint8Array): DumpDocument {
  const { members, index } = readArchive(bytes);
  const names = new Map(members.map((member) => [member.headerOffset, member.name]));
  return {
    file,
    size: bytes.length,
    format: "archive",
    index: index?.map((entry) => ({ name: entry.name, member: names.get(entry.headerOffset) ?? "" })) ?? null,
    members: members.map(({ name, start, end }) => ({
      name,
      offset: start,
      size: end - start,
      contents: describePart(`${file}(${name})`, bytes.subarray(start, end), insideArchive),
    })),
  };
}

function describeFat(file: string, bytes: Uint8Array): DumpDocument {
  return {
    file,
    size: bytes.length,
    format: "fat",
    slices: readFat(bytes).map(({ cpuType, cpuSubtype, offset, size }) => {
      const architecture = architectureName(cpuType);
      const slice = bytes.subarray(offset, offset + size);
      const contents = describePart(`${file} (${architecture})`, slice, insideFat);
      return { architecture, cpuType, cpuSubtype, offset, size, contents };
    }),
  };
}

const images: readonly FileKind[] = ["object", "dylib", "executable", "other-macho"];

/** Undefined when there is no reader for it here. */
function describe(file: string, bytes: Uint8Array, depth: number): DumpDocument | undefined {
  const kind = identify(bytes);
  if (images.includes(kind)) return { file, size: bytes.length, format: "macho", image: describeImage(bytes) };
  if (kind === "archive" && depth < insideArchive) return describeArchive(file, bytes);
  if (kind === "fat" && depth < insideFat) return describeFat(file, bytes);
  if (kind === "tbd") return { file, size: bytes.length, format: "tbd", documents: readTbd(bytes) };
  return undefined;
}

const problemOf = (error: MalformedFile): Problem => ({ part: null, message: error.message, offset: error.offset });

function describePart(file: string, bytes: Uint8Array, depth: number): DumpDocument {
  try {
    const described = describe(file, bytes, depth);
    return described ?? { file, size: bytes.length, format: "other", kind: fileKindTexts[identify(bytes)] };
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { file, size: bytes.length, format: "damaged", problems: [problemOf(error)] };
  }
}

/** Throws MalformedFile when the file as a whole cannot be read; damaged parts are in `problemsOf` the document. */
export function describeFile(file: string, bytes: Uint8Array): DumpDocument {
  const described = describe(file, bytes, outermost);
  if (described === undefined)
    throw new MalformedFile(
      0,
      "a 64-bit Mach-O file, an archive, a universal file or a text stub is expected",
      fileKindTexts[identify(bytes)],
    );
  return described;
}

export interface PlacedProblem extends Problem {
  readonly file: string;
}

/** Everything in a document that could not be read, in the order of the file. */
export function problemsOf(document: DumpDocument): readonly PlacedProblem[] {
  const placed = (problems: readonly Problem[]) => problems.map((problem) => ({ ...problem, file: document.file }));
  switch (document.format) {
    case "macho":
      return placed(document.image.problems);
    case "damaged":
      return placed(document.problems);
    case "archive":
      return document.members.flatMap(({ contents }) => problemsOf(contents));
    case "fat":
      return document.slices.flatMap(({ contents }) => problemsOf(contents));
    default:
      return [];
  }
}
