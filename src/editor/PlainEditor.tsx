import { useRef } from "react";
import type { Architecture } from "@/arch/architecture";
import styles from "./editor.module.css";
import { bytesWidth } from "./LineBytesCells";
import { type BytesColumn, StaticListing } from "./StaticListing";

interface PlainEditorProps {
  readonly name: string;
  readonly text: string;
  readonly architecture: Architecture | undefined;
  readonly marked?: { readonly from: number; readonly to: number } | undefined;
  readonly bytes?: BytesColumn | undefined;
  readonly onEdit: (text: string) => void;
  /** The caret was put on this line by hand. */
  readonly onLine: (line: number) => void;
}

const numbersWidth = 35;

const lineOf = (area: HTMLTextAreaElement): number => area.value.slice(0, area.selectionStart).split("\n").length;

/**
 * A transparent text area over the coloured listing: what phones get, whose keyboards Monaco does not serve, and what
 * everybody has until Monaco is there, so that no key typed early is lost.
 */
export function PlainEditor({ name, text, architecture, marked, bytes, onEdit, onLine }: PlainEditorProps) {
  const listing = useRef<HTMLDivElement>(null);
  return (
    <div className={styles.plain}>
      <div className={styles.plainScroll} ref={listing}>
        <StaticListing text={text} architecture={architecture} marked={marked} bytes={bytes} />
        <textarea
          className={styles.area}
          style={bytes && { paddingLeft: numbersWidth + bytesWidth(bytes.most) }}
          aria-label={`Source of ${name}`}
          value={text}
          rows={text.split("\n").length}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          onChange={(event) => onEdit(event.target.value)}
          onClick={(event) => onLine(lineOf(event.currentTarget))}
        />
      </div>
    </div>
  );
}
