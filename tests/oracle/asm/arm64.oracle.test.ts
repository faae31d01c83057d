// The arm64 instruction table against llvm-mc-22: words that LLVM decodes for apple-m1, as text assembled by both,
// and disassembled by us. A sample of the words; MACHOSCOPE_SWEEP=all takes all of the systematic ones and 300,000
// random ones more.

import { expect, test } from "vitest";
import { disassembleArm64 } from "@/asm/arm64/decoder";
import { instructionRows } from "@/asm/arm64/table";
import { virtualAddress } from "@/base/units";
import { encoders } from "../../asm/encoders";
import { operandContext } from "../../asm/operandContext";
import { assembleByLlvm, type Decoded, decodeByLlvm, randomNumbers, sweepWords } from "./arm64Llvm";
import { mutantsOf } from "./arm64Mutations";

const whole = process.env.MACHOSCOPE_SWEEP === "all";
const words = whole ? sweepWords(1, 300_000) : sweepWords(1 / 16, 20_000);
const decoded = decodeByLlvm(words);

const encoder = encoders.encoder("arm64");
/** The word of a text, or our complaint. */
function assembled(text: string): number | string {
  const result = encoder.encode(text, operandContext);
  if ("error" in result) return result.error.message;
  const [a, b, c, d] = result.bytes;
  return (a! | (b! << 8) | (c! << 16) | (d! << 24)) >>> 0;
}
const hex = (word: number | string | undefined) =>
  typeof word === "number" ? word.toString(16).padStart(8, "0") : String(word);

/** Our text of a word at address 0; addresses below zero as the distances that assemblers take. */
const ourText = (word: number) =>
  disassembleArm64(word, virtualAddress(0))?.text.replace(/(?<![#-])0x(f{4,}[0-9a-f]*)$/, (_, digits: string) =>
    BigInt.asIntN(64, BigInt(`0x${digits}`)).toString(),
  );

/** LLVM prints distances, some in decimal, we print addresses; the instruction is at 0, so their values agree. */
const lastNumber = /#?(-?)((?:0x)?[0-9a-f]+)$/;
function isSameTarget(ours: string, theirs: string): boolean {
  const value = (text: string) => {
    const [, sign, digits] = lastNumber.exec(text) ?? [];
    return digits === undefined ? undefined : BigInt(digits) * (sign === "-" ? -1n : 1n);
  };
  return (
    !/#-?(?:0x)?[0-9a-f]+$/.test(ours) &&
    /\s/.test(ours) &&
    ours.replace(lastNumber, "") === theirs.replace(lastNumber, "") &&
    value(ours) === value(theirs)
  );
}

/** LLVM's Apple printer leaves out the arrangements of these lanes and the operands of these; ours can be read back. */
const unreadable = /^(?:[su]dot|fml[as]l2?) v\d+, v\d+, v\d+\[|^(?:rmif|setf8|setf16)$/;

test.each(["apple", "generic"] as const)("texts in %s syntax assemble to LLVM's bytes", (syntax) => {
  const texts = syntax === "apple" ? decoded : decodeByLlvm(words, syntax);
  const expected = assembleByLlvm(texts.map(({ text }) => text));
  const [wrong, refused, lax]: string[][] = [[], [], []];
  let accepted = 0;
  texts.forEach(({ word, text }, index) => {
    const theirs = expected[index]!;
    const ours = assembled(text);
    if (typeof theirs === "number") accepted++;
    if (typeof theirs === "string" && typeof ours === "number") lax!.push(`'${text}' ${theirs}`);
    else if (typeof theirs === "number" && typeof ours === "string") refused!.push(`${hex(word)} '${text}' ${ours}`);
    else if (typeof theirs === "number" && ours !== theirs)
      wrong!.push(`'${text}' is ${hex(theirs)}, we say ${hex(ours)}`);
  });
  const forms = new Set(texts.map(({ form }) => form)).size;
  console.log(
    `arm64 ${syntax}: ${words.length} words, ${texts.length} decoded by LLVM (${forms} forms), ${accepted} texts that ` +
      `LLVM assembles: ${wrong!.length} wrong, ${refused!.length} refused; ${lax!.length} accepted that LLVM refuses`,
  );
  expect(wrong).toEqual([]);
  expect(refused!.filter((line) => !/'(?:rmif|setf8|setf16)'/.test(line))).toEqual([]);
  expect(lax).toEqual([]);
});

test("disassembly says what LLVM says, and assembles to the same word", () => {
  const theirWords = assembleByLlvm(decoded.map(({ text }) => text));
  const [unknown, different, broken]: string[][] = [[], [], []];
  let canonical = 0;
  decoded.forEach(({ word, text }, index) => {
    const ours = ourText(word);
    if (ours === undefined) {
      unknown!.push(`${hex(word)} '${text}'`);
      return;
    }
    if (ours === text || isSameTarget(ours, text)) canonical++;
    else if (!unreadable.test(text)) different!.push(`${hex(word)} llvm '${text}' ours '${ours}'`);
    // Texts that the assembler must refuse, and words with several spellings of one immediate, do not come back.
    const back = assembled(ours);
    const theirs = theirWords[index];
    if (back !== word && typeof theirs === "number" && (back !== theirs || unreadable.test(text)))
      broken!.push(`${hex(word)} '${ours}' comes back as ${hex(back)}`);
  });
  console.log(
    `arm64 disassembly: ${decoded.length} words, ${canonical} texts equal to LLVM's ` +
      `(${((canonical / decoded.length) * 100).toFixed(3)} %), ${broken!.length} do not come back`,
  );
  expect(unknown).toEqual([]);
  expect(different).toEqual([]);
  expect(broken).toEqual([]);
});

test("words that LLVM does not decode are none of ours", () => {
  const known = new Set(decoded.map(({ word }) => word));
  const invented = words.filter((word) => !known.has(word) && ourText(word) !== undefined);
  expect(invented.map((word) => `${hex(word)} '${ourText(word)}'`)).toEqual([]);
});

/** What LLVM takes though it means nothing or something else; we say so. */
const deliberatelyRefused: readonly (readonly [RegExp, string])[] = [
  [/^[su]cvtf [hsd]\d+, [wx]\w+, /, "fraction bits beyond the register, which LLVM cuts off"],
  [/^ext\S* /, "byte numbers beyond the vector, which LLVM cuts off"],
  [/^(?:ld|st)[1-4]\S* \{.*\], (?:x31|xzr)$/, "the zero register as an index, which means an immediate"],
  [/^(?:ld|st)[1-4]\S* \{ v\d+\S*, v\d+\S* \}/, "lists with gaps, of which LLVM encodes the first register"],
  [/^(?:add|sub|cmp|cmn)s? .*\bw\w+, (?:uxtx|sxtx|lsl)/, "a 32-bit register extended from 64 bits"],
  [/#0x100000000(?:$|\]|,)|#0xffffffffffffffff$/, "amounts of which LLVM looks at the low 32 bits"],
  [/#-?\d+\.\d+/, "floating-point constants for integers, of which LLVM takes the bits"],
  [/^movs? \w+, (?:#\S+, lsl #0$|#(?:0x)?[0-9a-f]{9,}|[A-Za-z]\w*$)/, "mov of shifted, truncated and symbolic values"],
  [/ (?:uxt|sxt)[bhwx]$/, "branches to symbols that have the name of an extension"],
  [/^adrp? \w+, (?:[wx]|sp)/, "registers as addresses"],
];

const someOfEachForm = (all: readonly Decoded[], count: number): string[] => {
  const seen = new Map<string, number>();
  return all
    .filter(({ form }) => {
      const before = seen.get(form) ?? 0;
      seen.set(form, before + 1);
      return before < count;
    })
    .map(({ text }) => text);
};

function compareWithLlvm(what: string, texts: readonly string[]): void {
  const expected = assembleByLlvm(texts);
  const [lax, wrong, strict]: string[][] = [[], [], []];
  let [same, refused] = [0, 0];
  texts.forEach((text, index) => {
    const theirs = expected[index]!;
    const result = encoder.encode(text, operandContext);
    const ours = assembled(text);
    if (typeof theirs === "string") {
      // A symbol without its modifier is refused when the object is written.
      if (typeof ours === "number" && "fixups" in result && result.fixups.length === 0)
        lax!.push(`${text} | ${theirs}`);
      else refused++;
    } else if (typeof ours === "string") strict!.push(`${text} | ${ours}`);
    else if (ours !== theirs) wrong!.push(`${text} is ${hex(theirs)}, we say ${hex(ours)}`);
    else same++;
  });
  const isDeliberate = (line: string) => deliberatelyRefused.some(([pattern]) => pattern.test(line.split(" | ")[0]!));
  console.log(
    `arm64 ${what}: ${texts.length} texts, ${same} alike, ${refused} refused by both, ${lax!.length} accepted by us ` +
      `alone, ${strict!.length} by LLVM alone, ${wrong!.length} wrong`,
  );
  expect(lax).toEqual([]);
  expect(wrong).toEqual([]);
  expect(strict!.filter((line) => !isDeliberate(line))).toEqual([]);
}

test("what LLVM refuses we refuse: operands that are nearly right", () => {
  const texts = [...someOfEachForm(decoded, 2), ...someOfEachForm(decodeByLlvm(words, "generic"), 2)];
  compareWithLlvm("mutants", mutantsOf(texts, whole ? 40 : 6));
});

test("what LLVM refuses we refuse: operands of other instructions", () => {
  const random = randomNumbers();
  const texts = [...someOfEachForm(decoded, 1), ...someOfEachForm(decodeByLlvm(words, "generic"), 1)];
  const arrangement = (text: string) => (text.startsWith("b.") ? "" : (/^\w+(\.\w+)/.exec(text)?.[1] ?? ""));
  const operands = texts.map((text) => `${arrangement(text)} ${text.slice(text.indexOf(" ") + 1)}`);
  const mnemonics = [...new Set(instructionRows().map(({ mnemonic }) => mnemonic))].filter(
    (name) => !name.includes("."),
  );
  const crossed = new Set<string>();
  while (crossed.size < (whole ? 100_000 : 20_000))
    crossed.add(`${mnemonics[random() % mnemonics.length]}${operands[random() % operands.length]}`);
  compareWithLlvm("crossed", [...crossed]);
});
