// Runs a scenario's commands through the command line tool's own path and tells, as text, what came of the last one.

import type { Architecture } from "@/arch/architecture";
import { runLink } from "@/cli/ld";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import { attachBuild, type BuildView } from "@/linker/build";
import { validateImage } from "@/linker/validateImage";
import { folder } from "../cli/folder";
import { describeImage } from "../oracle/link/describeImage";
import { ldWords, makeInputs, type Scenario } from "./scenario";

export interface ScenarioRun {
  /** All files there are in the end, inputs and outputs. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What the last command said on standard error. */
  readonly messages: string;
  /** The last link; undefined when it failed. */
  readonly view: BuildView | undefined;
  /** What the validator has to say of any image that was written. */
  readonly faults: readonly string[];
}

export function runScenario(scenario: Scenario, architecture: Architecture): ScenarioRun {
  const { host, files } = folder({ "libSystem.tbd": libSystem, "libc++.tbd": libcxx });
  const faults: string[] = [];
  let messages = "";
  let view: BuildView | undefined;
  for (const part of scenario.parts) {
    if (part.kind !== "ld") {
      if (part.architecture === undefined || part.architecture === architecture) makeInputs(part, architecture, files);
      continue;
    }
    messages = "";
    view = undefined;
    const run = runLink({ ...host, error: (text) => (messages += text) }, "ld", ldWords(part, architecture), "all");
    if (run?.build.image === undefined) continue;
    view = attachBuild(run.build);
    const image = new Uint8Array(run.build.image).slice();
    files.set(run.request.outputPath, image);
    faults.push(...validateImage(image));
  }
  return { files, messages: messages.replaceAll("machoscope ld: ", ""), view, faults };
}

/** The expectation's text: what was said, then the shown aspects of the image. */
export function describeRun(scenario: Scenario, { messages, view }: ScenarioRun): string {
  const lines = messages.split("\n").filter((line) => line !== "");
  if (view?.image === undefined) return lines.join("\n");
  const facts = describeImage(view.image);
  for (const aspect of scenario.shown) {
    const found = facts[aspect];
    if (found === undefined) throw new Error(`no aspect '${aspect}': there are ${Object.keys(facts).join(", ")}`);
    lines.push(`${aspect}:`, ...found.map((line) => `  ${line}`));
  }
  return lines.join("\n").trimEnd();
}
