import type { SyntheticCode } from "../syntheticCode";

/** A stub jumps to what its lazy pointer holds: at first the helper entry, which asks dyld to bind it. */
export const x86Code: SyntheticCode = {
  stub: {
    bytes: [0xff, 0x25, 0, 0, 0, 0],
    assembly: ["jmpq *lazy_pointer(%rip)"],
    holes: [{ offset: 2, target: "slot", form: "next32" }],
  },
  helperPreamble: {
    bytes: [0x4c, 0x8d, 0x1d, 0, 0, 0, 0, 0x41, 0x53, 0xff, 0x25, 0, 0, 0, 0, 0x90],
    assembly: ["leaq __dyld_private(%rip), %r11", "pushq %r11", "jmpq *dyld_stub_binder@GOT(%rip)", "nop"],
    holes: [
      { offset: 3, target: "dyldPrivate", form: "next32" },
      { offset: 11, target: "binder", form: "next32" },
    ],
  },
  helperEntry: {
    bytes: [0x68, 0, 0, 0, 0, 0xe9, 0, 0, 0, 0],
    assembly: ["pushq $lazy_bind_offset", "jmp helper_preamble"],
    holes: [
      { offset: 1, target: "lazyBindOffset", form: "word" },
      { offset: 6, target: "preamble", form: "next32" },
    ],
  },
  alignment: 2,
  padding: [0x90], // nop
};
