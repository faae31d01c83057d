/** A broken promise inside the program (a bug), never a user's mistake: those are diagnostics. */
export class BugError extends Error {
  override readonly name = "BugError";
}

export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new BugError(why);
}

/** Ends a switch over a union: it does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new BugError(`unexpected case ${JSON.stringify(value)}`);
}

/** The value, or a bug report naming what should have been there. */
export function defined<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new BugError(`missing ${what}`);
  return value;
}
