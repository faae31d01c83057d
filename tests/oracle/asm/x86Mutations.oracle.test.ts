// Statements that are nearly right: LLVM's text of each form with one thing changed. What llvm-mc refuses we refuse,
// and what both take has the same bytes. A sample runs always; MACHOSCOPE_SWEEP=1 runs all turns.

import { expect, it } from "vitest";
import type { Syntax } from "@/asm/instructionEncoder";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { buildForms } from "@/asm/x86_64/forms";
import { InstructionWriter } from "@/asm/x86_64/instructionWriter";
import { buildRegisters } from "@/asm/x86_64/registers";
import { loadIced } from "@/cli/loadIced";
import { operandContext } from "../../asm/operandContext";
import { drawer, OperandDrawer } from "../../asm/x86_64/drawOperands";
import { disassembleEach, referenceEncodings } from "./x86Lines";

const iced = loadIced();
const turns = process.env.MACHOSCOPE_SWEEP === "1" ? 6 : 2;

/** What we take and llvm-mc does not, with the reason. */
const lenient: readonly (readonly [RegExp, string])[] = [
  [/^\w+ \[.*\], \d{10}$/, "a size that the immediate leaves as the only one"],
  [/^v(cvt\w+|fpclassp.)[xyz] .*\{1to/, "a letter that the broadcast makes needless"],
  [/^invlpg \w+ ptr/, "a size of memory that has none"],
];

const registers: readonly string[] =
  "al ah sil r9b ax r9w eax r9d rax r9 rsp rip es st(1) mm1 xmm1 xmm20 ymm1 zmm1 k1 cr0 dr1 tmm1".split(" ");

type Draw = (limit: number) => number;

/** One change to a statement; undefined where it does not apply. */
const mutations: readonly ((text: string, syntax: Syntax, draw: Draw) => string | undefined)[] = [
  (text, syntax, draw) => replaceRegister(text, syntax, draw),
  (text, syntax, draw) => replaceRegister(text, syntax, draw),
  (text, _, draw) => text.replace(/^(\S+)[bwlq] /, (_all, name) => `${name}${"bwlq"[draw(4)]} `),
  (text, _, draw) => text.replace(/^(\w+)/, (name) => `${name}${"bwlqxy"[draw(6)]}`),
  (text) => swapFirstTwo(text),
  (text) => text.replace(/,[1248]\)/, ",3)").replace(/[1248]\*/, "3*"),
  (text) => text.replace(/(\$|, )-?\d+(?=,|$)/, "$10x123456789"),
  (text) => text.replace(/(\$|, )-?\d+(?=,|$)/, "$1999"),
  (text, syntax) => `${text} {${syntax === "att" ? "%" : ""}k1}`,
  (text) => `${text} {z}`,
  (text) => text.replace(/\{1to\d+\}/, "{1to2}"),
  (text) => text.replace(/(\{r[nduz]-sae\})/, "{sae}"),
  (text) => text.replace(/, [^,]+$/, ""),
  (text) => text.replace(/ [^,]+, /, " "),
  (text) => text.replace(/(, [^,]+)$/, "$1$1"),
  (text) => text.replace(/\w+ ptr /, ""),
  (text) => text.replace(/(byte|[dq]?word|[xyz]mmword) ptr /, "tbyte ptr "),
  (text) => `{evex} ${text}`,
  (text) => `{vex} ${text}`,
  (text) => text.replace("%", ""),
  (text) => text.replace("$", ""),
];

function replaceRegister(text: string, syntax: Syntax, draw: Draw): string | undefined {
  const sign = syntax === "att" ? "%" : "";
  const places = [
    ...text.matchAll(syntax === "att" ? /%\w+(\(\d\))?/g : /\b([er]?[abcds][ilhpx]l?|r\d+[bwd]?|[xyz]mm\d+|k\d)\b/g),
  ];
  const place = places[draw(Math.max(1, places.length))];
  if (place === undefined) return undefined;
  return `${text.slice(0, place.index)}${sign}${registers[draw(registers.length)]}${text.slice(place.index + place[0].length)}`;
}

const swapFirstTwo = (text: string): string | undefined => {
  const match = /^(\S+) ([^,()[\]{}]+), ([^,()[\]{}]+)(.*)$/.exec(text);
  return match === null ? undefined : `${match[1]} ${match[3]}, ${match[2]}${match[4]}`;
};

function mutants(syntax: Syntax): string[] {
  const writer = new InstructionWriter();
  const operands = new OperandDrawer(buildRegisters(iced));
  const codes: Uint8Array[] = [];
  for (const form of [...buildForms(iced).values()].flat())
    for (let turn = 0; turn < turns; turn++) {
      const drawn = operands.draw(form, turn);
      const code = drawn && writer.write(form, drawn.operands, { rounding: drawn.rounding })?.bytes;
      if (code !== undefined) codes.push(code);
    }
  const draw = drawer(7);
  const found = new Set<string>();
  for (const text of disassembleEach(codes, syntax)) {
    if (text === undefined) continue;
    for (let i = 0; i < 3; i++) {
      const mutant = mutations[draw(mutations.length)]!(text, syntax, draw);
      if (mutant !== undefined && mutant !== text) found.add(mutant);
    }
  }
  return [...found];
}

it.each<Syntax>(["att", "intel"])("takes no statement that llvm-mc refuses, %s", (syntax) => {
  const encoder = createX86Encoder(iced).inSyntax!(syntax);
  const statements = mutants(syntax);
  const references = referenceEncodings(statements, syntax);
  const counts = { equal: 0, refusedByBoth: 0, refusedByUs: 0 };
  const different: string[] = [];
  for (const [i, statement] of statements.entries()) {
    const theirs = references[i];
    const result = encoder.encode(statement, operandContext);
    if ("error" in result) {
      if (theirs === undefined) counts.refusedByBoth++;
      else counts.refusedByUs++;
      continue;
    }
    const ours = Buffer.from(result.bytes).toString("hex");
    const wanted = theirs?.pattern.map((byte) => (/^[A-Z]$/.test(byte) ? "00" : byte.trim())).join("");
    if (ours === wanted || (result.short && theirs !== undefined)) counts.equal++;
    else if (!lenient.some(([pattern]) => pattern.test(statement)))
      different.push(`${statement}: ${ours} instead of ${wanted ?? "an error"}`);
  }
  console.log(
    `${syntax}: of ${statements.length} changed statements ${counts.equal} assemble to equal bytes, both refuse ${counts.refusedByBoth}, only we refuse ${counts.refusedByUs}`,
  );
  expect(different).toEqual([]);
  expect(statements.length).toBeGreaterThan(5_000);
});
