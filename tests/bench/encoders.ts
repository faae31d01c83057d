// Both CPUs' encoders under Node, where iced loads with a plain require.

import { createRequire } from "node:module";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import type { Encoders } from "@/asm/assemble";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import type { IcedModule } from "@/asm/x86_64/icedModule";

const iced = createRequire(import.meta.url)("iced-x86") as IcedModule;
const byArchitecture = { arm64: createArm64Encoder(), x86_64: createX86Encoder(iced) };

export const encoders: Encoders = { encoder: (architecture) => byArchitecture[architecture] };
