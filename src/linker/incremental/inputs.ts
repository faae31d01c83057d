// The inputs of an incremental link: which changed since last time, and what each holds. Files that did not change are
// not read again. Members of archives come and go with the names that need them.

import type { Diagnostic } from "@/base/diagnostic";
import type { FileIndex } from "@/base/units";
import { createImageWriter } from "../image";
import { emptyLayout } from "../layout";
import { joinByInstallName, settleReexports } from "../libraries";
import type { LinkInput } from "../options";
import type { ParseContext } from "../parse/parseContext";
import {
  createParsedInputs,
  type InputFile,
  type ParsedArchive,
  type ParsedDylib,
  type ParsedObject,
} from "../parsedInputs";
import { fillDylib } from "../passes/listFiles";
import { loadArchiveMembers } from "../passes/loadArchiveMembers";
import { createPassRunner } from "../passRunner";
import { readInput } from "../readInput";
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
  readonly files: readonly InputFile[];
  readonly objects: readonly ParsedObject[];
  readonly archives: readonly ParsedArchive[];
  /** Of each archive among them, the members that were loaded unasked. */
  readonly unasked: readonly Uint8Array[];
  problems: readonly Diagnostic[];
}

const objectsAmong = (files: readonly InputFile[]): ParsedObject[] =>
  files.flatMap((file) => (file.kind === "object" ? [file.object] : []));
const archivesAmong = (files: readonly InputFile[]): ParsedArchive[] =>
  files.flatMap((file) => (file.kind === "archive" ? [file.archive] : []));
const dylibsOf = ({ files }: HeldInput): ParsedDylib[] =>
  files.flatMap((file) => (file.kind === "dylib" ? [file.dylib] : []));

/** Room for the objects that one input may hold, and for the members that may be opened behind one object. */
const rankRoom = 4096;
const memberStep = 2 ** -20;

export function createInputs(state: IncrementalState, names: Names, objects: ObjectFiles): Inputs {
  const { files, strings, stores, options, parsed, memory } = state;
  let held: HeldInput[] = [];
  /** Rows of objects, by what was parsed. */
  const rowOf = new Map<ParsedObject, FileIndex>();
  let members: ParsedObject[] = [];
  let libraryProblems: Diagnostic[] = [];

  const read = (input: LinkInput, position: number): Omit<HeldInput, "input" | "key"> => {
    const problems: Diagnostic[] = [];
    const context: ParseContext = {
      options,
      strings,
      diagnostics: { report: (problem) => void problems.push(problem) },
      memory,
    };
    const { name, bytes } = input;
    const found = readInput(context, { name, bytes, input: position, start: 0, asked: input });
    const unasked = found.flatMap((file) => (file.kind === "archive" ? [file.archive.tried.slice()] : []));
    return { files: found, objects: objectsAmong(found), archives: archivesAmong(found), unasked, problems };
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
    a.path === b.path &&
    a.weak === b.weak &&
    a.needed === b.needed &&
    a.reexport === b.reexport &&
    a.forceLoad === b.forceLoad &&
    a.loadObjC === b.loadObjC &&
    a.hidden === b.hidden &&
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
    for (const [index, one] of held.entries()) {
      for (const [number, object] of one.objects.entries()) {
        const file = rowOf.get(object);
        if (file === undefined) continue;
        state.rank[file] = index * rankRoom + number + 1;
        if (files.input[file] === index + 1) continue;
        files.input[file] = index + 1;
        stores.files.touch(file);
      }
    }
  };
  const setLibraries = (): void => {
    for (const file of parsed.dylibs.keys()) stores.files.give(file, 1);
    parsed.dylibs.clear();
    const all = joinByInstallName(held.flatMap(dylibsOf));
    libraryProblems = [];
    settleReexports(
      { options, strings, memory, diagnostics: { report: (problem) => void libraryProblems.push(problem) } },
      all,
    );
    let ordinal = 0;
    for (const dylib of all) {
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
    const changes = target.objects.map((object, number) => {
      state.onStep("update-program");
      const change = collect(problems, () => objects.add(object, position * rankRoom + number + 1));
      rowOf.set(object, change.file);
      return { ...change, name: target.input.name };
    });
    target.problems = problems;
    return changes;
  };
  const remove = (target: HeldInput): InputChange[] =>
    target.objects.map((object) => {
      const change = objects.remove(rowOf.get(object)!);
      rowOf.delete(object);
      return { ...change, name: target.input.name };
    });
  const hasLibraries = (one: HeldInput): boolean => one.files.some(({ kind }) => kind === "dylib");
  const sharesOrder = (before: readonly string[], after: readonly string[]): boolean => {
    const kept = new Set(after);
    const known = new Set(before);
    const a = before.filter((key) => kept.has(key));
    const b = after.filter((key) => known.has(key));
    return a.every((key, index) => key === b[index]);
  };
  /** The members that a one-shot link of these inputs would open, each ranked behind the object that needed it. */
  const openMembers = (): { readonly object: ParsedObject; readonly rank: number }[] => {
    const all = createParsedInputs();
    all.order.push(...held.flatMap((one) => one.files));
    const trace = createTrace("off");
    createPassRunner({
      options,
      inputs: [],
      finder: undefined,
      parsed: all,
      memory,
      strings,
      // What is wrong with libraries was told when they were read.
      diagnostics: {
        report: (problem) => {
          if (problem.code !== "absent-reexport") state.diagnostics.report(problem);
        },
      },
      trace,
      image: createImageWriter(trace),
      layout: emptyLayout(),
      linkedit: new Map(),
      unwind: emptyUnwindPlan(),
    }).run(loadArchiveMembers);
    let rank = 0;
    return all.loadedObjects.flatMap((object) => {
      const file = rowOf.get(object);
      rank = file === undefined ? rank + memberStep : state.rank[file]!;
      return file === undefined ? [{ object, rank }] : [];
    });
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
        state.onStep("update-program");
        const one: HeldInput = { input, key, ...read(input, index + 1) };
        next.push(one);
        librariesChanged ||= hasLibraries(one) || (known !== undefined && hasLibraries(known));
        const [before, ...others] = known === undefined ? [] : known.objects;
        const [after, ...more] = one.objects;
        if (before !== undefined && after !== undefined && others.length + more.length === 0) {
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
      if (members.length === 0 && held.every((one) => one.archives.length === 0)) return;
      for (const one of held)
        for (const [index, archive] of one.archives.entries()) archive.tried.set(one.unasked[index]!);
      const opened = openMembers();
      const same = (a: ParsedObject, b: ParsedObject) =>
        a.name === b.name && a.bytes.buffer === b.bytes.buffer && a.start === b.start;
      const known = members.filter((member) => {
        const again = opened.find(({ object }) => same(member, object));
        // Its place in the order of the link decides between equals: at another one it is another file.
        if (again !== undefined && again.rank === state.rank[rowOf.get(member)!]) return true;
        objects.remove(rowOf.get(member)!);
        rowOf.delete(member);
        return false;
      });
      members = opened.map(({ object, rank }) => {
        const kept = known.find((other) => same(object, other));
        if (kept !== undefined) return kept;
        rowOf.set(object, objects.add(object, rank).file);
        return object;
      });
    },
    problems: () => [...libraryProblems, ...held.flatMap(({ problems }) => problems)],
    list: () => held.map(({ input }) => input),
  };
}
