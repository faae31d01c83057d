import { type PointerEvent, useMemo } from "react";
import { fileOffset } from "@/base/units";
import { mapBlocks, type RowModel } from "@/inspect/byteRows";
import { hasFields } from "@/inspect/patchedFields";
import type { BuildView } from "@/linker/build";
import styles from "./bytes.module.css";

interface MinimapProps {
  readonly view: BuildView;
  readonly model: RowModel;
  readonly topRow: number;
  readonly pageRows: number;
  readonly selectedRow: number | undefined;
  readonly onScroll: (row: number) => void;
}

/** Ticks that the height has room for. */
const tickCount = 400;

/** One path, since a large program has a tick nearly everywhere. */
const tickPath = (ticks: readonly number[]): string => ticks.map((tick) => `M0 ${tick}h8`).join("");

/** The whole listing at a glance: sections by role, a tick at each patch, a frame around what is on screen. */
export function Minimap({ view, model, topRow, pageRows, selectedRow, onScroll }: MinimapProps) {
  const fraction = (row: number) => row / Math.max(1, model.rowCount);
  const blocks = useMemo(
    () =>
      mapBlocks(view).map((block) => ({
        ...block,
        top: model.firstRowOf(block.from),
        end: model.rowOf(fileOffset(block.to - 1)) + 1,
      })),
    [view, model],
  );
  const ticks = useMemo(() => {
    const rowOf = (tick: number) => Math.ceil(((tick - 0.5) * model.rowCount) / tickCount);
    return Array.from({ length: tickCount + 1 }, (_, tick) => tick).filter((tick) =>
      hasFields(view, model.offsetOf(rowOf(tick)), model.offsetOf(rowOf(tick + 1))),
    );
  }, [view, model]);
  const scroll = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    onScroll(Math.round(((event.clientY - box.top) / box.height) * model.rowCount - pageRows / 2));
  };
  return (
    <div className={styles.minimap} aria-hidden="true" onPointerDown={scroll} onPointerMove={scroll}>
      {blocks.map((block) => (
        <div
          key={block.from}
          className={styles.block}
          data-role={block.role}
          data-tooltip={block.title}
          style={{ top: `${fraction(block.top) * 100}%`, height: `${fraction(block.end - block.top) * 100}%` }}
        />
      ))}
      <svg className={styles.ticks} viewBox={`0 0 8 ${tickCount}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={tickPath(ticks)} />
      </svg>
      {selectedRow !== undefined && <div className={styles.here} style={{ top: `${fraction(selectedRow) * 100}%` }} />}
      {pageRows < model.rowCount && (
        <div
          className={styles.viewport}
          style={{ top: `${fraction(topRow) * 100}%`, height: `${Math.min(1, fraction(pageRows)) * 100}%` }}
        />
      )}
    </div>
  );
}
