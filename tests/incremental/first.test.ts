import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { createSession, smallHints } from "./session";

const main = {
  x86_64: ".globl _main\n_main:\n  callq _helper\n  callq _puts\n  retq\n.subsections_via_symbols\n",
  arm64: ".globl _main\n.p2align 2\n_main:\n  bl _helper\n  bl _puts\n  ret\n.subsections_via_symbols\n",
};
const helper = (n: number) => ({
  x86_64: `.globl _helper\n_helper:\n  movl $${n}, %eax\n  retq\n.data\n.globl _p\n_p: .quad _helper\n.subsections_via_symbols\n`,
  arm64: `.globl _helper\n.p2align 2\n_helper:\n  mov w0, #${n}\n  ret\n.data\n.p2align 3\n.globl _p\n_p: .quad _helper\n.subsections_via_symbols\n`,
});

describe.each(architectures)("first, %s", (architecture) => {
  it.each([undefined, smallHints])("links", (hints) => {
    const session = createSession(architecture, hints === undefined ? {} : { hints });
    session.edit({ "main.s": main[architecture], "helper.s": helper(1)[architecture] });
    session.image();
    const report = session.edit({ "main.s": main[architecture], "helper.s": helper(2)[architecture] });
    session.image();
    console.log(report);
    const again = session.flush();
    expect(again.changed).toEqual([]);
    session.view();
  });
});
