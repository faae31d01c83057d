// What a file made by the `+` menu starts with: enough to assemble, and a comment that says what to do with it.

import type { Architecture } from "@/arch/architecture";
import type { NewFile } from "@/state/project";

const arm64 = `// A new file: give it a name that other files can refer to.
    .section __TEXT,__text,regular,pure_instructions
    .globl  _function
    .p2align 2
_function:
    mov     w0, #0
    ret
    .subsections_via_symbols
`;

const x86 = `## A new file: give it a name that other files can refer to.
    .section __TEXT,__text,regular,pure_instructions
    .globl  _function
    .p2align 4
_function:
    xorl    %eax, %eax
    retq
    .subsections_via_symbols
`;

const stub = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/local/lib/libmine.dylib'
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ _mine ]
...
`;

export function newFile(kind: "source" | "stub", architecture: Architecture): NewFile {
  if (kind === "stub") return { name: "libmine.tbd", contents: { kind: "text", text: stub } };
  return { name: "new.s", contents: { kind: "text", text: architecture === "arm64" ? arm64 : x86 } };
}
