// Versions of a source that are assembled one after the other come to what each comes to alone: bytes of the object,
// rows of the line table, messages.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { LiveAssembler } from "@/asm/liveAssembler";
import { corpusFiles } from "../fuzz/corpusFiles";
import { mutateText, type Random, randomFrom } from "../fuzz/mutate";
import { encoders } from "./encoders";
import { expansionSnippets } from "./expansionSnippets";
import { expectSame } from "./sameAssembly";

/** State that flows from line to line: macros, names with values, local labels, sections, conditions, frames. */
const flowing: Readonly<Record<Architecture, string>> = {
  arm64: `
.set size, 16
.macro enter name, room=size
.globl \\name
.p2align 2
\\name:
  sub sp, sp, #\\room
.endm
.macro leave room=size
  add sp, sp, #\\room
  ret
.endm
enter _a
1: subs w0, w0, #1
  b.ne 1b
  cbz w0, 2f
  ldr x0, [sp, #size - 8]
2:
  leave
size = 32
enter _b
  ldr x0, [sp, #size - 8]
  adrp x1, table@PAGE
  add x1, x1, table@PAGEOFF
  leave
.if size > 16
  .set wide, 1
.else
  .set wide, 0
.endif
.pushsection __DATA,__data
table: .quad _a, _b - table, size, wide
.rept 3
  .long . - table
.endr
.popsection
.ifdef later
  nop
.endif
enter _c, 48
  .cfi_startproc
  .cfi_def_cfa_offset 48
  mov w0, #wide
  leave 48
  .cfi_endproc
later = 5
.subsections_via_symbols
`,
  x86_64: `
.set size, 16
.macro enter name, room=size
.globl \\name
.p2align 4, 0x90
\\name:
  subq $\\room, %rsp
.endm
.macro leave room=size
  addq $\\room, %rsp
  retq
.endm
enter _a
1: decl %eax
  jne 1b
  je 2f
  movq size-8(%rsp), %rax
2:
  leave
size = 32
enter _b
  movq size-8(%rsp), %rax
  leaq table(%rip), %rcx
  jmp _a
  leave
.if size > 16
  .set wide, 1
.else
  .set wide, 0
.endif
.pushsection __DATA,__data
table: .quad _a, _b - table, size, wide
.rept 3
  .long . - table
.endr
.uleb128 end - table
end:
.popsection
.ifdef later
  nop
.endif
enter _c, 48
  .cfi_startproc
  .cfi_def_cfa_offset 48
  movl $wide, %eax
  leave 48
  .cfi_endproc
later = 5
.subsections_via_symbols
`,
};

const sources = (architecture: Architecture): readonly string[] => [
  ...corpusFiles.filter((file) => file.architecture === architecture).map(({ text }) => text),
  ...Array.from({ length: 6 }, () => flowing[architecture]),
  // Long enough for several stretches of lines.
  Array.from({ length: 8 }, (_, n) => flowing[architecture].replace(/(_[abc]|table|end)\b/g, `$1${n}`))
    .join("")
    .replace(/\.macro enter[\s\S]*?\.endm\n\.macro leave[\s\S]*?\.endm\n/g, (text, at) => (at < 60 ? text : "")),
  expansionSnippets.map(({ text }) => text).join(""),
];

/** What somebody types: a digit, a line more or less, a comment, a name; and damage, mended a moment later. */
function edit(text: string, random: Random): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at]!;
  switch (random.below(14)) {
    case 0:
      lines[at] = line.replace(/\d/, String(random.below(10)));
      break;
    case 1:
      lines.splice(at, 0, ["\tnop", "9:", "\t.byte 1", "", "/* note", "*/", ".set size, 24"][random.below(7)]!);
      break;
    case 2:
      lines.splice(at, 1 + random.below(3));
      break;
    case 3:
      lines[at] = `${line} // said`;
      break;
    case 4: {
      const name = /[A-Za-z_][\w.$]+/.exec(line)?.[0];
      if (name !== undefined) return text.replaceAll(name, `${name}x`);
      break;
    }
    case 5:
      lines.splice(at, 0, ...lines.slice(random.below(lines.length)).slice(0, 100));
      break;
    case 6:
    case 7:
    case 8:
      lines[at] = typed(line, random);
      break;
    case 9:
      // A statement on more than one line, or several on one.
      lines[at] = random.below(2) === 0 ? `${line}\n` : `nop; ${line}`;
      break;
    case 10:
      return text.endsWith("\n") ? text.slice(0, -1) : `${text}x`;
    default:
      return mutateText(text, random);
  }
  return lines.join("\n");
}

/** A key pressed somewhere in a line. */
function typed(line: string, random: Random): string {
  const at = random.below(line.length + 1);
  const key = "0123456789axwr#$%, ;:[]()=.@"[random.below(28)]!;
  return random.below(3) === 0 ? line.slice(0, at) + line.slice(at + 1) : line.slice(0, at) + key + line.slice(at);
}

describe.each(architectures)("%s sources, edit by edit", (architecture) => {
  it("come to what each version comes to alone", { timeout: 600_000 }, () => {
    const texts = sources(architecture);
    for (let seed = 0; seed < 60; seed++) {
      const random = randomFrom(seed);
      const live = new LiveAssembler(encoders);
      const versions = [texts[random.below(texts.length)]!];
      for (let step = 0; step < 12; step++) {
        const text = versions.at(-1)!;
        const label = `seed ${seed}, step ${step}`;
        const input = { name: "live.s", text, architecture };
        expectSame(live.assemble(input), assemble(input, encoders), label);
        // Every third edit is taken back.
        versions.push(random.below(3) === 0 ? (versions.at(-2) ?? text) : edit(text, random));
      }
    }
  });
});

it("another CPU's source begins anew", () => {
  const live = new LiveAssembler(encoders);
  for (const architecture of [...architectures, ...architectures]) {
    const input = { name: "live.s", text: flowing[architecture], architecture };
    expectSame(live.assemble(input), assemble(input, encoders), architecture);
    expect(live.assemble(input).diagnostics).toEqual([]);
  }
});
