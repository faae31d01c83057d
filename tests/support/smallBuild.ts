// A build of two files drawn by hand: main.s calls _helper of helper.s and, through a stub, _puts. Row numbers are
// those of the tables below, counted from 1.

import { row } from "@/base/units";
import type { Subject } from "@/inspect/subject";
import { attachBuild, type BuildHandles, type BuildView } from "@/linker/build";
import { schemaOf, schemas, type TableName } from "@/linker/schemas/all";
import { slotKind } from "@/linker/schemas/globals";
import { causeKind, fixupKind } from "@/linker/schemas/image";
import { fileKind } from "@/linker/schemas/inputs";
import { createStringPool } from "@/tables/stringPool";
import { allocate } from "@/tables/table";
import { emptyBuild } from "@/worker/emptyBuild";
import { linkOptionsOf } from "@/worker/linkOptions";
import { defaultBuildOptions } from "@/worker/protocol";

type Rows = Partial<Record<TableName, readonly Readonly<Record<string, number>>[]>>;

function handlesOf(rows: Rows, strings: ReturnType<typeof createStringPool>): BuildHandles {
  const empty = emptyBuild(linkOptionsOf(defaultBuildOptions), strings);
  const tables: Record<string, unknown> = { ...empty.tables };
  for (const [name, records] of Object.entries(rows)) {
    const schema = schemaOf(name as TableName);
    const table = allocate(schema, records.length + 1);
    const columns = table as unknown as Record<string, Float64Array>;
    for (const [index, record] of records.entries()) {
      for (const [column, value] of Object.entries(record)) {
        if (!(column in schemas[name as TableName].columns)) throw new Error(`${name} has no column ${column}`);
        columns[column]![index + 1] = value;
      }
    }
    table.publish(records.length + 1);
    tables[name] = table.handle;
  }
  return {
    ...empty,
    tables: tables as BuildHandles["tables"],
    strings: strings.publish(),
    image: new Uint8Array(0x2000),
  };
}

/** `before` bytes of other code stand in front of the call, and the tables are filled in another order when `swapped`. */
export function smallBuild({ before = 0, swapped = false } = {}): BuildView {
  const strings = createStringPool();
  if (swapped) strings.internText("unrelated");
  const id = (text: string) => strings.internText(text);
  const main = { name: id("main.s"), kind: fileKind.object, input: swapped ? 2 : 1 };
  const helper = { name: id("helper.s"), kind: fileKind.object, input: swapped ? 1 : 2 };
  const text = { segmentName: id("__TEXT"), sectionName: id("__text"), size: 0x20 };
  const [first, second] = swapped ? [helper, main] : [main, helper];
  const [mainRow, helperRow] = swapped ? [3, 2] : [2, 3];
  const [mainPart, helperPart] = swapped ? [2, 1] : [1, 2];
  const atomRows = [
    { file: mainRow, section: mainPart, symbol: 1, size: 0x20 + before, firstRelocation: 1, relocationEnd: 3 },
    { file: helperRow, section: helperPart, symbol: 2, size: 8, firstRelocation: 3, relocationEnd: 3 },
  ];
  const sectionRows = [
    { ...text, file: mainRow, firstAtom: 1, atomEnd: 2 },
    { ...text, file: helperRow, firstAtom: 2, atomEnd: 3 },
  ];
  return attachBuild(
    handlesOf(
      {
        files: [
          { kind: fileKind.linker },
          { ...first, firstSection: 1, sectionEnd: 2, firstSymbol: swapped ? 2 : 1, symbolEnd: swapped ? 3 : 2 },
          { ...second, firstSection: 2, sectionEnd: 3, firstSymbol: swapped ? 1 : 2, symbolEnd: swapped ? 2 : 3 },
        ],
        sections: swapped ? [sectionRows[1]!, sectionRows[0]!] : sectionRows,
        symbols: [
          { file: mainRow, name: id("_main"), section: mainPart, atom: 1, global: 1 },
          { file: helperRow, name: id("_helper"), section: helperPart, atom: 2, global: 2 },
        ],
        atoms: atomRows,
        relocations: [
          { atom: 1, offset: 12 + before, type: 2, length: 2, symbol: 2 },
          { atom: 1, offset: 16 + before, type: 2, length: 2, symbol: 1 },
        ],
        globals: [{ name: id("_main") }, { name: id("_helper") }, { name: id("_puts") }],
        slots: [
          { kind: slotKind.stub, global: 3 },
          { kind: slotKind.got, symbol: 2 },
        ],
        segments: [{ name: id("__PAGEZERO") }, { name: id("__TEXT") }],
        outputSections: [
          { segmentName: id("__TEXT"), sectionName: id("__text"), fileOffset: 0x400 + before, size: 0x40 },
          { segmentName: id("__TEXT"), sectionName: id("__stubs"), fileOffset: 0x440 + before, size: 12 },
        ],
        loadCommands: [{ command: 0x19 }, { command: 0x19 }, { command: 2 }],
        fixups: [
          { kind: fixupKind.lazyBind, causeKind: causeKind.slot, cause: 1 },
          { kind: fixupKind.rebase, causeKind: causeKind.relocation, cause: 2 },
        ],
        writes: [
          { causeKind: causeKind.atom, cause: 2 },
          { causeKind: causeKind.relocation, cause: 1 },
          { causeKind: causeKind.slot, cause: 2 },
          { causeKind: causeKind.header, cause: 0 },
        ],
      },
      strings,
    ),
  );
}

/** One subject of every kind that has a row in the small build. */
export function everySubject(view: BuildView): Subject[] {
  return [
    ...[...view.relocations.rows()].map((relocation) => ({ kind: "relocation", relocation }) as const),
    ...[...view.globals.rows()].map((global) => ({ kind: "global", global }) as const),
    ...[...view.symbols.rows()].map((symbol) => ({ kind: "symbol", symbol }) as const),
    ...[...view.slots.rows()].map((slot) => ({ kind: "slot", slot }) as const),
    { kind: "slot", slot: row(1), part: "helper" },
    ...[...view.atoms.rows()].map((atom) => ({ kind: "atom", atom }) as const),
    ...[...view.outputSections.rows()].map((section) => ({ kind: "section", section }) as const),
    ...[...view.segments.rows()].map((segment) => ({ kind: "segment", segment }) as const),
    ...[...view.loadCommands.rows()].map((command) => ({ kind: "loadCommand", command }) as const),
    ...[...view.fixups.rows()].map((fixup) => ({ kind: "fixup", fixup }) as const),
    ...[...view.writes.rows()].map((write) => ({ kind: "write", write }) as const),
    { kind: "file", file: row(2) },
    { kind: "bytes", from: row(0x410), to: row(0x414) },
    { kind: "bytes", from: row(0x10), to: row(0x18) },
    { kind: "line", file: "main.s", line: 9 },
  ];
}
