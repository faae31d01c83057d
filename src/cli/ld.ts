import type { BuildHandles } from "@/linker/build";
import { link } from "@/linker/link";
import type { TraceLevel } from "@/linker/options";
import { complain } from "./complaints";
import { findInputs } from "./findInputs";
import type { Host } from "./host";
import { type LdRequest, linkOptionsOf, parseLdArguments } from "./ldArguments";
import { readSymbolLists } from "./symbolFlags";

export interface LinkRun {
  readonly request: LdRequest;
  readonly build: BuildHandles;
  /** Ids of the passes that ran: all of them, unless errors stopped the link at a barrier. */
  readonly ran: readonly string[];
}

/** Parses, finds and links; undefined after complaints that were already printed. */
export function runLink(host: Host, tool: string, words: readonly string[], trace: TraceLevel): LinkRun | undefined {
  const { request, errors } = parseLdArguments(words);
  const fail = (messages: readonly string[]) => {
    for (const message of messages) host.error(`machoscope ${tool}: error: ${message}\n`);
    return undefined;
  };
  if (request === undefined) return fail(errors);
  for (const message of request.warnings) host.error(`machoscope ${tool}: warning: ${message}\n`);
  const found = findInputs(host, request);
  const listErrors = readSymbolLists(host, request.symbols);
  if (found.errors.length + listErrors.length > 0) return fail([...found.errors, ...listErrors]);
  const ran: string[] = [];
  const { inputs, finder } = found;
  const build = link(inputs, linkOptionsOf(request, trace), { finder, onPass: (id) => ran.push(id) });
  if (build === undefined) return fail(["the link was cancelled"]);
  complain(host, tool, build.diagnostics);
  return { request, build, ran };
}

/** `machoscope ld`: links; a failed link leaves no output behind, not even an older one. */
export function ld(host: Host, words: readonly string[]): number {
  const run = runLink(host, "ld", words, "off");
  const outputPath = run?.request.outputPath ?? parseLdArguments(words).request?.outputPath;
  if (run?.build.image === undefined) {
    if (outputPath !== undefined) host.remove(outputPath);
    return 1;
  }
  host.write(run.request.outputPath, new Uint8Array(run.build.image).slice(), true);
  return 0;
}
