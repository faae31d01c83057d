import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { instructionRows } from "@/asm/arm64/table";
import { directives } from "@/asm/directives/all";
import { expansionDirectives } from "@/asm/expansion/expander";
import type { Syntax } from "@/asm/instructionEncoder";
import { parseSection, sectionDirectives, sectionText } from "@/asm/sections";
import { completeWords } from "@/asm/wordLists/wordLists";
import { encoders } from "../encoders";

const arm64 = completeWords("arm64", encoders.encoder("arm64").words());
const x86Encoder = (syntax: Syntax) => encoders.encoder("x86_64").inSyntax?.(syntax) ?? encoders.encoder("x86_64");
const x86 = (syntax: Syntax) => completeWords("x86_64", x86Encoder(syntax).words());

describe("words of arm64", () => {
  it("are the mnemonics of the table, each known to the assembler", () => {
    const encoder = encoders.encoder("arm64");
    const offered = new Set(
      arm64.mnemonics.flatMap(({ name, arrangements }) => [name, ...arrangements.map((text) => `${name}.${text}`)]),
    );
    expect([...offered].filter((name) => !encoder.isMnemonic(name))).toEqual([]);
    const rows = instructionRows().flatMap(({ mnemonic, arrangement }) =>
      arrangement === "" ? [mnemonic] : [mnemonic, `${mnemonic}.${arrangement}`],
    );
    expect(rows.filter((name) => !offered.has(name))).toEqual([]);
  });

  it("say what each instruction does", () => {
    expect(arm64.mnemonics.filter(({ meaning }) => meaning === "").map(({ name }) => name)).toEqual([]);
  });

  it("show operands without the table's own notation", () => {
    const forms = arm64.mnemonics.flatMap(({ forms: shown }) => shown);
    expect(forms.filter((form) => /[@*=~|!]/.test(form.replace(/\]!|=value/, "")))).toEqual([]);
  });
});

/** The mnemonic of a statement, with prefixes before it. */
function mnemonicOf(statement: string, prefixes: readonly string[]): string {
  const words = statement.replace(/\{\w+\}\s*/g, "").split(/[\s;]+/);
  return (words.find((word) => !prefixes.includes(word.toLowerCase())) ?? "").toLowerCase();
}

const statements = {
  att: [
    ...golden("golden.txt").map((line) => line.slice(26)),
    ...golden("spellings.txt").map((line) => line.split(" | ")[1] ?? ""),
  ],
  intel: [
    ...golden("goldenIntel.txt").map((line) => line.replace(/^\S+\s+/, "")),
    ...golden("spellings.txt").map((line) => line.split(" | ")[2] ?? ""),
  ],
};

function golden(name: string): string[] {
  const text = readFileSync(new URL(`../x86_64/${name}`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe.each(["att", "intel"] as const)("words of x86_64 in %s syntax", (syntax) => {
  const words = x86(syntax);
  const names = new Set(words.mnemonics.map(({ name }) => name));

  it("are all known to the assembler", () => {
    const encoder = x86Encoder(syntax);
    expect([...names].filter((name) => !encoder.isMnemonic(name))).toEqual([]);
  });

  it("hold every mnemonic that the assembler's tests write", () => {
    const encoder = x86Encoder(syntax);
    const written = new Set(statements[syntax].map((statement) => mnemonicOf(statement, words.prefixes)));
    const missing = [...written].filter((name) => /^[a-z]/.test(name) && encoder.isMnemonic(name) && !names.has(name));
    expect(missing).toEqual([]);
    expect(written.size).toBeGreaterThan(150);
  });

  it("write operands in the order of the syntax", () => {
    const form = words.mnemonics.find(({ name }) => name === "lea")?.forms.at(-1);
    expect(form).toBe(syntax === "att" ? "m, %r64" : "r64, m");
  });

  it("say what every register is", () => {
    expect(words.registers.filter(({ meaning }) => meaning === "")).toEqual([]);
  });
});

describe.each(["arm64", "x86_64"] as const)("common words for %s", (architecture) => {
  const words = architecture === "arm64" ? arm64 : x86("att");

  it("have every directive of that CPU, each with its meaning", () => {
    expect(words.directives.filter(({ meaning }) => meaning === "").map(({ name }) => name)).toEqual([]);
    const names = new Set(words.directives.map(({ name }) => name));
    const all = [...directives.keys(), ...expansionDirectives];
    const absent = all.filter((name) => !names.has(name));
    const own = { arm64: [".intel_syntax", ".att_syntax", ".code64", ".even"], x86_64: [".loh", ".inst", ".cpu"] };
    expect(absent).toEqual(expect.arrayContaining(own[architecture]));
    expect(absent.length).toBeLessThan(14);
  });

  it("spell sections so that each gets the flags of its directive", () => {
    for (const { name, written } of words.sections) {
      const read = parseSection(written);
      expect("complaint" in read ? read.complaint : `${read.segment},${read.name}`).toBe(name);
    }
    for (const section of Object.values(sectionDirectives)) {
      const read = parseSection(sectionText(section));
      if ("complaint" in read) throw new Error(JSON.stringify(read.complaint));
      expect([read.segment, read.name, read.flags >>> 0]).toEqual([section.segment, section.name, section.flags >>> 0]);
    }
  });

  it("name the relocation of every modifier", () => {
    for (const { meaning } of words.modifiers)
      expect(meaning).toMatch(architecture === "arm64" ? /^`ARM64_RELOC_/ : /^`X86_64_RELOC_/);
  });
});
