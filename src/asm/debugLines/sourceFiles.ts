// The files that `.file` numbers, and their directories, as a line table's header lists them: in version 4 as texts,
// in version 5 by their places in `__DWARF,__debug_line_str`.

import { equalBytes } from "@/base/buffers";
import { encodeText } from "@/base/text";
import type { Span } from "../messages";
import { lebBytes } from "../numbers";

export interface SourceFile {
  readonly directory: string;
  readonly name: string;
  readonly md5: Uint8Array | undefined;
  /** The text itself, for debuggers that cannot find it. */
  readonly source: string | undefined;
  /** The statement that names it. */
  readonly span: Span;
}
interface ListedFile {
  readonly name: string;
  /** 0 is where the compiler ran. */
  readonly directory: number;
  readonly md5: Uint8Array | undefined;
  readonly source: string | undefined;
  readonly span: Span;
}

const contentTypes = { path: 0x1, directory: 0x2, md5: 0x5, source: 0x2001 } as const;
const forms = { string: 0x1f, number: 0x0f, md5: 0x1e } as const;

const unsigned = (value: number) => lebBytes(BigInt(value), false);
const terminated = (text: string): readonly number[] => [...encodeText(text), 0];

/** Where the compiler ran, if it does not say: there is no file system here to look at. */
const unknownDirectory = "/";

/** A directory that stands in the name itself is taken from there. */
function parted(directory: string, name: string): { readonly directory: string; readonly name: string } {
  const slash = name.lastIndexOf("/");
  if (directory !== "" || slash < 0 || /^\/+$/.test(name)) return { directory, name };
  const before = name.slice(0, slash).replace(/\/+$/, "");
  const isOnHost = /^\/\/[^/]+$/.test(before);
  return {
    directory: before === "" || isOnHost ? `${before}/` : before,
    name: slash === name.length - 1 ? "." : name.slice(slash + 1),
  };
}

const equalDigests = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
  a === undefined || b === undefined ? a === b : equalBytes(a, b);

export class SourceFiles {
  private readonly files = new Map<number, ListedFile>();
  private readonly directories: string[] = [];
  private root: ListedFile | undefined;
  private compilationDirectory = "";
  private someHaveSource = false;
  private allHaveMd5 = true;

  /** File 0, the compiler's input, came with DWARF 5. */
  get version(): 4 | 5 {
    return this.root === undefined ? 4 : 5;
  }

  get isEmpty(): boolean {
    return this.files.size === 0 && this.root === undefined;
  }

  has(number: number): boolean {
    return number === 0 ? this.root !== undefined : this.files.has(number);
  }

  /** The least number that was left out, and the first file beyond it. */
  gap(): { readonly missing: number; readonly span: Span } | undefined {
    let missing = 1;
    while (this.files.has(missing)) missing++;
    if (missing > this.files.size) return undefined;
    for (const [number, { span }] of this.files) if (number > missing) return { missing, span };
    return undefined;
  }

  setRoot(file: SourceFile): void {
    this.compilationDirectory = file.directory;
    this.root = { ...file, directory: 0 };
    this.noteExtras(file);
  }

  add(number: number, file: SourceFile): void {
    const { root } = this;
    // LLVM does not list the compiler's input twice, and looks at the name only.
    if (root !== undefined && root.name === file.name && equalDigests(root.md5, file.md5)) return;
    const given = file.directory === this.compilationDirectory ? "" : file.directory;
    const { directory, name } = file.name === "" ? { directory: "", name: "<stdin>" } : parted(given, file.name);
    this.noteExtras(file);
    this.files.set(number, { ...file, name, directory: this.directoryNumber(directory) });
  }

  private noteExtras({ md5, source }: SourceFile): void {
    this.allHaveMd5 &&= md5 !== undefined;
    this.someHaveSource ||= source !== undefined;
  }

  private directoryNumber(directory: string): number {
    if (directory === "") return 0;
    const known = this.directories.indexOf(directory);
    return known < 0 ? this.directories.push(directory) : known + 1;
  }

  private listed(): readonly ListedFile[] {
    return Array.from({ length: this.files.size }, (_, i) => this.files.get(i + 1)!);
  }

  /** Version 4's two lists. */
  lists(): readonly number[] {
    return [
      ...this.directories.flatMap(terminated),
      0,
      // Neither a time nor a length is known.
      ...this.listed().flatMap(({ name, directory }) => [...terminated(name), ...unsigned(directory), 0, 0]),
      0,
    ];
  }

  /** Version 5's two tables; `place` gives a text's place in the string section. */
  tables(place: (text: string) => readonly number[]): readonly number[] {
    const { allHaveMd5, someHaveSource, compilationDirectory, directories } = this;
    const columns: readonly (readonly [number, number])[] = [
      [contentTypes.path, forms.string],
      [contentTypes.directory, forms.number],
      ...(allHaveMd5 ? [[contentTypes.md5, forms.md5] as const] : []),
      ...(someHaveSource ? [[contentTypes.source, forms.string] as const] : []),
    ];
    const files = this.root === undefined ? this.listed() : [this.root, ...this.listed()];
    return [
      ...[1, ...unsigned(contentTypes.path), ...unsigned(forms.string)],
      ...unsigned(directories.length + 1),
      ...[compilationDirectory || unknownDirectory, ...directories].flatMap(place),
      columns.length,
      ...columns.flatMap(([type, form]) => [...unsigned(type), ...unsigned(form)]),
      ...unsigned(files.length),
      ...files.flatMap(({ name, directory, md5, source }) => [
        ...place(name),
        ...unsigned(directory),
        ...(allHaveMd5 ? md5! : []),
        ...(someHaveSource ? place(source ?? "") : []),
      ]),
    ];
  }
}
