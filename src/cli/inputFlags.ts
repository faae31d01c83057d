// Flags that name inputs, say where they are looked for, and what of them is loaded.

import { type Flag, flag, takes } from "./flag";
import type { LdRequest, WantedInput } from "./ldArguments";

type Kind = WantedInput["kind"];
type InputWishes = Omit<WantedInput, "kind" | "name">;

const names = (kind: Kind, wishes: InputWishes = {}): Flag =>
  takes((request, name) => {
    request.inputs.push({ kind, name, ...wishes });
  });

export const inputFlags: Readonly<Record<string, Flag>> = {
  "-l": names("library"),
  "-framework": names("framework"),
  "-weak_framework": names("framework", { weak: true }),
  "-needed_framework": names("framework", { needed: true }),
  "-weak_library": names("file", { weak: true }),
  "-needed_library": names("file", { needed: true }),
  "-reexport_library": names("file", { reexport: true }),
  "-reexport_framework": names("framework", { reexport: true }),
  "-force_load": names("file", { forceLoad: true }),
  "-load_hidden": names("file", { hidden: true }),
  "-filelist": names("filelist"),
  "-all_load": flag((request) => {
    request.allLoad = true;
  }),
  "-noall_load": flag((request) => {
    request.allLoad = false;
  }),
  "-ObjC": flag((request) => {
    request.loadObjC = true;
  }),
  "-syslibroot": takes((request, word) => {
    request.sysroots.push(word);
  }),
  "-L": takes((request, word) => {
    request.libraryPaths.push(word);
  }),
  "-F": takes((request, word) => {
    request.frameworkPaths.push(word);
  }),
  "-Z": flag((request) => {
    request.standardPaths = false;
  }),
  "-search_paths_first": flag((request) => {
    request.dylibsFirst = false;
  }),
  "-search_dylibs_first": flag((request) => {
    request.dylibsFirst = true;
  }),
  "-dylib_file": takes((request, word) => {
    const colon = word.indexOf(":");
    if (colon <= 0) return `'${word}' is not of the form install_name:file`;
    request.dylibFiles.set(word.slice(0, colon), word.slice(colon + 1));
    return undefined;
  }),
  "-no_implicit_dylibs": flag((request) => {
    request.implicitDylibs = false;
  }),
  "-dead_strip_dylibs": flag((request) => {
    request.deadStripDylibs = true;
  }),
  "-ignore_auto_link": flag((request) => {
    request.autoLink = "off";
  }),
  "--strict-auto-link": flag((request) => {
    request.autoLink = "strict";
  }),
  "-w": flag((request) => {
    request.quiet = true;
  }),
  "-fatal_warnings": flag((request) => {
    request.fatalWarnings = true;
  }),
  "-t": flag((request) => {
    request.tellFiles = true;
  }),
  "-why_load": flag((request) => {
    request.tellMembers = true;
  }),
  "-whyload": flag((request) => {
    request.tellMembers = true;
  }),
};

type Apply = (request: LdRequest, word: string) => void;
const library =
  (wishes: InputWishes = {}): Apply =>
  (request, name) =>
    request.inputs.push({ kind: "library", name, ...wishes });

/** Flags whose word is glued to them: `-lfoo`, `-L/path`. */
export const gluedInputs: readonly (readonly [prefix: string, apply: Apply])[] = [
  ["-weak-l", library({ weak: true })],
  ["-needed-l", library({ needed: true })],
  ["-reexport-l", library({ reexport: true })],
  ["-hidden-l", library({ hidden: true })],
  ["-L", (request, word) => request.libraryPaths.push(word)],
  ["-F", (request, word) => request.frameworkPaths.push(word)],
  ["-l", library()],
];
