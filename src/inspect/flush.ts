// What an incremental link did for one edit, in a sentence, and how much room its sections have.

import { hex0x } from "@/base/text";
import type { OutputSectionIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { FlushSummary, SummaryRoom } from "@/linker/incremental/summary";

const plural = (count: number, word: string): string =>
  `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

const shownNames = 2;
/** `_main, _helper and 3 more` */
function listed(names: readonly string[]): string {
  if (names.length === shownNames) return names.join(" and ");
  const shown = names.slice(0, shownNames).join(", ");
  return names.length <= shownNames ? shown : `${shown} and ${(names.length - shownNames).toLocaleString("en")} more`;
}

function movedText({ moved, grown }: FlushSummary): string {
  const shifts = grown.map(
    ({ section, by }) => `${section} outgrew its room and pushed on what is behind it by ${hex0x(by)}`,
  );
  if (moved.length === 0) return shifts.length === 0 ? "nothing moved" : shifts.join(", ");
  const [first] = moved;
  const text =
    moved.length === 1 && first !== undefined
      ? `${first.name} outgrew its room and moved from ${hex0x(first.from)} to ${hex0x(first.to)}`
      : `${listed(moved.map(({ name }) => name))} outgrew their room and moved`;
  return [text, ...shifts].join(", ");
}

/** `3 bytes of _helper rewritten in place, 2 of 14 relocations patched, nothing moved.` */
export function flushSentence(flush: FlushSummary): string {
  if (flush.changed.length === 0) return "Nothing changed: not a byte was written.";
  const parts: string[] = [];
  if (flush.placed.length > 0)
    parts.push(
      `${listed(flush.placed)} ${flush.number === 1 || flush.placed.length > 1 ? "got their places" : "got its place"}`,
    );
  if (flush.rewrittenBytes > 0)
    parts.push(`${plural(flush.rewrittenBytes, "byte")} of ${listed(flush.rewritten)} rewritten in place`);
  parts.push(
    flush.applied === 0
      ? `none of ${plural(flush.relocations, "relocation")} patched again`
      : `${flush.applied.toLocaleString("en")} of ${plural(flush.relocations, "relocation")} patched`,
  );
  if (flush.slotsFreed > 0) parts.push(`${plural(flush.slotsFreed, "slot")} freed`);
  parts.push(movedText(flush));
  const text = parts.join(", ");
  // Names keep their case.
  return flush.placed.length > 0 ? `${text}.` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Bytes of the file that an edit changed. */
export const changedBytes = ({ changed }: FlushSummary): number =>
  changed.reduce((sum, { from, to }) => sum + to - from, 0);

export const roomOf = (view: BuildView, section: OutputSectionIndex): SummaryRoom | undefined =>
  view.flush?.rooms.find((room) => room.section === section);

/** `0x2a of 0x1000`, and what is free between atoms. */
export function roomText(view: BuildView, section: OutputSectionIndex): string {
  const room = roomOf(view, section);
  if (room === undefined) return "";
  const gaps = room.gaps === 0 ? "" : `, ${hex0x(room.gaps)} between`;
  return `${hex0x(room.capacity - room.used)} free${gaps}`;
}
