// The composition root: makes the worker's client and the store, decides what to open, mounts the page, and subscribes
// the effects that outlive every component.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { loadCompiledLines } from "@/inspect/compiledLines";
import { loadCppNames } from "@/inspect/cppNames";
import { type AppStoreHost, createAppStore } from "@/state/createAppStore";
import type { AddressPort } from "@/state/permalink/address";
import { hasSavedText } from "@/state/savedText";
import { type Storages, webStorage } from "@/state/storage";
import { StoreProvider } from "@/state/storeContext";
import { createLinkClient } from "@/worker/linkClient";
import LinkWorker from "@/worker/linkWorker?worker";

const timers = {
  setTimer: (run: () => void, milliseconds: number) => window.setTimeout(run, milliseconds),
  clearTimer: (timer: number) => window.clearTimeout(timer),
};
const storage: Storages = {
  tab: webStorage(() => window.sessionStorage),
  browser: webStorage(() => window.localStorage),
};
const client = createLinkClient({
  createWorker: () => new LinkWorker({ name: "link" }),
  shared: window.crossOriginIsolated && typeof SharedArrayBuffer === "function",
  ...timers,
});

/** What is said about compilers' objects beside their own bytes. */
const loadReaders = () => Promise.all([loadCppNames(), loadCompiledLines()]);
const keeping = () => import("@/state/keeping");
const isAddressed = window.location.search.length > 1 || window.location.hash.length > 1;
const nothing = { opening: undefined, problem: undefined };
/** What is opened may be a compiler's, and what is said about it is not to change before the visitor's eyes. */
const toOpen = isAddressed || hasSavedText(storage) ? await Promise.all([keeping(), loadReaders()]) : undefined;
const { opening, problem } = toOpen?.[0].openingOf(window.location, storage) ?? nothing;
const host: AppStoreHost = opening === undefined ? { client, storage } : { client, storage, opening };
const store = createAppStore(host);
const tell = (message: string) => store.setState({ notice: message });
if (problem !== undefined) tell(problem);
const since = store.getState();

/** A browser may refuse to rewrite the address (too often, too long); the page goes on with the old one. */
const rewrite = (how: "pushState" | "replaceState", url: string) => {
  try {
    window.history[how](null, "", url);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
};
const address: AddressPort = {
  read: () => ({
    base: window.location.origin + window.location.pathname,
    search: window.location.search,
    hash: window.location.hash,
  }),
  replace: (url) => rewrite("replaceState", url),
  push: (url) => rewrite("pushState", url),
  onMove(listener) {
    window.addEventListener("popstate", listener);
    window.addEventListener("hashchange", listener);
  },
  ...timers,
};

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <StoreProvider store={store}>
      <App />
    </StoreProvider>
  </StrictMode>,
);

/** The panels and the editor come before what is not needed to look at the page, unless it is there already. */
const settleTime = 1000;
if (toOpen === undefined) await new Promise((resolve) => window.setTimeout(resolve, settleTime));
const [{ keepProject }] = await Promise.all([keeping(), loadReaders()]);
window.addEventListener("pagehide", keepProject(store, { address, storage, timers, since, tell }));
