/** Debug information (DWARF 4) that says the file was made from `source` in `/src`. One line, or one a statement. */
export const debugInformation = (source: string, separator = "\n"): string =>
  [
    ".section __DWARF,__debug_abbrev,regular,debug",
    ".byte 1, 0x11, 0, 3, 8, 0x1b, 8, 0, 0, 0",
    ".section __DWARF,__debug_info,regular,debug",
    ".long Ldebug_end-Ldebug",
    "Ldebug: .short 4",
    ".long 0",
    ".byte 8, 1",
    `.asciz "${source}"`,
    '.asciz "/src"',
    "Ldebug_end: .text",
  ].join(separator);
