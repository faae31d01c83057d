// A frame from the text of its directives, for tests of what is made of frames.

import type { Architecture } from "@/arch/architecture";
import { Emitter } from "@/asm/emitter";
import { StatementPool } from "@/asm/statement";
import { StatementReader } from "@/asm/statementReader";
import type { Frame } from "@/asm/unwinding/frame";
import { encoders } from "../encoders";

/** Directives by their names without `.cfi_`, parted by `;`. */
export function frameOf(architecture: Architecture, directives: string): Frame {
  const emitter = new Emitter("t.s", architecture);
  const reader = new StatementReader(emitter, encoders.encoder(architecture));
  const statements = ["startproc", ...directives.split(";").filter((text) => text.trim() !== ""), "endproc"];
  const pool = new StatementPool();
  for (const [line, text] of statements.entries()) reader.statement(pool.get(`.cfi_${text.trim()}`), line + 1, 1);
  if (emitter.diagnostics.length > 0) throw new Error(emitter.diagnostics[0]!.message);
  return emitter.callFrames.frames[0]!;
}
