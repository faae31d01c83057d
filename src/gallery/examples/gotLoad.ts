import type { Example } from "../example";

const mainArm64 = `// main.s: two variables, through the GOT.
    .text
    .globl  _main
    .p2align 2
_main:
    // _environ is in libSystem: its address is
    // known at load time only, so it keeps a slot
    adrp    x8, _environ@GOTPAGE
    ldr     x8, [x8, _environ@GOTPAGEOFF]
    // _counter is in counter.s: it needs no slot,
    // and the ldr becomes an add
    adrp    x9, _counter@GOTPAGE
    ldr     x9, [x9, _counter@GOTPAGEOFF]
    ldr     w0, [x9]
    ret
    .subsections_via_symbols
`;

const counterArm64 = `// counter.s: a variable of our own.
    .section __DATA,__data
    .globl  _counter
    .p2align 2
_counter:
    .long   42
    .subsections_via_symbols
`;

const mainX86 = `## main.s: two variables, through the GOT.
    .text
    .globl  _main
    .p2align 4
_main:
    ## _environ is in libSystem: its address is
    ## known at load time only, so it keeps a slot
    movq    _environ@GOTPCREL(%rip), %rax
    ## _counter is in counter.s: it needs no slot,
    ## and the movq becomes a leaq
    movq    _counter@GOTPCREL(%rip), %rcx
    movl    (%rcx), %eax
    retq
    .subsections_via_symbols
`;

const counterX86 = `## counter.s: a variable of our own.
    .section __DATA,__data
    .globl  _counter
    .p2align 2
_counter:
    .long   42
    .subsections_via_symbols
`;

export const gotLoad: Example = {
  id: "got-load",
  title: "GOT and GOT relaxation",
  concept: "a slot, or none after all",
  difficulty: 2,
  notice:
    "The compiler asked for both addresses through the global offset table, because it could not know where the variables live. _environ comes from a library: it keeps its slot, which dyld fills at load time. _counter turned out to be in this program, so the linker saves the memory access and edits the instruction itself: on x86_64 the opcode byte 8b (movq) becomes 8d (leaq), on arm64 ldr becomes add.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "counter.s", text: counterArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "counter.s", text: counterX86 },
    ],
  },
  first: {
    arm64: { file: "main.s", to: "_counter", occurrence: 1 },
    x86_64: { file: "main.s", to: "_counter" },
  },
};
