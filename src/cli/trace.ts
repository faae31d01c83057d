import { attachBuild } from "@/linker/build";
import type { Host } from "./host";
import { runLink } from "./ld";
import { printLines } from "./textTable";
import { describeTrace } from "./trace/describeTrace";
import { traceLines } from "./trace/printTrace";

/** `machoscope trace`: links without writing a file. A failed link is told as far as it went. */
export function trace(host: Host, words: readonly string[]): number {
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
