// What a project is opened from and kept in: links, the address bar, saved work. All of it packs and unpacks, and the
// page does not wait for that code unless there is something to open.

import type { AppState } from "./appState";
import { keepSaved, savedOpening, type TimerPort } from "./autosave";
import type { AppStore } from "./createAppStore";
import { type AddressPort, followAddress } from "./permalink/address";
import { openLink } from "./permalink/link";
import type { Opening } from "./project";
import type { Storages } from "./storage";

export interface Opened {
  readonly opening: Opening | undefined;
  /** Why a link was not opened. */
  readonly problem: string | undefined;
}

/** A link counts most, then the work of this tab or browser. */
export function openingOf(address: Parameters<typeof openLink>[0], storage: Storages): Opened {
  const linked = openLink(address);
  const problem = linked.kind === "corrupt" || linked.kind === "too-large" ? linked.message : undefined;
  return { opening: linked.kind === "ok" ? linked.opening : savedOpening(storage), problem };
}

export interface KeepingPorts {
  readonly address: AddressPort;
  readonly storage: Storages;
  readonly timers: TimerPort;
  /** What the page opened with: changes since then count. */
  readonly since: AppState;
  tell(message: string): void;
}

/** Returns what saves at once, for when the page is about to go away. */
export function keepProject(store: AppStore, { address, storage, timers, since, tell }: KeepingPorts): () => void {
  followAddress(store, address, tell, since);
  return keepSaved(store, storage, timers, since);
}
