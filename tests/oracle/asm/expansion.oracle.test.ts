// Macros, repeats and conditions: the same object as llvm-mc makes.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { assemble } from "@/asm/assemble";
import { encoders } from "../../asm/encoders";
import { expansionSnippets } from "../../asm/expansionSnippets";

const folder = mkdtempSync(join(tmpdir(), "machoscope-expansion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("expansion as in llvm-mc", () => {
  it.each(expansionSnippets)("$name", ({ text }) => {
    const path = join(folder, "t.s");
    writeFileSync(path, text);
    const output = join(folder, "t.o");
    execFileSync("llvm-mc-22", ["-triple=arm64-apple-macos12", "-mcpu=apple-m1", "-filetype=obj", path, "-o", output]);
    const { object, diagnostics } = assemble({ name: "t.s", text, architecture: "arm64" }, encoders);
    expect(diagnostics).toEqual([]);
    expect(Buffer.from(object!).toString("hex")).toBe(readFileSync(output).toString("hex"));
  });
});
