import { Fragment } from "react";
import type { Architecture } from "@/arch/architecture";
import { type Token, tokenize } from "./asmTokens";
import styles from "./editor.module.css";
import { LineBytesCells } from "./LineBytesCells";
import type { LineBytes } from "./lineBytes";
import { syntaxColor } from "./syntaxColors";

function LineText({ text, tokens }: { readonly text: string; readonly tokens: readonly Token[] }) {
  let at = 0;
  return (
    <>
      {tokens.map(({ from, to, kind }) => {
        const gap = text.slice(at, from);
        at = to;
        return (
          <Fragment key={from}>
            {gap}
            <span style={{ color: syntaxColor(kind) }}>{text.slice(from, to)}</span>
          </Fragment>
        );
      })}
      {text.slice(at)}
    </>
  );
}

/** A text longer than this is a compiler's, and is shown without colours until Monaco takes over. */
const colouredLines = 2000;

interface StaticListingProps {
  readonly text: string;
  /** Undefined: plain text, as a library stub is. */
  readonly architecture: Architecture | undefined;
  /** Lines to mark, 1-based. */
  readonly marked?: { readonly from: number; readonly to: number } | undefined;
  /** What each line came to, when that is to be shown; given also while it is not known. */
  readonly bytes?: BytesColumn | undefined;
}

export interface BytesColumn {
  /** Cells there is room for. */
  readonly most: number;
  of(line: number): LineBytes | undefined;
}

/** The coloured text before (or instead of) Monaco; the same measures, so that nothing jumps when Monaco arrives. */
export function StaticListing({ text, architecture, marked, bytes }: StaticListingProps) {
  const lines = text.split("\n");
  const tokens = architecture === undefined || lines.length > colouredLines ? [] : tokenize(text, architecture);
  const isMarked = (line: number) => marked !== undefined && line >= marked.from && line <= marked.to;
  return (
    <div className={styles.listing} aria-hidden="true">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other identity than its number
        <div key={index} className={isMarked(index + 1) ? styles.markedLine : styles.line}>
          <span className={styles.lineNumber}>{index + 1}</span>
          {bytes !== undefined && <LineBytesCells most={bytes.most} bytes={bytes.of(index + 1)} />}
          <span className={styles.lineText}>
            <LineText text={line} tokens={tokens[index] ?? []} />
          </span>
        </div>
      ))}
    </div>
  );
}
