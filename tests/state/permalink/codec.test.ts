import fc from "fast-check";
import { deflateSync } from "fflate";
import { describe, expect, it } from "vitest";
import { concatBytes } from "@/base/buffers";
import { encodeUleb } from "@/base/leb128";
import { encodeText } from "@/base/text";
import { gallery } from "@/gallery/gallery";
import { toBase64url } from "@/state/permalink/base64url";
import { crc32, linkCap, pack, unpack } from "@/state/permalink/codec";
import { dictionary1 } from "@/state/permalink/dictionary1";

const sample = encodeText(
  gallery
    .map((example) => example.notice)
    .join("\n")
    .slice(0, 1200),
);
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe("link codec", () => {
  it("gives back any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(unpack(pack(bytes))).toEqual({ kind: "ok", bytes });
      }),
    );
  });

  it("never opens a link with one changed character as anything else", () => {
    const link = pack(sample);
    let damaged = 0;
    for (let at = 3; at < link.length; at++) {
      for (let shift = 1; shift < 64; shift += 9) {
        const character = alphabet[(alphabet.indexOf(link[at]!) + shift) % 64]!;
        const opened = unpack(link.slice(0, at) + character + link.slice(at + 1));
        // The last byte of a deflate stream has bits that mean nothing.
        if (opened.kind === "ok") expect(opened.bytes).toEqual(sample);
        else damaged += 1;
      }
    }
    expect(damaged).toBeGreaterThan(7 * (link.length - 3) - 20);
  });

  it("never opens a truncated link", () => {
    const link = pack(sample);
    for (let length = 3; length < link.length; length++) expect(unpack(link.slice(0, length)).kind).toBe("corrupt");
  });

  it("answers any text with one of its four outcomes", () => {
    fc.assert(fc.property(fc.string(), (text) => ["none", "ok", "corrupt", "too-large"].includes(unpack(text).kind)));
    fc.assert(fc.property(fc.base64String(), (text) => unpack(`#v1.${text}`).kind === "corrupt"));
    expect(unpack("")).toEqual({ kind: "none" });
    expect(unpack("#section")).toEqual({ kind: "none" });
    expect(unpack("#v9.AAAA")).toEqual({ kind: "corrupt" });
  });

  it("stops inflating at the cap, whatever length the link claims", () => {
    const bomb = deflateSync(new Uint8Array(1 << 26), { level: 9, dictionary: dictionary1 });
    for (const claimed of [1, linkCap, 1 << 26]) {
      const head = new Uint8Array(5);
      head[0] = 1;
      const link = `v1.${toBase64url(concatBytes([head, Uint8Array.from(encodeUleb(claimed)), bomb]))}`;
      const start = performance.now();
      expect(unpack(link)).toEqual({ kind: "too-large" });
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });

  it("computes the CRC-32 of zip", () => {
    expect(crc32(encodeText("123456789"))).toBe(0xcbf43926);
  });

  it("has a dictionary that never changes", () => {
    expect(dictionary1.length).toBeGreaterThan(1400);
    expect(crc32(dictionary1)).toBe(0x34e278f4);
  });
});
