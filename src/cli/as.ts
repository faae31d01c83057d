import type { Architecture } from "@/arch/architecture";
import { architectures } from "@/arch/architecture";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import { assemble } from "@/asm/assemble";
import type { InstructionEncoder } from "@/asm/instructionEncoder";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { decodeText } from "@/base/text";
import { complain } from "./complaints";
import type { Host } from "./host";
import { loadIced } from "./loadIced";

interface AsRequest {
  architecture?: Architecture;
  input?: string;
  output?: string;
}

function parse(words: readonly string[]): AsRequest | string {
  const request: AsRequest = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "-arch" || word === "-o") {
      const value = words[++at];
      if (value === undefined) return `missing argument to ${word}`;
      if (word === "-o") request.output = value;
      else {
        const architecture = architectures.find((known) => known === value);
        if (architecture === undefined)
          return `unsupported architecture '${value}' (known: ${architectures.join(", ")})`;
        request.architecture = architecture;
      }
    } else if (word.startsWith("-") && word !== "-") return `unknown argument '${word}'`;
    else if (request.input !== undefined) return `more than one input: ${request.input} and ${word}`;
    else request.input = word;
  }
  if (request.architecture === undefined) return "missing -arch (arm64 or x86_64)";
  return request.input === undefined ? "no input file" : request;
}

async function encoderOf(architecture: Architecture): Promise<InstructionEncoder> {
  return architecture === "arm64" ? createArm64Encoder() : createX86Encoder(await loadIced());
}

/** `machoscope as`: one source to one object; nothing is written when a line does not assemble. */
export async function as(host: Host, words: readonly string[]): Promise<number> {
  const request = parse(words);
  const fail = (message: string) => {
    host.error(`machoscope as: error: ${message}\n`);
    return 1;
  };
  if (typeof request === "string") return fail(request);
  const input = request.input!;
  const bytes = host.read(input);
  if (bytes === undefined) return fail(`cannot open ${input}: no such file`);
  const architecture = request.architecture!;
  const encoder = await encoderOf(architecture);
  const assembly = assemble({ name: input, text: decodeText(bytes), architecture }, { encoder: () => encoder });
  complain(host, "as", assembly.diagnostics);
  const output = request.output ?? `${input.replace(/\.(s|S|asm)$/, "")}.o`;
  if (assembly.object === undefined) {
    host.remove(output);
    return 1;
  }
  host.write(output, assembly.object, false);
  return 0;
}
