// Rows of the Load commands table: the header and each command, and below an opened one its fields, decoded by the
// layouts that also wrote them. A row number is `command * fieldRoom + field`: field 0 is the command itself, command 0
// the Mach header.

import { hex0x } from "@/base/text";
import { fileOffset, type LoadCommandIndex, row } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type CommandField, fieldsOfCommand, headerBytes, headerFields } from "../commandFields";
import { loadCommandName } from "../names";
import type { Subject } from "../subject";

/** More than the fields of a segment command with 255 sections, the most a Mach-O symbol table can name. */
const fieldRoom = 0x1000;

export interface CommandRow {
  readonly command: LoadCommandIndex;
  /** From 1; 0 for the command itself. */
  readonly field: number;
}
export const commandRowOf = (number: number): CommandRow => ({
  command: row<LoadCommandIndex>(Math.floor(number / fieldRoom)),
  field: number % fieldRoom,
});
export const rowOfCommand = (command: LoadCommandIndex): number => command * fieldRoom;

export const fieldsOf = (view: BuildView, command: LoadCommandIndex): readonly CommandField[] =>
  command === 0 ? headerFields(view) : fieldsOfCommand(view, command);

export const commandTitle = (view: BuildView, command: LoadCommandIndex): string =>
  command === 0 ? "mach_header_64" : loadCommandName(view, command);

export function commandRange(view: BuildView, command: LoadCommandIndex): { offset: number; size: number } {
  if (command === 0) return { offset: 0, size: headerBytes };
  return { offset: view.loadCommands.offset[command], size: view.loadCommands.size[command] };
}

const named = (fields: readonly CommandField[], name: string) => fields.find((field) => field.name === name)?.value;

/** The field that tells commands of one kind apart. */
export function commandSummary(view: BuildView, command: LoadCommandIndex): string {
  const fields = fieldsOf(view, command);
  if (command === 0) return [named(fields, "cpu type"), named(fields, "file type")].filter(Boolean).join(", ");
  const telling = ["string", "segment name", "name", "uuid", "platform", "entry offset", "offset", "version"];
  for (const name of telling) {
    const value = named(fields, name);
    if (value !== undefined && value !== "")
      return name === "offset" || name === "entry offset" ? `at ${value}` : value;
  }
  return "";
}

export function commandRows(view: BuildView, filter: string, expanded: ReadonlySet<number>): Uint32Array {
  if (view.image === undefined) return new Uint32Array(0);
  const wanted = filter.trim().toLowerCase();
  const rows: number[] = [];
  for (const command of [row<LoadCommandIndex>(0), ...view.loadCommands.rows()]) {
    const text = `${commandTitle(view, command)} ${commandSummary(view, command)}`.toLowerCase();
    if (!text.includes(wanted)) continue;
    rows.push(rowOfCommand(command));
    if (!expanded.has(command)) continue;
    const count = Math.min(fieldRoom - 1, fieldsOf(view, command).length);
    for (let field = 1; field <= count; field++) rows.push(command * fieldRoom + field);
  }
  return Uint32Array.from(rows);
}

/** What a row shows. */
export interface CommandItem {
  readonly level: 1 | 2;
  readonly expanded: boolean | undefined;
  readonly cells: {
    readonly name: string;
    readonly value: string;
    readonly record: string;
    readonly range: string;
    readonly size: string;
  };
}

export function commandItem(view: BuildView, expanded: ReadonlySet<number>, number: number): CommandItem {
  const { command, field } = commandRowOf(number);
  const fields = fieldsOf(view, command);
  const found = field === 0 ? undefined : fields[field - 1];
  if (found !== undefined) {
    const { name, value, record, offset, bytes } = found;
    return { level: 2, expanded: undefined, cells: { name, value, record, range: hex0x(offset), size: String(bytes) } };
  }
  const { offset, size } = commandRange(view, command);
  const cells = {
    name: commandTitle(view, command),
    value: commandSummary(view, command),
    record: fields[0]?.record ?? "",
    range: hex0x(offset),
    size: String(size),
  };
  return { level: 1, expanded: expanded.has(command), cells };
}

/** A field leads to its bytes, as the header does, for it is no load command. */
export function subjectOfCommandRow(view: BuildView, number: number): Subject {
  const { command, field } = commandRowOf(number);
  if (field === 0 && command !== 0) return { kind: "loadCommand", command };
  const found = field === 0 ? undefined : fieldsOf(view, command)[field - 1];
  const { offset, size } =
    found === undefined ? commandRange(view, command) : { offset: found.offset, size: found.bytes };
  return { kind: "bytes", from: fileOffset(offset), to: fileOffset(offset + size) };
}
