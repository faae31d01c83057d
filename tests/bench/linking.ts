// Whole links against ld64.lld of the very same files, in one run, in turn. Ours is a link from bytes in a warm process
// that remembers nothing of them, unless a column says so; lld's is a process of its own, from a warm page cache. Each
// linker's peak of memory is a process's with one link.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { type Architecture, architectures } from "@/arch/architecture";
import { libSystem } from "@/gallery/libSystem";
import { type LinkHost, link } from "@/linker/link";
import { defaultOptions, type LinkInput, type LinkOptions, type TraceLevel } from "@/linker/options";
import { createFileMemory } from "@/linker/parse/fileMemory";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { createStringPool } from "@/tables/stringPool";
import { alternate, milliseconds, quantile } from "./measure";
import { makeProgram } from "./programs";

const sizes = [1, 10, 100, 1000];
/** Those that the page is given. */
export const pageSizes = [100, 1000];
export const shape = { namesPerObject: 120, referencesPerFunction: 4 };
const rounds = 5;
const warmUp = 2;
const library = "libSystem.tbd";

interface Variant {
  readonly name: string;
  readonly options: Partial<LinkOptions>;
  readonly words: readonly string[];
}
const plain: Variant = { name: "", options: {}, words: ["-no_fixup_chains"] };
const variants: readonly Variant[] = [
  { name: "-dead_strip", options: { deadStrip: true }, words: ["-no_fixup_chains", "-dead_strip"] },
  { name: "-fixup_chains", options: { chainedFixups: true }, words: ["-fixup_chains"] },
];

/** One program on disk. */
interface Program {
  readonly architecture: Architecture;
  readonly folder: string;
  readonly inputs: readonly LinkInput[];
}

const objectsFirst = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

function readInputs(folder: string): LinkInput[] {
  return readdirSync(folder)
    .sort(objectsFirst)
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

function writeProgram(root: string, architecture: Architecture, objects: number): Program {
  const folder = join(root, `${architecture}-${objects}`);
  mkdirSync(folder);
  for (const { name, bytes } of makeProgram(architecture, { ...shape, objects }))
    writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, library), libSystem);
  return { architecture, folder, inputs: readInputs(folder) };
}

const optionsOf = ({ architecture }: Program, trace: TraceLevel, { options }: Variant = plain): LinkOptions => ({
  ...defaultOptions(architecture),
  ...options,
  trace,
});

function linkHere(program: Program, trace: TraceLevel, host: LinkHost = {}, variant = plain): Uint8Array {
  const image = link(program.inputs, optionsOf(program, trace, variant), host)?.image;
  if (image === undefined) throw new Error(`${program.folder} does not link`);
  return image;
}

function lldWords({ architecture, folder, inputs }: Program, { words }: Variant): string[] {
  const list = `${folder}.list`;
  writeFileSync(list, inputs.map(({ name }) => join(folder, name)).join("\n"));
  const platform = ["-platform_version", "macos", "12.0", "12.0"];
  return ["-arch", architecture, ...platform, ...words, "--threads=1", "-filelist", list, "-o", `${folder}.out`];
}

const lld = "ld64.lld-22";
function linkByLld(words: readonly string[]): void {
  const { status, stderr } = spawnSync(lld, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${lld}: ${stderr}`);
}

const symbolCount = (image: Uint8Array): number => symbolsOf(readImage(image)).length;

/** Of a process with one link: its peak of memory in MiB, and how long the link took. */
function measureAlone({ architecture, folder }: Program): { readonly peak: number; readonly time: number } {
  const words = [process.argv[1]!, "--link", folder, architecture];
  return JSON.parse(spawnSync(process.execPath, words, { encoding: "utf8" }).stdout);
}

/** A process starts with its parent's peak in `maxRSS`; Linux counts the program's own as well. */
function ownPeak(): number {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}

/** That process. */
export function linkAlone(folder: string, architecture: string): void {
  const program = { architecture: architecture as Architecture, folder, inputs: readInputs(folder) };
  const start = performance.now();
  linkHere(program, "off");
  const time = performance.now() - start;
  process.stdout.write(JSON.stringify({ peak: ownPeak(), time }));
}

/** Node does not tell what its children needed; Python does. Undefined without it. */
function lldPeak(words: readonly string[]): number | undefined {
  const script =
    "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
  const { status, stdout } = spawnSync("python3", ["-c", script, lld, ...words], { encoding: "utf8" });
  return status === 0 ? Number(stdout) / 1024 : undefined;
}

const hasLld = (): boolean => spawnSync(lld, ["--version"]).status === 0;
const median = (times: readonly number[]): number => quantile(times, 0.5);
const mebibytes = (value: number | undefined): string => (value === undefined ? "-" : `${value.toFixed(0)} MiB`);
const line = (cells: readonly string[]): void => {
  const widths = [8, 16, ...cells.slice(2).map(() => 11)];
  process.stdout.write(
    `${cells
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join(" ")
      .trimEnd()}\n`,
  );
};

function benchProgram(program: Program, name: string): void {
  const words = lldWords(program, plain);
  const strings = createStringPool();
  const again: LinkHost = { strings, memory: createFileMemory() };
  const contenders = [
    () => void linkHere(program, "off"),
    () => void linkHere(program, "decisions"),
    () => void linkHere(program, "all"),
    () => void linkHere(program, "off", again),
    ...(hasLld() ? [() => linkByLld(words)] : []),
  ];
  const [off, decisions, all, remembered, other] = alternate(contenders, rounds, warmUp).map(median);
  const alone = measureAlone(program);
  const cells = [off!, decisions!, all!, remembered!, alone.time].map(milliseconds);
  if (other === undefined) line([program.architecture, name, ...cells, mebibytes(alone.peak)]);
  else {
    const peak = mebibytes(lldPeak(words));
    const ratio = (off! / other).toFixed(2);
    line([program.architecture, name, ...cells, milliseconds(other), ratio, mebibytes(alone.peak), peak]);
    const [mine, theirs] = [symbolCount(linkHere(program, "off")), symbolCount(readFileSync(`${program.folder}.out`))];
    if (mine !== theirs) throw new Error(`${program.folder}: ${mine} symbols, ${lld} has ${theirs}`);
  }
}

function benchVariant(program: Program, variant: Variant): void {
  const words = lldWords(program, variant);
  const contenders = [() => void linkHere(program, "off", {}, variant), ...(hasLld() ? [() => linkByLld(words)] : [])];
  const [off, other] = alternate(contenders, rounds, warmUp).map(median);
  const cells = [program.architecture, variant.name, milliseconds(off!)];
  line(other === undefined ? cells : [...cells, milliseconds(other), (off! / other).toFixed(2)]);
}

/** Where the time goes: medians of the passes, longest first. */
function benchPasses(program: Program): void {
  const times = new Map<string, number[]>();
  for (let round = -warmUp; round < rounds; round++) {
    let pass = "";
    let start = performance.now();
    const turn = (next: string): void => {
      const now = performance.now();
      if (round >= 0 && pass !== "") times.set(pass, [...(times.get(pass) ?? []), now - start]);
      [pass, start] = [next, now];
    };
    linkHere(program, "off", { onPass: turn });
    turn("");
  }
  const medians = [...times].map(([pass, list]) => ({ pass, time: median(list.sort((a, b) => a - b)) }));
  const total = medians.reduce((sum, { time }) => sum + time, 0);
  const shown = medians
    .sort((a, b) => b.time - a.time)
    .filter(({ time }) => time >= total / 200)
    .map(
      ({ pass, time }) =>
        `  ${pass.padEnd(26)} ${milliseconds(time).padEnd(10)} ${((100 * time) / total).toFixed(1)} %`,
    );
  process.stdout.write(`\n${program.architecture}, where the time goes\n${shown.join("\n")}\n`);
}

export function benchLinking(): void {
  const root = mkdtempSync(join(tmpdir(), "machoscope-bench-"));
  process.stdout.write(
    `\nPrograms, ${shape.namesPerObject} names an object: link from bytes with the trace off, decisions, all; with files remembered; the first in a process; ${lld} --threads=1, ratio; peaks of both\n`,
  );
  const largest: Program[] = [];
  for (const architecture of architectures)
    for (const objects of sizes) {
      const program = writeProgram(root, architecture, objects);
      benchProgram(program, `${objects} object${objects === 1 ? "" : "s"}`);
      if (objects === sizes.at(-1)) largest.push(program);
    }
  process.stdout.write(`\nThe largest otherwise: ours with the trace off, ${lld}, ratio\n`);
  for (const program of largest) for (const variant of variants) benchVariant(program, variant);
  for (const program of largest) benchPasses(program);
  rmSync(root, { recursive: true, force: true });
}
