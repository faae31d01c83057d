// Answers to what the editor asks beside the build. What does not depend on the project is worked out once.

import type { Architecture } from "@/arch/architecture";
import { completeWords, type WordLists } from "@/asm/wordLists/wordLists";
import { importNames } from "./importNames";
import type { Answers, FileContents, FileReference, ImportName, Question, Topic } from "./protocol";
import { isScriptName } from "./scriptBuild";
import type { Toolchain } from "./toolchain";

export interface AnswersHost {
  tools(architecture: Architecture): Promise<Toolchain>;
  /** The project's, as last sent. */
  files(): Iterable<{ readonly reference: FileReference; readonly contents: FileContents }>;
  /** Text stubs. */
  readonly systemLibraries: readonly string[];
}

/** Sources come without names of libraries. */
const mayBeLibrary = ({ name }: FileReference, contents: FileContents): boolean =>
  contents.kind === "bytes" || (/\.tbd$/i.test(name) && !isScriptName(name));

export function createAnswers(host: AnswersHost): (question: Question) => Promise<Answers[Topic] | undefined> {
  const words = new Map<string, WordLists>();
  /** By contents, which are replaced whole. */
  const names = new Map<Architecture, WeakMap<FileContents, readonly ImportName[]>>();
  const system = host.systemLibraries.map((text): FileContents => ({ kind: "text", text }));

  const namesIn = (contents: FileContents, architecture: Architecture): readonly ImportName[] => {
    let known = names.get(architecture);
    if (known === undefined) names.set(architecture, (known = new WeakMap()));
    let found = known.get(contents);
    if (found === undefined) known.set(contents, (found = importNames(contents, architecture)));
    return found;
  };

  return async (question) => {
    const { architecture } = question;
    if (question.topic === "imports") {
      const own = [...host.files()].filter(({ reference, contents }) => mayBeLibrary(reference, contents));
      return [...own.map(({ contents }) => contents), ...system].flatMap((contents) => namesIn(contents, architecture));
    }
    if (question.topic === "instruction")
      return (await host.tools(architecture)).anatomy(question.bytes, question.mnemonic);
    const key = `${architecture} ${question.syntax}`;
    let list = words.get(key);
    if (list === undefined) {
      const { encoder } = await host.tools(architecture);
      const dialect = encoder.inSyntax?.(question.syntax) ?? encoder;
      words.set(key, (list = completeWords(architecture, dialect.words())));
    }
    return list;
  };
}
