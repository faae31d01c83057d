import * as iced from "iced-x86";
import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { anatomyOfArm64 } from "@/asm/arm64/anatomy";
import { completeWords } from "@/asm/wordLists/wordLists";
import { anatomyOfX86 } from "@/asm/x86_64/anatomy";
import { hoverPlace, hoverText, instructionBytes } from "@/editor/hoverText";
import { factsOf } from "@/editor/lineFacts";
import { encoders } from "../asm/encoders";
import { buildOf } from "./linkedSources";

const sources = {
  arm64: `.globl _main
_main:
  adrp x0, _word@PAGE
  ldr w0, [x0, _word@PAGEOFF]
  bl _printf
  b Lend
Lend:
  ret
.data
_word: .quad _main
`,
  x86_64: `.globl _main
_main:
  addq $16, %rsp; nop
  callq _printf
  movl _word(%rip), %eax
  ret
.data
_word: .quad _main
`,
} as const;

function hoverIn(architecture: Architecture) {
  const build = buildOf(architecture, { "main.s": sources[architecture] });
  const words = completeWords(architecture, encoders.encoder(architecture).words());
  const lines = sources[architecture].split("\n");
  /** Over the first character of `word` in the first line that has `line` in it. */
  return (line: string, word: string) => {
    const number = lines.findIndex((text) => text.includes(line));
    const text = lines[number] ?? "";
    const place = hoverPlace({
      architecture,
      text,
      line: number + 1,
      column: text.indexOf(word) + 1,
      build,
      facts: factsOf(build, "main.s"),
    });
    if (place === undefined) return "";
    const bytes = instructionBytes(place);
    const take = (code: Uint8Array) =>
      architecture === "arm64"
        ? anatomyOfArm64(new DataView(code.buffer).getUint32(0, true), place.word)
        : anatomyOfX86(iced as unknown as Parameters<typeof anatomyOfX86>[0], code);
    return hoverText(place, { words, anatomy: bytes && take(bytes) })?.paragraphs.join("\n\n") ?? "";
  };
}

describe("hover over arm64", () => {
  const hover = hoverIn("arm64");

  it("draws the instruction's fields, and says which are holes", () => {
    const text = hover("adrp", "adrp");
    expect(text).toContain("**adrp** · address of the 4 KiB page of a label");
    expect(text).toContain("`adrp Xd, label`");
    expect(text).toMatch(/31 +30–29 +28–24 +23–5 +4–0\nop +immlo +op +immhi +Rd\n1 +00 +10000 +0{19} +00000/);
    expect(text).toContain("`immhi`: left for the linker");
    expect(text).toContain("`00 00 00 90` at `__TEXT,__text` + 0x0");
    expect(hover("ret", "ret")).toContain("returns to the address in x30 (lr)");
  });

  it("tells the relocation, its formula, and what the linker made of it", () => {
    for (const word of ["_word", "@PAGE", "adrp"]) {
      const text = hover("adrp", word);
      expect(text).toContain("Relocation `ARM64_RELOC_PAGE21` → `_word`: 4 bytes, pc-relative");
      expect(text).toMatch(/`page\(S \+ A\) − page\(P\)` with S = 0x1[0-9a-f]+, .* gave .*`00 00 00 90` became `/);
    }
    expect(hover("adrp", "@PAGE")).toContain("`ARM64_RELOC_PAGE21`: page(S + A) − page(P). The first half");
    expect(hover("bl _printf", "_printf")).toContain("by a stub if imported");
  });

  it("says what a name is and where", () => {
    expect(hover("adrp", "_word")).toMatch(/\*\*_word\*\* · (local )?symbol/);
    expect(hover("adrp", "_word")).toContain("__DATA,__data");
    expect(hover("bl _printf", "_printf")).toContain("dyld looks it up in library 1, libSystem");
    expect(hover("_main:", "_main")).toContain("Defined in main.s");
  });

  it("says what registers and directives are", () => {
    expect(hover("adrp", "x0")).toContain("First argument and result");
    expect(hover(".globl", ".globl")).toContain("visible to other files");
    expect(hover(".quad", ".quad")).toContain("Relocation `ARM64_RELOC_UNSIGNED` → `_main`");
  });
});

describe("hover over x86_64", () => {
  const hover = hoverIn("x86_64");

  it("lists the bytes and what they are", () => {
    const text = hover("addq", "addq");
    expect(text).toContain("| `48` | REX prefix | `REX 0100` `W 1` `R 0` `X 0` `B 0` | W: operands of 64 bits |");
    expect(text).toContain("| `10` | immediate |  | 0x10 |");
    expect(text).toContain("`48 83 c4 10` at `__TEXT,__text` + 0x0");
    // The other statement of the line is not meant.
    expect(text).not.toContain("`90`");
    expect(hover("addq", "nop")).toContain("| `90` | opcode |");
  });

  it("marks the hole that a call leaves", () => {
    const text = hover("callq", "callq");
    expect(text).toContain("| `00 00 00 00` | distance | left for the linker |");
    expect(text).toContain("Relocation `X86_64_RELOC_BRANCH` → `_printf`: 4 bytes, pc-relative, by a stub if imported");
  });

  it("knows registers with their mark", () => {
    expect(hover("addq", "%rsp")).toContain("stack pointer");
  });
});

it("says nothing of comments, strings and blanks", () => {
  const question = { architecture: "arm64", line: 1, build: undefined, facts: undefined } as const;
  expect(hoverPlace({ ...question, text: "nop // add", column: 8 })).toBeUndefined();
  expect(hoverPlace({ ...question, text: '.asciz "add"', column: 10 })).toBeUndefined();
  expect(hoverPlace({ ...question, text: "  nop", column: 1 })).toBeUndefined();
  const place = hoverPlace({ ...question, text: "  nop", column: 3 });
  expect(place && hoverText(place, { words: undefined, anatomy: undefined })).toBeUndefined();
});
