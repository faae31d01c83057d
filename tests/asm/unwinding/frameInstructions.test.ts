import { describe, expect, it } from "vitest";
import type { FrameChange } from "@/asm/unwinding/frame";
import { advanceBytes, encodeFrameChange } from "@/asm/unwinding/frameInstructions";
import { hexBytes } from "@/base/text";

type Encodable = Exclude<FrameChange, { readonly kind: "label" }>;

describe("call frame instructions", () => {
  it.each<[Encodable, string, number]>([
    [{ kind: "cfa", register: 7, offset: 8 }, "0c 07 08", 8],
    [{ kind: "cfaOffset", offset: 300 }, "0e ac 02", 300],
    [{ kind: "cfaOffset", offset: -8 }, "0e f8 ff ff ff ff ff ff ff ff 01", -8],
    [{ kind: "cfaOffsetBy", offset: 8 }, "0e 18", 24],
    [{ kind: "cfaRegister", register: 6 }, "0d 06", 16],
    [{ kind: "savedAt", register: 3, offset: -24 }, "83 03", 16],
    [{ kind: "savedAt", register: 3, offset: 8 }, "11 03 7f", 16],
    [{ kind: "savedAt", register: 72, offset: -24 }, "05 48 03", 16],
    [{ kind: "savedRelative", register: 3, offset: 8 }, "83 01", 16],
    [{ kind: "valueAt", register: 3, offset: -16 }, "14 03 02", 16],
    [{ kind: "valueAt", register: 3, offset: 16 }, "15 03 7e", 16],
    [{ kind: "savedIn", register: 0, other: 130 }, "09 00 82 01", 16],
    [{ kind: "restore", register: 19 }, "d3", 16],
    [{ kind: "restore", register: 72 }, "06 48", 16],
    [{ kind: "undefined", register: 1 }, "07 01", 16],
    [{ kind: "sameValue", register: 1 }, "08 01", 16],
    [{ kind: "rememberState" }, "0a", 16],
    [{ kind: "restoreState" }, "0b", 16],
    [{ kind: "negateSigning" }, "2d", 16],
    [{ kind: "negateSigningHere" }, "2c", 16],
    [{ kind: "bytes", bytes: [1, 255] }, "01 ff", 16],
  ])("%j", (change, bytes, cfaOffset) => {
    const encoded = encodeFrameChange(change, 16);
    expect(hexBytes(Uint8Array.from(encoded.bytes))).toBe(bytes);
    expect(encoded.cfaOffset).toBe(cfaOffset);
  });

  it.each([
    [0, ""],
    [1, "41"],
    [63, "7f"],
    [64, "02 40"],
    [255, "02 ff"],
    [256, "03 00 01"],
    [65_535, "03 ff ff"],
    [65_536, "04 00 00 01 00"],
  ])("advance by %i", (distance, bytes) => {
    expect(hexBytes(Uint8Array.from(advanceBytes(distance)))).toBe(bytes);
  });
});
