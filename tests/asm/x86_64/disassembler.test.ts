import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createX86Disassembler } from "@/asm/x86_64/disassembler";
import { virtualAddress } from "@/base/units";
import { loadIced } from "@/cli/loadIced";

const att = createX86Disassembler(loadIced());
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const base = virtualAddress(0x1_0000_0f50);

describe("AT&T text", () => {
  it.each([
    ["55", "pushq %rbp"],
    ["48 89 e5", "movq %rsp, %rbp"],
    ["48 8d 3d 1b 00 00 00", "leaq 0x1b(%rip), %rdi"],
    ["e8 0b 00 00 00", "callq 0x100000f60"],
    ["c7 45 fc ff ff ff ff", "movl $0xffffffff, -0x4(%rbp)"],
    ["48 83 e4 f0", "andq $-0x10, %rsp"],
    ["c6 45 ff 80", "movb $-0x80, -0x1(%rbp)"],
    ["66 0f 70 c8 ee", "pshufd $0xee, %xmm0, %xmm1"],
    ["0f 95 c0", "setne %al"],
    ["d1 e0", "shll %eax"],
    ["66 90", "nop"],
    ["66 2e 0f 1f 84 00 00 00 00 00", "nopw %cs:(%rax,%rax)"],
    ["c3", "retq"],
  ])("%s", (hex, text) => {
    expect(att.disassemble(bytesOf(hex), base, 9)).toMatchObject([{ offset: 0, length: bytesOf(hex).length, text }]);
  });
});

it("tells where branches and pc-relative operands lead", () => {
  const rows = att.disassemble(bytesOf("e80b000000 488d3d1b000000 eb02 ffe0"), base, 9);
  expect(rows.map(({ offset, target }) => [offset, target])).toEqual([
    [0, 0x1_0000_0f60],
    [5, 0x1_0000_0f77],
    [12, 0x1_0000_0f60],
    [14, undefined],
  ]);
  // A branch below address zero leads nowhere.
  expect(att.disassemble(bytesOf("e900000080"), virtualAddress(0), 1)[0]).not.toHaveProperty("target");
});

it("shows bytes that are no instruction one by one and goes on", () => {
  expect(att.disassemble(bytesOf("06 90 0f"), base, 9).map(({ offset, text }) => [offset, text])).toEqual([
    [0, ".byte 0x06"],
    [1, "nop"],
    [2, ".byte 0x0f"],
  ]);
});

it("stops at the wanted number of instructions", () => {
  expect(att.disassemble(new Uint8Array(100).fill(0x90), base, 3)).toHaveLength(3);
  expect(att.disassemble(new Uint8Array(0), base, 3)).toEqual([]);
});

describe("spelling", () => {
  const intel = createX86Disassembler(loadIced(), "intel");
  const rows = readFileSync(new URL("spellings.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

  it("is LLVM's in both syntaxes", () => {
    const ours = rows.map((row) => {
      const [hex] = row.split(" | ");
      const texts = [att, intel].map((disassembler) => disassembler.disassemble(bytesOf(hex!), base, 9)[0]!.text);
      return [hex, ...texts].join(" | ");
    });
    expect(ours).toEqual(rows);
    expect(rows.length).toBeGreaterThan(90);
  });
});
