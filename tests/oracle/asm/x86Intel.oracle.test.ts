// The compiler corpus in Intel syntax: llvm-mc respells each file, then both assemblers take the new text. The objects
// must be equal, byte for byte.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assemble } from "@/asm/assemble";
import { equalBytes } from "@/base/buffers";
import { encoders } from "../../asm/encoders";
import { llvmMc } from "./x86Lines";

const corpus = process.env.MACHOSCOPE_CORPUS ?? join(import.meta.dirname, "../../corpus/asm");
const folders = ["O0", "O2"].map((level) => join(corpus, "x86_64", level)).filter(existsSync);
const triple = "-triple=x86_64-apple-macos12";

const respelled = (text: string): string => {
  const intel = execFileSync(llvmMc, [triple, "-output-asm-variant=1", "-"], { input: text }).toString();
  return `.intel_syntax noprefix\n${intel}`;
};

const object = (text: string): Uint8Array =>
  execFileSync(llvmMc, [triple, "-filetype=obj", "-", "-o", "-"], { input: text });

describe.each(folders)("%s", (folder) => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".s"));
  test.each(files)("%s", (name) => {
    const text = readFileSync(join(folder, name), "utf8").replace(/^\s*\.(loc|file)\b.*$/gm, "");
    const intel = respelled(text);
    const { object: ours, diagnostics } = assemble({ name, text: intel, architecture: "x86_64" }, encoders);
    expect(diagnostics.map(({ message, place }) => `${place?.line}: ${message}`).slice(0, 20)).toEqual([]);
    expect(equalBytes(ours!, object(intel))).toBe(true);
  });
});
