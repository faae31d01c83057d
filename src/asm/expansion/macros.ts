// Macros as text: their parameters, the arguments of a call, and a body with the one put in for the other. The rules are
// those of LLVM's assembler for Darwin: arguments are separated by commas alone and lose the blanks between their
// tokens, a string loses its quotes, and a macro without parameters counts its arguments `$0`, `$1`… (`$n` is their
// number).

import { endOfIdentifier, skipBlanks } from "../characters";
import { type Argument, angleText, endOfQuoted, nothingGiven, readArgument } from "./macroArguments";

export interface Parameter {
  readonly name: string;
  readonly fallback: Argument;
  readonly required: boolean;
  /** Takes the rest of the line, commas and all. */
  readonly vararg: boolean;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly string[];
  /** How often it was called, for `\+`. */
  calls: number;
}

export interface Problem {
  readonly problem: string;
}

/** The name that starts at `at`, quoted or not, and what follows it. */
function readName(text: string, at: number): { readonly name: string; readonly end: number } | undefined {
  if (text[at] === '"') {
    const end = endOfQuoted(text, at);
    return { name: text.slice(at + 1, end), end: skipBlanks(text, end + 1) };
  }
  const end = endOfIdentifier(text, at);
  return end === at ? undefined : { name: text.slice(at, end), end: skipBlanks(text, end) };
}

/** `name, first, second=5, third:req, rest:vararg`; blanks may stand for the commas. */
export function parseHeader(text: string): Omit<Macro, "body" | "calls"> | Problem {
  const named = readName(text, 0);
  if (named === undefined) return { problem: "a macro begins with '.macro name'" };
  const parameters: Parameter[] = [];
  let at = named.end;
  if (text[at] === ",") at = skipBlanks(text, at + 1);
  while (at < text.length) {
    if (parameters.at(-1)?.vararg)
      return { problem: `'${parameters.at(-1)!.name}' takes all the rest and must be last` };
    const parameter = readParameter(text, at);
    if ("problem" in parameter) return parameter;
    const { name } = parameter;
    if (parameters.some((known) => known.name === name)) return { problem: `two parameters are named '${name}'` };
    parameters.push(parameter);
    at = text[parameter.end] === "," ? skipBlanks(text, parameter.end + 1) : parameter.end;
  }
  return { name: named.name, parameters };
}

function readParameter(text: string, start: number): (Parameter & { readonly end: number }) | Problem {
  const named = readName(text, start);
  if (named === undefined) return { problem: `expected the name of a parameter, not '${text.slice(start)}'` };
  const { name } = named;
  let at = named.end;
  let kind = "";
  if (text[at] === ":") {
    const qualifier = readName(text, skipBlanks(text, at + 1));
    if (qualifier?.name !== "req" && qualifier?.name !== "vararg")
      return { problem: `after '${name}:' comes 'req' or 'vararg'` };
    kind = qualifier.name;
    at = qualifier.end;
  }
  let fallback = nothingGiven;
  if (text[at] === "=") {
    const value = readArgument(text, skipBlanks(text, at + 1));
    if ("problem" in value) return value;
    fallback = value;
    at = value.end;
  }
  return { name, fallback, required: kind === "req", vararg: kind === "vararg", end: at };
}

/** How arguments are read after `.altmacro`: `%1+2` is a number and `<a, b>` a text. */
export interface AlternateReading {
  constant(text: string): bigint | undefined;
}

export type Bound = { readonly values: readonly Argument[] } | Problem;

/** The arguments of a call, for each parameter in turn; all of them if the macro has no parameters. */
export function bindArguments({ parameters }: Macro, text: string, alternate: AlternateReading | undefined): Bound {
  const values: Argument[] = parameters.map(() => nothingGiven);
  const isCounting = parameters.length === 0;
  let at = 0;
  let sawName = false;
  for (let position = 0; isCounting || position < parameters.length; position++) {
    const named = nameOfArgument(text, at);
    if (named === undefined && sawName) return { problem: "after an argument with its name, all need theirs" };
    sawName ||= named !== undefined;
    const from = named?.end ?? at;
    const isRest = parameters[position]?.vararg === true;
    const value = isRest ? restOf(text, from) : readOne(text, from, alternate);
    if ("problem" in value) return value;
    const index = named === undefined ? position : parameters.findIndex(({ name }) => name === named.name);
    if (index < 0) return { problem: `it has no parameter '${named!.name}'` };
    if (!isEmpty(value)) values[index] = value;
    else if (isCounting && value.end < text.length) values[index] = nothingGiven;
    if (value.end >= text.length) return withFallbacks(parameters, values);
    at = text[value.end] === "," ? skipBlanks(text, value.end + 1) : value.end;
  }
  return { problem: `it takes ${parameters.length}, and more are given` };
}

const isEmpty = ({ plain, quoted }: Argument) => plain === "" && quoted === "";

function restOf(text: string, at: number): Argument & { readonly end: number } {
  const rest = text.slice(at);
  return { plain: rest, quoted: rest, end: text.length };
}

function readOne(text: string, at: number, alternate: AlternateReading | undefined): ReturnType<typeof readArgument> {
  if (alternate !== undefined && text[at] === "<") {
    const inner = angleText(text, at);
    if (inner !== undefined) return { plain: inner.text, quoted: inner.text, end: skipBlanks(text, inner.end) };
  }
  const value = readArgument(text, at);
  if (alternate === undefined || text[at] !== "%" || "problem" in value) return value;
  const number = alternate.constant(value.quoted.slice(1))?.toString();
  return number === undefined
    ? { problem: `'${value.quoted}' has no value that is known here` }
    : { plain: number, quoted: number, end: value.end };
}

/** `name=` in front of an argument. */
function nameOfArgument(text: string, at: number): { readonly name: string; readonly end: number } | undefined {
  const end = endOfIdentifier(text, at);
  const equals = skipBlanks(text, end);
  if (end === at || text[equals] !== "=" || text[equals + 1] === "=") return undefined;
  return { name: text.slice(at, end), end: skipBlanks(text, equals + 1) };
}

function withFallbacks(parameters: readonly Parameter[], values: Argument[]): Bound {
  for (const [i, { name, fallback, required }] of parameters.entries()) {
    if (!isEmpty(values[i]!)) continue;
    if (required) return { problem: `'${name}' is required` };
    values[i] = fallback;
  }
  return { values };
}

export interface Expansion {
  readonly parameters: readonly Pick<Parameter, "name">[];
  readonly values: readonly Argument[];
  /** `\@`: which macro call of the source this is; undefined leaves it as it is. */
  readonly number: number | undefined;
  /** `\+`: which call of this macro, or which round. */
  readonly round: number;
  /** After `.altmacro`, `\name&` glues like `\name\()`. */
  readonly ampersandGlues: boolean;
}

const isNamePart = (character: string | undefined) => character !== undefined && /[\w$.]/.test(character);

/** A line of a body with everything put in. */
export function substitute(line: string, expansion: Expansion): string {
  const countsArguments = expansion.parameters.length === 0;
  if (!line.includes("\\") && !(countsArguments && line.includes("$"))) return line;
  let out = "";
  for (let i = 0; i < line.length; ) {
    const character = line[i]!;
    const taken =
      character === "\\" && i + 1 < line.length
        ? afterBackslash(line, i + 1, expansion)
        : character === "$" && countsArguments
          ? afterDollar(line[i + 1], i + 2, expansion)
          : undefined;
    out += taken?.text ?? character;
    i = taken?.end ?? i + 1;
  }
  return out;
}

interface Taken {
  readonly text: string;
  readonly end: number;
}

function afterBackslash(line: string, at: number, { parameters, values, ...rest }: Expansion): Taken {
  if (line[at] === "@" && rest.number !== undefined) return { text: String(rest.number), end: at + 1 };
  if (line[at] === "+") return { text: String(rest.round), end: at + 1 };
  if (line[at] === "(" && line[at + 1] === ")") return { text: "", end: at + 2 };
  let end = at;
  while (isNamePart(line[end])) end++;
  const name = line.slice(at, end);
  if (rest.ampersandGlues && line[end] === "&") end++;
  const index = parameters.findIndex((parameter) => parameter.name === name);
  return { text: index < 0 ? `\\${name}` : values[index]!.plain, end };
}

function afterDollar(character: string | undefined, end: number, { values }: Expansion): Taken | undefined {
  if (character === "$") return { text: "$", end };
  if (character === "n") return { text: String(values.length), end };
  if (character === undefined || !/\d/.test(character)) return undefined;
  return { text: values[Number(character)]?.quoted ?? "", end };
}
