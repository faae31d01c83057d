import * as iced from "iced-x86";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import type { Encoders } from "@/asm/assemble";
import { createX86Encoder } from "@/asm/x86_64/encoder";

const arm64 = createArm64Encoder();
let x86: ReturnType<typeof createX86Encoder> | undefined;

/** Both CPUs' encoders; in Node iced loads with its import. */
export const encoders: Encoders = {
  encoder(architecture) {
    if (architecture === "arm64") return arm64;
    x86 ??= createX86Encoder(iced as unknown as Parameters<typeof createX86Encoder>[0]);
    return x86;
  },
};
