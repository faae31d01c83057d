// A small finished program, made by hand: main.s calls _helper of help.s and _puts of a dylib. Its image is written
// through the door, so the trace is real; addresses and offsets are round numbers that tests can name.

import { lines } from "@/asm/lineTable";
import { byteCount, fileOffset, row, sectionOffset, virtualAddress } from "@/base/units";
import type { SourceFile } from "@/inspect/sources";
import type { BuildView } from "@/linker/build";
import { createImageWriter } from "@/linker/image";
import { globalFlags, globalState, requestCause, slotKind } from "@/linker/schemas/globals";
import { causeKind, fixupKind, linkeditPart, patchRoute, syntheticKind, writes } from "@/linker/schemas/image";
import { fileKind, relocationFlags } from "@/linker/schemas/inputs";
import { eventKinds } from "@/linker/trace/events";
import { createTrace } from "@/linker/trace/trace";
import { writeLazyBinds } from "@/macho/bindStream";
import { fileTypes, loadCommands, sectionAttributes } from "@/macho/constants";
import { header64, packRelocation, relocationInfo, section64, segmentCommand64 } from "@/macho/layouts";
import { createBuilder } from "@/tables/builder";
import { attach } from "@/tables/table";
import { type SceneTables, sceneView } from "./scene";

export const base = 0x1_0000_0000;
/** Offsets of the image; addresses are `base` + offset. */
export const at = {
  main: 0x400,
  helper: 0x410,
  stub: 0x418,
  preamble: 0x424,
  helperEntry: 0x43c,
  lazyPointer: 0x4000,
  pointer: 0x4008,
  linkedit: 0x8000,
  symbols: 0x8010,
  strings: 0x8030,
  end: 0x8040,
} as const;

const word = (...values: number[]) => {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return bytes;
};
const relocation = (address: number, symbolNumber: number, type: number, length: number) =>
  relocationInfo.encode({
    address,
    packed: packRelocation({ symbolNumber, pcRelative: type === 2, length, external: true, type }),
  });

/** bl _helper; bl _puts; mov w0, #0; ret — and a pointer to _helper. */
const mainCode = word(0x94000000, 0x94000000, 0x52800000, 0xd65f03c0);
const helperCode = word(0x531f7800, 0xd65f03c0);
const mainObject = Uint8Array.from([
  ...mainCode,
  ...new Uint8Array(8),
  ...relocation(4, 2, 2, 2),
  ...relocation(0, 1, 2, 2),
  ...relocation(0, 1, 0, 3),
]);

const code = sectionAttributes.S_ATTR_PURE_INSTRUCTIONS;
const tables: SceneTables = {
  files: [
    { name: "linker", kind: fileKind.linker },
    {
      name: "main.s",
      kind: fileKind.object,
      input: 1,
      size: mainObject.length,
      firstSection: 1,
      sectionEnd: 3,
      firstSymbol: 1,
      symbolEnd: 4,
    },
    {
      name: "help.s",
      kind: fileKind.object,
      input: 2,
      size: 8,
      firstSection: 3,
      sectionEnd: 4,
      firstSymbol: 4,
      symbolEnd: 5,
    },
    { name: "libSystem.tbd", kind: fileKind.dylib, ordinal: 1, parent: "/usr/lib/libSystem.B.dylib" },
  ],
  sections: [
    {
      file: 2,
      segmentName: "__TEXT",
      sectionName: "__text",
      size: 16,
      relocationOffset: 24,
      relocationCount: 2,
      firstAtom: 1,
      atomEnd: 2,
      output: 1,
    },
    {
      file: 2,
      segmentName: "__DATA",
      sectionName: "__data",
      size: 8,
      offset: 16,
      relocationOffset: 40,
      relocationCount: 1,
      firstAtom: 2,
      atomEnd: 3,
      output: 4,
    },
    { file: 3, segmentName: "__TEXT", sectionName: "__text", size: 8, firstAtom: 3, atomEnd: 4, output: 1 },
  ],
  symbols: [
    { file: 2, name: "_main", type: 0xf, section: 1, global: 1, atom: 1 },
    { file: 2, name: "_helper", type: 1, global: 2 },
    { file: 2, name: "_puts", type: 1, global: 3 },
    { file: 3, name: "_helper", type: 0xf, section: 3, global: 2, atom: 3 },
  ],
  atoms: [
    {
      file: 2,
      section: 1,
      symbol: 1,
      size: 16,
      alignment: 2,
      live: 1,
      firstRelocation: 1,
      relocationEnd: 3,
      output: 1,
      address: base + at.main,
    },
    {
      file: 2,
      section: 2,
      size: 8,
      alignment: 3,
      live: 1,
      firstRelocation: 3,
      relocationEnd: 4,
      output: 4,
      address: base + at.pointer,
    },
    {
      file: 3,
      section: 3,
      symbol: 4,
      size: 8,
      alignment: 2,
      live: 1,
      firstRelocation: 4,
      relocationEnd: 4,
      output: 1,
      address: base + at.helper,
    },
  ],
  relocations: [
    {
      atom: 1,
      offset: 0,
      type: 2,
      length: 2,
      flags: relocationFlags.pcRelative | relocationFlags.external,
      symbol: 2,
      record: 1,
      patch: 1,
    },
    {
      atom: 1,
      offset: 4,
      type: 2,
      length: 2,
      flags: relocationFlags.pcRelative | relocationFlags.external,
      symbol: 3,
      record: 0,
      patch: 2,
    },
    { atom: 2, offset: 0, type: 0, length: 3, flags: relocationFlags.external, symbol: 2, record: 0, patch: 3 },
  ],
  globals: [
    {
      name: "_main",
      state: globalState.strong,
      flags: globalFlags.exported,
      symbol: 1,
      file: 2,
      address: base + at.main,
    },
    {
      name: "_helper",
      state: globalState.strong,
      flags: globalFlags.exported,
      symbol: 4,
      file: 3,
      address: base + at.helper,
    },
    { name: "_puts", state: globalState.imported, symbol: 3, file: 4, ordinal: 1, actions: 2, stubSlot: 1 },
  ],
  requests: [{ global: 3, actions: 2, cause: requestCause.relocation, relocation: 2, fresh: 1 }],
  slots: [
    {
      kind: slotKind.stub,
      global: 3,
      request: 1,
      address: base + at.stub,
      lazyPointer: base + at.lazyPointer,
      helper: base + at.helperEntry,
    },
  ],
  segments: [
    {
      name: "__TEXT",
      address: base,
      size: 0x4000,
      fileSize: 0x4000,
      initialProtection: 5,
      maximumProtection: 5,
      firstSection: 1,
      sectionEnd: 4,
    },
    {
      name: "__DATA",
      address: base + 0x4000,
      size: 0x4000,
      fileOffset: 0x4000,
      fileSize: 0x4000,
      initialProtection: 3,
      maximumProtection: 3,
      firstSection: 4,
      sectionEnd: 6,
    },
    {
      name: "__LINKEDIT",
      address: base + 0x8000,
      size: 0x4000,
      fileOffset: 0x8000,
      fileSize: at.end - 0x8000,
      initialProtection: 1,
      maximumProtection: 1,
    },
  ],
  outputSections: [
    {
      segment: 1,
      segmentName: "__TEXT",
      sectionName: "__text",
      address: base + at.main,
      size: 24,
      fileOffset: at.main,
      flags: code,
    },
    {
      segment: 1,
      segmentName: "__TEXT",
      sectionName: "__stubs",
      address: base + at.stub,
      size: 12,
      fileOffset: at.stub,
      reserved2: 12,
      synthetic: syntheticKind.stubs,
    },
    {
      segment: 1,
      segmentName: "__TEXT",
      sectionName: "__stub_helper",
      address: base + at.preamble,
      size: 36,
      fileOffset: at.preamble,
      synthetic: syntheticKind.stubHelper,
    },
    {
      segment: 2,
      segmentName: "__DATA",
      sectionName: "__data",
      address: base + at.pointer,
      size: 8,
      fileOffset: at.pointer,
    },
    {
      segment: 2,
      segmentName: "__DATA",
      sectionName: "__la_symbol_ptr",
      address: base + at.lazyPointer,
      size: 8,
      fileOffset: at.lazyPointer,
      synthetic: syntheticKind.lazyPointers,
    },
  ],
  placements: [{ atom: 1 }, { atom: 3 }, { atom: 2 }],
  fixups: [
    {
      kind: fixupKind.lazyBind,
      segment: 2,
      offset: 0,
      address: base + at.lazyPointer,
      global: 3,
      causeKind: causeKind.slot,
      cause: 1,
    },
    {
      kind: fixupKind.rebase,
      segment: 2,
      offset: 8,
      address: base + at.pointer,
      causeKind: causeKind.relocation,
      cause: 3,
    },
  ],
  outputSymbols: [
    { name: "_helper", global: 2 },
    { name: "_main", global: 1 },
  ],
  loadCommands: [{ command: loadCommands.LC_SEGMENT_64, offset: 32, size: segmentCommand64.bytes + section64.bytes }],
  patches: [
    { relocation: 1, place: base + at.main, target: base + at.helper, value: 0x10, route: patchRoute.direct, write: 8 },
    { relocation: 2, place: base + at.main + 4, target: base + at.stub, value: 0x14, route: patchRoute.stub, write: 9 },
    {
      relocation: 3,
      place: base + at.pointer,
      target: base + at.helper,
      value: base + at.helper,
      route: patchRoute.direct,
      write: 10,
    },
  ],
};

const name16 = (name: string) => name;
const segment = {
  command: loadCommands.LC_SEGMENT_64,
  size: byteCount(segmentCommand64.bytes + section64.bytes),
  segmentName: name16("__TEXT"),
  address: virtualAddress(base),
  memorySize: byteCount(0x4000),
  fileOffset: fileOffset(0),
  fileSize: byteCount(0x4000),
  maximumProtection: 5,
  initialProtection: 5,
  sectionCount: 1,
  flags: 0,
};
const header = {
  magic: 0xfeedfacf,
  cpuType: 0x100000c,
  cpuSubtype: 0,
  fileType: fileTypes.MH_EXECUTE,
  commandCount: 1,
  commandBytes: byteCount(segment.size),
  flags: 0,
  reserved: 0,
};

/** `traced: false` gives the same program linked without tracing. */
export function program(traced = true): { readonly view: BuildView; readonly sources: readonly SourceFile[] } {
  const trace = createTrace(traced ? "all" : "off");
  const image = createImageWriter(trace);
  const lazy = writeLazyBinds([{ segment: 2, offset: 0, name: "_puts", ordinal: 1, addend: 0n, weakImport: false }]);
  image.create(byteCount(at.end));
  const put = (offset: number, bytes: Uint8Array, kind: number, cause: number) =>
    image.patch(fileOffset(offset), bytes, kind, cause);
  put(at.main, mainCode, causeKind.atom, 1);
  put(at.helper, helperCode, causeKind.atom, 3);
  put(at.pointer, new Uint8Array(8), causeKind.atom, 2);
  put(at.stub, word(0x90000030, 0xf9400210, 0xd61f0200), causeKind.slot, 1);
  put(at.preamble, new Uint8Array(24).fill(0x1f), causeKind.preamble, 0);
  put(at.helperEntry, word(0x18000050, 0x17fffff9, 0), causeKind.helper, 1);
  put(at.lazyPointer, word(base + at.helperEntry - base, 1), causeKind.lazyPointer, 1);
  trace.pass = 1;
  put(at.main, word(0x94000004), causeKind.relocation, 1);
  put(at.main + 4, word(0x94000005), causeKind.relocation, 2);
  put(at.pointer, word(at.helper, 1), causeKind.relocation, 3);
  trace.pass = 2;
  put(at.linkedit, lazy.bytes, causeKind.linkedit, linkeditPart.lazyBind);
  put(at.symbols, new Uint8Array(32).fill(1), causeKind.linkedit, linkeditPart.symbols);
  put(at.strings, new TextEncoder().encode(" \0_helper\0_main\0"), causeKind.linkedit, linkeditPart.strings);
  put(0, header64.encode(header), causeKind.header, 0);
  put(32, segmentCommand64.encode(segment), causeKind.loadCommand, 1);
  trace.record("definition-chosen", 2, 4, 0);
  trace.record("import-bound", 3, 4);
  const sealed = trace.seal();
  const found = sceneView({
    image: image.bytes(),
    saved: new Uint8Array(sealed.saved),
    inputs: [mainObject, helperCode],
    passes: ["copy-contents", "apply-relocations", "write-linkedit"],
    tables: {
      ...tables,
      events: traced
        ? [
            { pass: 0, kind: eventKinds["definition-chosen"].code, subject: 2, object: 4 },
            { pass: 0, kind: eventKinds["import-bound"].code, subject: 3, object: 4 },
          ]
        : [],
    },
  });
  const range = (offset: number, size: number) => ({ offset: fileOffset(offset), size: byteCount(size) });
  const layout = {
    ...found.layout,
    entry: row<typeof found.layout.entry>(1),
    linkedit: {
      [linkeditPart.lazyBind]: range(at.linkedit, lazy.bytes.length),
      [linkeditPart.symbols]: range(at.symbols, 32),
      [linkeditPart.strings]: range(at.strings, 16),
    },
  };
  return { view: { ...found, layout, writes: attach(writes, sealed.writes) }, sources: [mainLines()] };
}

/** main.s: line 5 `bl _helper`, 6 `bl _puts`, 7, 8, and line 11 `.quad _helper`. */
function mainLines(): SourceFile {
  const table = createBuilder(lines, 8);
  for (let index = 0; index < 4; index++)
    table.append({
      section: 1,
      offset: sectionOffset(index * 4),
      size: byteCount(4),
      line: 5 + index,
      column: 5,
      length: 10,
      kind: 1,
    });
  table.append({ section: 2, offset: sectionOffset(0), size: byteCount(8), line: 11, column: 5, length: 13, kind: 2 });
  return { name: "main.s", input: 1, lines: table.seal() };
}
