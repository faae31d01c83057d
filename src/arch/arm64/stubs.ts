import type { SyntheticCode } from "../syntheticCode";

const words = (...values: readonly number[]): number[] =>
  values.flatMap((word) => [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]);

/** A stub jumps to what its lazy pointer holds: at first the helper entry, which asks dyld to bind it. */
export const arm64Code: SyntheticCode = {
  stub: {
    bytes: words(
      0x90000010, // adrp x16, lazy_pointer@PAGE
      0xf9400210, // ldr x16, [x16, lazy_pointer@PAGEOFF]
      0xd61f0200, // br x16
    ),
    assembly: ["adrp x16, lazy_pointer@PAGE", "ldr x16, [x16, lazy_pointer@PAGEOFF]", "br x16"],
    holes: [
      { offset: 0, target: "slot", form: "page21" },
      { offset: 4, target: "slot", form: "load12" },
    ],
  },
  helperPreamble: {
    bytes: words(
      0x90000011, // adrp x17, __dyld_private@PAGE
      0x91000231, // add x17, x17, __dyld_private@PAGEOFF
      0xa9bf47f0, // stp x16, x17, [sp, #-16]!
      0x90000010, // adrp x16, dyld_stub_binder@GOTPAGE
      0xf9400210, // ldr x16, [x16, dyld_stub_binder@GOTPAGEOFF]
      0xd61f0200, // br x16
    ),
    assembly: [
      "adrp x17, __dyld_private@PAGE",
      "add x17, x17, __dyld_private@PAGEOFF",
      "stp x16, x17, [sp, #-16]!",
      "adrp x16, dyld_stub_binder@GOTPAGE",
      "ldr x16, [x16, dyld_stub_binder@GOTPAGEOFF]",
      "br x16",
    ],
    holes: [
      { offset: 0, target: "dyldPrivate", form: "page21" },
      { offset: 4, target: "dyldPrivate", form: "pageoff12" },
      { offset: 12, target: "binder", form: "page21" },
      { offset: 16, target: "binder", form: "load12" },
    ],
  },
  helperEntry: {
    bytes: words(
      0x18000050, // ldr w16, 8 bytes on
      0x14000000, // b helper_preamble
      0x00000000, // offset of this entry in the lazy bind stream
    ),
    assembly: ["ldr w16, lazy_bind_offset", "b helper_preamble", ".long lazy_bind_offset"],
    holes: [
      { offset: 4, target: "preamble", form: "branch26" },
      { offset: 8, target: "lazyBindOffset", form: "word" },
    ],
  },
  thunk: {
    bytes: words(
      0x90000010, // adrp x16, target@PAGE
      0x91000210, // add x16, x16, target@PAGEOFF
      0xd61f0200, // br x16
    ),
    assembly: ["adrp x16, target@PAGE", "add x16, x16, target@PAGEOFF", "br x16"],
    holes: [
      { offset: 0, target: "target", form: "page21" },
      { offset: 4, target: "target", form: "pageoff12" },
    ],
  },
  alignment: 2,
  padding: words(0xd503201f), // nop
};
