// Everything a key or the palette can do, once: key bindings, the palette and the help sheet read this list.

import { gallery } from "@/gallery/gallery";
import type { AppStore } from "@/state/createAppStore";
import { stepPass, stepPatch } from "@/state/film";
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

const film: readonly Command[] = [
  { id: "patch-next", title: "Next relocation", group: "Film", keys: ["]"], run: ({ store }) => stepPatch(store, 1) },
  {
    id: "patch-previous",
    title: "Previous relocation",
    group: "Film",
    keys: ["["],
    run: ({ store }) => stepPatch(store, -1),
  },
  { id: "pass-next", title: "Next pass", group: "Film", keys: ["."], run: ({ store }) => stepPass(store, 1) },
  { id: "pass-previous", title: "Previous pass", group: "Film", keys: [","], run: ({ store }) => stepPass(store, -1) },
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
  {
    id: "line-bytes",
    title: "Show or hide the bytes of each source line",
    group: "Views",
    keys: ["b", "mod+shift+b"],
    run: ({ store }) => store.getState().showLineBytes(!store.getState().lineBytes),
  },
];

const project: readonly Command[] = [
  {
    id: "share",
    title: "Copy a link to what is on screen",
    group: "Project",
    keys: ["mod+shift+l"],
    run: copyShareLink,
  },
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
    id: "placement",
    title: "Switch between packed and incremental placement",
    group: "Project",
    run({ store }) {
      const { options, setOptions } = store.getState();
      setOptions({ mode: options.mode === "incremental" ? "traditional" : "incremental" });
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
  {
    id: "palette",
    title: "Find a command, a symbol or a file",
    group: "Page",
    keys: ["mod+k"],
    run: (c) => c.openDialog("palette"),
  },
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
