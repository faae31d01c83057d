import { expect, it } from "vitest";
import { factsOf } from "@/editor/lineFacts";
import { symbolText } from "@/editor/symbolText";
import { buildOf } from "./linkedSources";

const build = buildOf("arm64", {
  "main.s": '.globl _main\n_main: ret\n.globl "odd name"\n"odd name": ret\n_local: nop',
});
const file = factsOf(build, "main.s")?.file;

it("tells of global and local names, quoted ones and none", () => {
  expect(symbolText(build, file, "_main")[0]).toContain("Defined in main.s, visible");
  expect(symbolText(build, file, '"odd name"')[0]).toContain("**odd name**");
  expect(symbolText(build, file, "_local")[0]).toContain("local symbol");
  expect(symbolText(build, undefined, "_local")).toEqual([]);
  expect(symbolText(build, file, "_absent")).toEqual([]);
});
