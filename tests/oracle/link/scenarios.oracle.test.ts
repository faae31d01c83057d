// Every scenario of tests/scenarios once more, by ld64.lld-22 on the same files: the two images must agree in all
// aspects, also in those a scenario does not show, and in every relocation's bytes; what one refuses the other must.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { ldWords, parseScenario, type Scenario } from "../../support/scenario";
import { runScenario } from "../../support/scenarioRun";
import { compareRelocations } from "./compareRelocations";
import { describeImage } from "./describeImage";
import { comparable, lldEnvironment, lldOnly } from "./lld";

const folder = join(import.meta.dirname, "../../scenarios");
const scratch = mkdtempSync(join(tmpdir(), "machoscope-scenarios-"));
const scenarios = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".txt"))
  .sort()
  .map((file) => ({ file, scenario: parseScenario(readFileSync(join(folder, file), "utf8")) }));
const counts = { agreed: 0, bothRefuse: 0, lines: 0, relocations: 0 };

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  process.stdout.write(
    `${scenarios.length} scenarios, links compared with ld64.lld: ${counts.agreed} agree (${counts.lines} lines, ${counts.relocations} relocations), both refuse ${counts.bothRefuse}\n`,
  );
  for (const { file, scenario } of scenarios) {
    if (scenario.withoutLld !== undefined) process.stdout.write(`  not compared: ${file}: ${scenario.withoutLld}\n`);
    for (const { aspect, reason } of scenario.differences)
      process.stdout.write(`  differs: ${file}: ${aspect}: ${reason}\n`);
  }
});

/** Runs the scenario's commands with lld in a folder of its own; the last one's status and output. */
function runLld(file: string, scenario: Scenario, architecture: Architecture, inputs: ReadonlyMap<string, Uint8Array>) {
  const home = join(scratch, `${file.replaceAll("/", "-")}-${architecture}`);
  for (const [name, bytes] of inputs) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), bytes);
  }
  let status: number | null = 0;
  let output = "a.out";
  let said = "";
  for (const part of scenario.parts) {
    if (part.kind !== "ld") continue;
    const words = ldWords(part, architecture, `${realpathSync(home)}/`);
    output = words.includes("-o") ? words[words.indexOf("-o") + 1]! : "a.out";
    rmSync(join(home, output), { force: true });
    ({ status, stderr: said } = spawnSync("ld64.lld-22", [...lldOnly, "-L.", ...words], {
      env: lldEnvironment,
      cwd: home,
      encoding: "utf8",
    }));
  }
  return { status, said, output: join(home, output) };
}

const compared = scenarios
  .filter(({ scenario }) => scenario.withoutLld === undefined)
  .flatMap(({ file, scenario }) => scenario.architectures.map((architecture) => ({ file, scenario, architecture })));

describe.each(compared)("$file $architecture", ({ file, scenario, architecture }) => {
  it(scenario.title, () => {
    const { files, view } = runScenario(scenario, architecture);
    const lld = runLld(file, scenario, architecture, files);
    if (view?.image === undefined) {
      expect(`ld64.lld status ${lld.status}`).toBe("ld64.lld status 1");
      counts.bothRefuse += 1;
      return;
    }
    expect(`${lld.status} ${lld.status === 0 ? "" : lld.said}`).toBe("0 ");
    const theirs = new Uint8Array(readFileSync(lld.output));
    const mine = comparable(describeImage(view.image), scenario.differences);
    expect(mine).toEqual(comparable(describeImage(theirs), scenario.differences));
    const relocations = compareRelocations(view, theirs);
    const isMeant = (line: string) =>
      scenario.differences.some(({ aspect, pattern }) => aspect === "relocations" && pattern.test(line));
    expect(relocations.differences.filter((line) => !isMeant(line))).toEqual([]);
    counts.agreed += 1;
    counts.relocations += relocations.compared;
    for (const lines of Object.values(mine)) counts.lines += lines.length;
  });
});
