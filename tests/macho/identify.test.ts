import { describe, expect, it } from "vitest";
import { encodeText } from "@/base/text";
import { writeArchive } from "@/macho/archive";
import { fileTypes } from "@/macho/constants";
import { identify } from "@/macho/identify";
import { smallDylib, smallObject, smallTbd } from "./smallFiles";

const big = (...words: number[]) => {
  const bytes = new Uint8Array(words.length * 4);
  for (const [i, word] of words.entries()) new DataView(bytes.buffer).setUint32(i * 4, word, false);
  return bytes;
};
const withFileType = (type: number) => {
  const bytes = smallObject();
  bytes[12] = type;
  return bytes;
};

describe("identify", () => {
  it.each([
    ["object", smallObject()],
    ["dylib", smallDylib()],
    ["executable", withFileType(fileTypes.MH_EXECUTE)],
    ["other-macho", withFileType(fileTypes.MH_DSYM)],
    ["macho-32", big(0xcefaedfe, 0)],
    ["macho-32", big(0xfeedfacf, 0)],
    ["archive", writeArchive([])],
    ["thin-archive", encodeText("!<thin>\n")],
    ["fat", big(0xcafebabe, 2)],
    ["fat", big(0xcafebabf, 2)],
    ["bitcode", big(0x4243c0de)],
    ["bitcode", big(0xdec0170b)],
    ["elf", big(0x7f454c46)],
    ["pe", encodeText("MZ\x00\x00")],
    ["wasm", big(0x0061736d)],
    ["tbd", encodeText(smallTbd)],
    ["tbd", encodeText("# stub\n--- !tapi-tbd-v3\narchs: [ arm64 ]\n")],
    ["tbd", encodeText('{\n "main_library": {}, "tapi_tbd_version": 5}\n')],
    ["tbd", encodeText(`{"main_library": {"x": "${"y".repeat(9000)}"}, "tapi_tbd_version": 5}`)],
    ["text", encodeText('{"version": 3}\n')],
    ["text", encodeText("int main() {}\n")],
    ["empty", new Uint8Array(0)],
    // A Java class file starts like a fat one: its second word is a version.
    ["unknown", big(0xcafebabe, 0x34)],
    ["unknown", Uint8Array.of(0, 1, 2)],
  ])("%s", (kind, bytes) => {
    expect(identify(bytes)).toBe(kind);
  });
  it("answers for any start of any file", () => {
    for (const bytes of [smallObject(), smallDylib(), encodeText(smallTbd)])
      for (let length = 0; length < 20; length++) expect(typeof identify(bytes.slice(0, length))).toBe("string");
  });
});
