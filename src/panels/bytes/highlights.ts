// Marks on bytes. Rows are plain text; what is selected, hovered, patched or changed is said by ranges over that text
// (CSS Custom Highlight API), which costs no elements. Where a browser lacks the API, rows are cut into spans instead.

/** Weakest first: a later mark is painted over an earlier one. */
export const markNames = ["zero", "changed", "patched", "hovered", "selected", "flash"] as const;
export type MarkName = (typeof markNames)[number];

/** Characters [from, to) of a text. */
export interface TextMark {
  readonly name: MarkName;
  readonly from: number;
  readonly to: number;
}

export const hasHighlights = typeof CSS !== "undefined" && "highlights" in CSS;

/** Replaces all marks of the listing. Every text node belongs to a row on screen. */
export function paintMarks(marks: Iterable<{ readonly node: Text; readonly mark: TextMark }>): void {
  if (!hasHighlights) return;
  // A live range makes each change of the document look after it, the editor's changes too, until it is collected.
  const ranges = new Map<MarkName, StaticRange[]>(markNames.map((name) => [name, []]));
  for (const { node, mark } of marks) {
    const [startOffset, endOffset] = [mark.from, mark.to].map((at) => Math.min(at, node.data.length)) as [
      number,
      number,
    ];
    ranges.get(mark.name)?.push(new StaticRange({ startContainer: node, startOffset, endContainer: node, endOffset }));
  }
  for (const [priority, name] of markNames.entries()) {
    const highlight = new Highlight(...(ranges.get(name) ?? []));
    highlight.priority = priority;
    CSS.highlights.set(`bytes-${name}`, highlight);
  }
}

export function clearMarks(): void {
  if (hasHighlights) for (const name of markNames) CSS.highlights.delete(`bytes-${name}`);
}

/** The text cut where marks begin and end, each piece with its strongest mark; for browsers without highlights. */
export function cutByMarks(
  text: string,
  marks: readonly TextMark[],
): readonly { readonly text: string; readonly mark: MarkName | undefined }[] {
  const cuts = [...new Set([0, text.length, ...marks.flatMap((mark) => [mark.from, mark.to])])]
    .filter((at) => at >= 0 && at <= text.length)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const covering = marks.filter((mark) => mark.from <= from && mark.to > from).map((mark) => mark.name);
    return { text: text.slice(from, cuts[index + 1]), mark: markNames.findLast((name) => covering.includes(name)) };
  });
}
