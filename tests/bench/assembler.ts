// The assembler beside llvm-mc, on a large source of compiler output.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Architecture, architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { equalBytes } from "@/base/buffers";
import { compilerOutput } from "./compilerOutput";
import { encoders } from "./encoders";
import { alternate, milliseconds, quantile } from "./measure";

const llvmArguments: Readonly<Record<Architecture, readonly string[]>> = {
  arm64: ["-triple=arm64-apple-macos12", "-mcpu=apple-m1"],
  x86_64: ["-triple=x86_64-apple-macos12"],
};
const lineCount = 130_000;

/** llvm-mc as a process of its own; its start-up is part of its time, and is measured with one line for comparison. */
function benchThroughput(architecture: Architecture, folder: string): void {
  const text = compilerOutput(architecture, lineCount);
  const [source, one, output] = ["large.s", "one.s", "out.o"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(source, text);
  writeFileSync(one, "nop\n");
  const llvm = (input: string) =>
    spawnSync("llvm-mc-22", [...llvmArguments[architecture], "-filetype=obj", input, "-o", output]).status === 0;
  let object: Uint8Array | undefined;
  const own = () => {
    ({ object } = assemble({ name: "large.s", text, architecture }, encoders));
  };
  const isThere = llvm(source);
  const contenders = [own, ...(isThere ? [() => void llvm(one), () => void llvm(source)] : [])];
  const [ours, start, theirs] = alternate(contenders, 15, 8).map((times) => quantile(times, 0.5));
  const rate = (time: number) =>
    `${milliseconds(time)}, ${(lineCount / time / 1000).toFixed(2)} million lines a second`;
  const comparison =
    theirs === undefined
      ? ""
      : `; llvm-mc-22 ${rate(theirs)} (of which ${milliseconds(start!)} start-up), ${(ours! / theirs).toFixed(2)} times its time, ${
          object !== undefined && equalBytes(object, readFileSync(output)) ? "the same object" : "ANOTHER OBJECT"
        }`;
  process.stdout.write(`${architecture.padEnd(7)} ${rate(ours!)}${comparison}\n`);
}

export function benchAssembler(): void {
  process.stdout.write(`\nA source of ${lineCount} lines of compiler output, from scratch, median of 15\n`);
  const folder = mkdtempSync(join(tmpdir(), "machoscope-bench-"));
  for (const architecture of architectures) benchThroughput(architecture, folder);
  rmSync(folder, { recursive: true, force: true });
}
