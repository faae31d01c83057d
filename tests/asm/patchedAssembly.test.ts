// Which edits are patches, and that nothing else is taken for one. That a patch comes to what a fresh assembly comes to
// is held by random edits in liveAssembler.test.ts; here it is looked at case by case.

import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble, assembleSource } from "@/asm/assemble";
import { editSince, type PatchBase, patchBaseOf, patchedAssembly } from "@/asm/patchedAssembly";
import { SourceText } from "@/asm/sourceText";
import { StatementPool } from "@/asm/statement";
import { encoders } from "./encoders";

function followed(text: string, architecture: Architecture) {
  const pool = new StatementPool();
  const source = new SourceText(architecture, pool);
  source.update(text);
  const base = patchBaseOf("a.s", source, assembleSource("a.s", source, pool, encoders.encoder(architecture)));
  return { source, base };
}

function patchedNow(base: PatchBase, source: SourceText) {
  const difference = editSince(base, source);
  return difference && patchedAssembly(base, source, difference);
}

/** The assembly of `after` as a patch of `before`'s, which is compared with a fresh one; undefined if it is none. */
function patch(before: string, after: string, architecture: Architecture = "arm64") {
  const { source, base } = followed(before, architecture);
  if (base === undefined) return undefined;
  source.update(after);
  const patched = patchedNow(base, source);
  if (patched === undefined) return undefined;
  const fresh = assemble({ name: "a.s", text: after, architecture }, encoders);
  const { object, diagnostics, lines } = patched.assembly;
  expect(object).toEqual(fresh.object);
  expect(diagnostics).toEqual(fresh.diagnostics);
  const rows = (of: typeof lines) =>
    [...of.rows()].map((at) => [of.line[at], of.column[at], of.length[at], of.offset[at]]);
  expect(rows(lines)).toEqual(rows(fresh.lines));
  return patched;
}

const source = `.globl _a
_a: // entry
  .cfi_startproc
  mov x0, #1
  mov x1, #2; mov x2, #3
1: subs x0, x0, #1
  b.ne 1b
  bl _b
  .cfi_endproc
.data
  .quad _a
`;
const isPatch = (after: string) => patch(source, after) !== undefined;

describe("an edit that moves nothing", () => {
  it("changes an instruction's operands", () => {
    expect(isPatch(source.replace("#1\n", "#12\n"))).toBe(true);
    expect(isPatch(source.replace("x2, #3", "x22, x3"))).toBe(true);
    expect(isPatch(source.replace("mov x0, #1", "nop").replace("#2", "#5"))).toBe(true);
    const intel = ".intel_syntax noprefix\nmov eax, 1\nret\n";
    expect(patch(intel, intel.replace("1", "2"), "x86_64")).toBeDefined();
  });

  it("changes what is no statement", () => {
    expect(isPatch(source.replace("// entry", "// the\n// entry\n"))).toBe(true);
    expect(isPatch(source.replace("  mov x1", "\n\n\tmov x1"))).toBe(true);
    expect(isPatch(`${source}\n// end`)).toBe(true);
  });

  it("breaks an instruction", () => {
    const patched = patch(source, source.replace("#1\n", "#\n"))!;
    expect(patched.assembly.object).toBeUndefined();
    expect(patched.assembly.diagnostics).toHaveLength(1);
    expect(patched.base).toBeUndefined();
  });

  it("adds what is none, or is none yet", () => {
    for (const typed of ["n", "no", "mov x0", "mov x0,", "ret x0, x1"]) {
      const patched = patch(source, source.replace("  mov x0, #1\n", `  mov x0, #1\n  ${typed}\n`))!;
      expect(patched.assembly.diagnostics, typed).toHaveLength(1);
      expect(patched.assembly.object, typed).toBeUndefined();
    }
    // It may be a name with a value.
    const typed = `size = 4\n${source.replace("#1\n", "#1\n  mov x0, size\n")}`;
    expect(patch(`size = 4\n${source}`, typed)).toBeUndefined();
  });

  it("mends one", () => {
    const { source: text, base } = followed(source, "arm64");
    text.update(source.replace("#1\n", "#\n"));
    expect(patchedNow(base!, text)?.assembly.object).toBeUndefined();
    text.update(source);
    expect(patchedNow(base!, text)?.assembly.object).toEqual(base!.object);
  });

  it("can follow another", () => {
    const { source: text, base } = followed(source, "arm64");
    let last: PatchBase | undefined = base;
    for (const number of [11, 5, 300]) {
      const after = source.replace("#1\n", `#${number}\n`);
      text.update(after);
      const patched = patchedNow(last!, text)!;
      expect(patched.assembly.object).toEqual(
        assemble({ name: "a.s", text: after, architecture: "arm64" }, encoders).object,
      );
      last = patched.base;
    }
  });
});

describe("is no patch", () => {
  it.each([
    ["a statement more", "  mov x0, #1\n", "  mov x0, #1\n  nop\n"],
    ["a label", "  mov x0, #1\n", "mov: x0, #1\n"],
    ["an assignment", "  mov x0, #1\n", "  mov = 1\n"],
    ["another name for a register", "  mov x0, #1\n", "  one .req x0\n"],
    ["a directive", "  mov x0, #1\n", "  .long 1\n"],
    ["where an instruction refers to", "  bl _b", "  bl _c"],
    ["data", ".quad _a", ".quad _b"],
    ["a comment without end", "  mov x0, #1\n", "  mov x0, #1 /* \n"],
    ["a string without end", "  mov x0, #1\n", '  mov x0, "1\n'],
  ])("%s", (_, from, to) => {
    expect(source).toContain(from);
    expect(isPatch(source.replace(from, to))).toBe(false);
  });

  it("another length", () => {
    expect(patch("movl $1, %eax\nret\n", "movl $1, %ecx\nret\n", "x86_64")).toBeDefined();
    expect(patch("movl $1, %eax\nret\n", "movl $1, %r8d\nret\n", "x86_64")).toBeUndefined();
  });

  it("what macros, repeats and conditions read", () => {
    for (const frame of [
      [".macro twice\n", ".endm\ntwice\ntwice\n"],
      [".rept 2\n", ".endr\n"],
      [".if 0\n", ".endif\n"],
    ]) {
      const text = (number: number) => `${frame[0]}mov x0, #${number}\n${frame[1]}nop\n`;
      expect(patch(text(1), text(2))).toBeUndefined();
    }
  });

  it("of a source that something was said about", () => {
    expect(followed('.warning "careful"\nnop\n', "arm64").base).toBeUndefined();
    expect(followed("bad\n", "arm64").base).toBeUndefined();
  });
});
