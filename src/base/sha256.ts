import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** SHA-256 digest, 32 bytes. Synchronous and the same on every engine, as a deterministic image needs. */
export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes);
