// The flat record a link works on, and how a pass says what it may touch. No methods that do linking, no globals:
// a pass receives the tables it declared (read-only unless it writes them) and the services, nothing else.

import type { DiagnosticSink } from "@/base/diagnostic";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable, Table } from "@/tables/table";
import type { InputFinder } from "./finder";
import type { ImageWriter } from "./image";
import type { Layout } from "./layout";
import type { LinkeditParts } from "./linkedit";
import type { LinkInput, LinkOptions } from "./options";
import type { FileMemory } from "./parse/fileMemory";
import type { ParsedInputs } from "./parsedInputs";
import type { Schemas, TableName } from "./schemas/all";
import type { UnwindPlan } from "./synthetic/unwindInfo";
import type { Trace } from "./trace/trace";

/** Facts that hold from a pass on; the runner checks at start-up that each is established before it is required. */
export type Barrier =
  /** No file is added after this. */
  | "files-final"
  /** No input symbol, atom or relocation is added after this. */
  | "inputs-final"
  /** Every name has its definition, import or diagnostic. */
  | "symbols-final"
  /** What is stripped is stripped. */
  | "atoms-final"
  /** Every GOT, stub and TLV slot exists. */
  | "slots-final"
  /** Addresses and file offsets of sections, atoms and slots do not change any more. */
  | "addresses-final"
  /** All bytes before __LINKEDIT are written. */
  | "contents-final"
  /** The image is complete. */
  | "image-final";

export interface Services {
  readonly options: LinkOptions;
  readonly inputs: readonly LinkInput[];
  /** Finds files that inputs name; undefined where there is nowhere to look. */
  readonly finder: InputFinder | undefined;
  /** Parsed views of the inputs (readers over their bytes), shared by the passes that read files. */
  readonly parsed: ParsedInputs;
  /** What reading files gave in earlier links. */
  readonly memory: FileMemory;
  readonly strings: StringPool;
  readonly diagnostics: DiagnosticSink;
  readonly trace: Trace;
  /** The door: the only way to change a byte of the image. */
  readonly image: ImageWriter;
  /** Results of placement that are no rows: sizes of linkedit parts, special addresses. */
  readonly layout: Layout;
  /** The parts of __LINKEDIT from when they are measured until they are written. */
  readonly linkedit: LinkeditParts;
  /** What `__unwind_info` will say, from when it is measured until it is written. */
  readonly unwind: UnwindPlan;
}

/** `create.atoms(n)` makes the table with room for rows 1 to n - 1 and returns it. */
type Creators<C extends TableName> = { readonly [N in C]: (capacity: number) => Table<Schemas[N]> };

export type PassInput<R extends TableName, W extends TableName, C extends TableName> = {
  readonly [N in Exclude<R, W>]: ReadonlyTable<Schemas[N]>;
} & { readonly [N in W]: Table<Schemas[N]> } & { readonly create: Creators<C> } & Services;

/** The part of the page's strip a pass belongs to. */
export type Stage = "Read" | "Resolve" | "Strip" | "Act" | "Place" | "Patch" | "Fixups" | "Seal";

export interface Pass<
  R extends TableName = TableName,
  W extends TableName = TableName,
  C extends TableName = TableName,
> {
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  readonly reads: readonly R[];
  readonly writes: readonly W[];
  readonly creates: readonly C[];
  readonly requires?: Barrier;
  readonly establishes?: Barrier;
  /** Method syntax, so that the list of passes can hold passes over different tables. */
  run(link: PassInput<R, W, C>): void;
}

export const definePass = <const R extends TableName, const W extends TableName, const C extends TableName>(
  pass: Pass<R, W, C>,
): Pass<R, W, C> => pass;
