// Bytes to link text and back: `v1.` and the base64url of
//   version byte 1 | CRC-32 of the plain bytes (4, little endian) | their length (ULEB128) | deflate, with dictionary 1
// Neither deflate nor base64 notices damage, so the checksum does; the length rules out trailing junk; inflating stops
// at the cap, because a link of 87 KB can hold 64 MiB. Never throws.

import { deflateSync, Inflate } from "fflate";
import { concatBytes } from "@/base/buffers";
import { decodeUleb, encodeUleb } from "@/base/leb128";
import { fromBase64url, toBase64url } from "./base64url";
import { dictionary1 } from "./dictionary1";

export type Unpacked =
  /** No link text at all. */
  | { readonly kind: "none" }
  | { readonly kind: "ok"; readonly bytes: Uint8Array }
  | { readonly kind: "corrupt" }
  | { readonly kind: "too-large" };

/** Plain bytes that a link may hold. */
export const linkCap = 1 << 18;

const prefix = "v1.";
const version = 1;

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  // 0xedb88320: the CRC-32 polynomial of zip and PNG, bits reversed.
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

export function pack(plain: Uint8Array): string {
  const head = new Uint8Array(5);
  head[0] = version;
  new DataView(head.buffer).setUint32(1, crc32(plain), true);
  const body = deflateSync(plain, { level: 9, mem: 9, dictionary: dictionary1 });
  return prefix + toBase64url(concatBytes([head, Uint8Array.from(encodeUleb(plain.length)), body]));
}

const tooLarge = Symbol("too large");

/** Feeds small pieces, so that a bomb is stopped within one piece of the cap. */
function inflate(body: Uint8Array, cap: number): Uint8Array | typeof tooLarge | undefined {
  const parts: Uint8Array[] = [];
  let length = 0;
  let finished = false;
  const stream = new Inflate({ dictionary: dictionary1 }, (part, final) => {
    length += part.length;
    if (length > cap) throw tooLarge;
    parts.push(part.slice());
    finished = final;
  });
  try {
    for (let at = 0; at < body.length; at += 256) stream.push(body.subarray(at, at + 256), at + 256 >= body.length);
  } catch (error) {
    // fflate throws for a broken stream; there is no more to say about it than that.
    return error === tooLarge ? tooLarge : undefined;
  }
  return finished ? concatBytes(parts) : undefined;
}

/** `text` with or without its `#`. */
export function unpack(text: string, cap: number = linkCap): Unpacked {
  const trimmed = text.replace(/^#/, "");
  if (trimmed === "") return { kind: "none" };
  if (!trimmed.startsWith(prefix)) return { kind: /^v\d+\./.test(trimmed) ? "corrupt" : "none" };
  const packed = fromBase64url(trimmed.slice(prefix.length));
  if (packed === undefined || packed.length < 7 || packed[0] !== version) return { kind: "corrupt" };
  const wanted = new DataView(packed.buffer).getUint32(1, true);
  const length = decodeUleb(packed, 5);
  if (length === undefined) return { kind: "corrupt" };
  if (length.value > BigInt(cap)) return { kind: "too-large" };
  const plain = inflate(packed.subarray(length.end), cap);
  if (plain === tooLarge) return { kind: "too-large" };
  if (plain === undefined || BigInt(plain.length) !== length.value || crc32(plain) !== wanted)
    return { kind: "corrupt" };
  return { kind: "ok", bytes: plain };
}
