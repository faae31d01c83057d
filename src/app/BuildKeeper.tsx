import { useEffect } from "react";
import { useAppStore, useStoreApi } from "@/state/storeContext";

/**
 * Lets go of builds that are not on screen any more. What React has committed shows no other than the store's, so an
 * effect is the moment to say so.
 */
export function BuildKeeper() {
  const store = useStoreApi();
  const build = useAppStore((state) => state.build);
  const latest = useAppStore((state) => state.latest);
  // biome-ignore lint/correctness/useExhaustiveDependencies: builds that changed are the reason, not an argument
  useEffect(() => store.getState().letGo(), [store, build, latest]);
  return null;
}
