// Checks the code signature of a whole file as the kernel would: the SuperBlob's shape, then each page's hash.

import { equalBytes, unshare } from "@/base/buffers";
import { sha256 } from "@/base/sha256";
import { hex0x } from "@/base/text";
import { signatureAlignment } from "./codeSignature";
import { loadCommands, signatureFlags, signatureHashTypes, signatureMagics, signatureSlots } from "./constants";
import { blobIndex, codeDirectory, linkeditDataCommand, superBlob } from "./layouts";
import { onlyCommand, readCommands, requireSize } from "./loadCommands";
import { checkRange, MalformedFile, readText } from "./malformed";
import { dataView, type RecordOf } from "./struct";

export type CodeDirectory = RecordOf<typeof codeDirectory>;

export interface Blob {
  /** One of signatureSlots. */
  readonly type: number;
  readonly magic: number;
  /** Range in the file. */
  readonly offset: number;
  readonly size: number;
}

export interface Signature {
  /** Range of LC_CODE_SIGNATURE. */
  readonly offset: number;
  readonly size: number;
  readonly blobs: readonly Blob[];
  readonly directory: CodeDirectory;
  readonly directoryOffset: number;
  readonly identifier: string;
}

/** More blobs than any signature has; a larger count is a damaged one. */
const largestBlobCount = 64;

/** The parts of the signature at a range of the file, hashes unchecked. Throws MalformedFile. */
export function readSignature(file: Uint8Array, offset: number, size: number): Signature {
  const view = dataView(file);
  checkRange(file.length, offset, size, "the code signature", offset);
  const end = offset + size;
  checkRange(end, offset, superBlob.bytes, "the SuperBlob", offset);
  const { magic, blobCount } = superBlob.read(view, offset);
  if (magic !== signatureMagics.CSMAGIC_EMBEDDED_SIGNATURE)
    throw new MalformedFile(offset, "the magic number of an embedded signature is expected", hex0x(magic));
  if (blobCount > largestBlobCount)
    throw new MalformedFile(offset + superBlob.offsets.blobCount, `at most ${largestBlobCount} blobs`, `${blobCount}`);
  const firstIndex = offset + superBlob.bytes;
  checkRange(end, firstIndex, blobCount * blobIndex.bytes, "the index of blobs", firstIndex);
  const blobs = Array.from({ length: blobCount }, (_, i): Blob => {
    const index = blobIndex.read(view, firstIndex + i * blobIndex.bytes);
    const at = offset + index.offset;
    checkRange(end, at, 8, `blob ${i}`, firstIndex + i * blobIndex.bytes);
    const length = view.getUint32(at + 4, false);
    checkRange(end, at, length, `blob ${i}`, at + 4);
    return { type: index.type, magic: view.getUint32(at, false), offset: at, size: length };
  });
  const blob = blobs.find((candidate) => candidate.type === signatureSlots.CSSLOT_CODEDIRECTORY);
  if (blob === undefined || blob.magic !== signatureMagics.CSMAGIC_CODEDIRECTORY || blob.size < codeDirectory.bytes)
    throw new MalformedFile(offset, "a CodeDirectory of version 0x20400 or later is expected");
  const directory = codeDirectory.read(view, blob.offset);
  const blobEnd = blob.offset + blob.size;
  const identifier = readText(file, blob.offset + directory.identifierOffset, blobEnd, "the identifier");
  const hashes = blob.offset + directory.hashOffset;
  checkRange(blobEnd, hashes, directory.codeSlotCount * directory.hashSize, "the page hashes", blob.offset);
  return { offset, size, blobs, directory, directoryOffset: blob.offset, identifier };
}

/** The signature that a file's LC_CODE_SIGNATURE points to; undefined without one. Throws MalformedFile. */
export function signatureOf(file: Uint8Array): Signature | undefined {
  const range = onlyCommand(readCommands(file).commands, loadCommands.LC_CODE_SIGNATURE);
  if (range === undefined) return undefined;
  requireSize(range, linkeditDataCommand.bytes);
  const { dataOffset, dataSize } = linkeditDataCommand.read(dataView(file), range.offset);
  return readSignature(file, dataOffset, dataSize);
}

function problemsOf(file: Uint8Array, signature: Signature): string[] {
  const { directory, directoryOffset, offset } = signature;
  const problems: string[] = [];
  if (offset % signatureAlignment !== 0) problems.push(`the signature starts at ${hex0x(offset)}, not 16-aligned`);
  if (offset + signature.size !== file.length) problems.push("the signature is not the end of the file");
  if (directory.codeLimit !== offset)
    problems.push(`the code limit is ${hex0x(directory.codeLimit)}, the signature starts at ${hex0x(offset)}`);
  if ((directory.flags & signatureFlags.CS_ADHOC) === 0) problems.push("the signature is not an ad-hoc one");
  if (directory.hashSize !== 32 || directory.hashType !== signatureHashTypes.sha256)
    return [...problems, "the hashes are not SHA-256"];
  if (directory.pageSize < 12 || directory.pageSize > 14) return [...problems, "pages are not 4 to 16 KiB"];
  const pageBytes = 2 ** directory.pageSize;
  const limit = Math.min(directory.codeLimit, file.length);
  if (directory.codeSlotCount !== Math.ceil(directory.codeLimit / pageBytes))
    problems.push(`${directory.codeSlotCount} page hashes do not fit a code limit of ${hex0x(directory.codeLimit)}`);
  for (let page = 0; page < directory.codeSlotCount && page * pageBytes < limit; page++) {
    const bytes = file.subarray(page * pageBytes, Math.min(limit, (page + 1) * pageBytes));
    const at = directoryOffset + directory.hashOffset + page * 32;
    if (!equalBytes(sha256(unshare(bytes)), file.subarray(at, at + 32)))
      problems.push(`the hash of page ${page} is wrong`);
  }
  return problems;
}

export interface Verdict {
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/** What the kernel would find wrong with a file's signature; a malformed or missing one is a problem too. */
export function verifySignature(file: Uint8Array): Verdict {
  try {
    const signature = signatureOf(file);
    const problems = signature === undefined ? ["the file has no code signature"] : problemsOf(file, signature);
    return { ok: problems.length === 0, problems };
  } catch (error) {
    if (error instanceof MalformedFile) return { ok: false, problems: [error.message] };
    throw error;
  }
}
