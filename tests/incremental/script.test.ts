import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { libSystem } from "@/gallery/libSystem";
import { scripts } from "@/gallery/scripts";
import { createIncrementalLinker } from "@/linker/incremental/incrementalLinker";
import { runScript } from "@/linker/incremental/script/runScript";
import { sceneOptions } from "../support/linkScene";

function run(architecture: Architecture, text: string) {
  const linker = createIncrementalLinker({ ...sceneOptions(architecture), trace: "off" });
  linker.setInputs([{ name: "libSystem.tbd", bytes: new TextEncoder().encode(libSystem) }]);
  return runScript(text, linker);
}

describe.each(architectures)("scripts of declaration calls, %s", (architecture) => {
  it.each(scripts.map((script) => [script.id, script] as const))("%s holds", (_, { text }) => {
    const { steps, problems, passed, failed } = run(architecture, text[architecture]);
    expect(problems).toEqual([]);
    expect(steps.filter(({ held }) => held === false)).toEqual([]);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThan(2);
  });
  it("tells what an expectation found instead", () => {
    const { steps, failed } = run(
      architecture,
      "variable v align 3 = 07 00 00 00 00 00 00 00\nexport v as main\nflush\nexpect linked\n",
    );
    expect(failed).toBe(1);
    expect(steps.at(-1)).toMatchObject({ line: 4, held: false, found: "not linked" });
  });
});

describe("scripts that are wrong", () => {
  it.each([
    ["jump x", "expected function, variable"],
    ["function f", "expected 'function NAME = bytes'"],
    ["function f = zz", "expected bytes of two hexadecimal digits, found 'zz'"],
    ["  at 0 branch x", "expected a declaration before its holes"],
    ["function f = c3\n at q branch x", "expected an offset, a number"],
    ["function f = c3\n at 0 near x", "expected a kind of reference"],
    ["variable v align 99 = 00", "expected an alignment of 0 to 12"],
    ["function f = c3 x 99999999", "expected at most"],
    ["expect linked", "expected a flush before"],
    ["function f = c3\n at 0 branch nobody", "nothing is declared as nobody"],
    ["export f as g", "nothing is declared as f"],
  ])("%s", (text, message) => {
    const { problems } = run("x86_64", text);
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });
});
