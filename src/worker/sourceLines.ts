// Lines of a text by number. A build may ask for thousands of them: one for each undefined name.

/** Where each line of a text starts, for the texts that somebody holds. */
const startsOf = new WeakMap<{ readonly text: string }, readonly number[]>();

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The line of a source without its end; `line` counts from 1. Undefined behind the last one. */
export function lineOf(source: { readonly text: string }, line: number): string | undefined {
  let starts = startsOf.get(source);
  if (starts === undefined) startsOf.set(source, (starts = lineStarts(source.text)));
  const from = starts[line - 1];
  if (from === undefined) return undefined;
  const next = starts[line];
  return source.text.slice(from, next === undefined ? undefined : next - 1);
}
