// What a link can tell beside its output: a map, why symbols stay, and which files it read.

import { encodeText } from "@/base/text";
import { linkMap } from "@/inspect/linkMap";
import { whyLive } from "@/inspect/whyLive";
import { attachBuild } from "@/linker/build";
import type { Host } from "./host";
import type { LinkRun } from "./ld";

/** Bytes before each path of a dependency file: ld64's own version, an input, the output. */
const dependency = { version: 0x00, input: 0x10, output: 0x40 } as const;

export function tellOfLink(host: Host, { request, build }: LinkRun): void {
  const { whyLive: patterns, mapPath, dependencyPath } = request.sections;
  if (patterns.length === 0 && mapPath === undefined && dependencyPath === undefined) return;
  const view = attachBuild(build);
  // Without -dead_strip everything stays, for no reason.
  if (request.deadStrip)
    for (const pattern of patterns) for (const line of whyLive(view, pattern)) host.out(`${line}\n`);
  if (mapPath !== undefined) host.write(mapPath, encodeText(linkMap(view, request.outputPath)), false);
  if (dependencyPath === undefined) return;
  const entry = (code: number, text: string) => [code, ...encodeText(text), 0];
  const names = new Set<string>();
  for (const file of view.files.rows())
    if (view.files.input[file] !== 0) names.add(view.strings.text(view.files.name[file]).replace(/\([^()]*\)$/, ""));
  const bytes = [
    ...entry(dependency.version, "machoscope"),
    ...[...names].sort().flatMap((name) => entry(dependency.input, name)),
    ...entry(dependency.output, request.outputPath),
  ];
  host.write(dependencyPath, Uint8Array.from(bytes), false);
}
