// The mode bits of compact unwind encodings (`<mach-o/compact_unwind_encoding.h>`), by CPU.

const modeMask = 0x0f00_0000;
/** Which of the image's personalities handles exceptions, from 1; 0 for none. */
export const personalityMask = 0x3000_0000;

/** Frames that only DWARF describes, and those whose size is read from the function itself (none on arm64). */
export const unwindModes = {
  arm64: { dwarf: 0x0300_0000, indirect: -1 },
  x86_64: { dwarf: 0x0400_0000, indirect: 0x0300_0000 },
} as const;

export const isDwarfMode = (encoding: number, dwarf: number): boolean => (encoding & modeMask) === dwarf;
export const modeOf = (encoding: number): number => encoding & modeMask;
/** Where an encoding in DWARF mode holds its entry's offset in `__eh_frame`; 0 where that does not fit. */
export const frameOffsetMost = 0x00ff_ffff;
