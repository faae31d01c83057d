// An incremental link for tests: files as text, edited and flushed, and every image checked.

import type { Architecture } from "@/arch/architecture";
import { libSystem } from "@/gallery/libSystem";
import { attachBuild, type BuildView } from "@/linker/build";
import type { SizeHints } from "@/linker/incremental/capacity";
import type { FlushReport } from "@/linker/incremental/flush";
import { createIncrementalLinker, type IncrementalLinker } from "@/linker/incremental/incrementalLinker";
import type { LinkInput, LinkOptions } from "@/linker/options";
import { validateImage } from "@/linker/validateImage";
import { archiveOf, objectOf, sceneOptions } from "../support/linkScene";

export type Files = Readonly<Record<string, string>>;

export interface Session {
  readonly linker: IncrementalLinker;
  /** Makes these the files (`.s`, `.tbd`; an archive is `lib.a/member.s`), and flushes. */
  edit(files: Files): FlushReport;
  flush(): FlushReport;
  /** The last image; throws with the errors when there is none, or when it is not valid. */
  image(): Uint8Array;
  view(): BuildView;
  /** The inputs as handed over last. */
  inputs(): readonly LinkInput[];
  errors(): readonly string[];
}

export const smallHints: SizeHints = { code: 256, symbols: 2, threads: true };

export function createSession(
  architecture: Architecture,
  options: Partial<LinkOptions> & { readonly hints?: SizeHints; readonly system?: boolean } = {},
): Session {
  const { hints, system = true, ...rest } = options;
  const linker = createIncrementalLinker({ ...sceneOptions(architecture), trace: "off", ...rest }, hints);
  const made = new Map<string, { readonly text: string; readonly bytes: Uint8Array }>();
  const library: LinkInput = { name: "libSystem.tbd", bytes: new TextEncoder().encode(libSystem) };
  let inputs: readonly LinkInput[] = [];
  let report: FlushReport | undefined;

  const bytesOf = (name: string, text: string): Uint8Array => {
    const known = made.get(name);
    if (known?.text === text) return known.bytes;
    const bytes = name.endsWith(".tbd") ? new TextEncoder().encode(text) : objectOf(architecture, name, text);
    made.set(name, { text, bytes });
    return bytes;
  };
  const inputsOf = (files: Files): LinkInput[] => {
    const archives = new Map<string, Record<string, string>>();
    const found: LinkInput[] = [];
    for (const [name, text] of Object.entries(files)) {
      const [archive, member] = name.split("/");
      if (member === undefined) found.push({ name, bytes: bytesOf(name, text) });
      else archives.set(archive!, { ...archives.get(archive!), [member]: text });
    }
    for (const [name, members] of archives) {
      const text = JSON.stringify(members);
      const known = made.get(name);
      const bytes = known?.text === text ? known.bytes : archiveOf(architecture, members);
      made.set(name, { text, bytes });
      found.push({ name, bytes });
    }
    return system ? [...found, library] : found;
  };
  const flush = (): FlushReport => {
    report = linker.flush();
    return report;
  };
  const errors = () =>
    (report?.diagnostics ?? []).filter(({ severity }) => severity === "error").map(({ message }) => message);
  return {
    linker,
    edit(files) {
      inputs = inputsOf(files);
      linker.setInputs(inputs);
      return flush();
    },
    flush,
    image() {
      if (report?.complete !== true) throw new Error(errors().join("\n"));
      const bytes = linker.state.image.bytes().slice();
      const problems = validateImage(bytes);
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return bytes;
    },
    view: () => attachBuild(linker.publish()),
    inputs: () => inputs,
    errors,
  };
}
