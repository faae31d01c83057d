import { hex0x } from "@/base/text";
import { append, tableLines, visible } from "../textTable";
import type { ActionDump, PassDump, PatchDump, SlotDump, TraceDocument } from "./document";

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? "" : "s"}`;

function passLines({ id, title, stage, events, writes, patchCount }: PassDump): string[] {
  const lines = ["", `${id}: ${title} (${stage})`];
  for (const { text } of events) lines.push(`  ${visible(text)}`);
  append(
    lines,
    tableLines(
      ["", ">", ""],
      writes.map(({ offset, size, text }) => [`writes ${count(size, "byte")}`, `at ${hex0x(offset)}`, text]),
    ),
  );
  if (patchCount > 0) lines.push(`  applies ${count(patchCount, "relocation")}, listed under Patches`);
  if (lines.length === 2) lines.push("  no decisions");
  return lines;
}

function slotText({ kind, number, address, lazyPointer, helper }: SlotDump): string {
  const at = (name: string, value: number | null) => (value === null ? "" : `, ${name} ${hex0x(value)}`);
  return `${kind} ${number}${at("at", address)}${at("lazy pointer", lazyPointer)}${at("helper", helper)}`;
}

function actionLines({ name, needs, slots, requests }: ActionDump): string[] {
  return [
    `  ${visible(name)} needs ${needs.join(", ") || "nothing"}`,
    ...slots.map((slot) => `    made: ${slotText(slot)}`),
    ...requests.map(({ cause, needs: asked, fresh }) =>
      visible(`    asked: ${asked.join(", ")} by ${cause}${fresh ? "" : " (already there)"}`),
    ),
  ];
}

/** An address alone is its own formula: it is said once. */
const sides = (symbols: string, numbers: string, result: string): string =>
  numbers === result ? `${symbols} = ${result}` : `${symbols} = ${numbers} = ${result}`;

function patchLines(patch: PatchDump): string[] {
  const { number, file, place, address, type, target, route, formula, value, before, after } = patch;
  const bytes =
    before === null ? "no bytes written" : before === after ? `${before} (the same)` : `${before} → ${after}`;
  return [
    visible(
      `  ${number}: ${type} at ${hex0x(address)}, ${place} of ${file}, to ${target}${route === "" ? "" : ` (${route})`}`,
    ),
    ...(formula === null ? [] : [`    ${sides(formula.symbols, formula.numbers, hex0x(value))}`]),
    `    ${bytes}`,
  ];
}

export function traceLines({ passes, actions, patches }: TraceDocument): string[] {
  const lines: string[] = [`Passes (${passes.length})`];
  for (const pass of passes) append(lines, passLines(pass));
  lines.push("", `Actions (${actions.length})`);
  for (const action of actions) append(lines, actionLines(action));
  lines.push("", `Patches (${patches.length})`);
  for (const patch of patches) append(lines, patchLines(patch));
  return lines;
}
