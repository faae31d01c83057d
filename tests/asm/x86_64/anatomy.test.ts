import { readFileSync } from "node:fs";
import * as icedModule from "iced-x86";
import { describe, expect, it } from "vitest";
import { bytesOfUnit } from "@/asm/anatomy";
import { anatomyOfX86 } from "@/asm/x86_64/anatomy";
import type { IcedModule } from "@/asm/x86_64/icedModule";

const iced = icedModule as unknown as IcedModule;
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Bytes of every statement that the assembler's tests know, holes as zeros. */
const samples = ["golden.txt", "goldenIntel.txt", "spellings.txt"].flatMap((name) => {
  const lines = readFileSync(new URL(name, import.meta.url), "utf8").split("\n");
  return lines.flatMap((line) => {
    const hex = /^([0-9a-f.]+)\s/.exec(line)?.[1];
    return hex === undefined || line.startsWith("#") ? [] : [hex.replaceAll(".", "0")];
  });
});

const shown = (hex: string) =>
  anatomyOfX86(iced, bytesOf(hex))?.units.map(
    ({ name, bytes, meaning }) =>
      `${name} ${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}${meaning ? ` = ${meaning}` : ""}`,
  );
const fields = (hex: string, unit: string) =>
  anatomyOfX86(iced, bytesOf(hex))
    ?.units.find(({ name }) => name === unit)
    ?.fields.map(({ name, bits, meaning }) => `${name} ${bits}${meaning ? ` ${meaning}` : ""}`);

describe("anatomy of x86_64 instructions", () => {
  it("puts the units of every sample together to its bytes again", () => {
    const wrong: string[] = [];
    for (const hex of samples) {
      const anatomy = anatomyOfX86(iced, bytesOf(hex));
      if (anatomy === undefined) continue;
      const all = anatomy.units.flatMap(bytesOfUnit);
      const raw = anatomy.units.flatMap(({ bytes }) => bytes);
      const expected = [...bytesOf(hex)].slice(0, raw.length);
      if (all.join() !== expected.join() || raw.join() !== expected.join()) wrong.push(hex);
    }
    expect(wrong).toEqual([]);
    expect(samples.length).toBeGreaterThan(1000);
  });

  it("finds constants where iced finds them", () => {
    const wrong: string[] = [];
    for (const hex of samples) {
      const code = bytesOf(hex);
      const anatomy = anatomyOfX86(iced, code);
      if (anatomy === undefined) continue;
      const decoder = new iced.Decoder(64, code, iced.DecoderOptions.NoInvalidCheck);
      const instruction = decoder.decode();
      const offsets = decoder.getConstantOffsets(instruction);
      const places = new Map<string, string>();
      let at = 0;
      for (const { name, bytes } of anatomy.units) {
        if (!places.has(name)) places.set(name, `${at}+${bytes.length}`);
        at += bytes.length;
      }
      const check = (has: boolean, place: string, ...names: string[]) => {
        const own = names.map((name) => places.get(name)).find((found) => found !== undefined);
        if (has && own !== place) wrong.push(`${hex} ${names[0]} ${own} ${place}`);
      };
      check(
        offsets.hasDisplacement,
        `${offsets.displacementOffset}+${offsets.displacementSize}`,
        "displacement",
        "address",
        "distance",
      );
      check(offsets.hasImmediate, `${offsets.immediateOffset}+${offsets.immediateSize}`, "immediate", "distance");
    }
    expect(wrong).toEqual([]);
  });

  it("names prefixes, opcode, ModRM, SIB and constants", () => {
    expect(shown("4883c410")).toEqual(["REX prefix 48", "opcode 83", "ModRM c4", "immediate 10 = 0x10"]);
    expect(fields("4883c410", "REX prefix")).toEqual(["REX 0100", "W 1 operands of 64 bits", "R 0", "X 0", "B 0"]);
    expect(fields("4883c410", "ModRM")).toEqual(["mod 11 register", "reg 000 /0: part of the opcode", "rm 100 rsp"]);
    expect(shown("480341e8")?.at(-1)).toBe("displacement e8 = −0x18");
    expect(fields("488b441804", "SIB")).toEqual(["scale 00 index × 1", "index 011 rbx", "base 000 rax"]);
    expect(shown("e810000000")).toEqual(["opcode e8", "distance 10 00 00 00 = 0x10 bytes from the next instruction"]);
    expect(shown("f20f58c1")).toEqual(["prefix f2 = part of the opcode", "opcode 0f 58", "ModRM c1"]);
    expect(fields("55", "opcode")).toEqual(["op 01010", "reg 101 rbp"]);
    expect(fields("c5f458c2", "VEX prefix")).toContain("vvvv 1110 ymm1");
    expect(fields("62f1f54958c2", "EVEX prefix")).toContain("aaa 001 mask k1");
  });

  it("tells flags and features", () => {
    expect(anatomyOfX86(iced, bytesOf("4801d8"))?.facts).toContain("Changes the flags CF PF AF ZF SF OF.");
    expect(anatomyOfX86(iced, bytesOf("c5f458c2"))?.facts).toContain("Needs a CPU with AVX.");
  });

  it("gives no answer for what is no instruction", () => {
    expect(anatomyOfX86(iced, bytesOf("06"))).toBeUndefined();
    expect(anatomyOfX86(iced, new Uint8Array(0))).toBeUndefined();
  });
});
