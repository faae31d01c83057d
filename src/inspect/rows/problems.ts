// Rows of the Problems table: each diagnostic, and below an opened one its related places. Errors first, otherwise in
// the order found.

import { type Diagnostic, describePlace, type Place, type QuickFix, type Severity } from "@/base/diagnostic";

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** A row number is `diagnostic * relatedRoom + related`, related counting from 1; 0 is the diagnostic itself. */
const relatedRoom = 0x100;
export const problemRowOf = (number: number) => ({
  diagnostic: Math.floor(number / relatedRoom),
  related: number % relatedRoom,
});

export function problemRows(
  diagnostics: readonly Diagnostic[],
  filter: string,
  expanded: ReadonlySet<number>,
): Uint32Array {
  const wanted = filter.trim().toLowerCase();
  const order = Uint32Array.from(diagnostics, (_, index) => index).sort(
    (a, b) => rank[diagnostics[a].severity] - rank[diagnostics[b].severity] || a - b,
  );
  const rows: number[] = [];
  for (const index of order) {
    const { message, place, code, related } = diagnostics[index];
    if (!`${message} ${placeText(place)} ${code}`.toLowerCase().includes(wanted)) continue;
    rows.push(index * relatedRoom);
    const count = expanded.has(index) ? Math.min(relatedRoom - 1, related?.length ?? 0) : 0;
    for (let at = 1; at <= count; at++) rows.push(index * relatedRoom + at);
  }
  return Uint32Array.from(rows);
}

export const placeText = (place: Place | undefined): string => (place === undefined ? "" : describePlace(place));

/** What a row leads to. */
export function placeOfRow(diagnostics: readonly Diagnostic[], number: number): Place | undefined {
  const { diagnostic, related } = problemRowOf(number);
  const found = diagnostics[diagnostic];
  return related === 0 ? found?.place : found?.related?.[related - 1]?.place;
}

export function messageOfRow(diagnostics: readonly Diagnostic[], number: number): string {
  const { diagnostic, related } = problemRowOf(number);
  const found = diagnostics[diagnostic];
  return (related === 0 ? found?.message : found?.related?.[related - 1]?.message) ?? "";
}

/** The text after a quick fix; undefined when the text no longer has the place it was made for. */
export function withFix(text: string, fix: QuickFix): string | undefined {
  const lines = text.split("\n");
  const line = lines[fix.line - 1];
  const from = fix.column - 1;
  if (line === undefined || from < 0 || from + fix.length > line.length) return undefined;
  lines[fix.line - 1] = line.slice(0, from) + fix.text + line.slice(from + fix.length);
  return lines.join("\n");
}
