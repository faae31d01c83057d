import type { StateCreator } from "zustand/vanilla";
import type { AppState } from "./appState";

/** One part of the store: its values and the actions that change them. */
export type Slice<T> = StateCreator<AppState, [], [], T>;
