// Scripts of declaration calls, for lessons and tests: one call or expectation a line, `#` starts a comment.
//
//   function NAME = HEX…            code; lines that start with `at` after it name its holes
//   variable NAME = HEX…            options before `=`: const, thread, align N (log2)
//   constant NAME = HEX…            a named constant; the same options
//     at OFFSET KIND TARGET         KIND: branch, got, signed, unsigned, got-page, got-pageoff, page, pageoff
//                                   TARGET: a declaration, `extern NAME`, either with `+ N`
//   extern function NAME            extern variable NAME
//   undefined _NAME                 with `got`, `stub` or both
//   export NAME as NAME             with `weak`, `internal` or `link-once`
//   unexport NAME as NAME           free NAME
//   flush
//   expect …                        what the last flush did, or what the image holds now (see runScript.ts)

import type { CodeRelocationKind } from "../codeRelocations";
import type { DeclaredExport } from "../declarationCalls";

export interface ScriptHole {
  readonly line: number;
  readonly offset: number;
  readonly kind: CodeRelocationKind;
  readonly target: string;
  readonly isExtern: boolean;
  readonly addend: number;
}

export interface ScriptBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: { readonly section: "data" | "const"; readonly threadLocal: boolean; readonly alignment?: number };
  readonly holes: readonly ScriptHole[];
}

export type ScriptCall =
  | ({ readonly kind: "function" | "variable" | "constant" } & ScriptBytes)
  | { readonly kind: "extern"; readonly what: "function" | "variable"; readonly name: string }
  | { readonly kind: "undefined"; readonly name: string; readonly got: boolean; readonly stub: boolean }
  | {
      readonly kind: "export" | "unexport";
      readonly name: string;
      readonly as: string;
      readonly linkage: DeclaredExport["linkage"];
    }
  | { readonly kind: "free"; readonly name: string }
  | { readonly kind: "flush" }
  | { readonly kind: "expect"; readonly words: readonly string[] };

export interface ScriptStep {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly call: ScriptCall;
}

export interface ScriptProblem {
  readonly line: number;
  readonly message: string;
}

export interface ParsedScript {
  readonly steps: readonly ScriptStep[];
  readonly problems: readonly ScriptProblem[];
}

/** What a line may not be; the message says what was expected. */
class Refused extends Error {}

const kinds: readonly CodeRelocationKind[] = [
  "got",
  "signed",
  "branch",
  "unsigned",
  "got-page",
  "got-pageoff",
  "page",
  "pageoff",
];
const mostBytes = 1 << 20;

function number(text: string | undefined, what: string): number {
  const value = text === undefined || !/^-?(0x[\da-f]+|\d+)$/i.test(text) ? Number.NaN : readNumber(text);
  if (!Number.isSafeInteger(value)) throw new Refused(`expected ${what}, a number`);
  return value;
}
export const readNumber = (text: string): number => (text.startsWith("-") ? -Number(text.slice(1)) : Number(text));

function bytesOf(words: readonly string[]): Uint8Array {
  // `x 64` repeats what stands before it.
  const bytes: number[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "x") {
      const times = number(words[++i], "how often");
      const pattern = bytes.slice();
      if (pattern.length * times > mostBytes) throw new Refused(`expected at most ${mostBytes} bytes`);
      for (let more = 1; more < times; more++) bytes.push(...pattern);
    } else if (/^[\da-f]{2}$/i.test(word)) bytes.push(Number.parseInt(word, 16));
    else throw new Refused(`expected bytes of two hexadecimal digits, found '${word}'`);
  }
  return Uint8Array.from(bytes);
}

function declared(kind: "function" | "variable" | "constant", words: readonly string[]): ScriptCall {
  const equals = words.indexOf("=");
  const [name, ...options] = words.slice(0, equals === -1 ? undefined : equals);
  if (name === undefined || equals === -1) throw new Refused(`expected '${kind} NAME = bytes'`);
  let section: "data" | "const" = kind === "variable" ? "data" : "const";
  let threadLocal = false;
  let alignment: number | undefined;
  for (let i = 0; i < options.length; i++) {
    if (options[i] === "const") section = "const";
    else if (options[i] === "data") section = "data";
    else if (options[i] === "thread") threadLocal = true;
    else if (options[i] === "align") alignment = number(options[++i], "an alignment");
    else throw new Refused(`expected const, data, thread or align, found '${options[i]}'`);
  }
  if (alignment !== undefined && (alignment < 0 || alignment > 12))
    throw new Refused("expected an alignment of 0 to 12");
  return {
    kind,
    name,
    bytes: bytesOf(words.slice(equals + 1)),
    options: { section, threadLocal, ...(alignment === undefined ? {} : { alignment }) },
    holes: [],
  };
}

function hole(words: readonly string[], line: number): ScriptHole {
  const offset = number(words[0], "an offset");
  const kind = kinds.find((known) => known === words[1]);
  if (kind === undefined) throw new Refused(`expected a kind of reference: ${kinds.join(", ")}`);
  const isExtern = words[2] === "extern";
  const rest = words.slice(isExtern ? 3 : 2);
  const [target, sign, addend] = rest;
  if (target === undefined || (sign !== undefined && sign !== "+") || rest.length > 3)
    throw new Refused("expected a target: a declaration or 'extern NAME', and perhaps '+ N'");
  return { line, offset, kind, target, isExtern, addend: sign === undefined ? 0 : number(addend, "an addend") };
}

function callOf([first, ...words]: readonly string[]): ScriptCall {
  switch (first) {
    case "function":
    case "variable":
    case "constant":
      return declared(first, words);
    case "extern": {
      const [what, name] = words;
      if ((what !== "function" && what !== "variable") || name === undefined)
        throw new Refused("expected 'extern function NAME' or 'extern variable NAME'");
      return { kind: "extern", what, name };
    }
    case "undefined": {
      const [name, ...flags] = words;
      if (name === undefined || flags.some((flag) => flag !== "got" && flag !== "stub"))
        throw new Refused("expected 'undefined _NAME', with got, stub or both");
      return { kind: "undefined", name, got: flags.includes("got"), stub: flags.includes("stub") };
    }
    case "export":
    case "unexport": {
      const [name, as, exported, linkage = "strong"] = words;
      if (name === undefined || as !== "as" || exported === undefined)
        throw new Refused(`expected '${first} NAME as NAME'`);
      if (linkage !== "strong" && linkage !== "weak" && linkage !== "internal" && linkage !== "link-once")
        throw new Refused(`expected weak, internal or link-once, found '${linkage}'`);
      return { kind: first, name, as: exported, linkage };
    }
    case "free": {
      const [name] = words;
      if (name === undefined) throw new Refused("expected 'free NAME'");
      return { kind: "free", name };
    }
    case "flush":
      return { kind: "flush" };
    case "expect":
      return { kind: "expect", words };
    default:
      throw new Refused(
        `expected function, variable, constant, extern, undefined, export, unexport, free, flush or expect, found '${first}'`,
      );
  }
}

export function parseScript(text: string): ParsedScript {
  const steps: ScriptStep[] = [];
  const problems: ScriptProblem[] = [];
  for (const [index, source] of text.split("\n").entries()) {
    const line = index + 1;
    const words = source.replace(/#.*/, "").trim().split(/\s+/);
    if (words[0] === "") continue;
    try {
      if (words[0] !== "at") {
        steps.push({ line, text: source.trim(), call: callOf(words) });
        continue;
      }
      const last = steps.at(-1)?.call;
      if (last === undefined || !("holes" in last)) throw new Refused("expected a declaration before its holes");
      steps[steps.length - 1] = {
        ...steps.at(-1)!,
        call: { ...last, holes: [...last.holes, hole(words.slice(1), line)] },
      };
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      problems.push({ line, message: problem.message });
    }
  }
  return { steps, problems };
}
