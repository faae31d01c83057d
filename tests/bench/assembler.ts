// The assembler beside llvm-mc, on a large source of compiler output.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { type Architecture, architectures } from "@/arch/architecture";
import { type Assembly, assemble } from "@/asm/assemble";
import { LiveAssembler } from "@/asm/liveAssembler";
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

const editedLines = 20_000;
const editsOfKind = 60;
/** Edits before a kind is measured: the code that it runs is compiled by then. */
const warmUpEdits = 30;

interface EditKind {
  readonly name: string;
  /** Leaves a text without an object. */
  readonly breaks?: boolean;
  /** What is measured is the text without the edit, after one with it. */
  readonly mends?: boolean;
  edit(lines: string[], at: number): void;
  /** Lines where it can be made. */
  readonly where: RegExp;
}

const anyMove = /^\t(mov|movq|movl|add|addq)\t/;
const breakLine = (lines: string[], at: number): void => {
  lines[at] = lines[at]!.replace(/,.*/, ", (");
};

const editKinds: readonly EditKind[] = [
  {
    name: "a digit of an immediate",
    where: /^\t(mov|add|sub|addq|subq|movl)\t.*[#$]\d+/,
    edit: (lines, at) => {
      lines[at] = lines[at]!.replace(/([#$])\d+/, (_, mark) => `${mark}${(at % 7) + 1}`);
    },
  },
  {
    name: "a new instruction",
    where: anyMove,
    edit: (lines, at) => {
      lines.splice(at, 0, "\tnop");
    },
  },
  {
    name: "a label's new name",
    where: /^_\w+\.\d+:/,
    edit: (lines, at) => {
      lines[at] = `_renamed${lines[at]}`;
    },
  },
  {
    name: "a call to another function",
    where: /^\t(bl|callq)\t_\w+$/,
    edit: (lines, at) => {
      lines[at] += "_other";
    },
  },
  {
    name: "a line that is deleted",
    where: anyMove,
    edit: (lines, at) => {
      lines.splice(at, 1);
    },
  },
  {
    name: "a comment",
    where: /./,
    edit: (lines, at) => {
      lines[at] += " // said";
    },
  },
  { name: "a broken line", where: anyMove, edit: breakLine, breaks: true },
  { name: "a line that is mended", where: anyMove, edit: breakLine, mends: true },
];

function benchKeystrokes(architecture: Architecture): void {
  const lines = compilerOutput(architecture, editedLines).split("\n");
  const live = new LiveAssembler(encoders);
  const input = (text: string) => ({ name: "live.s", text, architecture });
  const time = (work: () => void): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const all: number[] = [];
  const fresh: number[] = [];
  let differences = 0;
  for (const kind of editKinds) {
    const times: number[] = [];
    for (let number = -warmUpEdits; number < editsOfKind; number++) {
      const places = lines.flatMap((line, at) => (kind.where.test(line) ? [at] : []));
      // Edits stay, as they do when somebody types; but for a broken line, which is mended before the next one.
      const at = places[((number + warmUpEdits) * 7919) % places.length]!;
      const edited = [...lines];
      kind.edit(edited, at);
      if (kind.mends) live.assemble(input(edited.join("\n")));
      else if (!kind.breaks) lines.splice(0, lines.length, ...edited);
      const text = (kind.breaks ? edited : lines).join("\n");
      let actual: Assembly | undefined;
      const taken = time(() => {
        actual = live.assemble(input(text));
      });
      if (number < 0) continue;
      times.push(taken);
      if (number % 4 !== 0) continue;
      let expected: Assembly | undefined;
      fresh.push(
        time(() => {
          expected = assemble(input(text), encoders);
        }),
      );
      if (!isSame(actual!, expected!)) differences++;
    }
    all.push(...times);
    show(kind.name, times);
  }
  show("all", all);
  show("from scratch", fresh);
  show(
    "the text's way to a worker",
    Array.from({ length: editsOfKind }, () => time(() => structuredClone(`${lines.join("\n")}\n`))),
  );
  if (differences > 0) process.stdout.write(`${differences} OBJECTS DIFFER FROM THOSE FROM SCRATCH\n`);

  function show(name: string, times: number[]): void {
    times.sort((a, b) => a - b);
    const [middle, most] = [quantile(times, 0.5), quantile(times, 0.95)];
    process.stdout.write(
      `${architecture.padEnd(7)} ${name.padEnd(27)} ${milliseconds(middle)} (p95 ${milliseconds(most)})\n`,
    );
  }
}

function isSame(a: Assembly, b: Assembly): boolean {
  if (a.object === undefined || b.object === undefined)
    return a.object === b.object && JSON.stringify(a.diagnostics) === JSON.stringify(b.diagnostics);
  return equalBytes(a.object, b.object);
}

export function benchAssembler(): void {
  process.stdout.write(`\nA source of ${lineCount} lines of compiler output, from scratch, median of 15\n`);
  const folder = mkdtempSync(join(tmpdir(), "machoscope-bench-"));
  for (const architecture of architectures) benchThroughput(architecture, folder);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(
    `\nEdits of a source of ${editedLines} lines, ${editsOfKind} of each kind, assembling alone: median\n`,
  );
  for (const architecture of architectures) benchKeystrokes(architecture);
}
