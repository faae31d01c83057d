// What an example is: a small project a visitor can open, with the one thing worth noticing about it. Text only; the
// page, the tests and the permalink dictionary are its readers.

export interface ExampleFile {
  readonly name: string;
  readonly text: string;
}

/** The nth reference from a file to a name, counted from 0 in the order of the file's atoms and relocations. */
export interface ReferenceName {
  readonly file: string;
  readonly to: string;
  readonly occurrence?: number;
}

export interface Example {
  /** Stable: it stands in links, `?ex=got-load`. */
  readonly id: string;
  readonly title: string;
  /** What it teaches, in a few words, for filtering. */
  readonly concept: string;
  readonly difficulty: 1 | 2 | 3;
  /** What to notice: two to four sentences. */
  readonly notice: string;
  readonly files: { readonly arm64: readonly ExampleFile[]; readonly x86_64: readonly ExampleFile[] };
  /** Selected when the example opens; scripts of declaration calls have none. */
  readonly first?: { readonly arm64: ReferenceName; readonly x86_64: ReferenceName };
  /** Differences from the default options. */
  readonly options?: { readonly deadStrip?: boolean; readonly mode?: "traditional" | "incremental" };
  /** The code of the diagnostic it is about, when it does not link on purpose. */
  readonly fails?: string;
}
