// The rows of the bytes margin as elements: one a line, made when the line comes into view.

import { hex } from "@/base/text";
import type { ByteSpan } from "@/inspect/spans";
import styles from "./bytesMargin.module.css";
import { type ByteCell, cellKind, type LineBytes } from "./lineBytes";

export interface MarginRow {
  readonly element: HTMLElement;
  readonly cells: readonly { readonly element: HTMLElement; readonly cell: ByteCell }[];
}

function span(className: string | undefined, text: string): HTMLElement {
  const element = document.createElement("span");
  if (className !== undefined) element.className = className;
  element.textContent = text;
  return element;
}

function cellElement(cell: ByteCell, index: number): HTMLElement {
  const element = span(styles.cell, hex(cell.value, 2));
  const kind = cellKind(cell);
  element.dataset.cell = String(index);
  if (kind !== undefined) element.dataset.kind = kind;
  else if (cell.value === 0) element.dataset.zero = "";
  return element;
}

/** `title` is what the pointer is told. */
export function marginRow(line: number, bytes: LineBytes, title: string, showsOffset: boolean): MarginRow {
  const element = document.createElement("div");
  if (styles.row !== undefined) element.className = styles.row;
  element.dataset.line = String(line);
  element.title = title;
  if (showsOffset) element.append(span(styles.offset, hex(bytes.start)));
  const cells = bytes.cells.map((cell, index) => ({ cell, element: cellElement(cell, index) }));
  element.append(...cells.map((one) => one.element));
  if (cells.length === 0) element.append(span(styles.room, `${bytes.size} B`));
  else if (bytes.size > cells.length) element.append(span(styles.more, "…"));
  return { element, cells };
}

const isIn = (spans: readonly ByteSpan[], { offset }: ByteCell) =>
  offset !== undefined && spans.some(({ from, to }) => offset >= from && offset < to);

function mark(element: HTMLElement, name: "hovered" | "selected", isMarked: boolean): void {
  if (isMarked) element.dataset[name] = "";
  else delete element.dataset[name];
}

/** Marks the bytes that are hovered and selected, wherever they are. */
export function markRow(
  { element, cells }: MarginRow,
  hovered: readonly ByteSpan[],
  selected: readonly ByteSpan[],
): void {
  let isHovered = false;
  for (const one of cells) {
    const isIt = isIn(hovered, one.cell);
    isHovered ||= isIt;
    mark(one.element, "hovered", isIt);
    mark(one.element, "selected", isIn(selected, one.cell));
  }
  mark(element, "hovered", isHovered);
}
