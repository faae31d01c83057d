// Keeps the address bar telling what is on screen: rewritten a moment after the visitor changed something, with a new
// history entry only when an example is opened. Browsers limit and may refuse rewriting, which is no harm.

import type { AppState } from "../appState";
import type { AppStore } from "../createAppStore";
import { showOpening } from "../showOpening";
import { openLink, shareLink } from "./link";

export interface AddressPort {
  read(): { readonly base: string; readonly search: string; readonly hash: string };
  /** Both may be refused by the browser (Safari: 100 times in 30 s) and must not throw. */
  replace(url: string): void;
  push(url: string): void;
  /** Back, forward, or an edited fragment. */
  onMove(listener: () => void): void;
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
}

const settleTime = 400;

/** What the link tells of the state; when none of it changed, the address stands. */
const told = (state: AppState) => [
  state.files,
  state.options,
  state.example,
  state.modified,
  state.activeFile,
  state.wanted,
  state.table,
  state.byteMode,
  state.step,
];

/** Changes since `since` count. */
export function followAddress(
  store: AppStore,
  port: AddressPort,
  onProblem: (message: string) => void,
  since: AppState = store.getState(),
): void {
  let timer: number | undefined;
  /** The address this side wrote last, so that its own changes are not taken for the visitor's. */
  let own = "";
  const urlOf = (state: AppState): string => {
    const { base } = port.read();
    const link = shareLink(state, base);
    // Too much for a link: the bare page, whose autosave then brings the work back.
    return link.kind === "link" ? link.url : base;
  };
  const write = (how: "replace" | "push") => {
    if (timer !== undefined) port.clearTimer(timer);
    timer = undefined;
    const url = urlOf(store.getState());
    if (url === own) return;
    own = url;
    port[how](url);
  };
  const follow = (state: AppState, before: AppState) => {
    const previous = told(before);
    if (told(state).every((value, index) => value === previous[index])) return;
    // The selection an example opens with, and what a build makes of it, are not the visitor's doing.
    if (state.example !== undefined && state.example !== before.example && !state.modified) {
      write("push");
      return;
    }
    if (timer !== undefined) port.clearTimer(timer);
    timer = port.setTimer(() => write("replace"), settleTime);
  };
  store.subscribe(follow);
  follow(store.getState(), since);
  port.onMove(() => {
    const { base, search, hash } = port.read();
    if (base + search + hash === own) return;
    const opened = openLink({ search, hash });
    if (opened.kind === "ok") {
      own = base + search + hash;
      showOpening(store, opened.opening);
    } else if (opened.kind !== "none") onProblem(opened.message);
  });
}
