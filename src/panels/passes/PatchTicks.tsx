import type { ByteRole } from "@/inspect/byteRoles";
import styles from "./passes.module.css";

interface PatchTicksProps {
  /** Extent on the strip, as fractions. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly applied: number;
  readonly firstStop: number;
  readonly role: (stop: number) => ByteRole | undefined;
}

/** Up to here each relocation has a tick of its own, coloured by how it reached its target. */
const singles = 120;

/** One tick per relocation; too many to tell apart become a bar that fills. */
export function PatchTicks({ from, to, count, applied, firstStop, role }: PatchTicksProps) {
  const style = { left: `${from * 100}%`, width: `${(to - from) * 100}%` };
  if (count === 0) return null;
  if (count > singles) {
    return (
      <span className={styles.density} style={style} aria-hidden="true">
        <span style={{ width: `${(applied / count) * 100}%` }} />
      </span>
    );
  }
  return (
    <span className={styles.ticks} style={style} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tick is its position
        <span key={index} data-role={role(firstStop + index)} data-applied={index < applied} />
      ))}
    </span>
  );
}
