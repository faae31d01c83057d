// Every panel of the page as data. Each is a chunk of its own; those on screen from the start are asked for at once.

import type { ComponentType } from "react";
import type { TableId } from "@/state/appState";
import type { IconName } from "@/widgets/Icon";

export type PaneId = "sources" | "bytes" | "explain";
export type PanelId = PaneId | "passes" | TableId;

export interface PanelEntry {
  readonly id: PanelId;
  readonly title: string;
  readonly icon: IconName;
  /** What it shows, for menus and tooltips. */
  readonly summary: string;
  /** It shows the last good build, which may be older than the sources. */
  readonly showsBuild: boolean;
  readonly load: () => Promise<ComponentType>;
}

export const panes: readonly (PanelEntry & { readonly id: PaneId })[] = [
  {
    id: "sources",
    title: "Sources",
    icon: "sources",
    summary: "The files that go into the link",
    showsBuild: false,
    load: async () => (await import("@/panels/sources/SourcesPanel")).SourcesPanel,
  },
  {
    id: "bytes",
    title: "Bytes",
    icon: "bytes",
    summary: "The image, byte by byte",
    showsBuild: true,
    load: async () => (await import("@/panels/bytes/BytesPanel")).BytesPanel,
  },
  {
    id: "explain",
    title: "Explain",
    icon: "explain",
    summary: "Who put it there, when, and by what arithmetic",
    showsBuild: true,
    load: async () => (await import("@/panels/explain/ExplainPanel")).ExplainPanel,
  },
];

export const passesPanel: PanelEntry = {
  id: "passes",
  title: "Passes",
  icon: "layers",
  summary: "The link as a film: step through it, patch by patch",
  showsBuild: true,
  load: async () => (await import("@/panels/passes/PassesPanel")).PassesPanel,
};

export const tables: readonly (PanelEntry & { readonly id: TableId })[] = [
  {
    id: "symbols",
    title: "Symbols",
    icon: "tables",
    summary: "Every name, where it is defined and where it ended up",
    showsBuild: true,
    load: async () => (await import("@/panels/symbols/SymbolsPanel")).SymbolsPanel,
  },
  {
    id: "actions",
    title: "Actions",
    icon: "tables",
    summary: "Which names need a GOT cell, a stub or a thread pointer, and who asked",
    showsBuild: true,
    load: async () => (await import("@/panels/actions/ActionsPanel")).ActionsPanel,
  },
  {
    id: "relocations",
    title: "Relocations",
    icon: "tables",
    summary: "Every hole and what was written into it",
    showsBuild: true,
    load: async () => (await import("@/panels/relocations/RelocationsPanel")).RelocationsPanel,
  },
  {
    id: "layout",
    title: "Layout",
    icon: "tables",
    summary: "Segments and sections, in memory and in the file",
    showsBuild: true,
    load: async () => (await import("@/panels/layout/LayoutPanel")).LayoutPanel,
  },
  {
    id: "loadCommands",
    title: "Load commands",
    icon: "tables",
    summary: "What the header tells the kernel and dyld",
    showsBuild: true,
    load: async () => (await import("@/panels/loadcommands/LoadCommandsPanel")).LoadCommandsPanel,
  },
  {
    id: "problems",
    title: "Problems",
    icon: "tables",
    summary: "What is wrong with the newest sources",
    showsBuild: false,
    load: async () => (await import("@/panels/problems/ProblemsPanel")).ProblemsPanel,
  },
  {
    id: "history",
    title: "History",
    icon: "tables",
    summary: "Incremental links: what each edit, or each call of a script, changed",
    showsBuild: false,
    load: async () => (await import("@/panels/history/HistoryPanel")).HistoryPanel,
  },
];
