// Every example is what the real tools accept: llvm-mc assembles each file, ld64.lld links them, and the one that
// fails on purpose fails there too.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { assembledExamples } from "@/gallery/gallery";

const stubs = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libSystem.B.dylib'
current-version: 1311
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ _puts, _printf, _environ, __tlv_bootstrap, dyld_stub_binder ]
...
`;

describe.each(assembledExamples)("example $id", (example) => {
  it.each(architectures)("assembles and links for %s", (architecture) => {
    const folder = mkdtempSync(join(tmpdir(), "gallery-"));
    const library = join(folder, "libSystem.tbd");
    writeFileSync(library, stubs);
    const objects = example.files[architecture].map(({ name, text }) => {
      const [source, object] = [join(folder, name), join(folder, `${name}.o`)];
      writeFileSync(source, text);
      execFileSync("llvm-mc-22", [
        "-filetype=obj",
        `-triple=${architecture}-apple-macos12`,
        ...(architecture === "arm64" ? ["-mcpu=apple-m1"] : []),
        source,
        "-o",
        object,
      ]);
      return object;
    });
    const version = ["-platform_version", "macos", "12.0", "12.0"];
    const output = join(folder, "a.out");
    const run = spawnSync(
      "ld64.lld-22",
      ["-arch", architecture, ...version, "-no_fixup_chains", ...objects, library, "-o", output],
      { encoding: "utf8" },
    );
    if (example.fails === undefined) expect(run.stderr).toBe("");
    else expect(run.stderr).toContain("undefined symbol");
  });
});
