// What each line of a source became: the object's bytes it assembled to and the relocations it caused. Joined from the
// assembler's line table and the linker's tables, per file and build, on demand.

import { lines as linesSchema } from "@/asm/lineTable";
import { type AtomIndex, type FileIndex, type RelocationIndex, row, type SectionIndex } from "@/base/units";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import type { ShownBuild } from "@/state/appState";
import { attach } from "@/tables/table";
import type { BuiltFile, FileId } from "@/worker/protocol";

/** One statement that emitted bytes. */
export interface Statement {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Row of `sections`; 0 when the build did not get as far as reading the object. */
  readonly section: SectionIndex;
  /** From the start of the section. */
  readonly offset: number;
  readonly size: number;
  readonly relocations: readonly RelocationIndex[];
}

export interface FileFacts {
  readonly file: FileIndex;
  readonly name: string;
  readonly statements: readonly Statement[];
  /** Statements by line, 1-based. */
  readonly byLine: ReadonlyMap<number, readonly Statement[]>;
}

const known = new WeakMap<ShownBuild, Map<FileId, FileFacts | undefined>>();

export function factsOf(build: ShownBuild, id: FileId): FileFacts | undefined {
  let files = known.get(build);
  if (files === undefined) known.set(build, (files = new Map()));
  if (!files.has(id)) {
    const built = build.files.find((file) => file.id === id);
    files.set(id, built && computeFacts(build.view, built));
  }
  return files.get(id);
}

function inputFile(view: BuildView, input: number): FileIndex | undefined {
  if (input === 0) return undefined;
  for (const file of view.files.rows()) if (view.files.input[file] === input) return file;
  return undefined;
}

interface Hole {
  /** From the start of the section. */
  readonly at: number;
  readonly relocation: RelocationIndex;
}

function* between<Row extends number>(first: Row, end: Row): Generator<Row> {
  for (let index: number = first; index < end; index++) yield row<Row>(index);
}

/** Relocations of a section by their offset in it. */
function holesOf(view: BuildView, section: SectionIndex): Hole[] {
  const found: Hole[] = [];
  for (const atom of between(view.sections.firstAtom[section], view.sections.atomEnd[section])) {
    for (const relocation of between(view.atoms.firstRelocation[atom], view.atoms.relocationEnd[atom]))
      found.push({ at: view.atoms.offset[atom] + view.relocations.offset[relocation], relocation });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Those of `holes` (ascending) that lie in [from, to). */
function holesIn(holes: readonly Hole[], from: number, to: number): RelocationIndex[] {
  let [low, high] = [0, holes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle]!.at < from) low = middle + 1;
    else high = middle;
  }
  const found: RelocationIndex[] = [];
  for (let index = low; index < holes.length && holes[index]!.at < to; index++) found.push(holes[index]!.relocation);
  return found;
}

function computeFacts(view: BuildView, built: BuiltFile): FileFacts | undefined {
  const file = inputFile(view, built.input);
  if (file === undefined || built.lines === undefined) return undefined;
  const table = attach(linesSchema, built.lines);
  const sections = [...between(view.files.firstSection[file], view.files.sectionEnd[file])];
  const holes = new Map(sections.map((section) => [section, holesOf(view, section)]));
  const statements: Statement[] = [];
  const byLine = new Map<number, Statement[]>();
  for (const index of table.rows()) {
    const section = sections[table.section[index] - 1];
    if (section === undefined) continue;
    const [offset, size] = [table.offset[index], table.size[index]];
    const statement: Statement = {
      line: table.line[index],
      column: table.column[index],
      length: table.length[index],
      section,
      offset,
      size,
      relocations: holesIn(holes.get(section) ?? [], offset, offset + size),
    };
    statements.push(statement);
    const same = byLine.get(statement.line);
    if (same === undefined) byLine.set(statement.line, [statement]);
    else same.push(statement);
  }
  return { file, name: built.name, statements, byLine };
}

/** Lines [from, to] of a source, and the exact characters when one statement is meant. */
export interface SourceRange {
  readonly file: FileId;
  readonly from: number;
  readonly to: number;
  readonly column?: number;
  readonly length?: number;
}

function atomRange(facts: FileFacts, id: FileId, view: BuildView, atom: AtomIndex): SourceRange | undefined {
  const start = view.atoms.offset[atom];
  const inside = facts.statements.filter(
    ({ section, offset }) =>
      section === view.atoms.section[atom] && offset >= start && offset < start + view.atoms.size[atom],
  );
  const lines = inside.map(({ line }) => line);
  return lines.length === 0 ? undefined : { file: id, from: Math.min(...lines), to: Math.max(...lines) };
}

/** The atom a subject lies in or stands for; 0 when none. */
function atomOf(view: BuildView, subject: Subject): AtomIndex {
  if (subject.kind === "relocation") return view.relocations.atom[subject.relocation];
  if (subject.kind === "atom") return subject.atom;
  if (subject.kind === "symbol") return view.symbols.atom[subject.symbol];
  if (subject.kind === "global") return view.symbols.atom[view.globals.symbol[subject.global]];
  return row(0);
}

/** Where in the sources a subject was written; undefined for what the linker made or an object brought. */
export function sourceRangeOf(build: ShownBuild, subject: Subject | undefined): SourceRange | undefined {
  if (subject === undefined) return undefined;
  if (subject.kind === "line") {
    const id = build.files.find(({ name }) => name === subject.file)?.id;
    return id === undefined ? undefined : { file: id, from: subject.line, to: subject.line };
  }
  const { view } = build;
  const atom = atomOf(view, subject);
  if (atom === 0) return undefined;
  const input = view.files.input[view.atoms.file[atom]];
  const built = build.files.find((file) => file.input === input && file.assembled);
  const facts = built && factsOf(build, built.id);
  if (built === undefined || facts === undefined) return undefined;
  if (subject.kind !== "relocation") return atomRange(facts, built.id, view, atom);
  const statement = facts.statements.find(({ relocations }) => relocations.includes(subject.relocation));
  if (statement === undefined) return undefined;
  const { line, column, length } = statement;
  return { file: built.id, from: line, to: line, column, length };
}

/** What a click on a line selects: its relocation when it has just one, else the line. */
export function subjectAtLine(facts: FileFacts | undefined, name: string, line: number): Subject {
  const relocations = facts?.byLine.get(line)?.flatMap((statement) => statement.relocations) ?? [];
  const [only] = relocations;
  return only !== undefined && relocations.length === 1
    ? { kind: "relocation", relocation: only }
    : { kind: "line", file: name, line };
}
