// Link scenarios as text: inputs, command lines and what the image must say, one behaviour a file (see
// tests/scenarios/README.md). Here a file is taken apart, and its inputs are made for one CPU.

import type { Architecture } from "@/arch/architecture";
import { debugInformation } from "./debugInformation";
import { archiveOfObjects, objectOf } from "./linkScene";

export const architectures: readonly Architecture[] = ["arm64", "x86_64"];

export interface Scenario {
  /** First line: the behaviour. */
  readonly title: string;
  readonly architectures: readonly Architecture[];
  /** Aspects of the image that are expected (names of `describeImage`); none for links that fail. */
  readonly shown: readonly string[];
  /** Lines that ld64.lld writes differently on purpose, with the reason: taken out of both before comparing. */
  readonly differences: readonly { readonly aspect: string; readonly pattern: RegExp; readonly reason: string }[];
  /** Why ld64.lld is not asked at all: it lacks the feature, or decides otherwise on purpose. */
  readonly withoutLld: string | undefined;
  readonly parts: readonly Part[];
  readonly expectations: readonly Expectation[];
}

export interface Part {
  readonly kind: "file" | "archive" | "ld";
  /** File name; for `ld` empty. */
  readonly name: string;
  readonly architecture: Architecture | undefined;
  /** Members of an archive, words of a command. */
  readonly words: readonly string[];
  readonly text: string;
}

export interface Expectation {
  /** Undefined: the same for all CPUs. */
  readonly architecture: Architecture | undefined;
  readonly text: string;
}

const isArchitecture = (word: string | undefined): word is Architecture =>
  architectures.some((architecture) => architecture === word);

const blockMark = /^==== /m;

export function parseScenario(source: string): Scenario {
  const [head, ...blocks] = source.split(blockMark);
  const lines = head!.split("\n").filter((line) => line.trim() !== "");
  if (!lines[0]?.startsWith("# ")) throw new Error("a scenario starts with '# ' and its behaviour");
  const wordsOf = (key: string) =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1).trim());
  for (const line of lines.slice(1))
    if (!/^(# |only |show |differs |without-lld )/.test(line)) throw new Error(`unknown line '${line}'`);
  const only = wordsOf("only")[0];
  const parts: Part[] = [];
  const expectations: Expectation[] = [];
  for (const block of blocks) {
    const end = block.indexOf("\n");
    const [first, ...rest] = block.slice(0, end === -1 ? undefined : end).split(/\s+/);
    const text = end === -1 ? "" : block.slice(end + 1);
    const last = rest.at(-1);
    if (first === "expect") {
      expectations.push({ architecture: isArchitecture(rest[0]) ? rest[0] : undefined, text: text.trimEnd() });
    } else if (first === "ld") {
      parts.push({ kind: "ld", name: "", architecture: undefined, words: rest, text: "" });
    } else if (first === "archive") {
      parts.push({ kind: "archive", name: rest[0]!, architecture: undefined, words: rest.slice(1), text: "" });
    } else {
      const architecture = isArchitecture(last) ? last : undefined;
      parts.push({ kind: "file", name: first!, architecture, words: [], text });
    }
  }
  return {
    title: lines[0].slice(2),
    architectures: only === undefined ? architectures : only.split(" ").filter(isArchitecture),
    shown: wordsOf("show").flatMap((line) => line.split(/,\s*/)),
    differences: wordsOf("differs").map((line) => {
      const [, aspect, pattern, reason] = /^([\w ]+?) \/(.*)\/ (.+)$/.exec(line) ?? [];
      if (reason === undefined) throw new Error(`'differs' wants an aspect, a /pattern/ and a reason: ${line}`);
      return { aspect: aspect!, pattern: new RegExp(pattern!), reason };
    }),
    withoutLld: wordsOf("without-lld")[0],
    parts,
    expectations,
  };
}

/** Code that both CPUs have, each in its words. One line stays one line, so that places stay true. */
const idioms: Readonly<Record<Architecture, Readonly<Record<string, (name: string) => string>>>> = {
  arm64: {
    call: (name) => `bl ${name}`,
    jump: (name) => `b ${name}`,
    address: (name) => `adrp x0, ${name}@PAGE %% add x0, x0, ${name}@PAGEOFF`,
    got: (name) => `adrp x0, ${name}@GOTPAGE %% ldr x0, [x0, ${name}@GOTPAGEOFF]`,
    tlv: (name) => `adrp x0, ${name}@TLVPPAGE %% ldr x0, [x0, ${name}@TLVPPAGEOFF]`,
    debug: (source) => debugInformation(source, " %% "),
    nop: () => "nop",
    ret: () => "ret",
  },
  x86_64: {
    call: (name) => `callq ${name}`,
    jump: (name) => `jmp ${name}`,
    address: (name) => `leaq ${name}(%rip), %rax`,
    got: (name) => `movq ${name}@GOTPCREL(%rip), %rax`,
    tlv: (name) => `movq ${name}@TLVP(%rip), %rdi`,
    debug: (source) => debugInformation(source, " ; "),
    nop: () => "nop",
    ret: () => "retq",
  },
};

const spellOut = (architecture: Architecture, text: string): string =>
  text.replace(/\{(\w+)(?: ([^}]*))?\}/g, (whole, idiom: string, name: string | undefined) => {
    const spelling = Object.hasOwn(idioms[architecture], idiom) ? idioms[architecture][idiom] : undefined;
    return spelling === undefined ? whole : spelling(name ?? "");
  });

/** Writes a part's file; assembly is assembled beside it (`main.s` gives `main.o`). */
export function makeInputs(
  part: Part,
  architecture: Architecture,
  files: { get(name: string): Uint8Array | undefined; set(name: string, bytes: Uint8Array): void },
): void {
  if (part.kind === "archive") {
    const members = part.words.map((name) => {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error(`${part.name}: there is no ${name}`);
      return { name, bytes };
    });
    files.set(part.name, archiveOfObjects(members));
    return;
  }
  const text = spellOut(architecture, part.text);
  files.set(part.name, new TextEncoder().encode(text));
  if (part.name.endsWith(".s")) files.set(part.name.replace(/s$/, "o"), objectOf(architecture, part.name, text));
}

/** The words of a command as both linkers get them: CPU and platform first, unless the scenario says otherwise. */
export function ldWords(part: Part, architecture: Architecture, home = ""): string[] {
  const words = part.words.map((word) => word.replace("$ARCH", architecture).replace("$HOME/", home));
  const platform = words.includes("-platform_version") ? [] : ["-platform_version", "macos", "12.0", "12.0"];
  return ["-arch", architecture, ...platform, ...words];
}
