import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { ByteRole } from "@/inspect/byteRoles";
import { IconButton } from "@/widgets/Button";
import { Chip } from "@/widgets/Chip";
import { PatchTicks } from "./PatchTicks";
import styles from "./passes.module.css";
import { type StripLayout, stopAtPosition } from "./stripLayout";

export interface StageCell {
  readonly name: string;
  readonly help: string;
  readonly fact: string;
  readonly isPatch: boolean;
  /** Its last stop is at or before the one on screen. */
  readonly done: boolean;
  /** The stop on screen lies in it. */
  readonly current: boolean;
}

export interface PassesViewProps {
  readonly cells: readonly StageCell[];
  readonly layout: StripLayout;
  /** The strip shows the last good link, older than the sources. */
  readonly older: boolean;
  readonly stop: number;
  /** `Relocation 3 of 7: BRANCH26 in _main+0x10` */
  readonly say: (stop: number) => string;
  readonly patches: number;
  readonly appliedPatches: number;
  readonly patchRole: (stop: number) => ByteRole | undefined;
  readonly selectedStop: number | undefined;
  readonly finished: boolean;
  readonly onStop: (stop: number) => void;
  readonly onStage: (index: number) => void;
  readonly onPatch: (by: 1 | -1) => void;
  readonly onPass: (by: 1 | -1) => void;
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`;

/** Turns pointer moves over the rail into stops; the native range input does the same for keys. */
function useScrubber(layout: StripLayout, onStop: (stop: number) => void) {
  const rail = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | undefined>(undefined);
  const stopUnder = (event: PointerEvent): number => {
    const box = rail.current?.getBoundingClientRect();
    return box === undefined ? 0 : stopAtPosition(layout, (event.clientX - box.left) / box.width);
  };
  return {
    rail,
    hovered,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onStop(stopUnder(event));
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const stop = stopUnder(event);
        setHovered(stop);
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onStop(stop);
      },
      onPointerLeave: () => setHovered(undefined),
    },
  };
}

const keyStops: Readonly<Record<string, (stop: number, last: number) => number>> = {
  ArrowRight: (stop) => stop + 1,
  ArrowUp: (stop) => stop + 1,
  ArrowLeft: (stop) => stop - 1,
  ArrowDown: (stop) => stop - 1,
  Home: () => 0,
  End: (_, last) => last,
};

function Transport({ finished, stop, onPatch, onStop, layout }: PassesViewProps) {
  const last = layout.positions.length - 1;
  return (
    <div className={styles.transport}>
      <IconButton icon="first" label="Before the first byte" disabled={stop === 0} onClick={() => onStop(0)} />
      <IconButton icon="previous" label="Previous relocation" shortcut="[" onClick={() => onPatch(-1)} />
      <IconButton icon="next" label="Next relocation" shortcut="]" onClick={() => onPatch(1)} />
      <IconButton
        icon="last"
        label="The finished image"
        shortcut="\"
        disabled={finished}
        onClick={() => onStop(last)}
      />
    </div>
  );
}

export function PassesView(props: PassesViewProps) {
  const { cells, layout, stop, say, patches, appliedPatches, selectedStop, finished, onStop, onStage, onPass } = props;
  const last = layout.positions.length - 1;
  const { rail, hovered, handlers } = useScrubber(layout, onStop);
  const shown = hovered ?? stop;
  const moveWithKeys = (event: KeyboardEvent) => {
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      onPass(event.key === "PageUp" ? 1 : -1);
      return;
    }
    const next = keyStops[event.key]?.(stop, last);
    if (next === undefined) return;
    event.preventDefault();
    onStop(Math.min(last, Math.max(0, next)));
  };
  const at = percent(layout.positions[stop] ?? 1);
  return (
    <div className={styles.passes} data-finished={finished}>
      <div className={styles.head}>
        <h2>Passes</h2>
        <Transport {...props} />
        <output className={styles.caption} aria-live="off">
          {hovered === undefined && finished && patches > 0
            ? `Finished: ${patches} of ${patches} relocations applied`
            : say(shown)}
        </output>
        {props.older && (
          <Chip tone="warning" hint="Shows the last good link, older than the sources">
            older than the sources
          </Chip>
        )}
      </div>
      <div className={styles.strip}>
        <ol className={styles.stages} style={{ gridTemplateColumns: layout.tracks }}>
          {cells.map((cell, index) => (
            <li key={cell.name} data-done={cell.done} data-current={cell.current} data-patch={cell.isPatch}>
              <button type="button" data-tooltip={cell.help} onClick={() => onStage(index)}>
                <span className={styles.stage}>{cell.name}</span>
                <span className={styles.fact}>{cell.fact}</span>
              </button>
            </li>
          ))}
        </ol>
        <div ref={rail} className={styles.rail} data-testid="passes-rail" {...handlers}>
          <span className={styles.travelled} style={{ width: at }} />
          <PatchTicks
            from={layout.patchFrom}
            to={layout.patchTo}
            count={patches}
            applied={appliedPatches}
            firstStop={layout.firstPatchStop}
            role={props.patchRole}
          />
          {layout.stageEnds.map((end) => (
            <span key={end} className={styles.joint} style={{ left: percent(end) }} />
          ))}
          {selectedStop !== undefined && selectedStop !== stop && (
            <span className={styles.selected} style={{ left: percent(layout.positions[selectedStop] ?? 0) }} />
          )}
          <span className={styles.thumb} style={{ left: at }} />
          <input
            type="range"
            className={styles.range}
            aria-label="Step through the link"
            aria-valuetext={say(stop)}
            min={0}
            max={last}
            value={stop}
            onChange={(event) => onStop(Number(event.target.value))}
            onKeyDown={moveWithKeys}
          />
        </div>
      </div>
    </div>
  );
}
