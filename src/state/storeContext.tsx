import { createContext, type ReactNode, use } from "react";
import { useStore } from "zustand";
import type { AppState } from "./appState";
import type { AppStore } from "./createAppStore";

const StoreContext = createContext<AppStore | undefined>(undefined);

export function StoreProvider({ store, children }: { readonly store: AppStore; readonly children: ReactNode }) {
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** The store itself, for event handlers and imperative views; components read through `useAppStore`. */
export function useStoreApi(): AppStore {
  const store = use(StoreContext);
  if (store === undefined) throw new Error("no StoreProvider above this component");
  return store;
}

/** Selectors return primitives or references that the store holds; fresh objects would render forever. */
export const useAppStore = <T,>(selector: (state: AppState) => T): T => useStore(useStoreApi(), selector);
