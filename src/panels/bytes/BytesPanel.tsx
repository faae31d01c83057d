import { attachSources } from "@/inspect/sources";
import { selectBuild } from "@/state/selectors";
import { useAppStore } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { BytesView } from "./BytesView";

/** The bytes pane, joined to the store. */
export function BytesPanel() {
  const build = useAppStore(selectBuild);
  const previous = useAppStore((state) => state.previous?.view);
  const selected = useAppStore((state) => state.selected);
  const hovered = useAppStore((state) => state.hovered);
  const step = useAppStore((state) => state.step);
  const mode = useAppStore((state) => state.byteMode);
  const disassemble = useAppStore((state) => state.disassemble);
  const showBytes = useAppStore((state) => state.showBytes);
  const select = useAppStore((state) => state.select);
  const hover = useAppStore((state) => state.hover);
  const phase = useAppStore((state) => state.phase);
  if (build === undefined)
    return phase === "failed" ? (
      <EmptyState title="No image yet">The link failed. The problems below say what is missing.</EmptyState>
    ) : (
      <EmptyState title="Linking…" />
    );
  return (
    <BytesView
      view={build.view}
      previous={previous}
      sources={attachSources(build.files)}
      selected={selected}
      hovered={hovered}
      step={step}
      mode={mode}
      disassemble={disassemble}
      onMode={showBytes}
      onSelect={select}
      onHover={hover}
    />
  );
}
