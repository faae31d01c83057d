// Everything a key or the palette can do, once: key bindings, the palette and the help sheet read this list.

import { gallery } from "@/gallery/gallery";
import { neighbourPatch, neighbourStage, relocationAtStop, stopAt, stopOfRelocation, stopsOf } from "@/inspect/rows/passes";
import type { AppStore } from "@/state/createAppStore";
import { panes, tables } from "./panels";
import { copyShareLink, downloadImage, downloadProject } from "./sharing";

export interface CommandContext {
  readonly store: AppStore;
  readonly tell: (text: string, tone?: "success" | "danger") => void;
  readonly openDialog: (dialog: "palette" | "help") => void;
}

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: "Film" | "Views" | "Project" | "Examples" | "Page";
  /** `mod` is ⌘ on Apple systems and Ctrl elsewhere. */
  readonly keys?: readonly string[];
  readonly run: (context: CommandContext) => void;
}

/** Shows the image at a stop of the film, and selects the relocation applied there. */
export function goToStop(store: AppStore, stop: number): void {
  const { build, showStep, select } = store.getState();
  if (build === undefined) return;
  const stops = stopsOf(build.view);
  const isLast = stop >= stops.steps.length - 1;
  const relocation = relocationAtStop(build.view, stop);
  showStep(isLast && relocation === undefined ? undefined : stops.steps[stop]);
  if (relocation !== undefined) select({ kind: "relocation", relocation });
}

/** Where stepping starts: the relocation looked at when the image is finished, else the step on screen. */
function presentStop(store: AppStore): number | undefined {
  const { build, step, selected } = store.getState();
  if (build === undefined) return undefined;
  if (step === undefined && selected?.kind === "relocation") return stopOfRelocation(build.view, selected.relocation);
  return step === undefined ? undefined : stopAt(stopsOf(build.view), step);
}

function stepPatch({ store }: CommandContext, by: 1 | -1): void {
  const { build, showStep } = store.getState();
  if (build === undefined) return;
  const from = presentStop(store) ?? (by === 1 ? 0 : stopsOf(build.view).steps.length);
  const next = neighbourPatch(build.view, from, by);
  if (next !== undefined) goToStop(store, next);
  else showStep(by === 1 ? undefined : 0);
}

function stepPass({ store }: CommandContext, by: 1 | -1): void {
  const { build, step, showStep } = store.getState();
  if (build === undefined) return;
  const stops = stopsOf(build.view);
  const from = step === undefined ? stops.steps.length - 1 : stopAt(stops, step);
  const next = neighbourStage(stops, from, by);
  if (next === undefined || next === stops.steps.length - 1) showStep(by === 1 ? undefined : 0);
  else showStep(stops.steps[next]);
}

const film: readonly Command[] = [
  { id: "patch-next", title: "Next relocation", group: "Film", keys: ["]"], run: (c) => stepPatch(c, 1) },
  { id: "patch-previous", title: "Previous relocation", group: "Film", keys: ["["], run: (c) => stepPatch(c, -1) },
  { id: "pass-next", title: "Next pass", group: "Film", keys: ["."], run: (c) => stepPass(c, 1) },
  { id: "pass-previous", title: "Previous pass", group: "Film", keys: [","], run: (c) => stepPass(c, -1) },
  {
    id: "film-start",
    title: "Before the first byte is written",
    group: "Film",
    run: ({ store }) => store.getState().showStep(0),
  },
  {
    id: "film-end",
    title: "The finished image",
    group: "Film",
    keys: ["\\"],
    run: ({ store }) => store.getState().showStep(undefined),
  },
];

const views: readonly Command[] = [
  ...tables.map(
    ({ id, title }, index): Command => ({
      id: `table-${id}`,
      title: `Show ${title}`,
      group: "Views",
      keys: [String(index + 1)],
      run({ store }) {
        store.getState().showTable(id);
        store.getState().showPane("tables");
      },
    }),
  ),
  ...panes.map(
    ({ id, title }): Command => ({
      id: `pane-${id}`,
      title: `Go to ${title}`,
      group: "Views",
      run({ store }) {
        store.getState().showPane(id);
        document.getElementById(`pane-${id}`)?.focus();
      },
    }),
  ),
  {
    id: "bytes-mode",
    title: "Switch between hex and disassembly",
    group: "Views",
    keys: ["v"],
    run({ store }) {
      const { byteMode, showBytes } = store.getState();
      showBytes(byteMode === "hex" ? "disassembly" : "hex");
    },
  },
];

const project: readonly Command[] = [
  { id: "share", title: "Copy a link to what is on screen", group: "Project", keys: ["mod+shift+l"], run: copyShareLink },
  { id: "download-image", title: "Download the image", group: "Project", run: downloadImage },
  { id: "download-project", title: "Download the project", group: "Project", run: downloadProject },
  {
    id: "architecture",
    title: "Switch between arm64 and x86_64",
    group: "Project",
    keys: ["mod+shift+a"],
    run({ store }) {
      const { options, setOptions } = store.getState();
      setOptions({ architecture: options.architecture === "arm64" ? "x86_64" : "arm64" });
    },
  },
  {
    id: "dead-strip",
    title: "Turn dead stripping on or off",
    group: "Project",
    run: ({ store }) => store.getState().setOptions({ deadStrip: !store.getState().options.deadStrip }),
  },
];

const examples: readonly Command[] = gallery.map(({ id, title }) => ({
  id: `example-${id}`,
  title: `Open: ${title}`,
  group: "Examples",
  run: ({ store }) => store.getState().openExample(id),
}));

const page: readonly Command[] = [
  { id: "palette", title: "Find a command, a symbol or a file", group: "Page", keys: ["mod+k"], run: (c) => c.openDialog("palette") },
  { id: "help", title: "Keys and what they do", group: "Page", keys: ["?"], run: (c) => c.openDialog("help") },
  ...(["system", "light", "dark"] as const).map(
    (theme): Command => ({
      id: `theme-${theme}`,
      title: theme === "system" ? "Theme: as the system" : `Theme: ${theme}`,
      group: "Page",
      run: ({ store }) => store.getState().setTheme(theme),
    }),
  ),
];

export const commands: readonly Command[] = [...film, ...views, ...project, ...examples, ...page];
export const commandOf = (id: string): Command | undefined => commands.find((command) => command.id === id);
