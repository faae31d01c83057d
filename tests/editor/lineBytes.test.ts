import { describe, expect, it } from "vitest";
import { assemble } from "@/asm/assemble";
import { hexBytes } from "@/base/text";
import { describeLineBytes, lineBytes } from "@/editor/lineBytes";
import { factsOf } from "@/editor/lineFacts";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import type { ShownBuild } from "@/state/appState";
import { createBuildService } from "@/worker/buildService";
import { type BuildOptions, defaultBuildOptions } from "@/worker/protocol";
import { encoders } from "../asm/encoders";

function buildOf(files: Readonly<Record<string, readonly string[]>>, options: Partial<BuildOptions> = {}): ShownBuild {
  const service = createBuildService({
    assemble: (input) => assemble(input, encoders),
    link,
    systemLibraries: () => [],
    now: () => 0,
  });
  const references = Object.entries(files).map(([name, lines]) => {
    const file = { id: name, version: 1, name };
    service.setFile(file, { kind: "text", text: lines.join("\n") });
    return file;
  });
  const built = service.build(1, references, { ...defaultBuildOptions, systemLibraries: false, ...options });
  if (built === undefined) throw new Error("cancelled");
  return { run: 1, view: attachBuild(built.handles), files: built.files, timing: built.timing };
}

const main = [
  ".globl _main",
  "_main: bl _helper",
  "  ret",
  "  .zerofill __DATA,__bss,_room,16,2",
  "  .data",
  '_text: .ascii "abcdefghij"',
];
const helper = [".globl _helper", "_helper: nop", "ret", ".subsections_via_symbols", "_unused: nop"];

/** Bytes of a line; a hole's in brackets, `~` before those that are not in the image. */
function shown(build: ShownBuild, file: string, line: number, step?: number): string {
  const facts = factsOf(build, file);
  const bytes = facts && lineBytes(build.view, facts, line, { most: 8, step });
  if (bytes === undefined) return "nothing";
  const text = bytes.cells.map(({ value, relocation, offset }) => {
    const digits = hexBytes([value]);
    return `${offset === undefined ? "~" : ""}${relocation === undefined ? digits : `[${digits}]`}`;
  });
  return `+${bytes.start} ${text.join(" ")}${bytes.size > bytes.cells.length ? ` of ${bytes.size}` : ""}`;
}

describe("bytes of a line", () => {
  const build = buildOf({ "main.s": main, "helper.s": helper });

  it("are the image's, with what the linker wrote", () => {
    expect(shown(build, "main.s", 2)).toBe("+0 [02] [00] [00] [94]");
    expect(shown(build, "main.s", 3)).toBe("+4 c0 03 5f d6");
    expect(shown(build, "main.s", 1)).toBe("nothing");
    expect(shown(build, "main.s", 99)).toBe("nothing");
  });

  it("are cut after so many, and none for room", () => {
    expect(shown(build, "main.s", 6)).toBe("+0 61 62 63 64 65 66 67 68 of 10");
    expect(shown(build, "main.s", 4)).toBe("+0  of 16");
  });

  it("are the object's while the hole is open", () => {
    expect(shown(build, "main.s", 2, 0)).toBe("+0 [00] [00] [00] [94]");
  });

  it("are the object's where the line is not in the image", () => {
    const stripped = buildOf({ "main.s": main, "helper.s": helper }, { deadStrip: true });
    expect(shown(stripped, "helper.s", 5)).toBe("+8 ~1f ~20 ~03 ~d5");
    const failed = buildOf({ "main.s": main });
    expect(shown(failed, "main.s", 2)).toBe("+0 ~[00] ~[00] ~[00] ~[94]");
  });

  it("are told in words", () => {
    const facts = factsOf(build, "main.s");
    const told = (line: number) => {
      const bytes = facts && lineBytes(build.view, facts, line, { most: 8, step: undefined });
      return bytes && describeLineBytes(build.view, bytes);
    };
    expect(told(2)).toMatch(
      /^__TEXT,__text \+ 0x0, 4 bytes, at 0x1000\w+\nobject: {2}00 00 00 94\nlinked: {2}02 00 00 94\n\w*BRANCH26 → _helper$/,
    );
    expect(told(4)).toBe("__DATA,__bss + 0x0, 16 bytes of room");
  });
});
