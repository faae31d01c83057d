// llvm-mc-22 as the arm64 oracle: words to text, text to words, and the words that the sweep asks about.

import { spawnSync } from "node:child_process";

const run = (input: string, args: readonly string[]) =>
  spawnSync("llvm-mc-22", ["-triple=arm64-apple-macos12", "-mcpu=apple-m1", ...args], {
    input,
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });

/** A generator with a fixed seed: the same numbers on every run. */
export function randomNumbers(seed = 0x2545f491): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Advanced SIMD, floating point and one-source instructions have opcode bits where others have a register, 20 to 16. */
const opcodeInRegister = (top: number) => (top & 0x70) === 0x70 || (top & 0x3ff) === 0x2d6;

/**
 * Every combination of the bits that hold opcodes (31 to 21, 15 to 10, and where need be 20 to 16) with random
 * registers between them, the special numbers 0 and 31 more often than chance would have them; of these a `share`;
 * then `random` words.
 */
export function sweepWords(share: number, random: number, seed?: number): number[] {
  const next = randomNumbers(seed);
  const words = new Set<number>();
  for (let opcode = 0; opcode < 1 << 17; opcode++) {
    const top = opcode >>> 6;
    const opcodeBits = (top << 21) | ((opcode & 63) << 10);
    const all = opcodeInRegister(top);
    for (let variant = 0; variant < (all ? 32 : 4); variant++) {
      const bits = next();
      if (share < 1 && next() >= share * 2 ** 32) continue;
      const register = (at: number, choice: number) => {
        const special = (bits >>> choice) & 7;
        return special === 0 ? 0 : special === 1 ? 31 : (bits >>> at) & 31;
      };
      const high = all ? variant : register(0, 15);
      words.add((opcodeBits | (high << 16) | (register(5, 18) << 5) | register(10, 21)) >>> 0);
    }
  }
  for (let i = 0; i < random; i++) words.add(next());
  return [...words];
}

export interface Decoded {
  readonly word: number;
  /** Runs of blanks are one blank. */
  readonly text: string;
  /** LLVM's name of the encoding form: `ADDWri`. */
  readonly form: string;
}

const byteText = (word: number) => [0, 8, 16, 24].map((at) => `0x${((word >>> at) & 0xff).toString(16)}`).join(" ");
/** Bits of a hole are letters in LLVM's text: `[0x20'A',0bAAAAAA00,A,0x91]`. They are taken as zero. */
const encodingOf = (line: string): number | undefined => {
  const bytes = /; encoding: \[([^\]]+)\]/.exec(line)?.[1]?.split(",");
  if (bytes?.length !== 4) return undefined;
  const values = bytes.map((text) => Number(text.replace(/'A'/, "").replace(/[A-Z]/g, "0")));
  return (values[0]! | (values[1]! << 8) | (values[2]! << 16) | (values[3]! << 24)) >>> 0;
};
const textOf = (line: string) => line.slice(0, line.indexOf(";")).trim().replace(/\s+/g, " ");

/** The words that LLVM decodes, in the syntax of its Apple or its generic printer. */
export function decodeByLlvm(words: readonly number[], syntax: "apple" | "generic" = "apple"): Decoded[] {
  const { stdout } = run(words.map(byteText).join("\n"), [
    "--disassemble",
    "--show-encoding",
    "--show-inst",
    `--output-asm-variant=${syntax === "apple" ? 1 : 0}`,
    ...(syntax === "apple" ? ["--print-imm-hex"] : []),
  ]);
  const decoded: Decoded[] = [];
  let last: { word: number; text: string } | undefined;
  for (const line of stdout.split("\n")) {
    const word = encodingOf(line);
    if (word !== undefined) last = { word, text: textOf(line) };
    const form = /<MCInst #\d+ (\w+)/.exec(line)?.[1];
    if (form === undefined || last === undefined) continue;
    decoded.push({ ...last, form });
    last = undefined;
  }
  return decoded;
}

/** The word of each text, or LLVM's complaint. A text with a fixup has its word with the hole's bits zero. */
export function assembleByLlvm(texts: readonly string[]): (number | string)[] {
  const { stdout, stderr } = run(`${texts.join("\n")}\n`, ["--show-encoding"]);
  const complaints = new Map<number, string>();
  for (const match of stderr.matchAll(/^<stdin>:(\d+):\d+: error: (.*)$/gm))
    complaints.set(Number(match[1]), match[2]!);
  const found = stdout
    .split("\n")
    .filter((line) => line.includes("; encoding: ["))
    .map(encodingOf);
  let at = 0;
  return texts.map((_, index) => complaints.get(index + 1) ?? found[at++] ?? "no encoding");
}
