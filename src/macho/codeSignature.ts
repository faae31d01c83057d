// The ad-hoc code signature that arm64 macOS demands of every executable (`<kern/cs_blobs.h>`): a SuperBlob with one
// CodeDirectory, which holds a SHA-256 of every 4 KiB page of the file up to the signature itself. Shape and flags
// are those of ld64 and lld ("linker signed"), so that codesign and the kernel treat it alike.

import { unshare } from "@/base/buffers";
import { sha256 } from "@/base/sha256";
import { encodeText } from "@/base/text";
import { alignUp } from "@/base/units";
import {
  executableSegmentFlags,
  signatureFlags,
  signatureHashTypes,
  signatureMagics,
  signatureSlots,
} from "./constants";
import { blobIndex, codeDirectory, superBlob } from "./layouts";
import { dataView } from "./struct";

/** Hashed pages are 4 KiB on every system, whatever the kernel's page size: so do ld64 and lld. */
const defaultPagePower = 12;
const hashBytes = 32;
/** The signature starts and ends on 16-byte boundaries. */
export const signatureAlignment = 16;
const directoryVersion = 0x20400;

/** The directory's place: after the SuperBlob and its only index entry, 8-aligned. */
const directoryOffset = alignUp(superBlob.bytes + blobIndex.bytes, 8);

interface Shape {
  readonly identifier: Uint8Array;
  readonly hashOffset: number;
  readonly pages: number;
  readonly total: number;
}
function shapeOf(identifier: string, codeLimit: number, pagePower: number): Shape {
  const name = encodeText(`${identifier}\0`);
  // Hashes start 16-aligned after the name.
  const hashOffset = alignUp(directoryOffset + codeDirectory.bytes + name.length, 16) - directoryOffset;
  const pages = Math.ceil(codeLimit / 2 ** pagePower);
  return { identifier: name, hashOffset, pages, total: directoryOffset + hashOffset + pages * hashBytes };
}

/** Bytes a signature over the first `codeLimit` bytes of a file takes. */
export const measureSignature = (identifier: string, codeLimit: number, pagePower = defaultPagePower): number =>
  shapeOf(identifier, codeLimit, pagePower).total;

/** Where the hashes of the pages begin in it. */
export function hashesOffset(identifier: string, codeLimit: number, pagePower = defaultPagePower): number {
  return directoryOffset + shapeOf(identifier, codeLimit, pagePower).hashOffset;
}

export interface SigningRequest {
  /** The file up to the signature; its length is the code limit. */
  readonly code: Uint8Array;
  /** The output file's name without folders, by convention. */
  readonly identifier: string;
  /** File range of __TEXT. */
  readonly textOffset: number;
  readonly textSize: number;
  readonly isExecutable: boolean;
  /** log2 of the hashed pages' size: 12 (when left out) or 14. */
  readonly pagePower?: number;
  /** Digests of the pages one behind the other, for who keeps them; else they are made here. */
  readonly pageHashes?: Uint8Array;
}

/** The signature to append at the code limit. */
export function writeAdHocSignature(request: SigningRequest): Uint8Array<ArrayBuffer> {
  const { code, identifier, textOffset, textSize, isExecutable, pagePower = defaultPagePower } = request;
  const shape = shapeOf(identifier, code.length, pagePower);
  const out = new Uint8Array(shape.total);
  const view = dataView(out);
  superBlob.write(view, 0, { magic: signatureMagics.CSMAGIC_EMBEDDED_SIGNATURE, length: shape.total, blobCount: 1 });
  blobIndex.write(view, superBlob.bytes, { type: signatureSlots.CSSLOT_CODEDIRECTORY, offset: directoryOffset });
  codeDirectory.write(view, directoryOffset, {
    magic: signatureMagics.CSMAGIC_CODEDIRECTORY,
    length: shape.total - directoryOffset,
    version: directoryVersion,
    flags: signatureFlags.CS_ADHOC | signatureFlags.CS_LINKER_SIGNED,
    hashOffset: shape.hashOffset,
    identifierOffset: codeDirectory.bytes,
    specialSlotCount: 0,
    codeSlotCount: shape.pages,
    codeLimit: code.length,
    hashSize: hashBytes,
    hashType: signatureHashTypes.sha256,
    platform: 0,
    pageSize: pagePower,
    spare2: 0,
    scatterOffset: 0,
    teamOffset: 0,
    spare3: 0,
    codeLimit64: 0,
    executableSegmentBase: textOffset,
    executableSegmentLimit: textSize,
    executableSegmentFlags: isExecutable ? executableSegmentFlags.CS_EXECSEG_MAIN_BINARY : 0,
  });
  out.set(shape.identifier, directoryOffset + codeDirectory.bytes);
  const hashes = directoryOffset + shape.hashOffset;
  if (request.pageHashes !== undefined) out.set(request.pageHashes, hashes);
  else
    for (let page = 0; page < shape.pages; page++)
      out.set(hashOfPage(code, page, pagePower), hashes + page * hashBytes);
  return out;
}

/** The last page ends where the code does. */
export const hashOfPage = (code: Uint8Array, page: number, pagePower: number): Uint8Array =>
  sha256(unshare(code.subarray(page * 2 ** pagePower, (page + 1) * 2 ** pagePower)));
