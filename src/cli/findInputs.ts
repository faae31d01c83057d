// From names on the line to bytes: search paths, sysroots, file lists, and the built-in stubs of the system's
// libraries where no SDK is given.

import { decodeText, encodeText } from "@/base/text";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import type { LinkInput } from "@/linker/options";
import type { Host } from "./host";
import type { LdRequest, WantedInput } from "./ldArguments";

export interface FoundInputs {
  readonly inputs: readonly LinkInput[];
  readonly errors: readonly string[];
}

/** Stubs that come with the tool, by the name after `-l`. */
const builtIn: Readonly<Record<string, string>> = { System: libSystem, c: libSystem, "c++": libcxx };

const standardPaths = ["/usr/lib", "/usr/local/lib"];

function searchPaths(request: LdRequest): string[] {
  const given = request.libraryPaths;
  if (request.sysroots.length === 0) return given;
  return [
    ...given,
    ...request.sysroots.flatMap((sysroot) => standardPaths.map((path) => sysroot.replace(/\/$/, "") + path)),
  ];
}

function findLibrary(host: Host, request: LdRequest, wanted: WantedInput): LinkInput | string {
  const tried: string[] = [];
  const flags = {
    ...(wanted.weak ? { weak: true } : {}),
    ...(wanted.needed ? { needed: true } : {}),
    ...(wanted.reexport ? { reexport: true } : {}),
  };
  for (const folder of searchPaths(request)) {
    for (const extension of ["tbd", "dylib", "a"]) {
      const path = `${folder}/lib${wanted.name}.${extension}`;
      const bytes = host.read(path);
      if (bytes !== undefined) return { name: path, bytes, ...flags };
      tried.push(path);
    }
  }
  if (Object.hasOwn(builtIn, wanted.name)) {
    return { name: `lib${wanted.name}.tbd`, bytes: encodeText(builtIn[wanted.name]!), ...flags };
  }
  return `library not found for -l${wanted.name}${tried.length === 0 ? " (no search path: give one with -L)" : `, tried:\n  ${tried.join("\n  ")}`}`;
}

function findFile(host: Host, wanted: WantedInput): LinkInput | string {
  const bytes = host.read(wanted.name);
  if (bytes === undefined) return `cannot open ${wanted.name}: no such file`;
  return {
    name: wanted.name,
    bytes,
    ...(wanted.weak ? { weak: true } : {}),
    ...(wanted.needed ? { needed: true } : {}),
    ...(wanted.reexport ? { reexport: true } : {}),
    ...(wanted.forceLoad ? { forceLoad: true } : {}),
  };
}

/** The files a list names, one path a line. */
function expandList(host: Host, wanted: WantedInput): readonly WantedInput[] | string {
  const bytes = host.read(wanted.name);
  if (bytes === undefined) return `cannot open ${wanted.name}: no such file`;
  return decodeText(bytes)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 0)
    .map((name) => ({ kind: "file", name }));
}

export function findInputs(host: Host, request: LdRequest): FoundInputs {
  const inputs: LinkInput[] = [];
  const errors: string[] = [];
  const add = (found: LinkInput | string) => {
    if (typeof found === "string") errors.push(found);
    else inputs.push(found);
  };
  for (const wanted of request.inputs) {
    if (wanted.kind === "library") add(findLibrary(host, request, wanted));
    else if (wanted.kind === "filelist") {
      const listed = expandList(host, wanted);
      if (typeof listed === "string") errors.push(listed);
      else for (const file of listed) add(findFile(host, file));
    } else add(findFile(host, wanted));
  }
  return { inputs, errors };
}
