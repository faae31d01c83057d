import { architectures } from "@/arch/architecture";
import { decodeText, encodeText } from "@/base/text";
import { libSystem } from "@/gallery/libSystem";
import { type LogScope, relocationLog } from "@/inspect/relocationLog";
import { attachBuild } from "@/linker/build";
import { createIncrementalLinker } from "@/linker/incremental/incrementalLinker";
import { runScript } from "@/linker/incremental/script/runScript";
import type { Host } from "../host";
import { linkOptionsOf, parseLdArguments } from "../ldArguments";
import { printLines, tableLines } from "../textTable";

/**
 * `machoscope trace --script calls.txt [-arch …]`: runs declaration calls step by step, and says what held. With log
 * scopes, what each flush relocated comes first.
 */
export function runCallScript(
  host: Host,
  path: string,
  words: readonly string[],
  scopes: readonly LogScope[] = [],
): number {
  const at = words.indexOf("-arch");
  const architecture = architectures.find((known) => known === (at === -1 ? "arm64" : words[at + 1]));
  const bytes = host.read(path);
  if (bytes === undefined || architecture === undefined) {
    const what = bytes === undefined ? `cannot read ${path}` : `expected -arch arm64 or -arch x86_64`;
    host.error(`machoscope trace: error: ${what}\n`);
    return 1;
  }
  const { request } = parseLdArguments(["-arch", architecture, "-platform_version", "macos", "12.0", "12.0", "x.o"]);
  const linker = createIncrementalLinker(linkOptionsOf(request!, "off"));
  linker.setInputs([{ name: "libSystem.tbd", bytes: encodeText(libSystem) }]);
  const { steps, problems, passed, failed } = runScript(decodeText(bytes), linker, (number, { complete, applied }) => {
    if (scopes.length === 0 || !complete) return;
    const view = attachBuild(linker.publish());
    printLines(host.out, [`flush ${number}`, ...scopes.flatMap((scope) => relocationLog(view, scope, applied))]);
  });
  const mark = (held: boolean | undefined) => (held === undefined ? "" : held ? "held" : "FAILED");
  printLines(
    host.out,
    tableLines(
      [">line", "call", "", "found"],
      steps.map(({ line, text, held, found }) => [String(line), text, mark(held), found]),
    ),
  );
  for (const { line, message } of problems) host.error(`machoscope trace: error: ${path}:${line}: ${message}\n`);
  host.out(`${passed} held, ${failed} failed\n`);
  return failed === 0 && problems.length === 0 ? 0 : 1;
}
