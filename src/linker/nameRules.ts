// What the command line says of names: which the image shows to others, which of its own it lists, what else a
// definition is called. Patterns may hold `*`, `?` and `[…]`; others are names.

export type NameChoice =
  | { readonly kind: "all" }
  | { readonly kind: "only" | "except"; readonly patterns: readonly string[] };

export interface NameRules {
  /** `-exported_symbol`, `-exported_symbols_list`, `-no_exported_symbols`: only; `-unexported_symbol(s_list)`: except. */
  readonly exports: NameChoice;
  /** `-export_dynamic`: what an executable exports is not stripped. */
  readonly exportDynamic: boolean;
  /** `-alias`, `-alias_list` */
  readonly aliases: readonly Alias[];
  /** Local names of the symbol table: `-x` keeps none, `-non_global_symbols_…_list` some. */
  readonly locals: NameChoice;
}

export interface Alias {
  readonly of: string;
  readonly name: string;
}

export const defaultNameRules: NameRules = {
  exports: { kind: "all" },
  exportDynamic: false,
  aliases: [],
  locals: { kind: "all" },
};

const isGlob = (pattern: string): boolean => /[*?[]/.test(pattern);

/** `[!a]` and `[^a]` are all but `a`; a bracket without its end is itself. */
function globSource(pattern: string): string {
  return pattern.replace(
    /\[([!^]?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g,
    (found, not: string, set: string | undefined) => {
      if (set !== undefined) return `[${not === "" ? "" : "^"}${set.replace(/[\\^[]/g, "\\$&")}]`;
      return found === "*" ? "[^]*" : found === "?" ? "[^]" : `\\${found}`;
    },
  );
}

/** Names that must be there: a pattern may match nothing, a name may not. */
export const literalExports = ({ exports }: NameRules): readonly string[] =>
  exports.kind === "only" ? exports.patterns.filter((pattern) => !isGlob(pattern)) : [];

export function compileChoice(choice: NameChoice): (name: string) => boolean {
  if (choice.kind === "all") return () => true;
  const names = new Set(choice.patterns.filter((pattern) => !isGlob(pattern)));
  const globs = choice.patterns.filter(isGlob).map((pattern) => new RegExp(`^${globSource(pattern)}$`));
  const wanted = choice.kind === "only";
  return (name) => (names.has(name) || globs.some((glob) => glob.test(name))) === wanted;
}
