// Edits of what compilers write, one after the other, each compared with a fresh assembly: instructions that come and
// go, calls, names of labels, broken lines. MACHOSCOPE_EDITS sets how many sources are edited; a handful by default.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { LiveAssembler } from "@/asm/liveAssembler";
import { allCorpusFiles } from "../../fuzz/corpusFiles";
import { type Random, randomFrom } from "../../fuzz/mutate";
import { encoders } from "../encoders";
import { expectSame } from "../sameAssembly";

const rounds = Number(process.env.MACHOSCOPE_EDITS ?? 40);
const editsOfRound = 25;

const instruction = /^\t[a-z][\w.]*(\t|$)/;
const call = /^\t(bl|callq)\t(_[\w.]+)/;
const definition = /^([A-Za-z_][\w.$]*):/;

type Edit = (lines: string[], random: Random) => void;

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[random.below(Math.max(1, list.length))];
}
const where = (lines: readonly string[], pattern: RegExp): readonly number[] =>
  lines.flatMap((line, at) => (pattern.test(line) ? [at] : []));
/** Changes a line of some kind, if there is one. */
const editing =
  (pattern: RegExp, change: (lines: string[], at: number, random: Random) => void): Edit =>
  (lines, random) => {
    const at = pick(where(lines, pattern), random);
    if (at !== undefined) change(lines, at, random);
  };

const edits: Readonly<Record<string, Edit>> = {
  "a plain instruction more": editing(instruction, (lines, at, random) => {
    lines.splice(at + random.below(2), 0, "\tnop");
  }),
  "a line more somewhere": (lines, random) => {
    lines.splice(random.below(lines.length), 0, pick(["\tnop", "", "\t// said", "\tret"], random)!);
  },
  "an instruction again": editing(instruction, (lines, at, random) => {
    lines.splice(at, 0, lines[pick(where(lines, instruction), random)!]!);
  }),
  "a call more": editing(call, (lines, at, random) => {
    lines.splice(pick(where(lines, instruction), random)!, 0, lines[at]!);
  }),
  "an instruction less": editing(instruction, (lines, at, random) => {
    lines.splice(at, 1 + random.below(2));
  }),
  "a line less": (lines, random) => {
    lines.splice(random.below(lines.length), 1);
  },
  "two lines the other way round": editing(instruction, (lines, at) => {
    lines.splice(at, 2, ...lines.slice(at, at + 2).reverse());
  }),
  "a letter more in a call": editing(call, (lines, at) => {
    lines[at] = lines[at]!.replace(call, "$&x");
  }),
  "a letter less in a call": editing(call, (lines, at) => {
    lines[at] = lines[at]!.replace(call, (text) => text.slice(0, -1));
  }),
  "a call of something else": editing(call, (lines, at, random) => {
    const name = definition.exec(lines[pick(where(lines, definition), random) ?? 0]!)?.[1] ?? "_x";
    lines[at] = lines[at]!.replace(call, `\t$1\t${name}`);
  }),
  "a letter more in a label": editing(definition, (lines, at) => {
    lines[at] = lines[at]!.replace(definition, "$1x:");
  }),
  "a letter less in a label": editing(definition, (lines, at) => {
    lines[at] = lines[at]!.replace(definition, (_, name: string) => `${name.slice(0, -1)}:`);
  }),
  "a name everywhere": editing(definition, (lines, at) => {
    const name = definition.exec(lines[at]!)![1]!;
    const text = lines.join("\n").replaceAll(name, `${name}y`);
    lines.splice(0, lines.length, ...text.split("\n"));
  }),
  "another immediate": editing(/[#$]\d+/, (lines, at, random) => {
    lines[at] = lines[at]!.replace(/([#$])\d+/, (_, mark) => `${mark}${random.below(300)}`);
  }),
  "a broken line": editing(instruction, (lines, at) => {
    lines[at] = lines[at]!.replace(/,.*|$/, ", (");
  }),
  "a word that is nothing": editing(instruction, (lines, at) => {
    lines[at] = lines[at]!.replace(/\t(\w)/, "\t.$1");
  }),
  "two on a line": editing(instruction, (lines, at, random) => {
    lines.splice(at, 2, `${lines[at]!}${pick([";", "%%"], random)!}${lines[at + 1]!}`);
  }),
};

const ways = ["patched", "spliced", "afresh"] as const;

describe.each(architectures)("%s sources, edit by edit", (architecture) => {
  it("come to what each version comes to alone", { timeout: 3_600_000 }, () => {
    const files = allCorpusFiles.filter((file) => file.architecture === architecture);
    const made = { patched: 0, spliced: 0, afresh: 0 };
    for (let seed = 0; seed < rounds; seed++) {
      const random = randomFrom(seed);
      const file = pick(files, random)!;
      const live = new LiveAssembler(encoders);
      let text = file.text;
      let good = text;
      let label = "";
      for (let step = 0; step < editsOfRound; step++) {
        const input = { name: "live.s", text, architecture };
        const actual = live.assemble(input);
        expectSame(actual, assemble(input, encoders), `${file.name}, seed ${seed}, step ${step}: ${label}`);
        if (actual.object !== undefined) good = text;
        label = pick(Object.keys(edits), random)!;
        const lines = text.split("\n");
        edits[label]!(lines, random);
        // What is wrong is mended mostly, some way or other; and what was right is taken back now and then.
        if (random.below(6) > (actual.object === undefined ? 1 : 4)) label = "mended";
        text = label === "mended" ? good : lines.join("\n");
      }
      for (const way of ways) made[way] += live.made[way];
    }
    // Else nothing is said here about splices.
    expect(made.spliced / (made.patched + made.spliced + made.afresh)).toBeGreaterThan(0.2);
  });
});
