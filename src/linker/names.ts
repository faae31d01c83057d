// Rules about symbol names as bytes.

const upperL = 0x4c;
const lowerL = 0x6c;

/** `L…` and `l…` (`ltmp0`, `l_.str`): labels an assembler or compiler made up, which images do not list. */
export const isTemporaryName = (name: Uint8Array): boolean => name[0] === upperL || name[0] === lowerL;
