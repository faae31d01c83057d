import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { rewriteGlue } from "../../vite/icedX86";

const glue = createRequire(import.meta.url).resolve("iced-x86");

it("turns the installed glue into an ES module", () => {
  const code = rewriteGlue(readFileSync(glue, "utf8"));
  expect(code).not.toMatch(/\brequire\(|module\.exports/);
  for (const name of ["Decoder", "Encoder", "Instruction", "Formatter"]) expect(code).toContain(`export { ${name} };`);
  for (const name of ["Code", "Register", "OpKind"]) expect(code).toContain(`export const ${name} = `);
  expect(code).toContain("export default function init(");
});

it("refuses a glue it does not know", () => {
  expect(() => rewriteGlue("export {};")).toThrow("cannot find the import object");
});
