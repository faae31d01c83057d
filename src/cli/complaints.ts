import { type Diagnostic, describePlace } from "@/base/diagnostic";
import type { Host } from "./host";

/** Diagnostics as people and scripts know them from ld: one line each, related places indented below. */
export function complain(host: Host, tool: string, diagnostics: readonly Diagnostic[]): void {
  for (const { severity, message, place, related } of diagnostics) {
    const where = place === undefined ? "" : `${describePlace(place)}: `;
    host.error(`machoscope ${tool}: ${severity}: ${where}${message}\n`);
    for (const note of related ?? []) {
      const at = note.place === undefined ? "" : ` ${describePlace(note.place)}`;
      host.error(`>>> ${note.message}${at}\n`);
    }
  }
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");
