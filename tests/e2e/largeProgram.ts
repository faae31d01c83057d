// A large program as a visitor would drop it: object files that the command line's assembler made.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";

const command = join(import.meta.dirname, "../../dist/cli/machoscope.js");
const perFile = 2_000;

/** arm64 functions that call their neighbours and load a pointer each; the last one is `_f0`'s farthest callee. */
function source(from: number, count: number): string {
  const lines = [".subsections_via_symbols", ".text"];
  for (let n = from; n < Math.min(count, from + perFile); n++)
    lines.push(
      `.globl _f${n}\n.p2align 2\n_f${n}:`,
      ` bl ${n + 1 < count ? `_f${n + 1}` : "_puts"}\n adrp x0, _d${n}@PAGE\n ldr x0, [x0, _d${n}@PAGEOFF]\n ret`,
      `.data\n.p2align 3\n.globl _d${n}\n_d${n}: .quad _f${n}\n.text`,
    );
  return `${lines.join("\n")}\n`;
}

export interface DroppedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export function largeProgram(count: number): readonly DroppedFile[] {
  const folder = mkdtempSync(join(tmpdir(), "machoscope-large-"));
  const files: DroppedFile[] = [];
  for (let from = 0; from < count; from += perFile) {
    const name = `part${from / perFile}.o`;
    writeFileSync(join(folder, "part.s"), source(from, count));
    execFileSync(process.execPath, [command, "as", "-arch", "arm64", join(folder, "part.s"), "-o", join(folder, name)]);
    files.push({ name, bytes: readFileSync(join(folder, name)) });
  }
  rmSync(folder, { recursive: true });
  return files;
}

export async function drop(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const contents = files.map(({ name, bytes }) => ({ name, text: bytes.toString("base64") }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, text } of all)
      data.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
    return data;
  }, contents);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.locator("body").dispatchEvent(type, { dataTransfer: transfer });
}
