import type { Example } from "../example";

const mainArm64 = `// main.s: calls a library function twice.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    adrp    x0, _first@PAGE
    add     x0, x0, _first@PAGEOFF
    // the first call finds _puts
    bl      _puts
    bl      _again
    mov     w0, #0
    ldp     x29, x30, [sp], #16
    ret

    .section __TEXT,__const
    .globl  _first
_first:
    .asciz  "first call: dyld looks the name up"
    .subsections_via_symbols
`;

const againArm64 = `// again.s: a second file, the same stub.
    .text
    .globl  _again
    .p2align 2
_again:
    adrp    x0, _second@PAGE
    add     x0, x0, _second@PAGEOFF
    // a tail call: same stub, same slot
    b       _puts

    .section __TEXT,__const
    .globl  _second
_second:
    .asciz  "second call: straight through"
    .subsections_via_symbols
`;

const mainX86 = `## main.s: calls a library function twice.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    leaq    _first(%rip), %rdi
    ## the first call finds _puts
    callq   _puts
    callq   _again
    xorl    %eax, %eax
    popq    %rbp
    retq

    .section __TEXT,__const
    .globl  _first
_first:
    .asciz  "first call: dyld looks the name up"
    .subsections_via_symbols
`;

const againX86 = `## again.s: a second file, the same stub.
    .text
    .globl  _again
    .p2align 4
_again:
    leaq    _second(%rip), %rdi
    ## a tail call: same stub, same slot
    jmp     _puts

    .section __TEXT,__const
    .globl  _second
_second:
    .asciz  "second call: straight through"
    .subsections_via_symbols
`;

export const lazyBinding: Example = {
  id: "lazy-binding",
  title: "A stub and lazy binding",
  concept: "calls into a library",
  difficulty: 2,
  notice:
    "_puts is in libSystem, whose address nobody knows before the program is loaded. Both calls therefore lead to one stub in this program, which jumps through a pointer. At first that pointer leads into the stub helper, which hands dyld the name to find; dyld then overwrites the pointer, and the next call goes straight through. Follow it in Actions: one stub, two requests.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "again.s", text: againArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "again.s", text: againX86 },
    ],
  },
  first: { arm64: { file: "main.s", to: "_puts" }, x86_64: { file: "main.s", to: "_puts" } },
};
