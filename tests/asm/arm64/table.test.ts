// Every row assembles what it disassembles, and no word is read in two ways.

import { describe, expect, test } from "vitest";
import { disassembleArm64 } from "@/asm/arm64/decoder";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import { instructionRows } from "@/asm/arm64/table";
import { virtualAddress } from "@/base/units";
import { operandContext } from "../operandContext";

const encoder = createArm64Encoder();
const encode = (text: string) => {
  const result = encoder.encode(text, operandContext);
  if ("error" in result) return result.error.code;
  const [a, b, c, d] = result.bytes;
  return ((a! | (b! << 8) | (c! << 16) | (d! << 24)) >>> 0).toString(16).padStart(8, "0");
};

test("rows round-trip: word, text, word, text", () => {
  let state = 88172645;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const wrong: string[] = [];
  for (const row of instructionRows())
    for (let i = 0; i < 4; i++) {
      const word = (row.word | (random() & ~row.mask)) >>> 0;
      const first = disassembleArm64(word, virtualAddress(0));
      if (first === undefined) continue;
      // Addresses count from the instruction, which stands at 0; a negative one is a distance.
      const text = first.text.replace(/0x(f{4,}[0-9a-f]*)$/, (_, digits: string) =>
        BigInt.asIntN(64, BigInt(`0x${digits}`)).toString(),
      );
      const again = encode(text);
      // The CPU knows the word, but nobody should write it.
      if (again === "unpredictable-instruction") continue;
      if (disassembleArm64(Number.parseInt(again, 16), virtualAddress(0))?.text !== first.text)
        wrong.push(`${word.toString(16)} '${first.text}' ${again}`);
    }
  expect(wrong).toEqual([]);
});

describe("spellings", () => {
  test.each([
    ["ret", "d65f03c0"],
    ["mov x0, x1", "aa0103e0"],
    ["mov x29, sp", "910003fd"],
    ["mov w0, #-1", "12800000"],
    ["mov x0, #0x10000", "d2a00020"],
    ["mov x0, #0xff00ff00ff00ff00", "b2089fe0"],
    ["add x0, x1, #-4", "d1001020"],
    ["add x0, x1, #4096", "91400420"],
    ["cmp w0, #3", "71000c1f"],
    ["cmp sp, x1", "eb2163ff"],
    ["add sp, sp, x1, lsl #3", "8b216fff"],
    ["lsl w0, w1, #3", "531d7020"],
    ["ubfx x0, x1, #4, #8", "d3442c20"],
    ["ldr x0, [x1, #8]", "f9400420"],
    ["ldr x0, [x1, #-8]", "f85f8020"],
    ["ldr x0, [x1], #8", "f8408420"],
    ["str w0, [sp, #-16]!", "b81f0fe0"],
    ["ldrb w0, [x1, w2, uxtw]", "38624820"],
    ["stp x29, x30, [sp, #-16]!", "a9bf7bfd"],
    ["ldp d8, d9, [sp], #32", "6cc227e8"],
    ["b.eq #8", "54000040"],
    ["beq #8", "54000040"],
    ["tbnz x0, #40, #8", "b7400040"],
    ["fmov d0, #1.0", "1e6e1000"],
    ["fadd.4s v0, v1, v2", "4e22d420"],
    ["fadd v0.4s, v1.4s, v2.4s", "4e22d420"],
    ["mov.s w0, v1[2]", "0e143c20"],
    ["mov v0.d[1], x0", "4e181c00"],
    ["movi.2d v0, #0", "6f00e400"],
    ["ld1.4s { v0, v1 }, [x0], #32", "4cdfa800"],
    ["st2 { v0.b, v1.b }[3], [x2]", "0d200c40"],
    ["ldaddal w0, w1, [x2]", "b8e00041"],
    ["casal x0, x1, [x2]", "c8e0fc41"],
    ["mrs x0, TPIDR_EL0", "d53bd040"],
    ["mrs x0, s3_4_c15_c2_7", "d53cf2e0"],
    ["msr daifset, #2", "d50342df"],
    ["ic ivau, x3", "d50b7523"],
    ["tlbi vmalle1", "d508871f"],
    ["sys #3, c7, c4, #1, x0", "d50b7420"],
    ["ldraa x0, [x1, #-4096]", "f8600420"],
    ["casp x0, x1, x2, x3, [x4]", "48207c82"],
    ["fcmla.4s v0, v1, v2, #90", "6e82cc20"],
    ["fcmla v0.4h, v1.4h, v2.h[1], #270", "2f627020"],
    ["fmlal v0.4s, v1.4h, v2.h[7]", "4fb20820"],
    ["fmlal.2s v0, v1, v2", "0e22ec20"],
    ["sdot v0.4s, v1.16b, v2.4b[3]", "4fa2e820"],
    ["xar.2d v0, v1, v2, #63", "ce82fc20"],
    ["cmls.4s v0, v1, v2", "6ea13c40"],
    ["fmov d0, #0.0", "9e6703e0"],
    ["fmov s0, #0x70", "1e2e1000"],
    ["sha512h q0, q1, v2.2d", "ce628020"],
    ["rmif x1, #14, #3", "ba070423"],
    ["uxtw x0, w20", "d3407e80"],
    ["mov.4s v15, v18", "4eb21e4f"],
    ["fcmle s31, s28, s31", "7e3ce7ff"],
    ["dup h7, v31[1]", "5e0607e7"],
    ["ldr x0, =0x12340000", "d2a24680"],
    ["ldr x0, =0x123456789", "58000000"],
    ["ldr w1, =_name", "18000001"],
    ["add x0, x31, x1", "8b0103e0"],
    ["dmb ish", "d5033bbf"],
    ["brk #1", "d4200020"],
    ["csel x0, x1, x2, ne", "9a821020"],
    ["cset w0, eq", "1a9f17e0"],
  ])("%s", (text, word) => expect(encode(text)).toBe(word));

  test.each([
    ["add x0, w1, x2", "operand-mismatch"],
    ["ldr x0, [x1, #32768]", "operand-mismatch"],
    ["mov x0, #0x12345", "operand-mismatch"],
    ["fmov x0, v1.d[0]", "operand-mismatch"],
    ["mov x0, #18446744073709551616", "bad-number"],
    ["ldp x0, x0, [x1]", "unpredictable-instruction"],
    ["ldr x0, [x0], #8", "unpredictable-instruction"],
    ["stxr w0, x1, [x0]", "unpredictable-instruction"],
    ["add.4s v0, v1, v2.4s", "operand-mismatch"],
    ["usdot.4s v0, v1, v2", "unknown-instruction"],
    ["msr midr_el1, x0", "operand-mismatch"],
    ["add x0, x1, x99", "unknown-register"],
    ["ldr x0, [x1", "bad-operand"],
    ["ld1.4s { v0, v2 }, [x0]", "bad-operand"],
    ["frobnicate x0", "unknown-instruction"],
    ["", "unknown-instruction"],
  ])("%s is refused: %s", (text, code) => expect(encode(text)).toBe(code));
});

describe("disassembly", () => {
  test.each([
    [0x94000002, "bl 0x1008", 0x1008],
    [0x17ffffff, "b 0xffc", 0xffc],
    [0x90000000, "adrp x0, 0x1000", 0x1000],
    [0xb4000040, "cbz x0, 0x1008", 0x1008],
    [0x58000040, "ldr x0, 0x1008", 0x1008],
    [0xd503201f, "nop", undefined],
    [0xaa0103e0, "mov x0, x1", undefined],
    [0x910083ff, "add sp, sp, #0x20", undefined],
    [0x4e22d420, "fadd.4s v0, v1, v2", undefined],
  ])("%i", (word, text, target) => {
    expect(disassembleArm64(word, virtualAddress(0x1000))).toEqual(target === undefined ? { text } : { text, target });
  });

  test("any word gives text or nothing", () => {
    for (let i = 0; i < 200_000; i++) disassembleArm64(Math.imul(i, 2654435761) >>> 0, virtualAddress(0));
    expect(disassembleArm64(0xffffffff, virtualAddress(0))).toBeUndefined();
  });
});
