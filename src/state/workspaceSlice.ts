import type { ByteMode, TableId, Theme, WorkspaceSlice } from "./appState";
import type { ViewState } from "./project";
import type { Slice } from "./slice";
import type { StoragePort } from "./storage";

export const tableIds = [
  "symbols",
  "actions",
  "relocations",
  "layout",
  "loadCommands",
  "problems",
  "history",
] as const satisfies readonly TableId[];
export const byteModes = ["hex", "disassembly"] as const satisfies readonly ByteMode[];
const themes = ["system", "light", "dark"] as const satisfies readonly Theme[];

const themeKey = "machoscope.theme";
const lineBytesKey = "machoscope.lineBytes";

export const createWorkspaceSlice =
  (view: ViewState, storage: StoragePort): Slice<WorkspaceSlice> =>
  (set) => ({
    table: view.table ?? "relocations",
    byteMode: view.byteMode ?? "hex",
    pane: "sources",
    theme: themes.find((known) => known === storage.read(themeKey)) ?? "system",
    lineBytes: storage.read(lineBytesKey) === "on",
    showTable: (table) => set({ table }),
    showBytes: (byteMode) => set({ byteMode }),
    showPane: (pane) => set({ pane }),
    setTheme(theme) {
      storage.write(themeKey, theme);
      set({ theme });
    },
    showLineBytes(lineBytes) {
      storage.write(lineBytesKey, lineBytes ? "on" : "off");
      set({ lineBytes });
    },
  });
