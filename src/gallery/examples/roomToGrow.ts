import type { Example } from "../example";

const mainArm64 = `// main.s: calls a function that you are going to change.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    bl      _work
    bl      _rest
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const workArm64 = `// work.s: change me. Each edit is linked into the image that is there.
    .text
    .globl  _work
    .p2align 2
_work:
    // another number: the same bytes elsewhere stay
    mov     w0, #1
    // add lines here until _work does not fit its room any more
    add     w0, w0, #2
    ret

    .globl  _rest
    .p2align 2
_rest:
    add     w0, w0, #39
    ret
    .subsections_via_symbols
`;

const mainX86 = `## main.s: calls a function that you are going to change.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    callq   _work
    callq   _rest
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const workX86 = `## work.s: change me. Each edit is linked into the image that is there.
    .text
    .globl  _work
    .p2align 4
_work:
    ## another number: the same bytes elsewhere stay
    movl    $1, %eax
    ## add lines here until _work does not fit its room any more
    addl    $2, %eax
    retq

    .globl  _rest
    .p2align 4
_rest:
    addl    $39, %eax
    retq
    .subsections_via_symbols
`;

export const roomToGrow: Example = {
  id: "room-to-grow",
  title: "Room to grow",
  concept: "incremental linking",
  difficulty: 3,
  notice:
    "This project is linked incrementally: functions get a third more room than they need, and an edit changes what it must. Open work.s and change a number: the bar above says how few bytes were written. Add nop lines after the first add: when _work no longer fits it moves behind _rest, and only the call to it is patched again. Layout shows the room that is left.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "work.s", text: workArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "work.s", text: workX86 },
    ],
  },
  first: { arm64: { file: "main.s", to: "_work" }, x86_64: { file: "main.s", to: "_work" } },
  options: { mode: "incremental" },
};
