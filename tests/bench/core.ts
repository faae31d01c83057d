// Times of assembling and linking under Node, all in one run: the gallery's examples with the trace off, with
// decisions, and with every write; large sources against llvm-mc and programs of many objects against ld64.lld, where
// they are installed; and edits. `--assembler`, `--linker` or `--edits` runs one part alone.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { type Architecture, architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { assembledExamples } from "@/gallery/gallery";
import { libSystem } from "@/gallery/libSystem";
import { link } from "@/linker/link";
import { defaultOptions, type LinkInput, type LinkOptions, type TraceLevel } from "@/linker/options";
import { createBuildService } from "@/worker/buildService";
import { LiveAssemblers } from "@/worker/liveAssemblers";
import { type BuildOptions, defaultBuildOptions, type PublishedBuild } from "@/worker/protocol";
import { benchAssembler } from "./assembler";
import { encoders } from "./encoders";
import { benchLinking, linkAlone, pageSizes, shape } from "./linking";
import { alternate, milliseconds, quantile } from "./measure";
import { makeProgram } from "./programs";

const assembled = (architecture: Architecture, name: string, text: string): Uint8Array =>
  assemble({ name, text, architecture }, encoders).object ?? new Uint8Array(0);
const system: LinkInput = { name: "libSystem.tbd", bytes: new TextEncoder().encode(libSystem) };
const optionsFor = (architecture: Architecture, trace: TraceLevel): LinkOptions => ({
  ...defaultOptions(architecture),
  trace,
});

const levels: readonly TraceLevel[] = ["off", "decisions", "all"];

function benchExamples(): void {
  process.stdout.write("\nExamples, median (p95) of 200: assemble; link with the trace off, decisions, all\n");
  for (const architecture of architectures)
    for (const example of assembledExamples.filter(({ fails }) => fails === undefined)) {
      const files = example.files[architecture];
      const inputs = [...files.map(({ name, text }) => ({ name, bytes: assembled(architecture, name, text) })), system];
      const [assembling, ...linking] = alternate(
        [
          () => {
            for (const { name, text } of files) assembled(architecture, name, text);
          },
          ...levels.map((level) => () => {
            link(inputs, { ...optionsFor(architecture, level), ...example.options });
          }),
        ],
        200,
        50,
      );
      const show = (times: readonly number[]) =>
        `${milliseconds(quantile(times, 0.5))} (${milliseconds(quantile(times, 0.95))})`.padEnd(20);
      process.stdout.write(
        `${architecture.padEnd(7)} ${example.id.padEnd(22)} ${show(assembling!)} ${linking.map(show).join(" ")}\n`,
      );
    }
}

const largest = 100_000;

/** `count` functions in files of 120, each calling its neighbour and the library and loading a pointer. */
function generated(architecture: Architecture, count: number, first = "_main"): LinkInput[] {
  const perFile = 120;
  const inputs: LinkInput[] = [];
  for (let from = 0; from < count; from += perFile) {
    const lines = [".subsections_via_symbols", ".text"];
    for (let n = from; n < Math.min(count, from + perFile); n++) {
      const name = n === 0 ? first : `_f${n}`;
      const next = n + 1 < count ? `_f${n + 1}` : "_puts";
      lines.push(`.globl ${name}`, ".p2align 2", `${name}:`);
      if (architecture === "arm64")
        lines.push(` bl ${next}`, " bl _puts", ` adrp x0, _d${n}@PAGE`, ` ldr x0, [x0, _d${n}@PAGEOFF]`, " ret");
      else lines.push(` callq ${next}`, " callq _puts", ` movq _d${n}(%rip), %rax`, " retq");
      lines.push(".data", ".p2align 3", `.globl _d${n}`, `_d${n}: .quad ${name}`, ".text");
    }
    const name = `part${from / perFile}.o`;
    inputs.push({ name, bytes: assembled(architecture, name, `${lines.join("\n")}\n`) });
  }
  return inputs;
}

/** What a visitor types: each edit is one of two states of the live file, which take turns. */
const editKinds: readonly {
  readonly name: string;
  readonly body: Readonly<Record<Architecture, readonly [string, string]>>;
}[] = [
  { name: "a constant", body: { arm64: [" mov w0, #1", " mov w0, #2"], x86_64: [" movl $1, %eax", " movl $2, %eax"] } },
  { name: "an instruction", body: { arm64: [" nop", " nop\n nop"], x86_64: [" nop", " nop\n nop"] } },
  {
    name: "a call",
    body: { arm64: [" bl _main", " bl _main\n bl _puts"], x86_64: [" callq _main", " callq _main\n callq _puts"] },
  },
  {
    name: "a function",
    body: {
      arm64: [" nop", " nop\n ret\n.globl _more\n_more: nop"],
      x86_64: [" nop", " nop\n retq\n.globl _more\n_more: nop"],
    },
  },
  {
    name: "a local function",
    body: { arm64: [" nop", " nop\n ret\n_more: nop"], x86_64: [" nop", " nop\n retq\n_more: nop"] },
  },
  {
    name: "a label's new name",
    body: {
      arm64: [" nop\n ret\n.globl _labe\n_labe: nop", " nop\n ret\n.globl _label\n_label: nop"],
      x86_64: [" nop\n retq\n.globl _labe\n_labe: nop", " nop\n retq\n.globl _label\n_label: nop"],
    },
  },
  {
    name: "an import",
    body: { arm64: [" nop", " bl _malloc"], x86_64: [" nop", " callq _malloc"] },
  },
];

const liveText = (architecture: Architecture, body: string): string =>
  `.globl _live\n.p2align 2\n_live:\n${body}\n ${architecture === "arm64" ? "ret" : "retq"}\n.subsections_via_symbols\n`;

/** The worker's part of a key press, from a new text to a published build, with a page that reads the last three. */
function createEditor(architecture: Architecture, rest: readonly LinkInput[]) {
  const assemblers = new LiveAssemblers(encoders);
  const service = createBuildService({
    assemble: (input, file) => assemblers.assemble(file, input),
    link,
    systemLibraries: () => [{ name: "libSystem.tbd", text: libSystem }],
    now: () => performance.now(),
  });
  const files = rest.map(({ name }) => ({ id: name, version: 1, name }));
  for (const [index, file] of files.entries()) service.setFile(file, { kind: "bytes", bytes: rest[index]!.bytes });
  const options: BuildOptions = { ...defaultBuildOptions, architecture, mode: "incremental" };
  let run = 0;
  return (text: string): PublishedBuild => {
    run += 1;
    const live = { id: "live.s", version: run, name: "live.s" };
    service.setFile(live, { kind: "text", text });
    service.keepOnly(new Set([run - 1, run - 2]));
    return service.build(run, [live, ...files], options)!;
  };
}

function benchEdits(): void {
  process.stdout.write(
    "\nA live tab beside generated objects, 100 edits each, in the worker from text to published build: median (p95); bytes of the file that differ, rows and bytes copied for readers\n",
  );
  for (const architecture of architectures)
    for (const count of [10, 1_000, largest]) {
      const rest = generated(architecture, count);
      const edit = createEditor(architecture, rest);
      const time = (work: () => void): number => {
        const start = performance.now();
        work();
        return performance.now() - start;
      };
      const first = time(() => void edit(liveText(architecture, editKinds[0]!.body[architecture][0])));
      for (const { name, body } of editKinds) {
        const times: number[] = [];
        const last = { changed: 0, rows: 0, bytes: 0 };
        for (let number = -20; number < 100; number++) {
          const text = liveText(architecture, body[architecture][Math.abs(number) % 2]!);
          const taken = time(() => {
            const { handles } = edit(text);
            last.changed = handles.flush?.changed.reduce((sum, { from, to }) => sum + to - from, 0) ?? 0;
            last.rows = handles.edition?.rows ?? 0;
            last.bytes = handles.edition?.bytes ?? 0;
          });
          if (number >= 0) times.push(taken);
        }
        times.sort((x, y) => x - y);
        process.stdout.write(
          `${architecture.padEnd(7)} ${`${count} functions`.padEnd(18)} ${name.padEnd(18)} ${`${milliseconds(quantile(times, 0.5))} (${milliseconds(quantile(times, 0.95))})`.padEnd(20)} ${last.changed} bytes differ, ${last.rows} rows and ${last.bytes} bytes copied\n`,
        );
      }
      const live = { name: "live.s", bytes: assembled(architecture, "live.s", liveText(architecture, " nop")) };
      const whole = Array.from({ length: 3 }, () =>
        time(() => void link([live, ...rest, system], optionsFor(architecture, "off"))),
      );
      process.stdout.write(
        `${architecture.padEnd(7)} ${`${count} functions`.padEnd(18)} first incremental ${milliseconds(first)}, one-shot ${milliseconds(whole.sort((x, y) => x - y)[1]!)}\n`,
      );
    }
}

/** For the page's benchmark: large programs as object files, without their entry, which the page's own tab has. */
function writeObjects(folder: string): void {
  const write = (inputs: readonly LinkInput[], part: string) => {
    mkdirSync(join(folder, part), { recursive: true });
    for (const { name, bytes } of inputs) writeFileSync(join(folder, part, name), bytes);
  };
  write(generated("arm64", largest, "_first"), "edits");
  for (const objects of pageSizes) write(makeProgram("arm64", { ...shape, objects, entry: "_first" }), `${objects}`);
}

const [wanted, folder, architecture] = process.argv.slice(2);
if (wanted === "--objects" && folder !== undefined) writeObjects(folder);
else if (wanted === "--link" && folder !== undefined && architecture !== undefined) linkAlone(folder, architecture);
else {
  if (wanted === undefined) benchExamples();
  if (wanted === undefined || wanted === "--assembler") benchAssembler();
  if (wanted === undefined || wanted === "--linker") benchLinking();
  if (wanted === undefined || wanted === "--edits") benchEdits();
}
