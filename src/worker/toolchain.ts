// Which encoder and disassembler serve a CPU. x86_64 comes with 0.8 MB of opcode tables, so it is loaded when it is
// first asked for; arm64 is always here.

import type { Architecture } from "@/arch/architecture";
import type { Anatomy } from "@/asm/anatomy";
import { anatomyOfArm64 } from "@/asm/arm64/anatomy";
import { disassembleArm64 } from "@/asm/arm64/decoder";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import type { InstructionEncoder } from "@/asm/instructionEncoder";
import { hex0x } from "@/base/text";
import { advance } from "@/base/units";
import type { DecodedInstruction, DecodeInstructions } from "./disassemble";

export interface Toolchain {
  readonly encoder: InstructionEncoder;
  readonly decode: DecodeInstructions;
  /** Of the first instruction in the bytes; `mnemonic` as it was written. */
  anatomy(bytes: Uint8Array, mnemonic: string): Anatomy | undefined;
}

async function loadX86(): Promise<Toolchain> {
  const [{ loadIced }, { createX86Encoder }, { createX86Disassembler }, { anatomyOfX86 }] = await Promise.all([
    import("./loadIced"),
    import("@/asm/x86_64/encoder"),
    import("@/asm/x86_64/disassembler"),
    import("@/asm/x86_64/anatomy"),
  ]);
  const iced = await loadIced();
  const disassemblers = { att: createX86Disassembler(iced, "att"), intel: createX86Disassembler(iced, "intel") };
  const decode: DecodeInstructions = (code, address, maximum, syntax = "att") =>
    disassemblers[syntax].disassemble(code, address, maximum);
  return { encoder: createX86Encoder(iced), decode, anatomy: (bytes) => anatomyOfX86(iced, bytes) };
}

/** Every instruction is one word; a word that is none is data. */
const decodeArm64: DecodeInstructions = (code, address, maximum) => {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const found: DecodedInstruction[] = [];
  for (let offset = 0; offset < code.length && found.length < maximum; offset += 4) {
    const length = Math.min(4, code.length - offset);
    if (length < 4) {
      const rest = Array.from(code.subarray(offset), (byte) => hex0x(byte));
      found.push({ offset, length, text: `.byte ${rest.join(", ")}` });
      continue;
    }
    const word = view.getUint32(offset, true);
    const { text, target } = disassembleArm64(word, advance(address, offset)) ?? { text: `.long ${hex0x(word)}` };
    found.push({ offset, length, text, ...(target === undefined ? {} : { target }) });
  }
  return found;
};

function arm64Anatomy(bytes: Uint8Array, mnemonic: string): Anatomy | undefined {
  if (bytes.length < 4) return undefined;
  return anatomyOfArm64(new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true), mnemonic);
}

async function loadArm64(): Promise<Toolchain> {
  return { encoder: createArm64Encoder(), decode: decodeArm64, anatomy: arm64Anatomy };
}

const loaders = { arm64: loadArm64, x86_64: loadX86 } as const satisfies Record<Architecture, () => Promise<Toolchain>>;

/** Loads each CPU's tools once; a load that failed (offline) is tried again. */
export function createToolchains(): (architecture: Architecture) => Promise<Toolchain> {
  const loading = new Map<Architecture, Promise<Toolchain>>();
  return (architecture) => {
    let tools = loading.get(architecture);
    if (tools === undefined) {
      tools = loaders[architecture]();
      tools.catch(() => loading.delete(architecture));
      loading.set(architecture, tools);
    }
    return tools;
  };
}
