// Finds the members of archives that the link needs, by names alone: no table exists yet, so tables are sized once.
// The order is the seed's and decides which definition wins: the entry, the -u names, the objects' undefined names in
// order of appearance; for each, the first archive that lists it and its first listed member; then the same name
// again. A member is tried once, so an index that promises too much cannot keep the search going.

import { row, type StringId } from "@/base/units";
import { symbolTypes } from "@/macho/constants";
import { definePass } from "../context";
import { messages } from "../diagnostics/messages";
import { loadMember } from "../parse/parseArchive";
import type { ParseContext } from "../parse/parseContext";
import type { ParsedArchive, ParsedObject } from "../parsedInputs";

export const loadArchiveMembers = definePass({
  id: "load-archive-members",
  title: "Load archive members that are needed",
  stage: "Read",
  reads: [],
  writes: [],
  creates: [],
  run({ options, parsed, strings, diagnostics, memory }) {
    const context: ParseContext = { options, strings, diagnostics, memory };
    const names = createNameList();
    if (options.output === "executable") names.want(strings.internText(options.entry));
    for (const name of options.undefinedNames) names.want(strings.internText(name));
    for (const object of parsed.loadedObjects) noteNames(names, object);
    for (let position = 0; position < names.wanted.length; ) {
      const name = names.wanted[position]!;
      const found = names.isDefined(name) ? undefined : findMember(parsed.loadedArchives, strings.text(name));
      if (found === undefined) {
        position += 1;
        continue;
      }
      const object = loadMember(context, found.archive, found.position, name);
      if (object === undefined) continue;
      parsed.loadedObjects.push(object);
      noteNames(names, object);
    }
    if (parsed.loadedObjects.length === 0) diagnostics.report(messages.noObjects());
  },
});

interface NameList {
  /** Undefined names in order of appearance; those defined since stay in it. */
  readonly wanted: StringId[];
  want(name: StringId): void;
  define(name: StringId): void;
  isDefined(name: StringId): boolean;
}

const unseen = 0;
const wantedState = 1;
const definedState = 2;

function createNameList(): NameList {
  const wanted: StringId[] = [];
  let states = new Uint8Array(1024);
  const reach = (name: StringId) => {
    if (name < states.length) return;
    const grown = new Uint8Array(Math.max(states.length * 2, name + 1));
    grown.set(states);
    states = grown;
  };
  return {
    wanted,
    want(name) {
      reach(name);
      if (states[name] !== unseen) return;
      states[name] = wantedState;
      wanted.push(name);
    },
    define(name) {
      reach(name);
      states[name] = definedState;
    },
    isDefined: (name) => states[name] === definedState,
  };
}

/** A tentative definition counts as defined: it never pulls a member. */
function noteNames(names: NameList, { reader, names: ids }: ParsedObject): void {
  for (let symbol = 0; symbol < ids.length; symbol++) {
    const type = reader.symbolType(symbol);
    if ((type & symbolTypes.N_STAB) !== 0 || (type & symbolTypes.N_EXT) === 0) continue;
    const isUndefined =
      (type & symbolTypes.N_TYPE) === symbolTypes.N_UNDF &&
      reader.symbolValueLow(symbol) === 0 &&
      reader.symbolValueHigh(symbol) === 0;
    const name = row<StringId>(ids[symbol]!);
    if (isUndefined) names.want(name);
    else names.define(name);
  }
}

function findMember(
  archives: readonly ParsedArchive[],
  name: string,
): { readonly archive: ParsedArchive; readonly position: number } | undefined {
  for (const archive of archives) {
    if (archive.broken) continue;
    const position = archive.definers.get(name)?.find((member) => archive.tried[member] === 0);
    if (position !== undefined) return { archive, position };
  }
  return undefined;
}
