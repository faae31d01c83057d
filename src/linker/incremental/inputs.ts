// The inputs of an incremental link: which changed since last time, and what each holds. Files that did not change are
// not read again. Members of archives come and go with the names that need them.

import type { Diagnostic } from "@/base/diagnostic";
import type { FileIndex } from "@/base/units";
import { createImageWriter } from "../image";
import { emptyLayout } from "../layout";
import type { LinkInput } from "../options";
import type { ParseContext } from "../parse/parseContext";
import { createParsedInputs, type ParsedInputs, type ParsedObject } from "../parsedInputs";
import { fillDylib } from "../passes/listFiles";
import { loadArchiveMembers } from "../passes/loadArchiveMembers";
import { readInput, settleReexports } from "../passes/readInputs";
import { createPassRunner } from "../passRunner";
import { fileFlags } from "../schemas/inputs";
import { emptyUnwindPlan } from "../synthetic/unwindInfo";
import { createTrace } from "../trace/trace";
import type { Names } from "./names";
import type { FileChange, ObjectFiles } from "./objectFiles";
import type { IncrementalState } from "./state";

export interface InputChange extends FileChange {
  /** The file as the user named it. */
  readonly name: string;
}

export interface Inputs {
  set(inputs: readonly LinkInput[]): readonly InputChange[];
  /** Pulls the archive members that names ask for now, and drops those that nothing asks for any more. */
  settleMembers(): void;
  /** What was wrong with files that are still inputs. */
  problems(): readonly Diagnostic[];
  list(): readonly LinkInput[];
}

interface HeldInput {
  readonly input: LinkInput;
  readonly key: string;
  parsed: ParsedInputs;
  problems: readonly Diagnostic[];
}

/** The first rank of archive members, which come behind all objects named by the user. */
const memberRank = 1 << 24;

export function createInputs(state: IncrementalState, names: Names, objects: ObjectFiles): Inputs {
  const { files, strings, stores, options, parsed, memory } = state;
  let held: HeldInput[] = [];
  /** Rows of objects, by what was parsed. */
  const rowOf = new Map<ParsedObject, FileIndex>();
  let members: ParsedObject[] = [];
  let libraryProblems: Diagnostic[] = [];

  const read = (input: LinkInput, position: number): { parsed: ParsedInputs; problems: Diagnostic[] } => {
    const problems: Diagnostic[] = [];
    const context: ParseContext = {
      options,
      strings,
      diagnostics: { report: (problem) => void problems.push(problem) },
      memory,
    };
    const fresh = createParsedInputs();
    const { name, bytes } = input;
    readInput(context, fresh, { name, bytes, input: position, start: 0, asked: input });
    return { parsed: fresh, problems };
  };
  /** Problems that reading an object's contents met go with the input. */
  const collect = <T>(problems: Diagnostic[], work: () => T): T => {
    const before = state.problems.length;
    const result = work();
    problems.push(...state.problems.splice(before));
    return result;
  };
  const isSame = (a: LinkInput, b: LinkInput): boolean =>
    a.bytes === b.bytes &&
    a.weak === b.weak &&
    a.needed === b.needed &&
    a.reexport === b.reexport &&
    a.forceLoad === b.forceLoad &&
    a.onlyIfUsed === b.onlyIfUsed;
  const keysOf = (inputs: readonly LinkInput[]): string[] => {
    const seen = new Map<string, number>();
    return inputs.map(({ name }) => {
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return `${name}\0${count}`;
    });
  };
  const setPositions = (): void => {
    for (const [index, { parsed: own }] of held.entries()) {
      for (const [number, object] of own.loadedObjects.entries()) {
        const file = rowOf.get(object);
        if (file === undefined) continue;
        state.rank[file] = index * 4096 + number + 1;
        files.input[file] = index + 1;
      }
    }
  };
  const setLibraries = (): void => {
    for (const file of parsed.dylibs.keys()) stores.files.give(file, 1);
    parsed.dylibs.clear();
    const all = createParsedInputs();
    for (const { parsed: own } of held)
      for (const dylib of own.loadedDylibs)
        if (!all.loadedDylibs.some(({ installName }) => installName === dylib.installName))
          all.loadedDylibs.push(dylib);
    libraryProblems = [];
    settleReexports(
      { options, strings, memory, diagnostics: { report: (problem) => void libraryProblems.push(problem) } },
      all,
    );
    let ordinal = 0;
    for (const dylib of all.loadedDylibs) {
      const file = stores.files.take(1);
      fillDylib(files, strings, file, dylib);
      if (!dylib.dependent) files.flags[file] |= fileFlags.referenced;
      // Libraries the user named are always loaded; the others when a name binds to them.
      if (!dylib.dependent) files.ordinal[file] = ++ordinal;
      parsed.dylibs.set(file, dylib);
    }
    names.librariesChanged();
  };
  const add = (target: HeldInput, position: number): InputChange[] => {
    const problems = [...target.problems];
    const changes = target.parsed.loadedObjects.map((object, number) => {
      const change = collect(problems, () => objects.add(object, position * 4096 + number + 1));
      rowOf.set(object, change.file);
      return { ...change, name: target.input.name };
    });
    target.problems = problems;
    return changes;
  };
  const remove = ({ parsed: own, input }: HeldInput): InputChange[] =>
    own.loadedObjects.map((object) => {
      const change = objects.remove(rowOf.get(object)!);
      rowOf.delete(object);
      return { ...change, name: input.name };
    });
  const hasLibraries = ({ parsed: own }: HeldInput): boolean => own.loadedDylibs.length > 0;
  const sharesOrder = (before: readonly string[], after: readonly string[]): boolean => {
    const kept = new Set(after);
    const known = new Set(before);
    const a = before.filter((key) => kept.has(key));
    const b = after.filter((key) => known.has(key));
    return a.every((key, index) => key === b[index]);
  };
  return {
    set(inputs) {
      const keys = keysOf(inputs);
      const changes: InputChange[] = [];
      let librariesChanged = false;
      // Another order decides differently between equals: then all are taken out and come back.
      const inOrder = sharesOrder(
        held.map(({ key }) => key),
        keys,
      );
      const wanted = new Set(keys);
      const old = new Map<string, HeldInput>();
      for (const one of held) {
        if (inOrder && wanted.has(one.key)) old.set(one.key, one);
        else {
          changes.push(...remove(one));
          librariesChanged ||= hasLibraries(one);
        }
      }
      const next: HeldInput[] = [];
      const fresh: HeldInput[] = [];
      for (const [index, input] of inputs.entries()) {
        const key = keys[index]!;
        const known = old.get(key);
        if (known !== undefined && isSame(known.input, input)) {
          next.push(known);
          continue;
        }
        const one: HeldInput = { input, key, ...read(input, index + 1) };
        next.push(one);
        librariesChanged ||= hasLibraries(one) || (known !== undefined && hasLibraries(known));
        const [before] = known?.parsed.loadedObjects ?? [];
        const [after] = one.parsed.loadedObjects;
        const isUpdate =
          known?.parsed.loadedObjects.length === 1 && one.parsed.loadedObjects.length === 1 && before !== undefined;
        if (isUpdate && after !== undefined) {
          const problems = [...one.problems];
          const change = collect(problems, () => objects.update(rowOf.get(before)!, after));
          rowOf.delete(before);
          rowOf.set(after, change.file);
          one.problems = problems;
          changes.push({ ...change, name: input.name });
        } else {
          if (known !== undefined) changes.push(...remove(known));
          fresh.push(one);
        }
      }
      held = next;
      setPositions();
      if (librariesChanged) setLibraries();
      for (const one of fresh) changes.push(...add(one, next.indexOf(one)));
      setPositions();
      return changes;
    },
    settleMembers() {
      const archives = held.flatMap(({ parsed: own }) => own.loadedArchives);
      if (archives.length === 0 && members.length === 0) return;
      for (const { input, parsed: own } of held)
        if (input.forceLoad !== true) for (const archive of own.loadedArchives) archive.tried.fill(0);
      const all = createParsedInputs();
      all.loadedObjects.push(...held.flatMap(({ parsed: own }) => own.loadedObjects));
      const own = all.loadedObjects.length;
      all.loadedArchives.push(...archives);
      const trace = createTrace("off");
      createPassRunner({
        options,
        inputs: [],
        parsed: all,
        memory,
        strings,
        diagnostics: state.diagnostics,
        trace,
        image: createImageWriter(trace),
        layout: emptyLayout(),
        linkedit: new Map(),
        unwind: emptyUnwindPlan(),
      }).run(loadArchiveMembers);
      const pulled = all.loadedObjects.slice(own);
      const same = (a: ParsedObject, b: ParsedObject) =>
        a.name === b.name && a.bytes.buffer === b.bytes.buffer && a.start === b.start;
      const kept: ParsedObject[] = [];
      for (const member of members)
        if (!pulled.some((other) => same(member, other))) {
          objects.remove(rowOf.get(member)!);
          rowOf.delete(member);
        } else kept.push(member);
      members = pulled.map((member, index) => {
        const known = kept.find((other) => same(member, other));
        if (known !== undefined) return known;
        rowOf.set(member, objects.add(member, memberRank + index).file);
        return member;
      });
    },
    problems: () => [...libraryProblems, ...held.flatMap(({ problems }) => problems)],
    list: () => held.map(({ input }) => input),
  };
}
