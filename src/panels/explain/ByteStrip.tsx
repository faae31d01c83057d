import { hex, hexByte } from "@/base/text";
import type { FieldBytes } from "@/inspect/explanation";
import styles from "./relocation.module.css";

interface ByteStripProps {
  readonly label: string;
  readonly bytes: FieldBytes;
  /** Underline what differs from the other side. */
  readonly showChanges?: boolean;
}

const say = ({ bytes, changed }: FieldBytes) =>
  bytes.map((byte, index) => `${hex(byte, 2)}${changed[index] === 0 ? "" : " (changed)"}`).join(" ");

/** Bytes in file order: the field framed, changed bytes underlined. */
export function ByteStrip({ label, bytes, showChanges = false }: ByteStripProps) {
  const { fieldAt, fieldLength } = bytes;
  return (
    <span className={styles.bytes} role="img" aria-label={`${label}: ${say(bytes)}`}>
      {bytes.bytes.map((byte, index) => {
        const inField = index >= fieldAt && index < fieldAt + fieldLength;
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: bytes are their positions
            key={index}
            className={styles.byte}
            data-field={inField || undefined}
            data-first={index === fieldAt || undefined}
            data-last={index === fieldAt + fieldLength - 1 || undefined}
            data-changed={(showChanges && bytes.changed[index] !== 0) || undefined}
          >
            {hexByte(byte)}
          </span>
        );
      })}
    </span>
  );
}
