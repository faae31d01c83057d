// Constants with their printable names: one declaration gives the value, the dumper's text and the hover help.

export type NamedValues<T extends Readonly<Record<string, number>>> = T & {
  /** The constant's own spelling, or undefined when no constant has the value. */
  nameOf(value: number): (keyof T & string) | undefined;
};

export function namedValues<const T extends Readonly<Record<string, number>>>(values: T): NamedValues<T> {
  const names = new Map<number, keyof T & string>();
  for (const [name, value] of Object.entries(values)) if (!names.has(value)) names.set(value, name);
  return { ...values, nameOf: (value: number) => names.get(value) };
}

export type NamedFlags<T extends Readonly<Record<string, number>>> = T & {
  /** Spellings of all declared bits set in `word`, lowest bit first. */
  namesOf(word: number): readonly (keyof T & string)[];
};

export function namedFlags<const T extends Readonly<Record<string, number>>>(bits: T): NamedFlags<T> {
  const entries = Object.entries(bits).sort(([, a], [, b]) => (a >>> 0) - (b >>> 0));
  return { ...bits, namesOf: (word: number) => entries.filter(([, bit]) => (word & bit) !== 0).map(([name]) => name) };
}
