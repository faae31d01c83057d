// The incremental linker: a program that is changed by calls and edits, and flushed to an image that follows them. The
// second placement policy of the one core: names, slots, relocations and fixups obey the same rules as in a one-shot
// link; what differs is that things have room to grow, keep their places, and are done again only when they must be.

import { row, type SymbolIndex } from "@/base/units";
import { createStringPool, type StringPool } from "@/tables/stringPool";
import type { BuildHandles } from "../build";
import { aliasRows, linkerFile, linkerSectionEnd, linkerSymbols, wantedNames } from "../linkerFile";
import type { LinkInput, LinkOptions } from "../options";
import { addLinkerRows } from "../passes/buildInputTables";
import { fileKind } from "../schemas/inputs";
import { createTrace } from "../trace/trace";
import { defaultHints, type SizeHints } from "./capacity";
import type { Chains } from "./chains";
import { createChains } from "./chains";
import type { Declarations } from "./declarationCalls";
import { createDeclarations } from "./declarations";
import { createEditions, type EditionNumber } from "./editions";
import { createFlusher, type FlushReport } from "./flush";
import { createInputs, type InputChange } from "./inputs";
import { createNames } from "./names";
import { createObjectFiles } from "./objectFiles";
import { createPlacing } from "./placing";
import { createProgram } from "./program";
import { type LastFlush, publishBuild } from "./publish";
import { createReferences } from "./references";
import { createRegions, type Regions } from "./regions";
import { createSealing } from "./sealing";
import { createSlots } from "./slots";
import { createState, type IncrementalState } from "./state";
import { type FlushSummary, summarise } from "./summary";

export interface IncrementalLinker {
  readonly declarations: Declarations;
  /** Makes these the inputs of the program; what did not change is left alone. */
  setInputs(inputs: readonly LinkInput[]): readonly InputChange[];
  flush(): FlushReport;
  /**
   * The whole state as a build, which does not change until its edition is given back. `image` is left out after a
   * flush that did not complete.
   */
  publish(): BuildHandles;
  /** What the last flush did; undefined before the first one. */
  summary(): FlushSummary | undefined;
  /** Nobody reads a build of this edition any more: its memory is free for the next ones. */
  giveBack(edition: EditionNumber): void;
  /** Who is told now and then what is going on. */
  watch(onStep: (step: string) => void): void;
  /** For looking: layouts, capacities, gaps. */
  readonly state: IncrementalState;
  readonly regions: Regions;
  readonly chains: Chains;
}

export function createIncrementalLinker(
  options: LinkOptions,
  hints: SizeHints = defaultHints,
  strings: StringPool = createStringPool(),
): IncrementalLinker {
  // Chains run through the pointers of a page: an edit would have to tie them anew, and streams cost less.
  const styled = { ...options, mode: "incremental", chainedFixups: false, initOffsets: false } as const;
  const state = createState(styled, hints, strings);
  const { stores, files } = state;
  stores.files.take(1);
  stores.sections.take(linkerSectionEnd - 1);
  stores.symbols.take(aliasRows(options).end - 1);
  files.kind[linkerFile] = fileKind.linker;
  files.name[linkerFile] = strings.internText("the linker");
  state.rank[linkerFile] = -1;
  addLinkerRows(state, options, strings);

  const references = createReferences(state);
  const slots = createSlots(state, references);
  const regions = createRegions(state);
  const chains = createChains(state);
  const names = createNames(state, references);
  const program = createProgram(state, names, references, slots, chains, regions);
  const objects = createObjectFiles(state, names, slots, chains, program);
  const sealing = createSealing(state, names, regions);
  const placing = createPlacing(state, regions, chains, slots, program, references);
  const flusher = createFlusher({ state, names, references, slots, regions, program, placing, sealing });
  const inputs = createInputs(state, names, objects);
  const editions = createEditions(state, regions, chains);

  if (options.output === "executable") {
    names.add(linkerSymbols.header);
    names.add(linkerSymbols.entry);
  }
  for (const index of wantedNames(options).keys()) names.add(row<SymbolIndex>(linkerSymbols.firstWanted + index));
  const begin = () => {
    state.trace = createTrace(options.trace);
    state.image.begin(state.trace);
    state.problems.length = 0;
  };
  begin();
  let last: LastFlush | undefined;
  return {
    declarations: createDeclarations(state, names, slots, program, references),
    setInputs: inputs.set,
    flush() {
      inputs.settleMembers();
      state.problems.push(...inputs.problems());
      const report = flusher.flush();
      last = { report, trace: state.trace, number: state.flush };
      state.flush += 1;
      begin();
      return report;
    },
    publish: () => publishBuild(state, sealing.tables, regions, chains, editions, inputs.list(), last),
    summary: () => last && summarise(state, regions, chains, last.report, last.number),
    giveBack: editions.giveBack,
    watch(onStep) {
      state.onStep = onStep;
    },
    state,
    regions,
    chains,
  };
}
