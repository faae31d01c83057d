import { describe, expect, it } from "vitest";
import { libSystem } from "@/gallery/libSystem";
import { scripts } from "@/gallery/scripts";
import { historyRows } from "@/inspect/rows/history";
import { link } from "@/linker/link";
import { createBuildService } from "@/worker/buildService";
import type { ScriptRun } from "@/worker/protocol";
import { defaultBuildOptions } from "@/worker/protocol";

function run(text: string, scriptFlush?: number) {
  const service = createBuildService({
    assemble: () => {
      throw new Error("a script is not assembled");
    },
    link,
    systemLibraries: () => [{ name: "libSystem.tbd", text: libSystem }],
    now: () => 0,
  });
  const file = { id: "f1", version: 1, name: "program.calls" };
  service.setFile(file, { kind: "text", text });
  const built = service.build(1, [file], { ...defaultBuildOptions, mode: "incremental", scriptFlush });
  return { script: built?.script as ScriptRun, built: built! };
}
const externConst = scripts[0]!.text.arm64;

describe("the history of a script", () => {
  it("has a row for each line: calls lead to the flush that comes, expectations to the one that was", () => {
    const { script, built } = run(externConst);
    expect(built.diagnostics).toEqual([]);
    expect(built.handles.image?.length).toBeGreaterThan(0x4000);
    const rows = historyRows(script.flushes, script.steps);
    expect(rows.map(({ call, flush, held }) => `${call.split(" =")[0]} ${flush} ${held ?? ""}`.trim())).toEqual([
      "function main 1",
      "export main as main 1",
      "function reader 1",
      "flush 1",
      "expect error undefined-symbol 1 true",
      "expect undefined exported 1 true",
      "constant value align 3 2",
      "export value as exported 2",
      "flush 2",
      "expect linked 2 true",
      "expect read exported 2 true",
      "variable variable align 3 3",
      "export variable as second 3",
      "function later 3",
      "flush 3",
      "expect read second 3 true",
      "flush 4",
      "expect unchanged 4 true",
    ]);
    expect(rows[3]).toMatchObject({ isFlush: true, bytes: undefined, outcome: expect.stringContaining("exported") });
    expect(rows.at(-2)).toMatchObject({ bytes: 0, outcome: "Nothing changed: not a byte was written." });
  });

  it("shows the image of the flush that is asked for", () => {
    const [second, last] = [run(externConst, 2), run(externConst)];
    expect([second.script.shown, last.script.shown]).toEqual([2, 4]);
    expect(second.built.handles.image).not.toEqual(last.built.handles.image);
    expect(run(externConst, 1).built.diagnostics.map(({ code }) => code)).toEqual(["undefined-symbol"]);
  });

  it("tells wrong lines, and what does not hold, where they stand", () => {
    const wrong = run("function f = zz\n").built.diagnostics;
    expect(wrong).toMatchObject([{ code: "script-line", place: { file: "program.calls", line: 1 } }]);
    const failed = run("function main = c0 03 5f d6\nexport main as main\nflush\nexpect moved main\n").built;
    expect(failed.diagnostics).toMatchObject([{ code: "script-expectation", place: { line: 4 } }]);
    expect(failed.handles.image).toBeDefined();
    expect(run("# nothing\n").built.diagnostics).toMatchObject([{ code: "script-without-flush" }]);
  });
});
