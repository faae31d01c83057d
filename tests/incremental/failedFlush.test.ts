// What an edit asked for while the program could not be linked is not done, and what the next edit takes back leaves no
// trace.

import { expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { meaningOf } from "./meanings";
import { createSession, smallHints } from "./session";

it.each(architectures)(
  "a function that grew into its neighbour's place before the link failed shrinks within its own, %s",
  (architecture) => {
    const session = createSession(architecture, { hints: smallHints });
    const call = architecture === "arm64" ? "bl" : "callq";
    const program = (body: string) =>
      `.globl _main\n.p2align 2\n_main: ${body}\n.globl _next\n.p2align 2\n_next: ${call} _main\n.subsections_via_symbols\n`;
    session.edit({ "a.s": program("nop") });
    session.image();
    session.edit({ "a.s": program(`${call} _missing\n${"nop\n".repeat(200)}`) });
    expect(session.errors()).toEqual(["undefined symbol: _missing"]);
    session.edit({ "a.s": program("nop") });
    meaningOf(session.view(), session.image());
    expect(session.errors()).toEqual([]);
  },
);
