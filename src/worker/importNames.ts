// The names that libraries give to a link, for an editor to offer: those of text stubs and dylibs as they stand. What
// cannot be read gives none; the build says what is wrong with it.

import type { Architecture } from "@/arch/architecture";
import { encodeText } from "@/base/text";
import { architectureName, readFat } from "@/macho/fat";
import { identify } from "@/macho/identify";
import { MalformedFile } from "@/macho/malformed";
import { readDylib } from "@/macho/readDylib";
import { readTbd, tbdExports } from "@/macho/tbd";
import type { FileContents, ImportName } from "./protocol";

function stubNames(bytes: Uint8Array, architecture: Architecture): ImportName[] {
  return readTbd(bytes).flatMap((document) =>
    tbdExports(document, `${architecture}-macos`)
      // Instructions to linkers are no names.
      .filter(({ name }) => !name.startsWith("$ld$"))
      .map(({ name }) => ({ name, library: document.installName })),
  );
}

function dylibNames(bytes: Uint8Array, architecture: Architecture): ImportName[] {
  const { cpuType, installName, exports } = readDylib(bytes);
  return architectureName(cpuType) === architecture ? exports.map(({ name }) => ({ name, library: installName })) : [];
}

function namesOf(bytes: Uint8Array, architecture: Architecture): ImportName[] {
  switch (identify(bytes)) {
    case "tbd":
      return stubNames(bytes, architecture);
    case "dylib":
      return dylibNames(bytes, architecture);
    case "fat":
      return readFat(bytes).flatMap(({ offset, size }) => namesOf(bytes.subarray(offset, offset + size), architecture));
    default:
      return [];
  }
}

export function importNames(contents: FileContents, architecture: Architecture): ImportName[] {
  try {
    return namesOf(contents.kind === "text" ? encodeText(contents.text) : contents.bytes, architecture);
  } catch (error) {
    if (error instanceof MalformedFile) return [];
    throw error;
  }
}
