import { expect, it } from "vitest";
import { anatomyOfArm64 } from "@/asm/arm64/anatomy";
import { anatomyText } from "@/editor/anatomyText";

const ruled = (word: number, mnemonic: string) => {
  const anatomy = anatomyOfArm64(word, mnemonic);
  return anatomy === undefined ? "" : anatomyText(anatomy, []);
};

it("draws a ruler with what the fields say under them", () => {
  expect(ruled(0x91004020, "add")).toBe(
    [
      "```text",
      "31       30–23     22  21–10         9–5    4–0",
      "sf       op        sh  imm12         Rn     Rd",
      "1        00100010  0   000000010000  00001  00000",
      "64 bits            0   #0x10         x1     x0",
      "```",
      "",
    ].join("\n"),
  );
});

it("writes below the ruler what is too long for it", () => {
  expect(ruled(0x54000040, "b.eq")).toContain("`imm19`: +0x8 bytes from here, in words of 4");
});

it("keeps every ruler narrow enough for a hover", () => {
  for (const [word, mnemonic] of [
    [0xa9bf7bfd, "stp"],
    [0x9b020c20, "madd"],
    [0x8b2149ff, "add"],
    [0xb8626820, "ldr"],
  ] as const)
    for (const line of ruled(word, mnemonic).split("\n")) expect(line.length).toBeLessThan(64);
});
