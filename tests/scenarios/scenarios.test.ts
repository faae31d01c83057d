// Every scenario of this folder, without LLVM: the links as expected, images that pass the validator. With
// MACHOSCOPE_BLESS=1 the expectations are written anew; read the difference before you keep it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseScenario, type Scenario } from "../support/scenario";
import { describeRun, runScenario } from "../support/scenarioRun";

const bless = process.env.MACHOSCOPE_BLESS === "1";
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".txt"))
  .sort();

const expected = ({ expectations }: Scenario, architecture: string): string | undefined =>
  (
    expectations.find((one) => one.architecture === architecture) ??
    expectations.find((one) => one.architecture === undefined)
  )?.text;

function rewrite(path: string, source: string, scenario: Scenario): void {
  const found = scenario.architectures.map((architecture) => ({
    architecture,
    text: describeRun(scenario, runScenario(scenario, architecture)),
  }));
  const same = found.every(({ text }) => text === found[0]!.text);
  const block = (mark: string, text: string) => `==== expect${mark}\n${text === "" ? "" : `${text}\n`}`;
  const blocks = same
    ? block("", found[0]!.text)
    : found.map(({ architecture, text }) => block(` ${architecture}`, text)).join("");
  writeFileSync(path, `${source.replace(/^==== expect[\s\S]*/m, "").trimEnd()}\n${blocks}`);
}

describe.each(files)("%s", (file) => {
  const path = join(import.meta.dirname, file);
  const source = readFileSync(path, "utf8");
  const scenario = parseScenario(source);
  if (bless) rewrite(path, source, scenario);
  const current = bless ? parseScenario(readFileSync(path, "utf8")) : scenario;
  it.each(current.architectures)(`${current.title} (%s)`, (architecture) => {
    const run = runScenario(current, architecture);
    expect(run.faults).toEqual([]);
    expect(describeRun(current, run)).toBe(expected(current, architecture));
  });
});
