// The composition root: makes the worker's client and the store, decides what to open, mounts the page, and subscribes
// the effects that outlive every component.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { keepSaved, savedOpening } from "@/state/autosave";
import { type AppStoreHost, createAppStore } from "@/state/createAppStore";
import { followAddress } from "@/state/permalink/address";
import { openLink } from "@/state/permalink/link";
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

/** A link counts most, then the work of this tab or browser, then the first example. */
const linked = openLink(window.location);
const opening = linked.kind === "ok" ? linked.opening : savedOpening(storage);
const host: AppStoreHost = opening === undefined ? { client, storage } : { client, storage, opening };
const store = createAppStore(host);
const tell = (message: string) => store.setState({ notice: message });
if (linked.kind === "corrupt" || linked.kind === "too-large") tell(linked.message);

/** A browser may refuse to rewrite the address (too often, too long); the page goes on with the old one. */
const rewrite = (how: "pushState" | "replaceState", url: string) => {
  try {
    window.history[how](null, "", url);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
};
followAddress(
  store,
  {
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
  },
  tell,
);
const saveNow = keepSaved(store, storage, timers);
window.addEventListener("pagehide", saveNow);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <StoreProvider store={store}>
      <App />
    </StoreProvider>
  </StrictMode>,
);
