// The debug map, used: clang compiles with -g, we link, dsymutil collects the debug information of the objects by the
// map, and each function's address leads to its source line.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { runLink } from "@/cli/ld";
import { nodeHost } from "@/cli/nodeHost";

const scratch = mkdtempSync(join(tmpdir(), "machoscope-debug-map-"));
const path = (name: string) => join(scratch, name);
const run = (tool: string, ...words: string[]) => execFileSync(tool, words, { encoding: "utf8", cwd: scratch });
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const sources = {
  "main.c": "int helper(int);\nstatic int counter = 3;\nint main(void) {\n  return helper(++counter);\n}\n",
  "helper.c": "int table[4];\nint helper(int x) {\n  return x + table[1];\n}\n",
  "more.c": "int unused;\n\n\nint more(void) { return 1; }\n",
} as const;
for (const [name, text] of Object.entries(sources)) writeFileSync(path(name), text);

const flags = [["-g"], ["-gdwarf-5"], ["-gdwarf-3"], ["-gdwarf-2"], ["-g", "-O2", "-fno-inline"]];

describe.each(architectures)("dsymutil, %s", (architecture) => {
  it.each(flags)("finds what %s compiled", (...options) => {
    for (const name of Object.keys(sources))
      run(
        "clang-22",
        "-target",
        `${architecture}-apple-macos12`,
        ...options,
        "-c",
        name,
        "-o",
        name.replace(/c$/, "o"),
      );
    rmSync(path("libx.a"), { force: true });
    run("llvm-ar-22", "rcD", "libx.a", "helper.o", "more.o");
    const words = ["-arch", architecture, "-platform_version", "macos", "12.0", "12.0", "-o", path("out")];
    const link = runLink(nodeHost, "ld", [...words, path("main.o"), path("libx.a"), "-lSystem"], "off")!;
    writeFileSync(path("out"), link.build.image!);
    expect(run("dsymutil-22", "out", "-o", "out.dSYM")).not.toContain("warning");
    expect(run("llvm-dwarfdump-22", "--verify", "out.dSYM")).toContain("No errors.");
    const addresses = run("llvm-nm-22", "--defined-only", "out");
    const lineOf = (name: string) => {
      const address = new RegExp(`^(\\w+) T _${name}$`, "m").exec(addresses)![1]!;
      return run("llvm-symbolizer-22", "--dsym-hint=out.dSYM", "--obj=out", `0x${address}`).split("\n").slice(0, 2);
    };
    const place = (name: string, line: string) => expect.stringMatching(new RegExp(`/${name}:${line}:`));
    expect(lineOf("main")).toEqual(["main", place("main.c", "[34]")]);
    expect(lineOf("helper")).toEqual(["helper", place("helper.c", "[23]")]);
  });
});
