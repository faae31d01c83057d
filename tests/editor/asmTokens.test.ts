import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { architectures } from "@/arch/architecture";
import { initialState, tokenize, tokenizeLine } from "@/editor/asmTokens";
import { assembledExamples } from "@/gallery/gallery";

/** `kind:text` of each token. */
const draw = (text: string, architecture: Architecture = "arm64") =>
  tokenizeLine(text, architecture, initialState)
    .tokens.map(({ from, to, kind }) => `${kind}:${text.slice(from, to)}`)
    .join(" ");

describe("assembly tokens", () => {
  it("know the parts of an arm64 statement", () => {
    expect(draw("_main: ldr x8, [x8, _value@GOTPAGEOFF] // load")).toBe(
      "label:_main: mnemonic:ldr register:x8 punctuation:, punctuation:[ register:x8 punctuation:, symbol:_value modifier:@GOTPAGEOFF punctuation:] comment:// load",
    );
    expect(draw("    stp x29, x30, [sp, #-16]!")).toContain("number:#-16");
    expect(draw("    mov w0, #0 ; comment")).toContain("comment:; comment");
  });

  it("know the parts of an x86_64 statement", () => {
    expect(draw("    movl $42, -4(%rbp) ## store", "x86_64")).toBe(
      "mnemonic:movl number:$42 punctuation:, number:-4 punctuation:( register:%rbp punctuation:) comment:## store",
    );
    expect(draw("nop; retq", "x86_64")).toBe("mnemonic:nop punctuation:; mnemonic:retq");
  });

  it("know directives and strings", () => {
    expect(draw('    .asciz "a \\" // b"')).toBe('directive:.asciz string:"a \\" // b"');
    expect(draw("# 1 main.s")).toBe("comment:# 1 main.s");
  });

  it("carry block comments from line to line", () => {
    const [first, second, third] = tokenize("nop /* one\ntwo\nthree */ ret", "arm64");
    expect(first!.map(({ kind }) => kind)).toEqual(["mnemonic", "comment"]);
    expect(second!.map(({ kind }) => kind)).toEqual(["comment"]);
    expect(third!.map(({ kind }) => kind)).toEqual(["comment", "mnemonic"]);
  });

  it("cover every character that is no white space, once, in order", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom(...architectures), (line, architecture) => {
        let at = 0;
        for (const { from, to } of tokenizeLine(line, architecture, initialState).tokens) {
          expect(line.slice(at, from).trim()).toBe("");
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(line.slice(at).trim()).toBe("");
      }),
    );
  });

  it("leave nothing unnamed in the gallery", () => {
    const odd = assembledExamples.flatMap((example) =>
      architectures.flatMap((architecture) =>
        example.files[architecture].flatMap(({ text }) =>
          tokenize(text, architecture).flatMap((tokens, line) =>
            tokens
              .filter(({ kind }) => kind === "punctuation")
              .map(({ from, to }) => text.split("\n")[line]!.slice(from, to))
              .filter((character) => !/^[[\](),!*;+\-{}]$/.test(character)),
          ),
        ),
      ),
    );
    expect(odd).toEqual([]);
  });
});
