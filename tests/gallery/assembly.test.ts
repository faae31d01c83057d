import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import { assemble } from "@/asm/assemble";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import type { IcedModule } from "@/asm/x86_64/icedModule";
import { assembledExamples } from "@/gallery/gallery";

const iced = createRequire(import.meta.url)("iced-x86") as IcedModule;
const encoders = { arm64: createArm64Encoder(), x86_64: createX86Encoder(iced) };

describe.each(assembledExamples)("example $id", (example) => {
  it.each(architectures)("assembles for %s", (architecture) => {
    for (const { name, text } of example.files[architecture]) {
      const assembly = assemble({ name, text, architecture }, { encoder: () => encoders[architecture] });
      expect(assembly.diagnostics).toEqual([]);
      expect(assembly.object?.length).toBeGreaterThan(100);
    }
  });
});
