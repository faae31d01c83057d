import { attachBuild } from "@/linker/build";
import type { Host } from "./host";
import { runLink } from "./ld";
import { printLines } from "./textTable";
import { describeTrace } from "./trace/describeTrace";
import { traceLines } from "./trace/printTrace";
import { runCallScript } from "./trace/runCallScript";

/** `machoscope trace`: links without writing a file. A failed link is told as far as it went. */
export function trace(host: Host, words: readonly string[]): number {
  const script = words.indexOf("--script");
  if (script !== -1) {
    const path = words[script + 1];
    if (path !== undefined) return runCallScript(host, path, [...words.slice(0, script), ...words.slice(script + 2)]);
    host.error("machoscope trace: error: --script needs a file\n");
    return 1;
  }
  const run = runLink(
    host,
    "trace",
    words.filter((word) => word !== "--json"),
    "all",
  );
  if (run === undefined) return 1;
  const document = describeTrace(attachBuild(run.build), run.ran);
  if (words.includes("--json")) host.out(`${JSON.stringify(document, null, 2)}\n`);
  else printLines(host.out, traceLines(document));
  return run.build.image === undefined ? 1 : 0;
}
