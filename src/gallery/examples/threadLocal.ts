import type { Example } from "../example";

const mainArm64 = `// main.s: reads a variable of its own thread.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    // the variable's descriptor, not its value
    adrp    x0, _counter@TLVPPAGE
    ldr     x0, [x0, _counter@TLVPPAGEOFF]
    // its first word: a function of dyld
    ldr     x8, [x0]
    blr     x8
    // x0 now leads to this thread's copy
    ldr     w0, [x0]
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const counterArm64 = `// counter.s: "_Thread_local int counter = 7;"
    .section __DATA,__thread_data,thread_local_regular
    .p2align 2
    // what every thread's copy starts with
_counter$tlv$init:
    .long   7

    .section __DATA,__thread_vars,thread_local_variables
    .globl  _counter
    .p2align 3
_counter:
    // how to find the copy: a function of dyld
    .quad   __tlv_bootstrap
    // a key, which dyld writes
    .quad   0
    // where the copy is in a thread's block
    .quad   _counter$tlv$init
    .subsections_via_symbols
`;

const mainX86 = `## main.s: reads a variable of its own thread.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    ## the variable's descriptor, not its value
    movq    _counter@TLVP(%rip), %rdi
    ## its first word: a function of dyld
    callq   *(%rdi)
    ## rax now leads to this thread's copy
    movl    (%rax), %eax
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const counterX86 = `## counter.s: "_Thread_local int counter = 7;"
    .section __DATA,__thread_data,thread_local_regular
    .p2align 2
    ## what every thread's copy starts with
_counter$tlv$init:
    .long   7

    .section __DATA,__thread_vars,thread_local_variables
    .globl  _counter
    .p2align 3
_counter:
    ## how to find the copy: a function of dyld
    .quad   __tlv_bootstrap
    ## a key, which dyld writes
    .quad   0
    ## where the copy is in a thread's block
    .quad   _counter$tlv$init
    .subsections_via_symbols
`;

export const threadLocal: Example = {
  id: "thread-local",
  title: "A thread-local variable",
  concept: "one name, many copies",
  difficulty: 3,
  notice:
    "The name _counter stands for a descriptor of three words, and the program calls the first of them to get the address of its own thread's copy. Because the descriptor is in this program, the load of a pointer to it is relaxed into computing its address. The third word looks like a pointer in counter.s, but the linker writes an offset into the thread's block there, which is why dyld does not slide it.",
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
  first: { arm64: { file: "main.s", to: "_counter" }, x86_64: { file: "main.s", to: "_counter" } },
};
