// What the editor says about a directive or a relocation modifier under the pointer. Facts of Darwin's assembler:
// the names are those of `as(1)` and LLVM's MC; the meaning of a modifier is the relocation it asks for.

export const directiveHelp: Readonly<Record<string, string>> = {
  ".section":
    "Continues in the section `segment,section`. Type and attributes follow: `regular`, `cstring_literals`, `pure_instructions`…",
  ".text": "Continues in `__TEXT,__text`: code.",
  ".data": "Continues in `__DATA,__data`: variables that the program may write.",
  ".const": "Continues in `__TEXT,__const`: data that nobody writes.",
  ".cstring": "Continues in `__TEXT,__cstring`: strings that end with a zero byte; the linker merges equal ones.",
  ".globl": "Makes the name visible to other files. Without it, only this file can refer to the name.",
  ".private_extern": "Visible to the other files of this link, but not exported from the image.",
  ".weak_definition": "This definition gives way to a strong one of the same name in another file.",
  ".weak_reference": "The name may be missing at run time; its address is then 0.",
  ".p2align": "Pads to a multiple of 2ⁿ bytes: `.p2align 2` to 4, `.p2align 4` to 16.",
  ".align": "On Darwin the same as `.p2align`: a power of two.",
  ".balign": "Pads to a multiple of n bytes.",
  ".byte": "Emits 8-bit numbers.",
  ".short": "Emits 16-bit numbers.",
  ".long": "Emits 32-bit numbers. A difference of two symbols becomes a pair of relocations.",
  ".quad":
    "Emits 64-bit numbers. A symbol here becomes a pointer, which dyld corrects by the slide (a rebase) or binds.",
  ".ascii": "Emits characters, without a zero byte at the end.",
  ".asciz": "Emits characters and a zero byte.",
  ".space": "Emits n bytes of zero (or of the second number).",
  ".zero": "Emits n bytes of zero.",
  ".fill": "Emits a pattern again and again: count, size, value.",
  ".zerofill":
    "Reserves zeroed memory in a section that takes no room in the file: segment, section, symbol, size, alignment.",
  ".comm":
    "A tentative definition: room of this size if nobody defines the name. Of several, the linker makes one, as large as the largest.",
  ".lcomm": "Reserves zeroed memory that only this file sees.",
  ".set": "Gives a name the value of an expression.",
  ".subsections_via_symbols":
    "Promises that code never runs from one symbol into the next, so the linker may place or drop each on its own.",
  ".build_version": "Platform and version this file was made for: LC_BUILD_VERSION.",
  ".loh": "Hint for arm64 linkers: these instructions compute one address and may be shortened.",
  ".no_dead_strip": "Keep the symbol even when nothing refers to it.",
  ".alt_entry": "A second way into the same atom: the label starts no atom of its own.",
  ".cfi_startproc":
    "Begins the description of how to unwind this function. The assembler makes `__LD,__compact_unwind` of it, and `__TEXT,__eh_frame` on x86_64 or where the compact form does not suffice.",
  ".cfi_endproc": "Ends the description of how to unwind this function.",
  ".cfi_def_cfa": "From here on the caller's stack pointer (CFA) is this register plus this offset.",
  ".cfi_def_cfa_offset":
    "From here on the caller's stack pointer is this far above the register that it is counted from.",
  ".cfi_def_cfa_register": "From here on the caller's stack pointer is counted from this register.",
  ".cfi_adjust_cfa_offset": "The caller's stack pointer is this much farther from its register than before.",
  ".cfi_offset": "The caller's value of the register is in memory, this far from the CFA.",
  ".cfi_rel_offset": "The caller's value of the register is in memory, this far from the CFA's register.",
  ".cfi_register": "The caller's value of the first register is in the second.",
  ".cfi_restore": "The register is back to what holds for it where the function begins.",
  ".cfi_undefined": "The caller's value of the register is lost.",
  ".cfi_same_value": "The register still has the caller's value.",
  ".cfi_remember_state": "Keeps all rules, for `.cfi_restore_state` to come back to.",
  ".cfi_restore_state": "Takes back the rules that `.cfi_remember_state` kept.",
  ".cfi_escape": "Bytes of a rule that no directive can say.",
  ".cfi_personality":
    "The routine that is asked, while an exception passes, what this function does about it. The number says how its address is stored.",
  ".cfi_lsda": "The function's data for its personality: which calls are guarded by what.",
  ".cfi_signal_frame": "The function is entered by a signal, not by a call.",
  ".cfi_sections": "Which tables to make: `.eh_frame` for unwinding at run time, `.debug_frame` for debuggers.",
  ".cfi_negate_ra_state": "The return address is signed from here on, or no longer (arm64).",
};

export const modifierHelp: Readonly<Record<string, string>> = {
  "@PAGE":
    "How many 4 KiB pages the target is away from this instruction's page, for `adrp`. ARM64_RELOC_PAGE21: (page(S) − page(P)) >> 12, ±4 GiB.",
  "@PAGEOFF":
    "Where in its 4 KiB page the target lies, for `add`, `ldr` and `str`. ARM64_RELOC_PAGEOFF12: S & 0xfff, divided by the size of the access.",
  "@GOTPAGE":
    "Page of the target's slot in the global offset table. The linker turns it into the target's own page when the target is in this program. ARM64_RELOC_GOT_LOAD_PAGE21.",
  "@GOTPAGEOFF":
    "Offset in its page of the target's slot. When the target is in this program, the linker changes this `ldr` into an `add`. ARM64_RELOC_GOT_LOAD_PAGEOFF12.",
  "@TLVPPAGE": "Page of the pointer to a thread-local variable's descriptor. ARM64_RELOC_TLVP_LOAD_PAGE21.",
  "@TLVPPAGEOFF":
    "Offset in its page of the pointer to a thread-local variable's descriptor. ARM64_RELOC_TLVP_LOAD_PAGEOFF12.",
  "@GOTPCREL":
    "Distance to the target's slot in the global offset table. A `movq` becomes a `leaq` when the target is in this program. X86_64_RELOC_GOT_LOAD, or X86_64_RELOC_GOT in other instructions.",
  "@TLVP": "Distance to the pointer to a thread-local variable's descriptor. X86_64_RELOC_TLV.",
  "@GOT": "A pointer-sized or relative reference to the target's slot in the global offset table.",
};
