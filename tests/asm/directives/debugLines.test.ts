import { describe, expect, test } from "vitest";
import { assemble } from "@/asm/assemble";
import { encoders } from "../encoders";
import { readObject } from "../objectContents";

const run = (text: string) => assemble({ name: "t.s", text, architecture: "arm64" }, encoders);
/** The program after the header, whose last bytes are the file's. */
const program = (text: string) => {
  const bytes = readObject(run(`.file 1 "a.c"\n${text}`).object!).sections.get("__DWARF,__debug_line")!.bytes;
  return bytes.slice(bytes.indexOf("61 2e 63 00 00 00 00 00") + 24);
};
const setAddress = "00 09 02 00 00 00 00 00 00 00 00";

describe(".loc", () => {
  test.each([
    ["a row for the next instruction only", ".loc 1 1\nnop\nnop", `${setAddress} 01 02 08 00 01 01`],
    ["rows one after another", ".loc 1 1\n.loc 1 2\nnop", `${setAddress} 01 13 02 04 00 01 01`],
    ["columns and flags", ".loc 1 1 7 prologue_end\nnop", `${setAddress.replace(/^/, "05 07 0a ")} 01 02 04 00 01 01`],
    ["a flag that stays", ".loc 1 1 0 is_stmt 0\nnop\n.loc 1 2\nnop", `06 ${setAddress} 01 4b 02 04 00 01 01`],
    ["a discriminator that does not", ".loc 1 1 0 discriminator 3\nnop", `00 02 04 03 ${setAddress} 01 02 04 00 01 01`],
    ["nothing at the end of the text", "nop\n.loc 1 1", ""],
  ])("makes %s", (_, text, expected) => {
    expect(program(text)).toBe(expected);
  });

  test.each([
    [".loc 1 1", "1:6 1 no-such-file"],
    ['.file 1 "a.c"\n.loc 1 2 3 view 0', "2:12 4 expected"],
    ['.file 1 "a.c"\n.loc 1 2 is_stmt 2', "2:18 1 expected"],
    ['.file 1 "a.c"\n.file 1 "b.c"', "2:7 1 file-number-taken"],
    ['.file 2 "a.c"', "1:1 13 file-number-missing"],
    ['.file "a.c" md5 1', "1:13 3 expected"],
  ])("%j is refused", (text, expected) => {
    const places = run(text).diagnostics.map(
      ({ code, place }) => `${place!.line}:${place!.column} ${place!.length} ${code}`,
    );
    expect(places).toEqual([expected]);
  });
});
