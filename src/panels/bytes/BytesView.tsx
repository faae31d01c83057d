import { lazy, Suspense, useCallback, useRef, useState } from "react";
import type { FileOffset } from "@/base/units";
import { findPlace } from "@/inspect/byteRows";
import type { SourceFile } from "@/inspect/sources";
import { subjectAt } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import { Segments } from "@/widgets/Tabs";
import styles from "./bytes.module.css";
import { GoToField } from "./GoToField";
import { HexGrid } from "./HexGrid";
import { OwnerBar } from "./OwnerBar";
import { useBytesPerRow } from "./useBytesPerRow";
import type { Disassemble } from "./useDisassembly";

// The page opens with the other one.
const DisassemblyView = lazy(async () => ({ default: (await import("./DisassemblyView")).DisassemblyView }));

export type ByteMode = "hex" | "disassembly";

export interface BytesViewProps {
  readonly view: BuildView;
  /** The good build before it: what differs is marked. */
  readonly previous: BuildView | undefined;
  readonly sources: readonly SourceFile[];
  readonly selected: Subject | undefined;
  readonly hovered: Subject | undefined;
  /** Writes applied; undefined means all. */
  readonly step: number | undefined;
  readonly mode: ByteMode;
  readonly disassemble: Disassemble;
  readonly onMode: (mode: ByteMode) => void;
  readonly onSelect: (subject: Subject) => void;
  readonly onHover: (subject: Subject | undefined) => void;
}

const modes = [
  { id: "hex", title: "Hex" },
  { id: "disassembly", title: "Disassembly" },
] as const;

/** The image, byte by byte or instruction by instruction, and whose byte the pointed one is. */
export function BytesView(props: BytesViewProps) {
  const { view, previous, sources, selected, hovered, step, mode, disassemble, onMode, onSelect, onHover } = props;
  const pane = useRef<HTMLDivElement>(null);
  const goTo = useRef<HTMLInputElement>(null);
  const [pointed, setPointed] = useState<FileOffset | undefined>(undefined);
  const bytesPerRow = useBytesPerRow(pane);
  const go = (text: string) => {
    const offset = findPlace(view, text);
    if (offset === undefined) return false;
    onSelect(subjectAt(view, sources, offset));
    setPointed(offset);
    pane.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
    return true;
  };
  const focusGoTo = useCallback(() => goTo.current?.focus(), []);
  const shared = { view, sources, selected, hovered, step, onSelect, onHover, onPoint: setPointed };
  return (
    <div ref={pane} className={styles.pane}>
      <div className={styles.bar}>
        <Segments label="Show bytes as" choices={modes} selected={mode} onSelect={onMode} />
        <GoToField input={goTo} onGo={go} />
      </div>
      {mode === "hex" ? (
        <HexGrid {...shared} previous={previous} bytesPerRow={bytesPerRow} onGoTo={focusGoTo} />
      ) : (
        <Suspense fallback={<div className={styles.listing} />}>
          <DisassemblyView {...shared} disassemble={disassemble} />
        </Suspense>
      )}
      <OwnerBar view={view} sources={sources} offset={pointed} onSelect={onSelect} />
    </div>
  );
}
