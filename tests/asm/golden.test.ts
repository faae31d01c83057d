// Small sources whose whole object files are known, byte for byte (written once by llvm-mc of LLVM 22, as hex).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { encoders } from "./encoders";
import { readObject } from "./objectContents";

const golden = join(import.meta.dirname, "golden");
const sources = readdirSync(golden).filter((name) => name.endsWith(".s"));

test.each(sources)("%s", (name) => {
  const architecture = name.split(".")[1] as Architecture;
  const text = readFileSync(join(golden, name), "utf8");
  const wanted = Buffer.from(readFileSync(join(golden, name.replace(/s$/, "hex")), "utf8").replace(/\s/g, ""), "hex");
  const { object, diagnostics } = assemble({ name, text, architecture }, encoders);
  expect(diagnostics).toEqual([]);
  expect(readObject(object!)).toEqual(readObject(wanted));
  expect(Buffer.from(object!).equals(wanted)).toBe(true);
});
