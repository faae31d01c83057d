// What a reference may not do, whatever the addresses are.

import type { RelocationRule } from "@/arch/rules";
import { placeSymbol } from "@/base/demangle/readable";
import type { DiagnosticSink } from "@/base/diagnostic";
import type { GlobalIndex, RelocationIndex } from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import { messages } from "./diagnostics/messages";
import { isThreadLocalVariables } from "./inputSections";
import { isCode, outputNameOf } from "./outputNames";
import { type NameTables, relocationPlace, relocationTargetText } from "./relocationNames";
import type { Schemas } from "./schemas/all";
import { globalFlags, globalState } from "./schemas/globals";
import { relocationFlags } from "./schemas/inputs";

interface Checked extends NameTables {
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly diagnostics: DiagnosticSink;
}

function isThreadLocal(
  { globals, relocations, symbols, sections }: Checked,
  relocation: RelocationIndex,
  global: GlobalIndex,
) {
  if (global !== 0) return (globals.flags[global] & globalFlags.threadLocal) !== 0;
  const section = symbols.section[relocations.symbol[relocation]];
  return section !== 0 && isThreadLocalVariables(sections.flags[section]);
}

/** Thread-local names must be reached by thread-local accesses, and only by them. False when it was reported. */
export function checkAccess(
  link: Checked,
  relocation: RelocationIndex,
  global: GlobalIndex,
  rule: RelocationRule,
): boolean {
  // Nothing is known of an undefined name; its own message is enough.
  if (link.relocations.symbol[relocation] === 0 || link.globals.state[global] === globalState.undefined) return true;
  if ((link.relocations.flags[relocation] & relocationFlags.descriptor) !== 0) return true;
  const wants = rule.via === "tlv";
  if (wants === isThreadLocal(link, relocation, global)) return true;
  const message = wants ? messages.notThreadLocal : messages.threadLocalByAddress;
  link.diagnostics.report(
    message(relocationPlace(link, relocation), rule.name, relocationTargetText(link, relocation)),
  );
  return false;
}

/** The entry that this image defines must be code; only __TEXT is mapped executable. */
export function checkEntry(link: Checked, entry: GlobalIndex): void {
  const { globals, symbols, sections, atoms, files, strings, diagnostics } = link;
  const symbol = globals.symbol[entry];
  const section = atoms.section[symbols.atom[symbol]];
  const segment = strings.text(sections.segmentName[section]);
  const flags = sections.flags[section];
  const isReachable = outputNameOf(segment, strings.text(sections.sectionName[section]), flags).segment === "__TEXT";
  if (isCode(flags) && isReachable) return;
  const names = `${segment},${strings.text(sections.sectionName[section])}`;
  const name = strings.text(globals.name[entry]);
  const place = { file: strings.text(files.name[symbols.file[symbol]]), ...placeSymbol(name) };
  diagnostics.report(messages.entryNotCode(name, place, section === 0 ? "no section" : names));
}
