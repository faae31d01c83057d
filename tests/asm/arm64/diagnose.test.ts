// What the assembler says about arm64 statements that are none: place, sentence and repair.

import { describe, expect, test } from "vitest";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import { operandContext } from "../operandContext";

const encoder = createArm64Encoder();

/** The statement with the underlined part in brackets, the code and the sentence. */
function complaint(statement: string): string {
  const result = encoder.encode(statement, operandContext);
  if (!("error" in result)) return `${statement}: assembles`;
  const { at, length, code, message, suggestion } = result.error;
  const marked = `${statement.slice(0, at)}[${statement.slice(at, at + length)}]${statement.slice(at + length)}`;
  return `${marked}\n  ${code}: ${message}${suggestion === undefined ? "" : `\n  -> ${suggestion}`}`;
}

const statements = [
  "add x0, w1, x2",
  "add x0, x1",
  "add x0, x1, #5000",
  "add x0, x1, x2, x3",
  "add x0, x1, w2",
  "add w0, sp, w1",
  "add v0.4s, v1.4s, v2.8h",
  "add.4s v0, v1, v2.4s",
  "add v0.4s, v1.4s, v2",
  "add.3s v0, v1, v2",
  "ldr x0, [x1, #32761]",
  "ldr x0, [x1, #300]!",
  "ldr x0, [x1], #300",
  "ldr x0, [x1, x2, lsl #2]",
  "ldr x0, [w1]",
  "ldr x0, x1",
  "ldr x0",
  "ldp x0, x1, [x2, #7]",
  "ldp x0, x0, [x2]",
  "str x0, [x0], #8",
  "stxr w0, w0, [x1]",
  "mov x0, #0x12345",
  "mov w0, #0x123456789",
  "movz x0, #65536",
  "movk x0, #1, lsl #8",
  "and x0, x1, #5",
  "lsl w0, w1, #32",
  "ubfx x0, x1, #60, #8",
  "b.foo #8",
  "b #5",
  "cbz x0",
  "tbz w0, #32, #8",
  "cset x0, al",
  "csel x0, x1, x2",
  "fmov s0, #0.3",
  "fadd s0, d1, s2",
  "fadd s0, s1",
  "ret x0, x1",
  "nop x0",
  "svc",
  "svc #70000",
  "mrs x0, foo_el1",
  "msr midr_el1, x0",
  "msr daifset, #16",
  "dmb foo",
  "usdot.4s v0, v1, v2",
  "call _foo",
  "push x0",
  "jmp foo",
  "ptrue p0.b",
  "ad x0, x1, x2",
  "addd x0, x1, x2",
  "adds x0, x1, sp",
  "ld1 {v0.4s, v2.4s}, [x0]",
  "ld1.4s {v0}, [x0], #8",
  "ld1 {v0.s}[4], [x0]",
  "mov v0.s[4], w0",
  "fcmla.4s v0, v1, v2, #45",
  "sqshl d0, d1, #64",
  "tlbi foo",
  "dc zva",
  "ic iallu, x0",
  "prfm foo, [x0]",
  "bti x",
  "adrp x0, #5",
  "ccmp x0, #32, #0, eq",
  "shl.4s v0, v1, #32",
  "movi.4s v0, #256",
  "movi.2d v0, #5",
  "casp x1, x2, x4, x5, [x0]",
  "extr w0, w1, w2, #32",
  "add x0, x1, x2, lsl #64",
  "add x0, x1, x2, ror #3",
  "add x0, x1, x2, lsl",
  "add x0, x99, x1",
  "add x0, x1, @",
  "mul x0, x1, #3",
  "str #5, [x0]",
  "cmp #5, x0",
  "ldrb x0, [x1]",
  "strb x0, [x1]",
  "ldrsw w0, [x1]",
  "sxtw w0, w1",
  "umull x0, x1, x2",
  "LDR X0, [X1, #-257]",
  "ldr s0, [x1, #6]",
  "ldrh w0, [x1], #256",
  "ldraa x0, [x1, #4]",
  "stp w0, w1, [x1], #8",
  "ldp q0, q0, [x1]",
  "cmp w0, x1",
  "tst w0, #3, lsl #1",
  "fcmp s0, #0",
  "movi v0.2d, #0x1",
  "fmov v0.4s, #100.0",
  "mov v0.16b, v1.8b",
  "tbl v0.8b, { v1.16b }, v2.16b",
  "sys #8, c0, c0, #0",
  "sys #1, c16, c0, #0",
  "mrs x0, tpidr_el00",
  "isb ish",
  "hint #128",
  "b.eq x0",
  "ret 5",
  "csel w0, w1, x2, eq",
  "cset w0, equ",
  "ld1 { v0.4s, v1.2s }, [x0]",
  "ld1 { v0.4s - v5.4s }, [x0]",
  "ld4 { v0.4s, v1.4s }, [x0]",
  "mov x0, v1.s[0]",
  "ins v0.d[2], x0",
  "add w31, sp, #1",
  "ccmp w0, w1, #16, eq",
  "prfm pldl1kep, [x0]",
  "dc zvaa, x0",
  "ldr w0, =0x123456789",
  "ldr d0, =5",
  "add x0, x1, =5",
];

test("messages", async () => {
  await expect(`${statements.map(complaint).join("\n")}\n`).toMatchFileSnapshot("diagnose.txt");
});

describe("repairs", () => {
  test.each([
    ["add x0, w1, x2", "add x0, x1, x2"],
    ["add x0, x1, w2", "add x0, x1, x2"],
    ["add.4s v0, v1, v2.4s", "add.4s v0, v1, v2"],
    ["add v0.4s, v1.4s, v2", "add v0.4s, v1.4s, v2.4s"],
    ["call 8", "bl 8"],
    ["cset w0, equ", "cset w0, eq"],
    ["ldr x0, [w1]", "ldr x0, [x1]"],
    ["dc zvaa, x0", "dc zva, x0"],
  ])("%s becomes %s", (statement, repaired) => {
    const result = encoder.encode(statement, operandContext);
    if (!("error" in result)) throw new Error("assembles");
    const { at, length, suggestion } = result.error;
    const text = `${statement.slice(0, at)}${suggestion}${statement.slice(at + length)}`;
    expect(text).toBe(repaired);
    expect(encoder.encode(text, operandContext)).not.toHaveProperty("error");
  });
});
