// Unwind sections: sources made at random give the same object, byte for byte, as llvm-mc-22 makes of them.

import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { equalBytes } from "@/base/buffers";
import { encoders } from "../../asm/encoders";
import { readObject } from "../../asm/objectContents";
import { randomFrom } from "../../fuzz/mutate";
import { callFrameSource } from "./callFrameSources";

const sources = 300;
const batch = 50;
const targets = {
  arm64: ["-triple=arm64-apple-macos12", "-mcpu=apple-m1"],
  x86_64: ["-triple=x86_64-apple-macos12"],
} as const;

describe.each(architectures)("call frames as in llvm-mc, %s", (architecture) => {
  it.each(Array.from({ length: sources / batch }, (_, i) => i * batch))("sources from %i on", (first) => {
    for (let seed = first; seed < first + batch; seed++) {
      const text = callFrameSource(randomFrom(seed + 1), architecture);
      const reference = execFileSync("llvm-mc-22", [...targets[architecture], "-filetype=obj", "-", "-o", "-"], {
        input: text,
      });
      const { object, diagnostics } = assemble({ name: "t.s", text, architecture }, encoders);
      expect(diagnostics, text).toEqual([]);
      if (equalBytes(object!, reference)) continue;
      expect(readObject(object!), text).toEqual(readObject(reference));
      expect.unreachable(`objects differ: ${text}`);
    }
  });
});
