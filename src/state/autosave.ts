// The work of a tab outlives a reload, a crash and a link too long to write: it is kept as project text, in the tab's
// storage first and in the browser's for a new tab. An example that nobody changed is not worth keeping.

import type { ClientFile } from "@/worker/linkClient";
import type { AppState } from "./appState";
import type { AppStore } from "./createAppStore";
import { openProjectText, projectText } from "./permalink/link";
import type { Opening } from "./project";
import { savedKey as key } from "./savedText";
import type { Storages } from "./storage";

const settleTime = 400;
/** Web storage holds about 5 million characters for a whole origin. */
const maximumLength = 2_000_000;
/** Bytes of files from which on compressing them would halt the page, to no avail: the result would not fit. */
const maximumBytes = 4 << 20;

export interface TimerPort {
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
}

/** What was saved in this tab, or else in this browser. */
export function savedOpening({ tab, browser }: Storages): Opening | undefined {
  for (const text of [tab.read(key), browser.read(key)]) {
    const opened = openProjectText(text ?? "");
    if (opened.kind === "ok") return opened.opening;
  }
  return undefined;
}

const bytesOf = ({ contents }: ClientFile): number =>
  contents.kind === "text" ? contents.text.length : contents.bytes.length;

/** Returns what saves at once, for when the page is about to go away. Changes since `since` count. */
export function keepSaved(
  store: AppStore,
  { tab, browser }: Storages,
  timers: TimerPort,
  since: AppState = store.getState(),
): () => void {
  let timer: number | undefined;
  const save = () => {
    if (timer === undefined) return;
    timers.clearTimer(timer);
    timer = undefined;
    const state = store.getState();
    if (state.files.reduce((sum, file) => sum + bytesOf(file), 0) > maximumBytes) return;
    const text = state.modified ? projectText(state) : "";
    if (text.length > maximumLength) return;
    tab.write(key, text);
    browser.write(key, text);
  };
  const follow = (state: AppState, before: AppState) => {
    if (state.files === before.files && state.options === before.options && state.modified === before.modified) return;
    if (timer !== undefined) timers.clearTimer(timer);
    timer = timers.setTimer(save, settleTime);
  };
  store.subscribe(follow);
  follow(store.getState(), since);
  return save;
}
