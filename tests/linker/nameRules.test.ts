import { describe, expect, it } from "vitest";
import { readBoundary } from "@/linker/boundaries";
import { compileChoice, defaultNameRules, literalExports } from "@/linker/nameRules";

const matches = (pattern: string, name: string) => compileChoice({ kind: "only", patterns: [pattern] })(name);

describe("name patterns", () => {
  it.each([
    ["_a", "_a", true],
    ["_a", "_ab", false],
    ["_a*", "_a", true],
    ["_a*c", "_abc", true],
    ["_?", "_a", true],
    ["_?", "_", false],
    ["_[ab]c", "_bc", true],
    ["_[a-c]", "_b", true],
    ["_[!ab]", "_c", true],
    ["_[^ab]", "_a", false],
    ["_[ab", "_[ab", true],
    ["*", "", true],
    ["_f.o*", "_f.oo", true],
    ["_f.o*", "_fxoo", false],
    ["-[C m:]*", "-", false],
    ["_$s(x)|y*", "_$s(x)|yz", true],
  ])("%s and %s: %s", (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it("a choice of all but some is the other way round", () => {
    const isKept = compileChoice({ kind: "except", patterns: ["_a*", "_b"] });
    expect(["_a", "_ab", "_b", "_bc"].map(isKept)).toEqual([false, false, false, true]);
  });

  it("names without a pattern in them must be there", () => {
    const exports = { kind: "only", patterns: ["_a", "_b*"] } as const;
    expect(literalExports({ ...defaultNameRules, exports })).toEqual(["_a"]);
  });
});

describe("boundary names", () => {
  it.each([
    ["section$start$__DATA$__x", { end: false, segment: "__DATA", section: "__x" }],
    ["section$end$__DATA$__x", { end: true, segment: "__DATA", section: "__x" }],
    ["segment$start$__TEXT", { end: false, segment: "__TEXT", section: undefined }],
    ["segment$end$__TEXT", { end: true, segment: "__TEXT", section: undefined }],
    ["section$start$__DATA", undefined],
    ["section$middle$__DATA$__x", undefined],
    ["_section$start$__DATA$__x", undefined],
  ])("%s", (name, expected) => {
    expect(readBoundary(name)).toEqual(expected);
  });
});
