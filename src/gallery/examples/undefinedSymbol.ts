import type { Example } from "../example";

const mainArm64 = `// main.s: calls what nobody exports. Mend it!
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    mov     w0, #20
    // not found: read what the linker says
    bl      _helper
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const helperArm64 = `// helper.s: keeps its function to itself.
    .text
    .p2align 2
    // a line ".globl _helper" is missing
_helper:
    lsl     w0, w0, #1
    ret
    .subsections_via_symbols
`;

const mainX86 = `## main.s: calls what nobody exports. Mend it!
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    movl    $20, %edi
    ## not found: read what the linker says
    callq   _helper
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const helperX86 = `## helper.s: keeps its function to itself.
    .text
    .p2align 4
    ## a line ".globl _helper" is missing
_helper:
    leal    (%rdi,%rdi), %eax
    retq
    .subsections_via_symbols
`;

export const undefinedSymbol: Example = {
  id: "undefined-symbol",
  title: "An undefined symbol",
  concept: "names and visibility",
  difficulty: 1,
  notice:
    "This one does not link, on purpose. helper.s does define _helper, but without .globl the name is local: other files cannot see it, and the linker looks for it in vain. The message names the file and the line that asked. Add .globl _helper to helper.s, and the hole is filled.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "helper.s", text: helperArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "helper.s", text: helperX86 },
    ],
  },
  first: { arm64: { file: "main.s", to: "_helper" }, x86_64: { file: "main.s", to: "_helper" } },
  fails: "undefined-symbol",
};
