// The command line tool: the same core as the page, under Node. One table of commands; every command returns an
// exit status and speaks through the host, so that tests run them without a process.

import { as } from "./as";
import { dump } from "./dump";
import type { Host } from "./host";
import { ld } from "./ld";
import { trace } from "./trace";

interface Command {
  readonly usage: string;
  readonly summary: string;
  run(host: Host, words: readonly string[]): number | Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  as: { usage: "as -arch arm64|x86_64 in.s -o out.o", summary: "assemble to a Mach-O object", run: as },
  ld: { usage: "ld <ld64 arguments>", summary: "link objects, archives and text stubs to an executable", run: ld },
  dump: { usage: "dump [--json] file", summary: "show any Mach-O file as text", run: dump },
  trace: {
    usage: "trace [--json | --log link_relocs] <ld64 arguments>, or --script calls.txt",
    summary: "link, and tell what each pass decided and wrote",
    run: trace,
  },
};

function usage(): string {
  const rows = Object.values(commands).map((command) => `  machoscope ${command.usage.padEnd(40)} ${command.summary}`);
  return `usage:\n${rows.join("\n")}\n`;
}

export async function main(host: Host, words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    host.out(usage());
    return name === undefined ? 1 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    host.error(`machoscope: error: unknown command '${name}'\n${usage()}`);
    return 1;
  }
  try {
    return await command.run(host, rest);
  } catch (failure) {
    // Not a user's mistake (those are diagnostics): a bug or a machine that refuses. One line, no stack trace.
    host.error(`machoscope ${name}: error: ${failure instanceof Error ? failure.message : String(failure)}\n`);
    return 1;
  }
}
