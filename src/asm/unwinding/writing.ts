// How unwind tables store addresses.

/** The ways to store an address that a table can ask for (DW_EH_PE_…): the size in the low bits, what it counts from
 * above them. */
const formats: ReadonlyMap<number, 2 | 4 | 8> = new Map([
  [0x0, 8],
  [0x2, 2],
  [0x3, 4],
  [0x4, 8],
  [0x8, 8],
  [0xa, 2],
  [0xb, 4],
  [0xc, 8],
]);
const formatMask = 0x0f;
const applicationMask = 0x70;
export const pcRelative = 0x10;
/** No address at all. */
export const omitted = 0xff;

export const sizeOf = (encoding: number): 2 | 4 | 8 => formats.get(encoding & formatMask) ?? 8;
export const isPcRelative = (encoding: number): boolean => (encoding & applicationMask) === pcRelative;
export const isKnownEncoding = (encoding: number): boolean =>
  formats.has(encoding & formatMask) && ((encoding & applicationMask) === 0 || isPcRelative(encoding));
