// Compares every assembly file of the corpus with llvm-mc-22: section bytes, relocations and symbols by name, so that
// a difference can be read, then the whole object. Prints a table of counts.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { equalBytes } from "@/base/buffers";
import { describePlace } from "@/base/diagnostic";
import { encoders } from "../../asm/encoders";
import { readObject } from "../../asm/objectContents";

const llvmArguments: Readonly<Record<Architecture, readonly string[]>> = {
  arm64: ["-triple=arm64-apple-macos12", "-mcpu=apple-m1"],
  x86_64: ["-triple=x86_64-apple-macos12"],
};
/** O0 is committed; MACHOSCOPE_CORPUS may name a directory with more levels. */
const corpus = process.env.MACHOSCOPE_CORPUS ?? join(import.meta.dirname, "../../corpus/asm");
const report: string[] = [];

const llvmObject = (text: string, architecture: Architecture): Uint8Array =>
  execFileSync("llvm-mc-22", [...llvmArguments[architecture], "-filetype=obj", "-", "-o", "-"], { input: text });

afterAll(() => {
  console.log(["arch    level  files sections relocations symbols files-identical", ...report].join("\n"));
});

for (const architecture of ["arm64", "x86_64"] as const)
  for (const level of ["O0", "O2", "g-O0"]) {
    const folder = join(corpus, architecture, level);
    if (!existsSync(folder)) continue;
    const files = readdirSync(folder).filter((name) => name.endsWith(".s"));
    describe(`${architecture} ${level}`, () => {
      const counts = { files: 0, sections: 0, relocations: 0, symbols: 0, identical: 0 };
      afterAll(() => {
        report.push(
          `${architecture.padEnd(7)} ${level.padEnd(6)} ${counts.files}/${files.length}  ${counts.sections}  ` +
            `${counts.relocations}  ${counts.symbols}  ${counts.identical}`,
        );
      });
      test.each(files)("%s", (name) => {
        const text = readFileSync(join(folder, name), "utf8");
        const assembly = assemble({ name, text, architecture }, encoders);
        const messages = assembly.diagnostics.map(({ message, place }) => `${describePlace(place!)}: ${message}`);
        expect(messages.slice(0, 20)).toEqual([]);
        const reference = llvmObject(text, architecture);
        const expected = readObject(reference);
        const actual = readObject(assembly.object!);
        expect([...actual.sections]).toEqual([...expected.sections]);
        expect([...actual.relocations]).toEqual([...expected.relocations]);
        expect(actual.symbols).toEqual(expected.symbols);
        counts.files++;
        counts.sections += expected.sections.size;
        counts.relocations += [...expected.relocations.values()].reduce((sum, lines) => sum + lines.length, 0);
        counts.symbols += expected.symbols.length;
        expect(equalBytes(assembly.object!, reference)).toBe(true);
        counts.identical++;
      });
    });
  }
