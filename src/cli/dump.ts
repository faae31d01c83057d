import { MalformedFile } from "@/macho/malformed";
import { describeFile, problemsOf } from "./dump/describeFile";
import type { DumpDocument } from "./dump/document";
import { documentLines } from "./dump/printDocument";
import type { Host } from "./host";
import { printLines, visible } from "./textTable";

interface DumpRequest {
  readonly json: boolean;
  readonly file: string;
}

function parse(words: readonly string[]): DumpRequest | string {
  let json = false;
  let file: string | undefined;
  for (const word of words) {
    if (word === "--json") json = true;
    else if (word.startsWith("-") && word !== "-") return `unknown argument '${word}'`;
    else if (file !== undefined) return `more than one file: ${file} and ${word}`;
    else file = word;
  }
  return file === undefined ? "no input file" : { json, file };
}

/** `machoscope dump`: what is damaged is named on stderr, what could be read is shown all the same. */
export function dump(host: Host, words: readonly string[]): number {
  const fail = (message: string) => {
    host.error(`machoscope dump: error: ${visible(message)}\n`);
    return 1;
  };
  const request = parse(words);
  if (typeof request === "string") return fail(request);
  const bytes = host.read(request.file);
  if (bytes === undefined) return fail(`cannot open ${request.file}: no such file`);
  let document: DumpDocument;
  try {
    document = describeFile(request.file, bytes);
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return fail(`${request.file}: ${error.message}`);
  }
  if (request.json) host.out(`${JSON.stringify(document, null, 2)}\n`);
  else printLines(host.out, documentLines(document));
  const problems = problemsOf(document);
  for (const { file, part, message } of problems) fail(`${file}: ${part === null ? "" : `${part}: `}${message}`);
  return problems.length === 0 ? 0 : 1;
}
