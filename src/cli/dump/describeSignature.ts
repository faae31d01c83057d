import { signatureFlags, signatureSlots } from "@/macho/constants";
import type { MachoImage } from "@/macho/readImage";
import { signatureOf, verifySignature } from "@/macho/verifySignature";
import type { SignatureDump } from "./document";

export function describeSignature(image: MachoImage): SignatureDump | null {
  const signature = signatureOf(image.bytes);
  if (signature === undefined) return null;
  const { offset, size, identifier, directory, blobs } = signature;
  return {
    offset,
    size,
    identifier,
    version: directory.version,
    flags: directory.flags,
    flagNames: signatureFlags.namesOf(directory.flags),
    codeLimit: directory.codeLimit,
    pageBytes: 2 ** directory.pageSize,
    pageCount: directory.codeSlotCount,
    hashType: directory.hashType,
    blobs: blobs.map((blob) => ({
      type: blob.type,
      typeName: signatureSlots.nameOf(blob.type) ?? `slot ${blob.type}`,
      offset: blob.offset,
      size: blob.size,
    })),
    problems: verifySignature(image.bytes).problems,
  };
}
