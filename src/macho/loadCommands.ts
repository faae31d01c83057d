// The frame every 64-bit Mach-O file shares: header, then load commands one after the other. Checked here once, so
// that readers of single commands need only look at the command's own size.

import { loadCommands, magics } from "./constants";
import { header64, loadCommand } from "./layouts";
import { checkRange, MalformedFile } from "./malformed";
import { dataView, type RecordOf } from "./struct";

/** A load command's number and its range of the file. */
export interface CommandRange {
  readonly command: number;
  readonly offset: number;
  readonly size: number;
}
export interface Commands {
  readonly header: RecordOf<typeof header64>;
  readonly commands: readonly CommandRange[];
}

/** `LC_SYMTAB`, or `load command 0x99` for a number without a name here. */
export const commandName = (command: number): string =>
  loadCommands.nameOf(command) ?? `load command 0x${command.toString(16)}`;

/** Walks the load commands of any 64-bit file, refusing sizes that leave the command area. */
export function readCommands(bytes: Uint8Array): Commands {
  const view = dataView(bytes);
  if (bytes.length < header64.bytes)
    throw new MalformedFile(0, `a Mach-O header of ${header64.bytes} bytes is expected`, `${bytes.length} bytes`);
  const header = header64.read(view, 0);
  if (header.magic !== magics.MH_MAGIC_64)
    throw new MalformedFile(
      0,
      "the magic number of a 64-bit little-endian Mach-O file is expected",
      `0x${header.magic.toString(16)}`,
    );
  checkRange(bytes.length, header64.bytes, header.commandBytes, "the load command area", header64.offsets.commandBytes);
  const end = header64.bytes + header.commandBytes;
  const commands: CommandRange[] = [];
  let at = header64.bytes;
  for (let index = 0; index < header.commandCount; index++) {
    if (at + loadCommand.bytes > end)
      throw new MalformedFile(
        at,
        `load command ${index + 1} of ${header.commandCount} starts past the end of the command area`,
      );
    const { command, size } = loadCommand.read(view, at);
    if (size < loadCommand.bytes || size % 8 !== 0 || at + size > end) {
      throw new MalformedFile(
        at + loadCommand.offsets.size,
        `the size of load command ${index + 1} must be a multiple of 8 that stays inside the command area`,
        String(size),
      );
    }
    commands.push({ command, offset: at, size });
    at += size;
  }
  return { header, commands };
}

/** Refuses a command too short for its record. */
export function requireSize(range: CommandRange, bytes: number, name = commandName(range.command)): void {
  if (range.size < bytes)
    throw new MalformedFile(range.offset + loadCommand.offsets.size, `${name} needs ${bytes} bytes`, `${range.size}`);
}

/** The only command with this number; a second one is refused. */
export function onlyCommand(commands: readonly CommandRange[], command: number): CommandRange | undefined {
  const found = commands.filter((range) => range.command === command);
  if (found.length > 1)
    throw new MalformedFile(found[1]!.offset, `a second ${commandName(command)}, of which a file has one`);
  return found[0];
}
