// How much room things get beyond their need, so that they can grow without moving. The numbers are the seed's.

/** A third more than is needed: the part that growth may use before something has to move. */
const idealFactor = 3;
/** Free space smaller than a block of this many bytes is not worth remembering. */
const leastBlock = 64;

/** Bytes to set aside for something of `size` bytes. */
export const padToIdeal = (size: number): number =>
  Math.min(size + Math.floor(size / idealFactor), Number.MAX_SAFE_INTEGER);

/** Surplus from which on a gap is offered to newcomers: 85 bytes. */
export const leastSurplus = padToIdeal(leastBlock);

/** What an image is expected to hold, before anything is known of it. */
export interface SizeHints {
  /** Bytes of code. */
  readonly code: number;
  /** GOT entries. */
  readonly symbols: number;
  /** Sections for thread-local variables are there from the start. */
  readonly threads: boolean;
}

export const defaultHints: SizeHints = { code: 256 * 1024, symbols: 32, threads: true };
