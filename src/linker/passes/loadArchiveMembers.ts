// Decides which members of archives take part, by names alone: no table exists yet, so tables are sized once. Files
// speak in the order of the command line, as with ld64.lld: the linker's own wishes (entry, -u) first; an object's
// undefined name is looked up in the archives and dylibs seen so far, the first of which provides it; an archive that
// comes later offers its members to the names that are still open. A dylib's weak definition gives way to an archive
// or to a strong one. A member is tried once, so an index that promises too much cannot keep the search going.

import { row, type StringId } from "@/base/units";
import { symbolTypes } from "@/macho/constants";
import { createAutoLinker } from "../autoLink";
import { definePass } from "../context";
import { messages } from "../diagnostics/messages";
import { followReexports, joinByInstallName, type OpenFound, settleReexports } from "../libraries";
import { wantedNames } from "../linkerFile";
import { loadMember } from "../parse/parseArchive";
import type { ParseContext } from "../parse/parseContext";
import type { InputFile, ParsedArchive, ParsedDylib, ParsedInputs, ParsedObject } from "../parsedInputs";
import { readInput } from "../readInput";

export const loadArchiveMembers = definePass({
  id: "load-archive-members",
  title: "Load archive members that are needed",
  stage: "Read",
  reads: [],
  writes: [],
  creates: [],
  run({ options, inputs, parsed, strings, diagnostics, finder, memory }) {
    const context: ParseContext = { options, strings, diagnostics, memory };
    const open: OpenFound = (asked) => {
      parsed.found.push(asked);
      const { name, bytes } = asked;
      return readInput(context, { name, bytes, input: inputs.length + parsed.found.length, start: 0, asked });
    };
    const follow = (files: readonly InputFile[]) =>
      finder === undefined ? [...files] : followReexports(context, files, finder, open);
    const loader = createLoader(context, parsed);
    const autoLink = createAutoLinker({ context, inputs, parsed, finder, open });
    const add = (files: readonly InputFile[]) => {
      for (const file of files) {
        parsed.order.push(file);
        loader.load(file);
      }
    };
    const named = follow(parsed.order.splice(0));
    if (mayPull(named)) {
      if (options.output === "executable") loader.want(strings.internText(options.entry));
      for (const name of wantedNames(options)) loader.want(strings.internText(name));
      add(named);
    } else {
      parsed.order.push(...named);
      for (const file of named) if (file.kind === "object") parsed.loadedObjects.push(file.object);
    }
    // Members that this opens may ask for more.
    for (const object of parsed.loadedObjects) add(follow(autoLink(object)));
    const dylibs = parsed.order.flatMap((file) => (file.kind === "dylib" ? [file.dylib] : []));
    parsed.loadedDylibs.push(...joinByInstallName(dylibs));
    settleReexports(context, parsed.loadedDylibs);
    if (parsed.loadedObjects.length === 0) diagnostics.report(messages.noObjects());
  },
});

/** Without archives, and without objects that could bring some, there is nothing to decide. */
const mayPull = (files: readonly InputFile[]): boolean =>
  files.some(
    (file) => file.kind === "archive" || (file.kind === "object" && file.object.reader.linkerOptions.length > 0),
  );

/** What is known of a name. A tentative definition is one: it pulls no member. */
const unseen = 0;
const open = 1;
const weaklyProvided = 2;
const provided = 3;
const defined = 4;

/** An object whose undefined names are being looked up; `next` counts its symbols. */
interface Visit {
  readonly object: ParsedObject;
  next: number;
}

const isUndefined = ({ reader }: ParsedObject, symbol: number): boolean =>
  (reader.symbolType(symbol) & symbolTypes.N_TYPE) === symbolTypes.N_UNDF &&
  reader.symbolValueLow(symbol) === 0 &&
  reader.symbolValueHigh(symbol) === 0;

const takesPart = ({ reader }: ParsedObject, symbol: number): boolean =>
  (reader.symbolType(symbol) & (symbolTypes.N_STAB | symbolTypes.N_EXT)) === symbolTypes.N_EXT;

function createLoader(context: ParseContext, parsed: ParsedInputs) {
  const { strings } = context;
  const states = createNameStates();
  /** Names that a later library may still provide, by text. */
  const pending = new Map<string, StringId>();
  const libraries: (ParsedArchive | ParsedDylib)[] = [];
  const visits: Visit[] = [];

  const enter = (object: ParsedObject): void => {
    parsed.loadedObjects.push(object);
    // All definitions first, so that an object's own never depend on where its references stand.
    for (let symbol = 0; symbol < object.names.length; symbol++)
      if (takesPart(object, symbol) && !isUndefined(object, symbol))
        states.set(row<StringId>(object.names[symbol]!), defined);
    visits.push({ object, next: 0 });
  };
  /** Opens members that are said to define the name until one does; their own wishes are looked up later. */
  const pull = (archive: ParsedArchive, text: string, name: StringId): void => {
    for (const position of archive.definers.get(text) ?? []) {
      const object = loadMember(context, archive, position, name);
      if (object !== undefined) enter(object);
      if (states.get(name) === defined) return;
    }
  };
  const lookUp = (name: StringId): void => {
    states.set(name, open);
    const text = strings.text(name);
    for (const library of libraries) {
      if ("definers" in library) {
        if (!library.definers.has(text)) continue;
        pull(library, text, name);
        if (states.get(name) === defined) return;
      } else {
        const entry = library.exports.get(text);
        if (entry?.weak === true) states.set(name, weaklyProvided);
        else if (entry !== undefined) {
          states.set(name, provided);
          return;
        }
      }
    }
    pending.set(text, name);
  };
  const want = (name: StringId): void => {
    if (states.get(name) === unseen) lookUp(name);
  };
  /** Looks up what entered objects ask for; members that this opens come first, as a call would. */
  const settle = (): void => {
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const { object } = visit;
      const symbol = visit.next++;
      if (symbol >= object.names.length) visits.pop();
      else if (takesPart(object, symbol) && isUndefined(object, symbol)) want(row<StringId>(object.names[symbol]!));
    }
  };
  const addArchive = (archive: ParsedArchive): void => {
    libraries.push(archive);
    if (pending.size === 0) return;
    for (const text of archive.definers.keys()) {
      const name = pending.get(text);
      if (name === undefined || states.get(name) > weaklyProvided) continue;
      pull(archive, text, name);
      settle();
    }
  };
  const addDylib = (dylib: ParsedDylib): void => {
    libraries.push(dylib);
    for (const [text, name] of pending) {
      const entry = states.get(name) > weaklyProvided ? undefined : dylib.exports.get(text);
      if (entry !== undefined) states.set(name, entry.weak ? weaklyProvided : provided);
    }
  };
  return {
    want,
    load(file: InputFile): void {
      if (file.kind === "archive") addArchive(file.archive);
      else if (file.kind === "dylib") addDylib(file.dylib);
      else enter(file.object);
      settle();
    },
  };
}

function createNameStates() {
  let states = new Uint8Array(1024);
  return {
    get: (name: StringId): number => states[name] ?? unseen,
    set(name: StringId, state: number): void {
      if (name >= states.length) {
        const grown = new Uint8Array(Math.max(states.length * 2, name + 1));
        grown.set(states);
        states = grown;
      }
      states[name] = state;
    },
  };
}
