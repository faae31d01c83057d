// What -t and -why_load tell on standard output: the files that took part, and why each member of an archive does.

import type { FileIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { LinkInput } from "@/linker/options";
import { fileKind } from "@/linker/schemas/inputs";
import type { LdRequest } from "./ldArguments";

/** One line a file, in the order of the link: objects and members, then dylibs. */
export function fileLines({ files, strings }: BuildView): string[] {
  return [...files.rows()]
    .filter((file) => files.kind[file] !== fileKind.linker)
    .map((file) => strings.text(files.name[file]));
}

/** `_puts forced load of libx.a(puts.o)`, as ld64 words it. */
export function memberLines(view: BuildView, inputs: readonly LinkInput[], request: LdRequest): string[] {
  const { files, strings } = view;
  const reason = (file: FileIndex): string => {
    if (files.pulledBy[file] !== 0) return strings.text(files.pulledBy[file]);
    if (inputs[files.input[file] - 1]?.forceLoad !== true) return "-ObjC";
    return request.allLoad ? "-all_load" : "-force_load";
  };
  return [...files.rows()]
    .filter((file) => files.kind[file] === fileKind.member)
    .map((file) => `${reason(file)} forced load of ${strings.text(files.name[file])}`);
}
