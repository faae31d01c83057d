import { useCallback } from "react";
import { attachSources } from "@/inspect/sources";
import { selectBuild } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { ExplainView } from "./ExplainView";

/** The explain pane, joined to the store. */
export function ExplainPanel() {
  const store = useStoreApi();
  const build = useAppStore(selectBuild);
  const selected = useAppStore((state) => state.selected);
  const wanted = useAppStore((state) => state.wanted);
  const disassemble = useAppStore((state) => state.disassemble);
  const select = useAppStore((state) => state.select);
  // Texts are read when a card is made, not watched: the card shows a build, which has the text it was made of.
  const lineText = useCallback(
    (file: string, line: number) => {
      const found = store.getState().files.find(({ name }) => name === file)?.contents;
      return found?.kind === "text" ? found.text.split("\n")[line - 1] : undefined;
    },
    [store],
  );
  if (build === undefined) return <EmptyState title="Nothing to explain yet">The first link is on its way.</EmptyState>;
  return (
    <ExplainView
      view={build.view}
      sources={attachSources(build.files)}
      selected={selected}
      chosen={wanted ?? selected}
      disassemble={disassemble}
      lineText={lineText}
      onSelect={select}
    />
  );
}
