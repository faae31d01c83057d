// A project and what is on screen as a short tuple of bytes: the plain contents of a link. Version 1:
//   flags            bit 0: x86_64 (else arm64); the others are 0
//   options          count, then (key, text) each: only what differs from the defaults of this version
//   files            count, then (kind, name, length) each
//   view             count, then (key, text) each: only what is not as a project opens
//   contents         of the files, one after the other
// Counts, keys, kinds and lengths are ULEB128, a text is its length and UTF-8. Unknown keys are refused: a link from a
// newer page must not open as something else. Defaults are spelled out here, for they must not change under old links.

import { concatBytes } from "@/base/buffers";
import { decodeUleb, encodeUleb } from "@/base/leb128";
import { decodeText, encodeText } from "@/base/text";
import { isChained } from "@/worker/linkOptions";
import type { BuildOptions, FileContents } from "@/worker/protocol";
import { cleanFileName, type NewFile, type Project, type ViewState } from "../project";
import { byteModes, tableIds } from "../workspaceSlice";

/** What decoding accepts; the inflate cap bounds the total. */
export const projectCaps = { files: 16, nameLength: 64, lines: 20_000 } as const;

const bindStyles = ["automatic", "lazy", "chained"] as const satisfies readonly BuildOptions["bind"][];
const placementModes = ["traditional", "incremental"] as const satisfies readonly BuildOptions["mode"][];

/** Options of a version 1 link that says nothing. */
const version1Defaults: BuildOptions = {
  architecture: "arm64",
  mode: "traditional",
  bind: "automatic",
  entry: "_main",
  deadStrip: false,
  systemLibraries: true,
  minimumVersion: "12.0",
};

const optionKeys = { entry: 1, deadStrip: 2, systemLibraries: 3, minimumVersion: 4, mode: 5, bind: 6 } as const;
const viewKeys = { selection: 1, table: 2, byteMode: 3, step: 4, file: 5, example: 6 } as const;
const fileKinds = { text: 0, bytes: 1 } as const;

type Pair = readonly [key: number, text: string];

// Writing ---------------------------------------------------------------------------------------------------------

const lebBytes = (value: number) => Uint8Array.from(encodeUleb(value));
const textBytes = (text: string) => {
  const bytes = encodeText(text);
  return concatBytes([lebBytes(bytes.length), bytes]);
};
const pairBytes = (pairs: readonly Pair[]) =>
  concatBytes([lebBytes(pairs.length), ...pairs.flatMap(([key, text]) => [lebBytes(key), textBytes(text)])]);

function optionPairs(options: BuildOptions): Pair[] {
  const pairs: Pair[] = [];
  if (options.entry !== version1Defaults.entry) pairs.push([optionKeys.entry, options.entry]);
  if (options.mode !== version1Defaults.mode) pairs.push([optionKeys.mode, options.mode]);
  if (options.deadStrip) pairs.push([optionKeys.deadStrip, "1"]);
  if (!options.systemLibraries) pairs.push([optionKeys.systemLibraries, "0"]);
  if (options.minimumVersion !== version1Defaults.minimumVersion)
    pairs.push([optionKeys.minimumVersion, options.minimumVersion]);
  if (options.bind !== silentBind(options)) pairs.push([optionKeys.bind, options.bind]);
  return pairs;
}

/** Links that say nothing of binding are from a page that bound lazily, whatever the deployment target. */
const silentBind = ({ minimumVersion }: BuildOptions): BuildOptions["bind"] =>
  isChained({ ...version1Defaults, minimumVersion }) ? "lazy" : "automatic";

function viewPairs(view: ViewState, example: string | undefined): Pair[] {
  const pairs: Pair[] = [];
  if (view.selection !== undefined) pairs.push([viewKeys.selection, view.selection]);
  if (view.table !== undefined) pairs.push([viewKeys.table, view.table]);
  if (view.byteMode !== undefined) pairs.push([viewKeys.byteMode, view.byteMode]);
  if (view.step !== undefined) pairs.push([viewKeys.step, String(view.step)]);
  if (view.file !== undefined) pairs.push([viewKeys.file, String(view.file)]);
  if (example !== undefined) pairs.push([viewKeys.example, example]);
  return pairs;
}

const contentBytes = (contents: FileContents): Uint8Array =>
  contents.kind === "text" ? encodeText(contents.text) : contents.bytes;

export function encodeProject({ files, options, example }: Project, view: ViewState): Uint8Array<ArrayBuffer> {
  const contents = files.map((file) => contentBytes(file.contents));
  return concatBytes([
    lebBytes(options.architecture === "x86_64" ? 1 : 0),
    pairBytes(optionPairs(options)),
    lebBytes(files.length),
    ...files.flatMap((file, index) => [
      lebBytes(fileKinds[file.contents.kind]),
      textBytes(file.name),
      lebBytes(contents[index]!.length),
    ]),
    pairBytes(viewPairs(view, example)),
    ...contents,
  ]);
}

// Reading ---------------------------------------------------------------------------------------------------------

/** Thrown inside this file only, and caught by decodeProject. */
class Damaged extends Error {}

class Cursor {
  private at = 0;
  private readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  number(limit: number): number {
    const leb = decodeUleb(this.bytes, this.at);
    if (leb === undefined || leb.value > BigInt(limit)) throw new Damaged();
    this.at = leb.end;
    return Number(leb.value);
  }
  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new Damaged();
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }
  text(limit: number): string {
    return decodeText(this.take(this.number(limit)));
  }
  pairs(): Pair[] {
    return Array.from({ length: this.number(32) }, () => [this.number(255), this.text(4096)] as const);
  }
  atEnd(): boolean {
    return this.at === this.bytes.length;
  }
}

const memberOf = <T extends string>(known: readonly T[], text: string): T => {
  const found = known.find((candidate) => candidate === text);
  if (found === undefined) throw new Damaged();
  return found;
};

function readOptions(flags: number, pairs: readonly Pair[]): BuildOptions {
  if (flags > 1) throw new Damaged();
  let options: BuildOptions = { ...version1Defaults, architecture: flags === 1 ? "x86_64" : "arm64" };
  let bind: BuildOptions["bind"] | undefined;
  for (const [key, text] of pairs) {
    if (key === optionKeys.entry && /^[!-~]{1,256}$/.test(text)) options = { ...options, entry: text };
    else if (key === optionKeys.deadStrip) options = { ...options, deadStrip: text === "1" };
    else if (key === optionKeys.mode) options = { ...options, mode: memberOf(placementModes, text) };
    else if (key === optionKeys.bind) bind = memberOf(bindStyles, text);
    else if (key === optionKeys.systemLibraries) options = { ...options, systemLibraries: text !== "0" };
    else if (key === optionKeys.minimumVersion && /^[\d.]{1,12}$/.test(text)) {
      options = { ...options, minimumVersion: text };
    } else throw new Damaged();
  }
  return { ...options, bind: bind ?? silentBind(options) };
}

const readNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new Damaged();
  return Number(text);
};

function readView(pairs: readonly Pair[]): { readonly view: ViewState; readonly example: string | undefined } {
  let view: ViewState = {};
  let example: string | undefined;
  for (const [key, text] of pairs) {
    if (key === viewKeys.selection) view = { ...view, selection: text };
    else if (key === viewKeys.table) view = { ...view, table: memberOf(tableIds, text) };
    else if (key === viewKeys.byteMode) view = { ...view, byteMode: memberOf(byteModes, text) };
    else if (key === viewKeys.step) view = { ...view, step: readNumber(text) };
    else if (key === viewKeys.file) view = { ...view, file: readNumber(text) };
    else if (key === viewKeys.example && /^[a-z0-9-]{1,64}$/.test(text)) example = text;
    else throw new Damaged();
  }
  return { view, example };
}

function readContents(kind: number, bytes: Uint8Array): FileContents {
  if (kind === fileKinds.bytes) return { kind: "bytes", bytes };
  const text = decodeText(bytes);
  let lines = 1;
  for (const character of text) if (character === "\n") lines += 1;
  if (lines > projectCaps.lines) throw new Damaged();
  return { kind: "text", text };
}

export interface DecodedProject {
  readonly project: Project;
  readonly view: ViewState;
}

export function decodeProject(bytes: Uint8Array): DecodedProject | undefined {
  try {
    const cursor = new Cursor(bytes);
    const options = readOptions(cursor.number(255), cursor.pairs());
    const heads = Array.from({ length: cursor.number(projectCaps.files) }, () => ({
      kind: cursor.number(1),
      name: cursor.text(4 * projectCaps.nameLength),
      length: cursor.number(bytes.length),
    }));
    const { view, example } = readView(cursor.pairs());
    const files: NewFile[] = heads.map(({ kind, name, length }) => ({
      name: cleanFileName(name),
      contents: readContents(kind, cursor.take(length)),
    }));
    if (!cursor.atEnd()) return undefined;
    return { project: { files, options, ...(example === undefined ? {} : { example }) }, view };
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}
