import { useLayoutEffect } from "react";
import { useAppStore } from "@/state/storeContext";

/** Puts the chosen theme on the root element; without one, the system's holds. */
export function useTheme(): void {
  const theme = useAppStore((state) => state.theme);
  useLayoutEffect(() => {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }, [theme]);
}
