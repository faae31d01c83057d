// A machine of strings and bytes for the command line tool: what it reads, writes and says stays in a map.

import { encodeText } from "@/base/text";
import type { Host } from "@/cli/host";
import { main } from "@/cli/run";

export interface Folder {
  readonly host: Host;
  readonly files: Map<string, Uint8Array>;
  /** Files written as executables. */
  readonly executables: Set<string>;
  /** Runs a command line, split at spaces, and takes what it printed. */
  run(line: string): Promise<{ readonly status: number; readonly out: string; readonly error: string }>;
}

export function folder(contents: Readonly<Record<string, string | Uint8Array>> = {}): Folder {
  const files = new Map(
    Object.entries(contents).map(([name, content]) => [
      name,
      typeof content === "string" ? encodeText(content) : content,
    ]),
  );
  const executables = new Set<string>();
  let out = "";
  let error = "";
  const host: Host = {
    read: (path) => files.get(path.replace(/^(?:\.\/)+/, "")),
    absolute: (path) => path,
    write(path, bytes, executable) {
      files.set(path, bytes);
      if (executable) executables.add(path);
    },
    remove: (path) => {
      files.delete(path);
    },
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  };
  return {
    host,
    files,
    executables,
    async run(line) {
      out = "";
      error = "";
      const status = await main(host, line.split(" "));
      return { status, out, error };
    },
  };
}

export const mainSource = `
    .text
    .globl  _main
    .p2align 2
_main:
    adrp    x0, l_str@PAGE
    add     x0, x0, l_str@PAGEOFF
    bl      _puts
    bl      _helper
    adrp    x8, _environ@GOTPAGE
    ldr     x8, [x8, _environ@GOTPAGEOFF]
    ret
    .cstring
l_str:
    .asciz "hi"
    .data
    .p2align 3
_table:
    .quad   _helper + 16
    .subsections_via_symbols
`;

export const helperSource = `
    .text
    .globl  _helper
    .p2align 2
_helper:
    b       _puts
    .subsections_via_symbols
`;

/** A folder with the sources and their objects. */
export async function assembled(sources: Readonly<Record<string, string>>): Promise<Folder> {
  const made = folder(sources);
  for (const name of Object.keys(sources)) {
    const { status, error } = await made.run(`as -arch arm64 ${name}`);
    if (status !== 0) throw new Error(error);
  }
  return made;
}
export const twoObjects = () => assembled({ "main.s": mainSource, "helper.s": helperSource });
