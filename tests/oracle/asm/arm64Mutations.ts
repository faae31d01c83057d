// Texts one step away from good ones: another number, register, arrangement or shift, one operand more or less. Most
// are mistakes, and what LLVM refuses we must refuse.

import { randomNumbers } from "./arm64Llvm";

const numbers = [
  "0", "1", "-1", "2", "3", "4", "7", "8", "12", "15", "16", "17", "24", "31", "32", "33", "48", "63", "64", "65", "90",
  "127", "128", "180", "255", "256", "-256", "-257", "270", "504", "508", "-512", "1008", "1024", "4095", "4096", "4097",
  "-4096", "16380", "32760", "32768", "65535", "65536", "0xff0000", "0xffffffff", "0x100000000", "-0x80000000",
  "0xffffffffffffffff", "0x5555555555555555", "0xff00ff00ff00ff", "1.0", "0.5", "-31.0", "0.0", "1.1",
]; // biome-ignore format: numbers at the borders of fields
const registers = ["w", "x", "b", "h", "s", "d", "q", "v"];
const special = ["sp", "wsp", "xzr", "wzr", "x31", "x30", "w30", "v31", "x0", "w0"];
const arrangements = ["8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d", "1q", "2h", "4b", "b", "h", "s", "d"];
const shifts = ["lsl", "lsr", "asr", "ror", "msl", "uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"];
const conditions = ["eq", "ne", "cs", "hs", "cc", "lo", "mi", "ge", "al", "nv"];
const appended = ["x0", "w1", "#0", "#1", "lsl #0", "lsl #1", "lsl #12", "uxtw", "sxtx #3", "v0[0]", "[x0]", "eq"];

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[random() % from.length]!;

/** Replaces one of the places where `pattern` matches, chosen at random. */
function replaceOne(text: string, pattern: RegExp, random: Random, by: (found: RegExpExecArray) => string): string {
  const places = [...text.matchAll(pattern)];
  if (places.length === 0) return text;
  const place = pick(random, places) as RegExpExecArray;
  return text.slice(0, place.index) + by(place) + text.slice(place.index + place[0].length);
}

/** Operands as written, commas inside brackets and braces apart. */
const operandsOf = (text: string): string[] => {
  const found: string[] = [];
  let depth = 0;
  let from = text.indexOf(" ") + 1;
  if (from === 0) return found;
  for (let at = from; at <= text.length; at++) {
    const character = text[at];
    if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    else if (character === undefined || (character === "," && depth === 0)) {
      found.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return found;
};
const withOperands = (text: string, change: (operands: string[]) => void): string => {
  const operands = operandsOf(text);
  change(operands);
  return `${text.split(" ")[0]} ${operands.join(", ")}`.trim();
};

const mutations: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => replaceOne(text, /#-?[\w.]+/g, random, () => `#${pick(random, numbers)}`),
  (text, random) =>
    replaceOne(text, /#(-?(?:0x[0-9a-f]+|\d+))\b(?!\.)/g, random, (found) => {
      const negative = found[1]!.startsWith("-");
      const value = BigInt(found[1]!.replace("-", "")) * (negative ? -1n : 1n);
      return `#${value + pick(random, [1n, -1n, 2n, value, -value - value])}`;
    }),
  (text, random) => replaceOne(text, /\b[wxbhsdq](?=\d)/g, random, () => pick(random, registers)),
  (text, random) => replaceOne(text, /\b(?:[wxv]\d+|[wx]?sp|[wx]zr)\b/g, random, () => pick(random, special)),
  (text, random) => replaceOne(text, /\b([wx])\d+/g, random, (found) => `${found[1]}${random() % 32}`),
  (text, random) => replaceOne(text, /\.(?:\d*[bhsdq])\b/g, random, () => `.${pick(random, arrangements)}`),
  (text, random) => replaceOne(text, /\[\d+\]/g, random, () => `[${pick(random, [0, 1, 2, 3, 4, 7, 8, 15, 16])}]`),
  (text, random) =>
    replaceOne(text, new RegExp(`\\b(?:${shifts.join("|")})\\b`, "g"), random, () => pick(random, shifts)),
  (text, random) =>
    replaceOne(text, new RegExp(`\\b(?:${conditions.join("|")}|vs|vc|hi|ls|lt|gt|le|pl)$`, "g"), random, () =>
      pick(random, conditions),
    ),
  (text, random) => withOperands(text, (operands) => operands.splice(random() % (operands.length || 1), 1)),
  (text, random) => withOperands(text, (operands) => operands.push(pick(random, appended))),
  (text, random) =>
    withOperands(text, (operands) => {
      if (operands.length === 0) return;
      operands[random() % operands.length] = pick(random, [
        ...operands,
        ...appended,
        "#4",
        "[x1, #8]",
        "[sp], #16",
        "v1.4s",
      ]);
    }),
  (text, random) => replaceOne(text, /\](!?)/g, random, (found) => (found[1] === "!" ? "]" : "]!")),
  (text, random) =>
    replaceOne(text, /, #[^,\]]+\]/g, random, () => pick(random, ["]", "], #8", ", x3]", ", w3, uxtw]"])),
  (text, random) => replaceOne(text, /#/g, random, () => ""),
];

/** About `each` different mutants of every text. */
export function mutantsOf(texts: readonly string[], each: number, seed?: number): string[] {
  const random = randomNumbers(seed);
  const mutants = new Set<string>();
  for (const text of texts)
    for (let i = 0; i < each; i++) {
      let mutant = pick(random, mutations)(text, random);
      if (random() % 4 === 0) mutant = pick(random, mutations)(mutant, random);
      if (mutant !== text) mutants.add(mutant);
    }
  return [...mutants];
}
