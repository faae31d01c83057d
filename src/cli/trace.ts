import { type LogScope, logScopes, relocationLog } from "@/inspect/relocationLog";
import { attachBuild } from "@/linker/build";
import type { Host } from "./host";
import { runLink } from "./ld";
import { printLines } from "./textTable";
import { describeTrace } from "./trace/describeTrace";
import { traceLines } from "./trace/printTrace";
import { runCallScript } from "./trace/runCallScript";

/** `--log SCOPE`, as often as wanted: only those lines are printed. */
function takeLogScopes(words: readonly string[]): { scopes: LogScope[]; rest: string[]; complaint?: string } {
  const scopes: LogScope[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    if (words[at] !== "--log") {
      rest.push(words[at]!);
      continue;
    }
    at += 1;
    const scope = logScopes.find((known) => known === words[at]);
    if (scope === undefined) {
      const found = words[at] === undefined ? "nothing" : `'${words[at]}'`;
      return { scopes, rest, complaint: `--log needs a scope (${logScopes.join(", ")}), found ${found}` };
    }
    scopes.push(scope);
  }
  return { scopes, rest };
}

/** `machoscope trace`: links without writing a file. A failed link is told as far as it went. */
export function trace(host: Host, words: readonly string[]): number {
  const { scopes, rest, complaint } = takeLogScopes(words);
  if (complaint !== undefined) {
    host.error(`machoscope trace: error: ${complaint}\n`);
    return 1;
  }
  const script = rest.indexOf("--script");
  if (script !== -1) {
    const path = rest[script + 1];
    const others = [...rest.slice(0, script), ...rest.slice(script + 2)];
    if (path !== undefined) return runCallScript(host, path, others, scopes);
    host.error("machoscope trace: error: --script needs a file\n");
    return 1;
  }
  const run = runLink(
    host,
    "trace",
    rest.filter((word) => word !== "--json"),
    "all",
  );
  if (run === undefined) return 1;
  if (scopes.length > 0) {
    const view = attachBuild(run.build);
    for (const scope of scopes) printLines(host.out, relocationLog(view, scope));
    return run.build.image === undefined ? 1 : 0;
  }
  const document = describeTrace(attachBuild(run.build), run.ran);
  if (words.includes("--json")) host.out(`${JSON.stringify(document, null, 2)}\n`);
  else printLines(host.out, traceLines(document));
  return run.build.image === undefined ? 1 : 0;
}
