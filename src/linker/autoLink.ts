// Libraries that objects ask for themselves (LC_LINKER_OPTION: Swift and `#pragma comment(lib)` write them). One that
// is already an input is that input; one that is found is opened; one that is nowhere matters only when names stay
// undefined, and is told then.

import { messages } from "./diagnostics/messages";
import { type InputFinder, isFound } from "./finder";
import type { OpenFound } from "./libraries";
import type { LinkInput } from "./options";
import type { ParseContext } from "./parse/parseContext";
import type { InputFile, ParsedInputs, ParsedObject } from "./parsedInputs";

export interface AutoLinkHost {
  readonly context: ParseContext;
  readonly inputs: readonly LinkInput[];
  readonly parsed: ParsedInputs;
  readonly finder: InputFinder | undefined;
  readonly open: OpenFound;
}

interface Wish {
  readonly kind: "library" | "framework";
  readonly name: string;
}

function wishOf([first = "", second]: readonly string[]): Wish | undefined {
  if (first === "-framework" && second !== undefined) return { kind: "framework", name: second };
  return second === undefined && /^-l./.test(first) ? { kind: "library", name: first.slice(2) } : undefined;
}

const baseName = (path: string): string => path.split("/").at(-1)!;

/** Answers an object's wishes with the files they add to the link. */
export function createAutoLinker({ context, inputs, parsed, finder, open }: AutoLinkHost) {
  const { options, diagnostics } = context;
  const asked = new Set<string>();
  const isInput = ({ kind, name }: Wish): boolean => {
    const stem = kind === "library" ? `lib${name}.` : `${name}.`;
    const matches = (path: string) =>
      baseName(path).startsWith(stem) || (kind === "framework" && baseName(path) === name);
    return (
      [...inputs, ...parsed.found].some((input) => matches(input.name)) ||
      parsed.order.some((file) => file.kind === "dylib" && matches(file.dylib.installName))
    );
  };
  const grant = (wish: Wish, text: string): readonly InputFile[] => {
    if (isInput(wish)) return [];
    const found = wish.kind === "library" ? finder?.library(wish.name) : finder?.framework(wish.name);
    if (found !== undefined && isFound(found)) return open({ ...found, onlyIfUsed: true });
    parsed.missingAutoLinks.push(text);
    if (options.autoLink === "strict") diagnostics.report(messages.autoLinkNotFound(text));
    return [];
  };
  return ({ name, reader }: ParsedObject): readonly InputFile[] => {
    if (options.autoLink === "off") return [];
    return reader.linkerOptions.flatMap((words) => {
      const text = words.join(" ");
      if (asked.has(text)) return [];
      asked.add(text);
      const wish = wishOf(words);
      if (wish !== undefined) return grant(wish, text);
      diagnostics.report(messages.autoLinkOption({ file: name }, text));
      return [];
    });
  };
}
