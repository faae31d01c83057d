import { describe, expect, it } from "vitest";
import { arm64Frames } from "@/asm/unwinding/arm64";
import { frameOf } from "./frameOf";

const encodingOf = (directives: string) => arm64Frames.compactEncoding(frameOf("arm64", directives)).toString(16);
const framed = "def_cfa w29, 16; offset w30, -8; offset w29, -16";
const pair = (first: string, second: string, at: number) => `offset ${first}, ${-at}; offset ${second}, ${-at - 8}`;

describe("compact encodings of arm64", () => {
  it.each([
    ["nothing to undo", "", "2000000"],
    ["frame", framed, "4000000"],
    ["the stack's size before it", `def_cfa_offset 64; ${framed}`, "4000000"],
    ["pairs below it", `${framed}; ${pair("w19", "w20", 24)}; ${pair("w27", "w28", 40)}`, "4000011"],
    ["vectors below those", `${framed}; ${pair("w19", "w20", 24)}; ${pair("b8", "b9", 40)}`, "4000101"],
    [
      "all vectors",
      `${framed}; ${pair("d10", "d11", 24)}; ${pair("d12", "d13", 40)}; ${pair("d14", "d15", 56)}`,
      "4000e00",
    ],
    ["not in the order of numbers", `${framed}; ${pair("w21", "w22", 24)}; ${pair("w19", "w20", 40)}`, "3000000"],
    ["a gap between", `${framed}; ${pair("w19", "w20", 32)}`, "3000000"],
    ["half a pair", `${framed}; offset w19, -24`, "3000000"],
    ["no pair", `${framed}; ${pair("w20", "w21", 24)}`, "3000000"],
    ["link register missing", "def_cfa w29, 16; offset w29, -16", "3000000"],
    ["registers in the wrong places", "def_cfa w29, 16; offset w29, -8; offset w30, -16", "3000000"],
    ["other frame pointer", "def_cfa wsp, 16; offset w30, -8; offset w29, -16", "3000000"],
    ["stack only", "def_cfa_offset 48", "2003000"],
    ["largest stack", "def_cfa_offset 65520", "2fff000"],
    ["larger stack", "def_cfa_offset 65536", "3000000"],
    ["two sizes", "def_cfa_offset 16; def_cfa_offset 32", "3000000"],
    ["any other change", "negate_ra_state", "3000000"],
    ["tagged memory", "mte_tagged_frame", "3000000"],
    ["personality of Objective-C", "personality 155, ___objc_personality_v0; def_cfa_offset 16", "2001000"],
    ["any other personality", "personality 155, _own; def_cfa_offset 16", "3000000"],
    ["any personality, but nothing to undo", "personality 155, _own", "2000000"],
  ])("%s", (_, directives, encoding) => {
    expect(encodingOf(directives)).toBe(encoding);
  });
});

describe("DWARF's registers of arm64", () => {
  it.each([
    ["x0", 0],
    ["w29", 29],
    ["fp", 29],
    ["lr", 30],
    ["sp", 31],
    ["wsp", 31],
    ["b8", 72],
    ["q31", 95],
    ["vg", 46],
    ["nzcv", "unnumbered"],
    ["d32", undefined],
    ["%rax", undefined],
  ])("%s", (name, number) => {
    expect(arm64Frames.register(name)).toBe(number);
  });
});
