// From names on the line to bytes: file lists, libraries and frameworks by the search rules, and the built-in stubs of
// the system's libraries where no SDK is given.

import { closestWord } from "@/base/closestWord";
import { decodeText, encodeText } from "@/base/text";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import { type FoundFile, type InputFinder, isFound, type NotFound } from "@/linker/finder";
import type { LinkInput } from "@/linker/options";
import type { Host } from "./host";
import type { LdRequest, WantedInput } from "./ldArguments";
import { createFinder } from "./searchPaths";

export interface FoundInputs {
  readonly inputs: readonly LinkInput[];
  readonly errors: readonly string[];
  /** For what the inputs themselves ask for. */
  readonly finder: InputFinder;
}

/** Stubs that come with the tool, by the name after `-l`. */
const builtIn: Readonly<Record<string, string>> = { System: libSystem, c: libSystem, "c++": libcxx };

const builtInFile = (name: string): FoundFile | undefined =>
  Object.hasOwn(builtIn, name) ? { name: `lib${name}.tbd`, bytes: encodeText(builtIn[name]!) } : undefined;

/** The host's files, and behind them what the tool brings along. */
function finderOf(host: Host, request: LdRequest): InputFinder {
  const finder = createFinder(host, request);
  return {
    ...finder,
    library(name) {
      const found = finder.library(name);
      return isFound(found) ? found : (builtInFile(name) ?? found);
    },
  };
}

const triedText = ({ tried }: NotFound, how: string): string =>
  tried.length === 0 ? ` (no search path: give one with ${how})` : `, tried:\n  ${tried.join("\n  ")}`;

function missingText(wanted: WantedInput, missing: NotFound): string {
  if (wanted.kind === "framework")
    return `framework not found for -framework ${wanted.name}${triedText(missing, "-F")}`;
  if (wanted.kind === "file") return `cannot open ${wanted.name}: no such file`;
  const meant = closestWord(
    wanted.name,
    Object.keys(builtIn).filter((name) => name.length > 2),
  );
  const hint = meant === undefined ? "" : `\n  did you mean -l${meant}?`;
  return `library not found for -l${wanted.name}${triedText(missing, "-L")}${hint}`;
}

function findOne(host: Host, finder: InputFinder, { kind, name }: WantedInput): FoundFile | NotFound {
  if (kind === "library") return finder.library(name);
  if (kind === "framework") return finder.framework(name);
  const bytes = host.read(name);
  return bytes === undefined ? { tried: [name] } : { name, path: host.absolute(name), bytes };
}

/** The files a list names, one path a line; `list,folder` puts the folder before each. */
function expandList(host: Host, { kind: _, name, ...flags }: WantedInput): readonly WantedInput[] | string {
  const comma = host.read(name) === undefined ? name.lastIndexOf(",") : -1;
  const path = comma === -1 ? name : name.slice(0, comma);
  const folder = comma === -1 ? "" : `${name.slice(comma + 1).replace(/\/$/, "")}/`;
  const bytes = host.read(path);
  if (bytes === undefined) return `cannot open ${path}: no such file`;
  return decodeText(bytes)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 0)
    .map((line) => ({ kind: "file", name: folder + line, ...flags }));
}

export function findInputs(host: Host, request: LdRequest): FoundInputs {
  const finder = finderOf(host, request);
  const inputs: LinkInput[] = [];
  const errors: string[] = [];
  const wantedAll = {
    ...(request.allLoad ? { forceLoad: true } : {}),
    ...(request.loadObjC ? { loadObjC: true } : {}),
  };
  const add = (wanted: WantedInput) => {
    const found = findOne(host, finder, wanted);
    const { kind: _, name: __, ...flags } = wanted;
    if (isFound(found)) inputs.push({ ...found, ...wantedAll, ...flags });
    else errors.push(missingText(wanted, found));
  };
  for (const wanted of request.inputs) {
    const listed = wanted.kind === "filelist" ? expandList(host, wanted) : [wanted];
    if (typeof listed === "string") errors.push(listed);
    else for (const one of listed) add(one);
  }
  return { inputs, errors, finder };
}
