import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import type { AtomIndex } from "@/base/units";
import { explainSubject } from "@/inspect/explainSubject";
import { atomName } from "@/inspect/names";
import { describeEvent } from "@/inspect/sentences";
import { spansOf } from "@/inspect/spans";
import { linkScene } from "../support/linkScene";

const end = ".subsections_via_symbols\n";
const strings = (...texts: readonly string[]) =>
  `.cstring\n${texts.map((text) => `.asciz "${text}"\n`).join("")}${end}`;

describe.each(architectures)("literals, %s", (arch) => {
  const main = `.text\n.globl _main\n_main: ret\n${strings("one", "two")}`;
  const { view } = linkScene(arch, [
    { name: "main.s", text: main },
    { name: "more.s", text: strings("two", "three", "one") },
  ]);
  const atoms = [...view.atoms.rows()].filter((atom) => atomName(view, atom).startsWith('"'));
  const named = (name: string, file: string): AtomIndex =>
    atoms.find(
      (atom) => atomName(view, atom) === name && view.strings.text(view.files.name[view.atoms.file[atom]]) === file,
    )!;

  it("the trace tells which copy stays", () => {
    const events = [...view.events.rows()].map((event) => describeEvent(view, event));
    expect(events.filter((text) => text.includes("has the bytes of"))).toEqual([
      '"two" of more.s has the bytes of "two" of main.s: references lead there.',
      '"one" of more.s has the bytes of "one" of main.s: references lead there.',
    ]);
  });

  it("a copy's card leads to the one that stays, whose card lists its copies", () => {
    const copy = named('"two"', "more.s");
    const kept = named('"two"', "main.s");
    const where = explainSubject(view, [], { kind: "atom", atom: copy }).sections[0]!;
    expect(where.rows.find(({ label }) => label === "Stored as")?.subject).toEqual({ kind: "atom", atom: kept });
    const copies = explainSubject(view, [], { kind: "atom", atom: kept }).sections.find(
      ({ title }) => title === "Stands for",
    );
    expect(copies?.rows.map(({ subject }) => subject)).toEqual([{ kind: "atom", atom: copy }]);
    expect(spansOf(view, [], { kind: "atom", atom: copy })).toEqual(spansOf(view, [], { kind: "atom", atom: kept }));
  });
});
