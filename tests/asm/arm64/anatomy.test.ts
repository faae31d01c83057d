import { describe, expect, it } from "vitest";
import { bytesOfUnit } from "@/asm/anatomy";
import { anatomyOfArm64 } from "@/asm/arm64/anatomy";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import { namedBits } from "@/asm/arm64/fieldNames";
import { instructionRows } from "@/asm/arm64/table";
import { randomFrom } from "../../fuzz/mutate";
import { operandContext } from "../operandContext";

const encoder = createArm64Encoder();
function wordOf(text: string): number {
  const result = encoder.encode(text, operandContext);
  if ("error" in result) throw new Error(`${text}: ${result.error.message}`);
  return new DataView(result.bytes.buffer).getUint32(0, true);
}
const shown = (text: string) =>
  anatomyOfArm64(wordOf(text), text.split(" ")[0])?.units[0]?.fields.map(
    ({ name, bits, meaning }) => `${name} ${bits}${meaning === "" ? "" : ` ${meaning}`}`,
  );

describe("anatomy of arm64 instructions", () => {
  it("puts every row's fields together to the word again, for random operands", () => {
    const numbers = randomFrom(1);
    const random = () => numbers.below(2 ** 32);
    const wrong: string[] = [];
    let seen = 0;
    for (const row of instructionRows()) {
      const word = (row.word | (random() & ~row.mask)) >>> 0;
      const anatomy = anatomyOfArm64(word, row.mnemonic);
      if (anatomy === undefined) continue;
      seen += 1;
      const [unit] = anatomy.units;
      const again = bytesOfUnit(unit!);
      if (again.join() !== unit!.bytes.join() || again.length !== 4) wrong.push(`${row.mnemonic} ${row.pattern}`);
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(3000);
  });

  it("has a name for every bit that an operand varies", () => {
    const nameless = new Set<string>();
    for (const { pattern, slots } of instructionRows())
      for (const [index, slot] of slots.entries()) {
        const operand = pattern.split(", ")[index]!;
        const runs = namedBits(operand, slot.mask);
        const named = runs.reduce((mask, { at, width }) => mask | (((2 ** width - 1) << at) >>> 0), 0);
        if ((slot.mask & ~named) !== 0) nameless.add(operand);
      }
    expect([...nameless]).toEqual([]);
  });

  it("says what each field holds", () => {
    expect(shown("add x0, x1, #16")).toEqual([
      "sf 1 64 bits",
      "op 00100010",
      "sh 0 0",
      "imm12 000000010000 #0x10",
      "Rn 00001 x1",
      "Rd 00000 x0",
    ]);
    expect(shown("ldr w3, [sp, #8]")?.slice(-3)).toEqual([
      "imm12 000000000010 [sp, #0x8]",
      "Rn 11111 sp",
      "Rt 00011 w3",
    ]);
    expect(shown("ldr x0, [x1, w2, sxtw #3]")).toContain("Rm 00010 w2");
    expect(shown("b.eq #8")).toContain("imm19 0000000000000000010 +0x8 bytes from here, in words of 4");
    expect(shown("ret")).toEqual(["op 11010110010111110000001111000000"]);
  });

  it("takes an alias for what was written", () => {
    expect(anatomyOfArm64(wordOf("mov x0, x1"), "mov")?.form).toBe("mov Xd, Xm");
    expect(anatomyOfArm64(wordOf("orr x0, xzr, x1"), "orr")).toMatchObject({
      form: "orr Xd, Xn, Xm, {shift #n}",
      facts: ["Another name of `mov`."],
    });
    expect(anatomyOfArm64(wordOf("add x0, x1, #-16"), "add")?.form).toBe("add Xd/SP, Xn/SP, #imm");
    expect(anatomyOfArm64(wordOf("add.4s v0, v1, v2"), "add.4s")?.form).toBe("add Vd.4s, Vn.4s, Vm.4s");
  });

  it("knows no words that are no instructions", () => {
    expect(anatomyOfArm64(0xffff_ffff)).toBeUndefined();
  });
});
