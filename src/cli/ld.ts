import type { Diagnostic } from "@/base/diagnostic";
import { attachBuild, type BuildHandles } from "@/linker/build";
import { link } from "@/linker/link";
import type { LinkInput, TraceLevel } from "@/linker/options";
import { complain, hasErrors } from "./complaints";
import { findInputs } from "./findInputs";
import type { Host } from "./host";
import { type LdRequest, linkOptionsOf, parseLdArguments } from "./ldArguments";
import { tellOfLink } from "./linkReports";
import { findSectionInputs } from "./sectionInputs";
import { readSymbolLists } from "./symbolFlags";
import { fileLines, memberLines } from "./tellFiles";

export interface LinkRun {
  readonly request: LdRequest;
  readonly inputs: readonly LinkInput[];
  readonly build: BuildHandles;
  /** Ids of the passes that ran: all of them, unless errors stopped the link at a barrier. */
  readonly ran: readonly string[];
}

/** Diagnostics as the command line wants them: warnings left out, or as errors. */
function weigh(diagnostics: readonly Diagnostic[], { quiet, fatalWarnings }: LdRequest): readonly Diagnostic[] {
  const kept = quiet ? diagnostics.filter(({ severity }) => severity !== "warning") : diagnostics;
  if (!fatalWarnings) return kept;
  return kept.map((one): Diagnostic => (one.severity === "warning" ? { ...one, severity: "error" } : one));
}

/** Parses, finds and links; undefined after complaints that were already printed. */
export function runLink(host: Host, tool: string, words: readonly string[], trace: TraceLevel): LinkRun | undefined {
  const { request, errors } = parseLdArguments(words);
  const fail = (messages: readonly string[]) => {
    for (const message of messages) host.error(`machoscope ${tool}: error: ${message}\n`);
    return undefined;
  };
  if (request === undefined) return fail(errors);
  if (!request.quiet) for (const message of request.warnings) host.error(`machoscope ${tool}: warning: ${message}\n`);
  const found = findInputs(host, request);
  const sections = findSectionInputs(host, request);
  const missing = [...found.errors, ...sections.errors, ...readSymbolLists(host, request.symbols)];
  if (missing.length > 0) return fail(missing);
  const ran: string[] = [];
  const inputs = [...found.inputs, ...sections.inputs];
  // `-oso_prefix .` is this folder.
  const objectPathPrefix = request.objectPathPrefix === "." ? host.absolute("") : request.objectPathPrefix;
  const options = { ...linkOptionsOf(request, trace), objectPathPrefix, sections: sections.options };
  const build = link(inputs, options, { finder: found.finder, onPass: (id) => ran.push(id) });
  if (build === undefined) return fail(["the link was cancelled"]);
  const shown = weigh(build.diagnostics, request);
  complain(host, tool, shown);
  if (request.fatalWarnings && hasErrors(shown)) return { request, inputs, build: { ...build, image: undefined }, ran };
  return { request, inputs, build, ran };
}

function tell(host: Host, { request, inputs, build }: LinkRun): void {
  if (!request.tellFiles && !request.tellMembers) return;
  const view = attachBuild(build);
  const files = request.tellFiles ? fileLines(view) : [];
  const members = request.tellMembers ? memberLines(view, inputs, request) : [];
  for (const line of [...files, ...members]) host.out(`${line}\n`);
}

/** `machoscope ld`: links; a failed link leaves no output behind, not even an older one. */
export function ld(host: Host, words: readonly string[]): number {
  const run = runLink(host, "ld", words, "off");
  const outputPath = run?.request.outputPath ?? parseLdArguments(words).request?.outputPath;
  if (run !== undefined) tell(host, run);
  if (run?.build.image === undefined) {
    if (outputPath !== undefined) host.remove(outputPath);
    return 1;
  }
  host.write(run.request.outputPath, new Uint8Array(run.build.image).slice(), true);
  tellOfLink(host, run);
  return 0;
}
