// One object read into tables of its own by the passes of a one-shot link, so that it can be compared with what the
// program holds of it before any row changes.

import { type FileIndex, row } from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import type { Services } from "../context";
import { createImageWriter } from "../image";
import { emptyLayout } from "../layout";
import { linkerFile, linkerSectionEnd } from "../linkerFile";
import { createParsedInputs, type ParsedObject } from "../parsedInputs";
import { buildInputTables } from "../passes/buildInputTables";
import { listFiles } from "../passes/listFiles";
import { readRelocations } from "../passes/readRelocations";
import { splitAtoms } from "../passes/splitAtoms";
import { createPassRunner } from "../passRunner";
import type { Schemas } from "../schemas/all";
import { emptyUnwindPlan } from "../synthetic/unwindInfo";
import { createTrace } from "../trace/trace";
import type { IncrementalState } from "./state";

export interface LocalObject {
  readonly object: ParsedObject;
  readonly file: FileIndex;
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly relocations: ReadonlyTable<Schemas["relocations"]>;
  /** First rows that are the object's own; the linker's come before. */
  readonly first: {
    readonly section: number;
    readonly symbol: number;
    readonly atom: number;
    readonly relocation: number;
  };
}

const passes = [listFiles, buildInputTables, splitAtoms, readRelocations] as const;

/** What is wrong with the object is reported to the state. */
export function readLocalObject(state: IncrementalState, object: ParsedObject): LocalObject {
  const trace = createTrace("off");
  const parsed = createParsedInputs();
  parsed.loadedObjects.push(object);
  const services: Services = {
    options: state.options,
    inputs: [],
    finder: undefined,
    parsed,
    memory: state.memory,
    strings: state.strings,
    diagnostics: state.diagnostics,
    trace,
    image: createImageWriter(trace),
    layout: emptyLayout(),
    linkedit: new Map(),
    unwind: emptyUnwindPlan(),
  };
  const runner = createPassRunner(services);
  for (const pass of passes) runner.run(pass);
  const file = row<FileIndex>(linkerFile + 1);
  const files = runner.table("files");
  return {
    object,
    file,
    files,
    sections: runner.table("sections"),
    symbols: runner.table("symbols"),
    atoms: runner.table("atoms"),
    relocations: runner.table("relocations"),
    first: { section: linkerSectionEnd, symbol: files.firstSymbol[file], atom: 1, relocation: 1 },
  };
}
