import type { Syntax } from "@/asm/instructionEncoder";
import { attachBuild, type BuildView } from "@/linker/build";
import type { ClientEvent, LinkClient } from "@/worker/linkClient";
import type { PublishedBuild } from "@/worker/protocol";
import type { AppState, LinkSlice, ShownBuild } from "./appState";
import { resolveWanted } from "./selectionSlice";
import type { Slice } from "./slice";
import type { StoragePort } from "./storage";

const syntaxKey = "machoscope.disassembly";

export const createLinkSlice =
  (client: LinkClient, storage: StoragePort): Slice<LinkSlice> =>
  (set, get) => {
    const disassembling = (syntax: Syntax): Pick<LinkSlice, "disassemblySyntax" | "disassemble"> => ({
      disassemblySyntax: syntax,
      async disassemble(from, to) {
        const run = get().build?.run;
        return run === undefined ? [] : client.disassemble(run, from, to, syntax);
      },
    });
    return {
      phase: "starting",
      build: undefined,
      previous: undefined,
      latest: undefined,
      diagnostics: [],
      notice: undefined,
      flushes: [],
      script: undefined,
      shownFlush: undefined,
      transport: client.transport,
      ...disassembling(storage.read(syntaxKey) === "intel" ? "intel" : "att"),
      setDisassemblySyntax(syntax) {
        storage.write(syntaxKey, syntax);
        set(disassembling(syntax));
      },
      ask: (question) => client.ask(question),
      showFlush(flush) {
        const { flushes, script, showScriptFlush } = get();
        const newest = (script?.flushes ?? flushes).at(-1)?.number;
        set({ shownFlush: flush === newest ? undefined : flush });
        if (script !== undefined) showScriptFlush(flush === newest ? undefined : flush);
      },
      dismissNotice: () => set({ notice: undefined }),
      letGo() {
        const { build, previous, latest } = get();
        client.keepOnly([build, previous, latest].flatMap((held) => held?.run ?? []));
      },
    };
  };

const shown = ({ run, handles, files, timing }: PublishedBuild): ShownBuild =>
  Object.freeze({ run, view: attachBuild(handles), files, timing });

/** Whether a build was made of the project that is open now: files keep their ids while a project is edited. */
const isOfProject = (state: AppState, build: ShownBuild | undefined): build is ShownBuild =>
  build?.files.some(({ id }) => state.files.some((file) => file.id === id)) ?? false;

const keptFlushes = 100;

/** Number 1 begins a program. */
function withFlush(flushes: AppState["flushes"], { flush }: BuildView): AppState["flushes"] {
  if (flush === undefined || !flush.complete) return flushes;
  return flush.number === 1 ? [flush] : [...flushes, flush].slice(-keptFlushes);
}

/** What a finished build changes: a good one moves onto the screen and takes the selection along. */
function published(state: AppState, build: PublishedBuild): Partial<AppState> {
  const latest = shown(build);
  const { diagnostics } = build;
  const before = isOfProject(state, state.build) ? state.build : undefined;
  const { script } = build;
  if (latest.view.image === undefined) {
    const failed = {
      phase: "failed",
      latest,
      diagnostics,
      script,
      ...(script && { flushes: script.flushes }),
    } as const;
    // The last good build stays, unless it shows another project.
    if (before !== undefined || state.build === undefined) return failed;
    return { ...failed, build: undefined, previous: undefined, hovered: undefined, step: undefined };
  }
  const steps = latest.view.writes.rowCount() - 1;
  return {
    phase: "linked",
    flushes: script?.flushes ?? withFlush(state.flushes, latest.view),
    script,
    shownFlush: script === undefined ? undefined : state.shownFlush,
    build: latest,
    previous: before,
    latest,
    diagnostics,
    selected: resolveWanted(latest.view, state.wanted),
    hovered: undefined,
    step: state.step !== undefined && state.step < steps ? state.step : undefined,
  };
}

/** How what the worker tells changes the store. */
export function afterEvent(state: AppState, event: ClientEvent): Partial<AppState> {
  switch (event.kind) {
    case "building":
      return { phase: state.latest === undefined ? "starting" : "linking" };
    case "progress":
      return {};
    case "built":
      return published(state, event.build);
    case "lost":
      return { phase: "failed", notice: event.message };
  }
}
