// A link as its tables hold it, for panels and their rows: main.s calls _helper of helper.s and, through a stub, _puts;
// it loads a string by page and offset, and a variable of another image through the GOT. arm64; numbers are consistent
// with each other, and row numbers count from 1.

import { byteCount, fileOffset, virtualAddress } from "@/base/units";
import { actionFlags, globalFlags, globalState, requestCause, slotKind } from "@/linker/schemas/globals";
import { causeKind, fixupKind, patchRoute, syntheticKind } from "@/linker/schemas/image";
import { fileKind } from "@/linker/schemas/inputs";
import {
  loadCommands as lc,
  protections,
  arm64Relocations as r,
  sectionAttributes,
  sectionTypes,
} from "@/macho/constants";
import { header64, segmentCommand64, symtabCommand } from "@/macho/layouts";
import { type SceneRow, sceneView } from "../inspect/scene";

const base = 0x1_0000_0000;
const code = sectionAttributes.S_ATTR_PURE_INSTRUCTIONS | sectionAttributes.S_ATTR_SOME_INSTRUCTIONS;
const { VM_PROT_READ: read, VM_PROT_WRITE: write, VM_PROT_EXECUTE: execute } = protections;

const segments: SceneRow[] = [
  { name: "__PAGEZERO", size: base },
  {
    name: "__TEXT",
    address: base,
    size: 0x4000,
    fileSize: 0x4000,
    initialProtection: read | execute,
    firstSection: 1,
    sectionEnd: 5,
  },
  {
    name: "__DATA_CONST",
    address: base + 0x4000,
    size: 0x4000,
    fileOffset: 0x4000,
    fileSize: 0x4000,
    initialProtection: read | write,
    firstSection: 5,
    sectionEnd: 6,
  },
  {
    name: "__DATA",
    address: base + 0x8000,
    size: 0x4000,
    fileOffset: 0x8000,
    fileSize: 0x4000,
    initialProtection: read | write,
    firstSection: 6,
    sectionEnd: 9,
  },
  {
    name: "__LINKEDIT",
    address: base + 0xc000,
    size: 0x4000,
    fileOffset: 0xc000,
    fileSize: 0x200,
    initialProtection: read,
  },
];

const section = (segment: number, names: string, at: number, size: number, more: SceneRow = {}): SceneRow => {
  const [segmentName = "", sectionName = ""] = names.split(",");
  return { segment, segmentName, sectionName, address: base + at, fileOffset: at, size, alignment: 2, ...more };
};
const outputSections: SceneRow[] = [
  section(2, "__TEXT,__text", 0x400, 0x40, { flags: code }),
  section(2, "__TEXT,__stubs", 0x440, 0xc, {
    flags: sectionTypes.S_SYMBOL_STUBS | code,
    synthetic: syntheticKind.stubs,
    reserved2: 12,
  }),
  section(2, "__TEXT,__stub_helper", 0x44c, 0x24, { flags: code, synthetic: syntheticKind.stubHelper }),
  section(2, "__TEXT,__cstring", 0x470, 0x10, { flags: sectionTypes.S_CSTRING_LITERALS, alignment: 0 }),
  section(3, "__DATA_CONST,__got", 0x4000, 8, {
    flags: sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
    synthetic: syntheticKind.got,
    alignment: 3,
  }),
  section(4, "__DATA,__la_symbol_ptr", 0x8000, 8, {
    flags: sectionTypes.S_LAZY_SYMBOL_POINTERS,
    synthetic: syntheticKind.lazyPointers,
    alignment: 3,
  }),
  section(4, "__DATA,__data", 0x8008, 0x10, { alignment: 3 }),
  section(4, "__DATA,__bss", 0x8018, 0x10, { flags: sectionTypes.S_ZEROFILL, fileOffset: 0, alignment: 3 }),
];

const files: SceneRow[] = [
  { name: "linker", kind: fileKind.linker },
  { name: "main.s", kind: fileKind.object, input: 1, firstSection: 1, sectionEnd: 4, firstSymbol: 1, symbolEnd: 6 },
  { name: "helper.s", kind: fileKind.object, input: 2, firstSection: 4, sectionEnd: 6, firstSymbol: 6, symbolEnd: 9 },
  { name: "libSystem.tbd", parent: "/usr/lib/libSystem.B.dylib", kind: fileKind.dylib, input: 3, ordinal: 1 },
];
const sections: SceneRow[] = [
  {
    file: 2,
    segmentName: "__TEXT",
    sectionName: "__text",
    size: 0x2c,
    firstAtom: 1,
    atomEnd: 2,
    output: 1,
    flags: code,
  },
  { file: 2, segmentName: "__TEXT", sectionName: "__cstring", size: 0x10, firstAtom: 2, atomEnd: 3, output: 4 },
  { file: 2, segmentName: "__DATA", sectionName: "__data", size: 0x10, firstAtom: 3, atomEnd: 4, output: 7 },
  {
    file: 3,
    segmentName: "__TEXT",
    sectionName: "__text",
    size: 0x14,
    firstAtom: 4,
    atomEnd: 6,
    output: 1,
    flags: code,
  },
  { file: 3, segmentName: "__DATA", sectionName: "__bss", size: 0x10, firstAtom: 6, atomEnd: 7, output: 8 },
];
const symbols: SceneRow[] = [
  { file: 2, name: "_main", type: 0x0f, section: 1, global: 1, atom: 1 },
  { file: 2, name: "l_.str", type: 0x0e, section: 2, atom: 2 },
  { file: 2, name: "_table", type: 0x0e, section: 3, atom: 3 },
  { file: 2, name: "_helper", type: 0x01, global: 2 },
  { file: 2, name: "_puts", type: 0x01, global: 3 },
  { file: 3, name: "_helper", type: 0x0f, section: 4, global: 2, atom: 4 },
  { file: 3, name: "_unused", type: 0x0e, section: 4, atom: 5 },
  { file: 3, name: "_counter", type: 0x1f, section: 5, global: 5, atom: 6 },
  { file: 2, name: "_environ", type: 0x01, global: 4 },
];
const atoms: SceneRow[] = [
  {
    file: 2,
    section: 1,
    symbol: 1,
    size: 0x2c,
    live: 1,
    firstRelocation: 1,
    relocationEnd: 7,
    output: 1,
    address: base + 0x400,
  },
  { file: 2, section: 2, symbol: 2, size: 0x10, live: 1, output: 4, address: base + 0x470 },
  {
    file: 2,
    section: 3,
    symbol: 3,
    size: 0x10,
    live: 1,
    firstRelocation: 7,
    relocationEnd: 9,
    output: 7,
    address: base + 0x8008,
  },
  { file: 3, section: 4, symbol: 6, size: 0x10, live: 1, output: 1, address: base + 0x42c },
  { file: 3, section: 4, symbol: 7, offset: 0x10, size: 4, live: 0, firstRelocation: 9, relocationEnd: 10 },
  { file: 3, section: 5, symbol: 8, size: 0x10, live: 1, output: 8, address: base + 0x8018 },
];

const hole = (
  atom: number,
  offset: number,
  type: number,
  symbol: number,
  patch: number,
  more: SceneRow = {},
): SceneRow => ({
  atom,
  offset,
  type,
  length: 2,
  symbol,
  patch,
  record: 6 - (offset % 7),
  ...more,
});
const relocations: SceneRow[] = [
  hole(1, 0x08, r.ARM64_RELOC_PAGE21, 2, 1),
  hole(1, 0x0c, r.ARM64_RELOC_PAGEOFF12, 2, 2),
  hole(1, 0x10, r.ARM64_RELOC_BRANCH26, 5, 3),
  hole(1, 0x14, r.ARM64_RELOC_GOT_LOAD_PAGE21, 9, 4),
  hole(1, 0x18, r.ARM64_RELOC_GOT_LOAD_PAGEOFF12, 9, 5),
  hole(1, 0x20, r.ARM64_RELOC_BRANCH26, 4, 6),
  hole(3, 0, r.ARM64_RELOC_UNSIGNED, 1, 7, { length: 3 }),
  hole(3, 8, r.ARM64_RELOC_UNSIGNED, 3, 8, { length: 3, addendLow: 0xfffffff8, addendHigh: 0xffffffff }),
  hole(5, 0, r.ARM64_RELOC_BRANCH26, 6, 0),
];

const slot = (kind: number, global: number, request: number, address: number, more: SceneRow = {}): SceneRow => ({
  kind,
  global,
  request,
  address: base + address,
  ...more,
});

const patch = (
  relocation: number,
  place: number,
  target: number,
  value: number,
  route: number,
  written: number,
): SceneRow => ({ relocation, place: base + place, target: base + target, value, route, write: written });

const put = (
  pass: number,
  kind: number,
  cause: number,
  offset: number,
  size: number,
  before = 0,
  after = 0,
): SceneRow => ({
  pass,
  causeKind: kind,
  cause,
  offset,
  size,
  beforeLow: before,
  afterLow: after,
  afterHigh: size === 8 ? 1 : 0,
});

/** A header and four commands, as the writer makes them. */
function imageBytes(): Uint8Array {
  const image = new Uint8Array(0xc200);
  const view = new DataView(image.buffer);
  header64.write(view, 0, {
    magic: 0xfeedfacf,
    cpuType: 0x0100000c,
    cpuSubtype: 0,
    fileType: 2,
    commandCount: 6,
    commandBytes: byteCount(5 * 72 + 24),
    flags: 0x0020_0085,
    reserved: 0,
  });
  for (const [index, segment] of segments.entries()) {
    segmentCommand64.write(view, 32 + index * 72, {
      command: lc.LC_SEGMENT_64,
      size: byteCount(72),
      segmentName: String(segment.name),
      address: virtualAddress(Number(segment.address ?? 0)),
      memorySize: byteCount(Number(segment.size ?? 0)),
      fileOffset: fileOffset(Number(segment.fileOffset ?? 0)),
      fileSize: byteCount(Number(segment.fileSize ?? 0)),
      maximumProtection: Number(segment.initialProtection ?? 0),
      initialProtection: Number(segment.initialProtection ?? 0),
      sectionCount: 0,
      flags: 0,
    });
  }
  symtabCommand.write(view, 32 + 5 * 72, {
    command: lc.LC_SYMTAB,
    size: byteCount(24),
    symbolOffset: fileOffset(0xc080),
    symbolCount: 6,
    stringOffset: fileOffset(0xc100),
    stringSize: byteCount(0x40),
  });
  return image;
}

export const linkedScene = () =>
  sceneView({
    image: imageBytes(),
    passes: [
      "read-inputs",
      "resolve-symbols",
      "scan-relocations",
      "place-sections",
      "copy-atoms",
      "apply-relocations",
      "write-fixups",
      "write-header",
    ],
    stages: ["Read", "Resolve", "Act", "Place", "Patch", "Patch", "Fixups", "Seal"],
    tables: {
      files,
      sections,
      symbols,
      atoms,
      relocations,
      globals: [
        {
          name: "_main",
          state: globalState.strong,
          flags: globalFlags.exported,
          symbol: 1,
          file: 2,
          address: base + 0x400,
        },
        {
          name: "_helper",
          state: globalState.strong,
          flags: globalFlags.exported,
          symbol: 6,
          file: 3,
          address: base + 0x42c,
        },
        {
          name: "_puts",
          state: globalState.imported,
          symbol: 5,
          file: 4,
          ordinal: 1,
          actions: actionFlags.stub,
          stubSlot: 2,
        },
        {
          name: "_environ",
          state: globalState.imported,
          symbol: 9,
          file: 4,
          ordinal: 1,
          actions: actionFlags.got,
          gotSlot: 1,
        },
        {
          name: "_counter",
          state: globalState.tentative,
          flags: globalFlags.privateExternal,
          symbol: 8,
          file: 3,
          address: base + 0x8018,
        },
      ],
      requests: [
        { global: 3, actions: actionFlags.stub, cause: requestCause.relocation, relocation: 3, fresh: 1 },
        { global: 4, actions: actionFlags.got, cause: requestCause.relocation, relocation: 4, fresh: 1 },
        { global: 4, actions: actionFlags.got, cause: requestCause.relocation, relocation: 5, fresh: 0 },
        { global: 3, actions: actionFlags.stub, cause: requestCause.commandLine, fresh: 0 },
      ],
      slots: [
        slot(slotKind.got, 4, 2, 0x4000),
        slot(slotKind.stub, 3, 1, 0x440, { lazyPointer: base + 0x8000, helper: base + 0x464 }),
      ],
      segments,
      outputSections,
      placements: [1, 4, 2, 3, 6].map((atom) => ({ atom })),
      fixups: [
        { kind: fixupKind.bind, segment: 3, address: base + 0x4000, global: 4, causeKind: causeKind.slot, cause: 1 },
        {
          kind: fixupKind.lazyBind,
          segment: 4,
          address: base + 0x8000,
          global: 3,
          causeKind: causeKind.slot,
          cause: 2,
        },
        { kind: fixupKind.rebase, segment: 4, address: base + 0x8008, causeKind: causeKind.relocation, cause: 7 },
      ],
      loadCommands: [
        ...segments.map((_, index) => ({ command: lc.LC_SEGMENT_64, offset: 32 + index * 72, size: 72 })),
        { command: lc.LC_SYMTAB, offset: 32 + 5 * 72, size: 24 },
      ],
      patches: [
        patch(1, 0x408, 0x470, 0, patchRoute.direct, 4),
        patch(2, 0x40c, 0x470, 0x470, patchRoute.direct, 5),
        patch(3, 0x410, 0x440, 0x30, patchRoute.stub, 6),
        patch(4, 0x414, 0x4000, 0x4000, patchRoute.got, 7),
        patch(5, 0x418, 0x4000, 0, patchRoute.got, 8),
        patch(6, 0x420, 0x42c, 0xc, patchRoute.direct, 9),
        patch(7, 0x8008, 0x400, base + 0x400, patchRoute.bound, 10),
        patch(8, 0x8010, 0x8000, base + 0x8000, patchRoute.bound, 11),
      ],
      writes: [
        put(4, causeKind.atom, 1, 0x400, 0x2c),
        put(4, causeKind.atom, 2, 0x470, 0x10),
        put(4, causeKind.slot, 2, 0x440, 0xc),
        put(5, causeKind.relocation, 1, 0x408, 4, 0x9000_0000, 0x9000_0000),
        put(5, causeKind.relocation, 2, 0x40c, 4, 0x9100_0000, 0x9111_c000),
        put(5, causeKind.relocation, 3, 0x410, 4, 0x9400_0000, 0x9400_000c),
        put(5, causeKind.relocation, 4, 0x414, 4, 0x9000_0008, 0x9000_0028),
        put(5, causeKind.relocation, 5, 0x418, 4, 0xf940_0108, 0xf940_0108),
        put(5, causeKind.relocation, 6, 0x420, 4, 0x9400_0000, 0x9400_0003),
        put(5, causeKind.relocation, 7, 0x8008, 8, 0, 0x400),
        put(5, causeKind.relocation, 8, 0x8010, 8, 0, 0x8000),
        put(6, causeKind.linkedit, 1, 0xc000, 0x80),
        put(7, causeKind.header, 0, 0, 0x20),
        put(7, causeKind.loadCommand, 1, 0x20, 0x168),
      ],
    },
  });
