// A build out of a script of declaration calls: the script runs from its first line to its last against a linker of its
// own, and the image is shown as one of its flushes left it. What a line got wrong is a diagnostic at that line.

import type { Diagnostic } from "@/base/diagnostic";
import type { BuildHandles } from "@/linker/build";
import type { SizeHints } from "@/linker/incremental/capacity";
import { createIncrementalLinker } from "@/linker/incremental/incrementalLinker";
import { runScript } from "@/linker/incremental/script/runScript";
import type { FlushSummary } from "@/linker/incremental/summary";
import type { LinkInput, LinkOptions } from "@/linker/options";
import type { StringPool } from "@/tables/stringPool";
import type { ScriptRun } from "./protocol";

export const isScriptName = (name: string): boolean => /\.calls$/i.test(name);

export interface Script {
  readonly file: string;
  readonly text: string;
  /** The flush to show, from 1; undefined: the last one. */
  readonly flush: number | undefined;
}

export interface ScriptBuild {
  /** Undefined when no flush was reached. */
  readonly handles: BuildHandles | undefined;
  readonly run: ScriptRun;
  readonly diagnostics: readonly Diagnostic[];
}

const errorAt = (file: string, line: number, code: string, message: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  place: { file, line },
});

/** Other files take part as inputs: libraries, and objects that the declarations refer to. */
export function buildScript(
  { file, text, flush }: Script,
  inputs: readonly LinkInput[],
  options: LinkOptions,
  hints: SizeHints,
  strings: StringPool,
): ScriptBuild {
  const flushes: FlushSummary[] = [];
  let handles: BuildHandles | undefined;
  let shown = 0;
  const linker = createIncrementalLinker({ ...options, mode: "incremental" }, hints, strings);
  linker.setInputs(inputs);
  const { steps, problems } = runScript(text, linker, (number) => {
    const summary = linker.summary();
    if (summary !== undefined) flushes.push(summary);
    // A linker of its own: what it published before is never written again.
    if (flush !== undefined && number > flush) return;
    handles = linker.publish();
    shown = number;
  });
  const diagnostics = [
    ...problems.map(({ line, message }) => errorAt(file, line, "script-line", message)),
    ...steps.flatMap(({ line, text: call, held, found }) =>
      held === false ? [errorAt(file, line, "script-expectation", `'${call}' does not hold: found ${found}`)] : [],
    ),
  ];
  if (handles === undefined && diagnostics.length === 0)
    diagnostics.push(errorAt(file, 1, "script-without-flush", "the script never says 'flush', so nothing is linked"));
  return { handles, run: { file, steps, flushes, shown }, diagnostics };
}
