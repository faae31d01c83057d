// Random programs, edited at random: after every flush the image is valid, its bytes say what the tables say, and it
// means what a one-shot link of the same files means. MACHOSCOPE_SEEDS and MACHOSCOPE_EDITS make it longer,
// MACHOSCOPE_FIRST_SEED lets it go on where another run ended.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import { objectOf, sceneOptions } from "../support/linkScene";
import { createDeclarationModel } from "./declarationModel";
import { createEditionReader } from "./editions";
import { type Meaning, meaningOf } from "./meanings";
import { createProgramModel } from "./programModel";
import { createSession, smallHints } from "./session";

const first = Number(process.env.MACHOSCOPE_FIRST_SEED ?? 0);
const seeds = Number(process.env.MACHOSCOPE_SEEDS ?? 12);
const edits = Number(process.env.MACHOSCOPE_EDITS ?? 40);

describe.each(architectures)("random edits, %s", (architecture) => {
  it.each(Array.from({ length: seeds }, (_, number) => first + number))("seed %i", (seed) => {
    const model = createProgramModel(architecture, seed);
    // Every third program is a library.
    const output = seed % 3 === 1 ? "dylib" : "executable";
    const session = createSession(architecture, { hints: smallHints, output, trace: seed % 2 === 0 ? "off" : "all" });
    const readEdition = createEditionReader(session.linker);
    const declared = createDeclarationModel(architecture, seed);
    for (let step = 0; step < edits; step++) {
      model.edit();
      const files = model.files();
      declared.edit(session.linker.declarations);
      const report = session.edit(files);
      const shadow = { name: "declarations", bytes: objectOf(architecture, "declarations", declared.text()) };
      // What it is compared in is neither signed nor named.
      const oneShot = { ...sceneOptions(architecture), output, trace: "off", uuid: false, adHocSign: false } as const;
      const handles = link([shadow, ...session.inputs()], oneShot)!;
      const traditional = attachBuild(handles);
      const wrong = traditional.diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ message }) => message);
      expect([...session.errors()].sort(), `step ${step}`).toEqual(wrong.sort());
      if (wrong.length > 0) continue;
      expect(report.complete).toBe(true);
      const image = session.image();
      try {
        const mine = meaningOf(readEdition(), image);
        const theirs = meaningOf(traditional, traditional.image!);
        expect(differences(mine, theirs).join("\n")).toBe("");
      } catch (error) {
        throw new Error(`seed ${seed}, step ${step}: ${model.log().join("; ")}\n${(error as Error).message}`);
      }
      if (step % 5 === 0) expect(session.flush().changed).toEqual([]);
    }
  });
});

/** What only one of the two says. */
function differences(mine: Meaning, theirs: Meaning): string[] {
  const found: string[] = [];
  const compare = (what: string, a: readonly string[], b: readonly string[]) => {
    for (const line of a) if (!b.includes(line)) found.push(`${what}, incremental only: ${line}`);
    for (const line of b) if (!a.includes(line)) found.push(`${what}, one-shot only: ${line}`);
  };
  compare("fixup", mine.fixups, theirs.fixups);
  compare("export", mine.exports, theirs.exports);
  // What a declaration asked for once it keeps: a stub, and with it the binder.
  const lasting = (line: string) => line.startsWith("dyld_stub_binder ") && !theirs.imports.includes(line);
  compare(
    "import",
    mine.imports.filter((line) => !lasting(line)),
    theirs.imports,
  );
  const lines = ({ relocations }: Meaning) => [...relocations].map(([place, target]) => `${place} -> ${target}`);
  compare("relocation", lines(mine), lines(theirs));
  return found;
}
