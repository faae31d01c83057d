import { describe, expect, it } from "vitest";
import { measureSignature, writeAdHocSignature } from "@/macho/codeSignature";
import { signatureOf, verifySignature } from "@/macho/verifySignature";
import { smallDylib, smallObject } from "./smallFiles";

describe("checklist 102: code signature", () => {
  it("verifies", () => {
    const file = smallDylib();
    expect(verifySignature(file)).toEqual({ ok: true, problems: [] });
    expect(signatureOf(file)).toMatchObject({ identifier: "small", directory: { version: 0x20400, flags: 0x20002 } });
  });

  it("finds any changed byte of the code, by page", () => {
    const file = smallDylib();
    for (const [at, page] of [
      [0x1a, 0],
      [0x1fff, 1],
      [0x2001, 2],
    ] as const) {
      const changed = file.slice();
      changed[at]! ^= 1;
      expect(verifySignature(changed).problems).toEqual([`the hash of page ${page} is wrong`]);
    }
  });

  it("is a problem when missing, cut or followed by more", () => {
    expect(verifySignature(smallObject()).problems).toEqual(["the file has no code signature"]);
    const file = smallDylib();
    expect(verifySignature(file.slice(0, -1)).problems[0]).toMatch(/past the end/);
    const longer = new Uint8Array(file.length + 1);
    longer.set(file);
    expect(verifySignature(longer).problems).toEqual(["the signature is not the end of the file"]);
  });

  it("has the size measured for it", () => {
    for (const [length, pagePower] of [
      [0, 12],
      [1, 12],
      [4096, 12],
      [4097, 14],
      [100_000, 14],
    ] as const)
      for (const identifier of ["a", "a.out", "a-name-of-some-length"]) {
        const code = new Uint8Array(length);
        const request = { code, identifier, textOffset: 0, textSize: length, isExecutable: true, pagePower };
        const signature = writeAdHocSignature(request);
        expect(signature).toHaveLength(measureSignature(identifier, length, pagePower));
        expect(signature.length % 16).toBe(0);
      }
  });
});
