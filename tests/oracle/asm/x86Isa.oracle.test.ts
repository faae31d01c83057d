// The whole instruction set: each form of iced's tables with drawn operands, spelled by LLVM's disassembler in both
// syntaxes, then assembled by llvm-mc and by us. A sample runs always; MACHOSCOPE_SWEEP=1 runs everything. What differs
// must be on the short list below.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Syntax } from "@/asm/instructionEncoder";
import { createX86Disassembler } from "@/asm/x86_64/disassembler";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { buildForms } from "@/asm/x86_64/forms";
import { InstructionWriter } from "@/asm/x86_64/instructionWriter";
import { buildRegisters } from "@/asm/x86_64/registers";
import { virtualAddress } from "@/base/units";
import { loadIced } from "@/cli/loadIced";
import { OperandDrawer } from "../../asm/x86_64/drawOperands";
import { testContext } from "../../asm/x86_64/testContext";
import { disassembleEach, llvmMc, referenceEncodings } from "./x86Lines";

/** Forms whose text we refuse or take otherwise, each with the reason. */
const knownDifferences: readonly (readonly [RegExp, string])[] = [[/^prefetchrst2/, "newer than iced 1.21"]];

const iced = loadIced();
const turns = process.env.MACHOSCOPE_SWEEP === "1" ? 56 : 4;

interface Sample {
  readonly form: string;
  readonly code: Uint8Array;
}

function drawSamples(): Sample[] {
  const writer = new InstructionWriter();
  const drawer = new OperandDrawer(buildRegisters(iced));
  const samples: Sample[] = [];
  const seen = new Set<string>();
  for (const form of [...buildForms(iced).values()].flat())
    for (let turn = 0; turn < turns; turn++) {
      const drawn = drawer.draw(form, turn);
      if (drawn === undefined) break;
      const code = writer.write(form, drawn.operands, { rounding: drawn.rounding })?.bytes;
      const key = code && Buffer.from(code).toString("hex");
      if (code === undefined || seen.has(key!)) continue;
      seen.add(key!);
      samples.push({ form: form.name, code });
    }
  return samples;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

interface Tally {
  statements: number;
  equal: number;
  readonly forms: Set<string>;
  readonly refused: Map<string, string>;
  readonly wrong: Map<string, string>;
}

function compare(samples: readonly Sample[], syntax: Syntax): Tally {
  const encoder = createX86Encoder(iced).inSyntax!(syntax);
  const context = testContext();
  const texts = disassembleEach(
    samples.map(({ code }) => code),
    syntax,
  );
  // Branches are drawn nowhere; one here is bytes of an instruction that LLVM does not know.
  const known = samples.flatMap(({ form }, i) => (texts[i] === undefined ? [] : [{ form, text: texts[i]! }]));
  const references = referenceEncodings(
    known.map(({ text }) => text),
    syntax,
  );
  const tally: Tally = { statements: 0, equal: 0, forms: new Set(), refused: new Map(), wrong: new Map() };
  for (const [i, { form, text }] of known.entries()) {
    const theirs = references[i]?.pattern.map((byte) => byte.trim()).join("");
    // What LLVM prints and cannot read is no statement.
    if (theirs === undefined) continue;
    tally.statements++;
    tally.forms.add(form);
    const result = encoder.encode(text, context);
    if ("error" in result) tally.refused.set(form, `${text}: ${result.error.message}`);
    else if (hexOf(result.bytes) === theirs) tally.equal++;
    else tally.wrong.set(form, `${text}: ${hexOf(result.bytes)} instead of ${theirs}`);
  }
  return tally;
}

describe("the instruction set", () => {
  const samples = drawSamples();

  it.each<Syntax>(["att", "intel"])("assembles what LLVM disassembles, in %s syntax", (syntax) => {
    const { statements, equal, forms, refused, wrong } = compare(samples, syntax);
    const accepted = forms.size - refused.size;
    const share = ((100 * accepted) / forms.size).toFixed(2);
    console.log(
      `${syntax}: ${equal} of ${statements} statements equal to llvm-mc; ${accepted} of ${forms.size} forms accepted (${share} %)`,
    );
    const unlisted = [...refused.values()].filter((line) => !knownDifferences.some(([pattern]) => pattern.test(line)));
    expect([...wrong.values(), ...unlisted]).toEqual([]);
    expect(accepted / forms.size).toBeGreaterThan(0.995);
    expect(statements).toBeGreaterThan(10_000);
  });
});

/** Where our text is not LLVM's, or does not say the same bytes. */
const knownSpellings: readonly (readonly [RegExp, string])[] = [
  [/^Lea_/, "iced leaves out a segment that means nothing"],
  [/^Mov[sz]x_r16_rm16/, "'movsww' and 'movzww' are words of LLVM's disassembler alone"],
  [/^(Mcommit|Pcommit|Vmgexit)/, "other names for bytes that LLVM reads otherwise"],
  [/^(Call|Jmp)_m1632/, "LLVM prints a far transfer like a near one"],
  [/^Retnw_/, "LLVM takes the count for unsigned where 16 bits are popped"],
  [/pf[01][dq]p[sd]_/, "LLVM puts the mask where it cannot read it"],
];

describe("disassembly", () => {
  const samples = drawSamples();

  it.each<Syntax>(["att", "intel"])("is spelled as LLVM's and assembles again, in %s syntax", (syntax) => {
    const disassembler = createX86Disassembler(iced, syntax);
    const encoder = createX86Encoder(iced).inSyntax!(syntax);
    const bytesOf = (text: string): string | undefined => {
      const result = encoder.encode(text, testContext());
      return "error" in result ? undefined : hexOf(result.bytes);
    };
    const texts = disassembleEach(
      samples.map(({ code }) => code),
      syntax,
      true,
    );
    const readable = referenceEncodings(
      texts.map((text) => text ?? ""),
      syntax,
    );
    const counts = { texts: 0, alike: 0, again: 0 };
    const different: string[] = [];
    for (const [i, { form, code }] of samples.entries()) {
      const theirs = texts[i];
      // LLVM prints some texts that it cannot read.
      if (theirs === undefined || readable[i] === undefined) continue;
      counts.texts++;
      const rows = disassembler.disassemble(code, virtualAddress(0x1000), 9);
      const ours = rows.map(({ text }) => text).join("; ");
      if (ours === theirs) counts.alike++;
      const again = bytesOf(ours);
      // Where a text has another encoding than the one it came from, it is the one that LLVM takes for its own text.
      if (again === hexOf(code) || (again !== undefined && again === bytesOf(theirs))) counts.again++;
      if (ours === theirs || knownSpellings.some(([pattern]) => pattern.test(form))) continue;
      different.push(`${form}: ${ours} instead of ${theirs}`);
    }
    console.log(
      `${syntax}: ${counts.alike} of ${counts.texts} texts as LLVM spells them, ${counts.again} assemble again to what they were made of`,
    );
    expect(different).toEqual([]);
    expect(counts.again / counts.texts).toBeGreaterThan(0.999);
  });
});

it("spells compiler output as llvm-objdump does", () => {
  const disassembler = createX86Disassembler(iced);
  const folder = new URL("../../corpus/asm/x86_64/O0/", import.meta.url).pathname;
  let count = 0;
  for (const file of readdirSync(folder)) {
    const object = execFileSync(llvmMc, ["-triple=x86_64-apple-macos12", "-filetype=obj", folder + file, "-o", "-"]);
    const text = execFileSync("llvm-objdump-22", ["-d", "-"], { input: object }).toString();
    for (const [, address, code, spelled] of text.matchAll(/^ *([0-9a-f]+): ((?:[0-9a-f]{2} )+)\s*\t(.*)$/gm)) {
      const theirs = spelled!
        .replace(/\s*##.*/, "")
        .replace(/ <.*>/, "")
        .replace(/\t/g, " ")
        .trim();
      // Jump tables in the text section decode to anything.
      if (theirs === "<unknown>") continue;
      const bytes = Uint8Array.from(code!.trim().split(" "), (digits) => Number.parseInt(digits, 16));
      const [row] = disassembler.disassemble(bytes, virtualAddress(Number.parseInt(address!, 16)), 1);
      expect(row!.text).toBe(theirs);
      count++;
    }
  }
  console.log(`${count} instructions spelled as llvm-objdump does`);
  expect(count).toBeGreaterThan(1000);
});
