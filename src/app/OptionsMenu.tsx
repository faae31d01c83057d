import { lazy, Suspense } from "react";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { Popover } from "@/widgets/Popover";
import { type BuildOptions, defaultBuildOptions } from "@/worker/protocol";
import styles from "./toolbar.module.css";

const OptionsForm = lazy(async () => ({ default: (await import("./OptionsForm")).OptionsForm }));

const told: readonly (keyof BuildOptions)[] = [
  "deadStrip",
  "systemLibraries",
  "entry",
  "minimumVersion",
  "mode",
  "bind",
];

export function OptionsMenu() {
  const store = useStoreApi();
  const options = useAppStore((state) => state.options);
  const changed = told.filter((name) => options[name] !== defaultBuildOptions[name]).length;
  return (
    <Popover
      label="Link options"
      icon="options"
      hint={changed === 0 ? "Link options" : `Link options, ${changed} changed`}
    >
      {() => (
        <Suspense fallback={<div className={styles.options} />}>
          <OptionsForm options={options} change={store.getState().setOptions} />
        </Suspense>
      )}
    </Popover>
  );
}
