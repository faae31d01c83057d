// What a file is by its first bytes, never by its name: for choosing a reader, and for one clear sentence when
// there is none.

import { decodeText } from "@/base/text";
import { fileTypes, magics } from "./constants";
import { dataView } from "./struct";

export type FileKind =
  | "object"
  | "dylib"
  | "executable"
  | "other-macho"
  | "macho-32"
  | "archive"
  | "thin-archive"
  | "fat"
  | "tbd"
  | "bitcode"
  | "elf"
  | "pe"
  | "wasm"
  | "text"
  | "empty"
  | "unknown";

/** How a message names the kind. */
export const fileKindTexts: Readonly<Record<FileKind, string>> = {
  object: "a Mach-O object",
  dylib: "a Mach-O dylib",
  executable: "a Mach-O executable",
  "other-macho": "a Mach-O file of another type",
  "macho-32": "a 32-bit or big-endian Mach-O file",
  archive: "an archive",
  "thin-archive": "a thin archive",
  fat: "a universal (fat) file",
  tbd: "a text stub",
  bitcode: "LLVM bitcode",
  elf: "an ELF file (Linux)",
  pe: "a PE/COFF file (Windows)",
  wasm: "a WebAssembly module",
  text: "a text file",
  empty: "an empty file",
  unknown: "no file format known here",
};

function machoKind(bytes: Uint8Array): FileKind {
  if (bytes.length < 16) return "other-macho";
  const type = dataView(bytes).getUint32(12, true);
  if (type === fileTypes.MH_OBJECT) return "object";
  if (type === fileTypes.MH_DYLIB || type === fileTypes.MH_DYLIB_STUB) return "dylib";
  return type === fileTypes.MH_EXECUTE ? "executable" : "other-macho";
}

/** Kinds told by their first four bytes, read big endian. */
function magicKind(bytes: Uint8Array): FileKind | undefined {
  const view = dataView(bytes);
  const big = view.getUint32(0, false);
  switch (view.getUint32(0, true)) {
    case magics.MH_MAGIC_64:
      return machoKind(bytes);
    case magics.MH_MAGIC:
    case magics.MH_CIGAM:
    case magics.MH_CIGAM_64:
      return "macho-32";
    default:
  }
  // 0xcafebabe also starts Java class files, whose "architecture count" is a version of 45 or more.
  if (big === magics.FAT_MAGIC) return bytes.length >= 8 && view.getUint32(4, false) < 45 ? "fat" : undefined;
  if (big === magics.FAT_MAGIC_64) return "fat";
  return otherMagics.get(big) ?? (big >>> 16 === 0x4d5a || big >>> 16 === 0x6486 ? "pe" : undefined);
}
const otherMagics = new Map<number, FileKind>([
  [0x4243c0de, "bitcode"],
  [0xdec0170b, "bitcode"],
  [0x7f454c46, "elf"],
  [0x0061736d, "wasm"],
]);

export function identify(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return "empty";
  const start = decodeText(bytes.subarray(0, 8));
  if (start === "!<arch>\n") return "archive";
  if (start === "!<thin>\n") return "thin-archive";
  return (bytes.length >= 4 ? magicKind(bytes) : undefined) ?? textKind(bytes);
}

function textKind(bytes: Uint8Array): FileKind {
  const sample = bytes.subarray(0, 512);
  if (sample.includes(0)) return "unknown";
  const text = decodeText(sample);
  if (
    /^\s*(#[^\n]*\n\s*)*---/.test(text) &&
    (text.includes("tapi-tbd") || text.includes("archs:") || text.includes("install-name:"))
  )
    return "tbd";
  return /^\s*\{\s*"/.test(text) && isStub5(bytes) ? "tbd" : "text";
}

/** Version 5 is JSON, whose keys come in any order: what makes it a stub may stand at its very end. */
function isStub5(bytes: Uint8Array): boolean {
  const ends = [bytes.subarray(0, 4096), bytes.subarray(Math.max(0, bytes.length - 4096))];
  return ends.some((part) => decodeText(part).includes('"tapi_tbd_version"'));
}
