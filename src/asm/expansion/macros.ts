// Macros as text: their parameters, the arguments of a call, and a body with the one put in for the other. The rules are
// those of LLVM's assembler for Darwin: arguments are separated by commas alone, a string loses its quotes, and a macro
// without parameters counts its arguments `$0`, `$1`… (`$n` is their number).

import { endOfIdentifier, skipBlanks } from "../characters";

export interface Parameter {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly required: boolean;
  /** Takes the rest of the line, commas and all. */
  readonly vararg: boolean;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly string[];
}

/** Pieces between commas that stand outside strings and brackets, without blanks at their ends. */
export function splitArguments(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"') {
      i = endOfString(text, i);
    } else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
    else if (character === "," && depth <= 0) {
      pieces.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  const last = text.slice(start).trim();
  if (last !== "" || pieces.length > 0) pieces.push(last);
  return pieces;
}

/** Index of the quote that closes the string opened at `at`, or of the last character. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === '"') return i;
  }
  return text.length - 1;
}

export const unquoted = (text: string): string =>
  text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;

/** `name, first, second=5, third:req, rest:vararg`; undefined when it is not that. */
export function parseHeader(text: string): Omit<Macro, "body"> | undefined {
  const end = endOfIdentifier(text, 0);
  if (end === 0) return undefined;
  const rest = text.slice(skipBlanks(text, end)).replace(/^,/, "");
  const parameters: Parameter[] = [];
  // Parameters may be separated by blanks as well; a default holds no blank outside a string.
  for (const piece of splitArguments(rest).flatMap((part) => part.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [])) {
    const match = /^([A-Za-z_.$][\w.$]*)(?::(req|vararg))?(?:=(.*))?$/.exec(piece);
    if (match === null) return undefined;
    const [, name, kind, fallback] = match;
    if (parameters.some((known) => known.name === name)) return undefined;
    parameters.push({ name: name!, fallback, required: kind === "req", vararg: kind === "vararg" });
  }
  return { name: text.slice(0, end), parameters };
}

export type Bound = { readonly values: ReadonlyMap<string, string> } | { readonly problem: string };

/** Gives each parameter its text: by position, or by `name=text`. */
export function bindArguments({ parameters }: Macro, text: string): Bound {
  const values = new Map<string, string>();
  const pieces = splitArguments(text);
  let position = 0;
  for (let i = 0; i < pieces.length; i++) {
    const named = /^([A-Za-z_.$][\w.$]*)\s*=(?!=)\s*(.*)$/s.exec(pieces[i]!);
    const parameter = named === null ? undefined : parameters.find(({ name }) => name === named[1]);
    if (parameter !== undefined && named !== null) {
      values.set(parameter.name, unquoted(named[2]!));
      continue;
    }
    const next = parameters[position++];
    if (next === undefined) return { problem: `it takes ${parameters.length}, and ${pieces.length} are given` };
    if (next.vararg) {
      values.set(next.name, pieces.slice(i).join(", "));
      break;
    }
    if (pieces[i] !== "") values.set(next.name, unquoted(pieces[i]!));
  }
  for (const { name, fallback, required } of parameters) {
    if (values.has(name)) continue;
    if (required) return { problem: `'${name}' is required` };
    values.set(name, unquoted(fallback ?? ""));
  }
  return { values };
}

/** Puts texts in for `\name`; `\()` separates, `\@` is the number of the expansion. */
export function substitute(line: string, values: ReadonlyMap<string, string>, count: number): string {
  if (!line.includes("\\")) return line;
  return line.replace(/\\(\(\)|@|[A-Za-z_.$][\w.$]*)/g, (whole, word: string) => {
    if (word === "()") return "";
    if (word === "@") return String(count);
    for (let end = word.length; end > 0; end--) {
      // `\name.w` may be the parameter `name` and the text `.w`.
      const value = values.get(word.slice(0, end));
      if (value !== undefined && (end === word.length || ".$".includes(word[end]!))) return value + word.slice(end);
    }
    return whole;
  });
}

/** `$0` to `$9`, `$n` and `$$` of a macro without parameters. */
export const substituteNumbered = (line: string, pieces: readonly string[]): string =>
  line.replace(/\$(\$|n|\d)/g, (_, word: string) =>
    word === "$" ? "$" : word === "n" ? String(pieces.length) : unquoted(pieces[Number(word)] ?? ""),
  );
