import { lazy, Suspense } from "react";
import { useAppStore } from "@/state/storeContext";

// The page opens without incremental links.
const FlushReport = lazy(async () => ({ default: (await import("./FlushReport")).FlushReport }));

/** Only where links are incremental. */
export function FlushBar() {
  const mode = useAppStore((state) => state.options.mode);
  return mode === "incremental" ? (
    <Suspense>
      <FlushReport />
    </Suspense>
  ) : null;
}
