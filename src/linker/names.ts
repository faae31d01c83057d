// Rules about symbol names as bytes.

/** Order of names by their bytes, as strcmp sees them; never by locale. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

const upperL = 0x4c;
const lowerL = 0x6c;

/** `L…` and `l…` (`ltmp0`, `l_.str`): labels an assembler or compiler made up, which images do not list. */
export const isTemporaryName = (name: Uint8Array): boolean => name[0] === upperL || name[0] === lowerL;
