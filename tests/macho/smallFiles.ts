// A small object and a small dylib, drawn with the layouts themselves: inputs of the reader tests and of the
// mutation tests. Real files by LLVM are read in tests/oracle/macho.

import { concatBytes } from "@/base/buffers";
import { encodeText } from "@/base/text";
import { byteCount, fileOffset, virtualAddress } from "@/base/units";
import { writeBinds, writeLazyBinds, writeWeakBinds } from "@/macho/bindStream";
import { measureSignature, writeAdHocSignature } from "@/macho/codeSignature";
import {
  cpuTypes,
  fileTypes,
  headerFlags,
  loadCommands,
  magics,
  platforms,
  sectionTypes,
  symbolTypes,
} from "@/macho/constants";
import { writeDataInCode } from "@/macho/dataInCode";
import { writeExportTrie } from "@/macho/exportTrie";
import { writeFunctionStarts } from "@/macho/functionStarts";
import {
  buildToolVersion,
  buildVersionCommand,
  dyldInfoCommand,
  dylibCommand,
  dysymtabCommand,
  header64,
  linkeditDataCommand,
  linkerOptionCommand,
  nlist64,
  packRelocation,
  relocationInfo,
  rpathCommand,
  section64,
  segmentCommand64,
  sourceVersionCommand,
  symtabCommand,
  uuidCommand,
} from "@/macho/layouts";
import { writeRebases } from "@/macho/rebaseStream";

const c = loadCommands;
const padded = (bytes: Uint8Array, to = 8) => concatBytes([bytes, new Uint8Array((to - (bytes.length % to)) % to)]);
const header = (fileType: number, commands: readonly Uint8Array[], flags: number) =>
  header64.encode({
    magic: magics.MH_MAGIC_64,
    cpuType: cpuTypes.CPU_TYPE_ARM64,
    cpuSubtype: 0,
    fileType,
    commandCount: commands.length,
    commandBytes: byteCount(concatBytes(commands).length),
    flags,
    reserved: 0,
  });
const buildVersion = buildVersionCommand.encode({
  command: c.LC_BUILD_VERSION,
  size: byteCount(32),
  platform: platforms.PLATFORM_MACOS,
  minimumVersion: 0x000c0000,
  sdkVersion: 0x000c0300,
  toolCount: 1,
});
const tool = buildToolVersion.encode({ tool: 3, version: 0x01020304 });

interface SectionRow {
  readonly segmentName: string;
  readonly sectionName: string;
  readonly address: number;
  readonly size: number;
  readonly offset: number;
  readonly relocationOffset?: number;
  readonly relocationCount?: number;
  readonly flags?: number;
}
const sectionBytes = (row: SectionRow) =>
  section64.encode({
    segmentName: row.segmentName,
    sectionName: row.sectionName,
    address: virtualAddress(row.address),
    size: byteCount(row.size),
    offset: fileOffset(row.offset),
    alignment: 3,
    relocationOffset: fileOffset(row.relocationOffset ?? 0),
    relocationCount: row.relocationCount ?? 0,
    flags: row.flags ?? 0,
    reserved1: 0,
    reserved2: 0,
    reserved3: 0,
  });

/** Where the parts of the small object start, for tests that damage one. */
export const objectParts = { segment: 32, symtab: 32 + 72 + 3 * 80, text: 0x300, relocations: 0x318, symbols: 0x340 };

/** Three sections (__text with two relocations, __data, __bss), three symbols, one linker option, data in code. */
export function smallObject(): Uint8Array<ArrayBuffer> {
  const { text, relocations, symbols } = objectParts;
  const strings = encodeText("\0_main\0_other\0_value\0");
  const option = padded(
    concatBytes([
      linkerOptionCommand.encode({ command: c.LC_LINKER_OPTION, size: byteCount(40), count: 2 }),
      encodeText("-framework\0Foundation\0"),
    ]),
  );
  const commands = [
    segmentCommand64.encode({
      command: c.LC_SEGMENT_64,
      size: byteCount(72 + 3 * 80),
      segmentName: "",
      address: virtualAddress(0),
      memorySize: byteCount(0x28),
      fileOffset: fileOffset(text),
      fileSize: byteCount(0x18),
      maximumProtection: 7,
      initialProtection: 7,
      sectionCount: 3,
      flags: 0,
    }),
    sectionBytes({
      segmentName: "__TEXT",
      sectionName: "__text",
      address: 0,
      size: 0x10,
      offset: text,
      relocationOffset: relocations,
      relocationCount: 2,
      flags: 0x80000400,
    }),
    sectionBytes({ segmentName: "__DATA", sectionName: "__data", address: 0x10, size: 8, offset: text + 0x10 }),
    sectionBytes({
      segmentName: "__DATA",
      sectionName: "__bss",
      address: 0x18,
      size: 0x10,
      offset: 0,
      flags: sectionTypes.S_ZEROFILL,
    }),
    symtabCommand.encode({
      command: c.LC_SYMTAB,
      size: byteCount(24),
      symbolOffset: fileOffset(symbols),
      symbolCount: 3,
      stringOffset: fileOffset(symbols + 48),
      stringSize: byteCount(strings.length),
    }),
    dysymtabCommand.encode({
      command: c.LC_DYSYMTAB,
      size: byteCount(80),
      firstLocal: 0,
      localCount: 0,
      firstExternal: 0,
      externalCount: 2,
      firstUndefined: 2,
      undefinedCount: 1,
      tocOffset: fileOffset(0),
      tocCount: 0,
      moduleOffset: fileOffset(0),
      moduleCount: 0,
      referenceOffset: fileOffset(0),
      referenceCount: 0,
      indirectOffset: fileOffset(0),
      indirectCount: 0,
      externalRelocationOffset: fileOffset(0),
      externalRelocationCount: 0,
      localRelocationOffset: fileOffset(0),
      localRelocationCount: 0,
    }),
    buildVersion,
    tool,
    option,
    linkeditDataCommand.encode({
      command: c.LC_DATA_IN_CODE,
      size: byteCount(16),
      dataOffset: fileOffset(0x330),
      dataSize: byteCount(8),
    }),
  ];
  const whole = new Uint8Array(symbols + 48 + strings.length);
  // Sections and the tool belong to the command before them.
  whole.set(header(fileTypes.MH_OBJECT, commands, headerFlags.MH_SUBSECTIONS_VIA_SYMBOLS));
  new DataView(whole.buffer).setUint32(header64.offsets.commandCount, commands.length - 4, true);
  whole.set(concatBytes(commands), 32);
  const relocation = (address: number, symbolNumber: number, type: number, pcRelative: boolean) =>
    relocationInfo.encode({
      address,
      packed: packRelocation({ symbolNumber, pcRelative, length: 2, external: true, type }),
    });
  whole.set(concatBytes([relocation(8, 2, 2, true), relocation(4, 1, 4, false)]), relocations);
  whole.set(writeDataInCode([{ offset: 12, length: 4, kind: 1 }]), 0x330);
  const external = symbolTypes.N_SECT | symbolTypes.N_EXT;
  const symbol = (name: number, type: number, section: number, value: number) =>
    nlist64.encode({ name, type, section, description: 0, value });
  whole.set(symbol(1, external, 1, 0), symbols);
  whole.set(symbol(14, external, 2, 0x10), symbols + 16);
  whole.set(symbol(7, symbolTypes.N_EXT, 0, 0), symbols + 32);
  whole.set(strings, symbols + 48);
  return whole;
}

const withText = (record: Uint8Array, text: string) => {
  const whole = padded(concatBytes([record, encodeText(`${text}\0`)]));
  new DataView(whole.buffer).setUint32(4, whole.length, true);
  return whole;
};

/** A signed dylib with every stream: what a linker's own output looks like to the readers. */
export function smallDylib(): Uint8Array<ArrayBuffer> {
  const bind = (offset: number, name: string) => ({
    segment: 1,
    offset,
    name,
    ordinal: 1,
    addend: 0n,
    weakImport: false,
  });
  const streams = [
    writeRebases([{ segment: 1, offset: 8 }]),
    writeBinds([bind(0x10, "_puts")]),
    writeWeakBinds([bind(0x18, "__Znwm")], ["__ZdlPv"]),
    writeLazyBinds([bind(0x20, "_printf"), bind(0x28, "_exit")]).bytes,
    writeExportTrie([
      { name: "_one", offset: 0x400, flags: 0 },
      { name: "_weak", offset: 0x404, flags: 4 },
      { name: "_thread", offset: 0x1000, flags: 1 },
    ]),
    writeFunctionStarts([0x400, 0x404]),
  ].map((stream) => padded(stream));
  const starts: number[] = [];
  let at = 0x2000;
  for (const stream of streams) {
    starts.push(at);
    at += stream.length;
  }
  const signatureOffset = Math.ceil(at / 16) * 16;
  const signatureSize = measureSignature("small", signatureOffset);
  const segment = (name: string, offset: number, size: number, sections: readonly Uint8Array[] = []) =>
    concatBytes([
      segmentCommand64.encode({
        command: c.LC_SEGMENT_64,
        size: byteCount(72 + 80 * sections.length),
        segmentName: name,
        address: virtualAddress(offset),
        memorySize: byteCount(Math.ceil(size / 0x1000) * 0x1000),
        fileOffset: fileOffset(offset),
        fileSize: byteCount(size),
        maximumProtection: 5,
        initialProtection: 5,
        sectionCount: sections.length,
        flags: 0,
      }),
      ...sections,
    ]);
  const dylib = (command: number, name: string) =>
    withText(
      dylibCommand.encode({
        command,
        size: byteCount(0),
        nameOffset: byteCount(24),
        timestamp: 2,
        currentVersion: 0x20301,
        compatibilityVersion: 0x10000,
      }),
      name,
    );
  const part = (index: number) => [fileOffset(starts[index]!), byteCount(streams[index]!.length)] as const;
  const data = (command: number, offset: number, size: number) =>
    linkeditDataCommand.encode({
      command,
      size: byteCount(16),
      dataOffset: fileOffset(offset),
      dataSize: byteCount(size),
    });
  const [rebaseOffset, rebaseSize] = part(0);
  const [bindOffset, bindSize] = part(1);
  const [weakBindOffset, weakBindSize] = part(2);
  const [lazyBindOffset, lazyBindSize] = part(3);
  const [exportOffset, exportSize] = part(4);
  const commands = [
    segment("__TEXT", 0, 0x1000, [
      sectionBytes({ segmentName: "__TEXT", sectionName: "__text", address: 0x400, size: 8, offset: 0x400 }),
    ]),
    segment("__DATA", 0x1000, 0x1000),
    segment("__LINKEDIT", 0x2000, signatureOffset + signatureSize - 0x2000),
    dylib(c.LC_ID_DYLIB, "@rpath/libsmall.dylib"),
    dyldInfoCommand.encode({
      command: c.LC_DYLD_INFO_ONLY,
      size: byteCount(48),
      rebaseOffset,
      rebaseSize,
      bindOffset,
      bindSize,
      weakBindOffset,
      weakBindSize,
      lazyBindOffset,
      lazyBindSize,
      exportOffset,
      exportSize,
    }),
    uuidCommand.encode({ command: c.LC_UUID, size: byteCount(24), uuid: Uint8Array.from({ length: 16 }, (_, i) => i) }),
    concatBytes([buildVersion, tool]),
    sourceVersionCommand.encode({ command: c.LC_SOURCE_VERSION, size: byteCount(16), version: 2 ** 40 + 3 * 2 ** 30 }),
    dylib(c.LC_LOAD_DYLIB, "/usr/lib/libSystem.B.dylib"),
    dylib(c.LC_REEXPORT_DYLIB, "@rpath/libinner.dylib"),
    withText(
      rpathCommand.encode({ command: c.LC_RPATH, size: byteCount(0), pathOffset: byteCount(12) }),
      "@loader_path",
    ),
    data(c.LC_FUNCTION_STARTS, starts[5]!, streams[5]!.length),
    data(c.LC_CODE_SIGNATURE, signatureOffset, signatureSize),
  ];
  const code = new Uint8Array(signatureOffset);
  code.set(header(fileTypes.MH_DYLIB, commands, headerFlags.MH_TWOLEVEL | headerFlags.MH_DYLDLINK));
  code.set(concatBytes(commands), 32);
  code.set(concatBytes(streams), 0x2000);
  const signature = writeAdHocSignature({
    code,
    identifier: "small",
    textOffset: 0,
    textSize: 0x1000,
    isExecutable: false,
  });
  return concatBytes([code, signature]);
}

export const smallTbd = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libSystem.B.dylib' # the system
current-version: 1292.60.1
parent-umbrella:
  - targets:     [ arm64-macos ]
    umbrella:    System
reexported-libraries:
  - targets:     [ x86_64-macos, arm64-macos ]
    libraries:   [ '/usr/lib/system/libdyld.dylib' ]
exports:
  - targets:     [ x86_64-macos, arm64-macos ]
    symbols:     [ _printf, "_put\\x73", 'it''s',
                   $ld$hide$os10.4$_old ]
    weak-symbols: [ __Znwm ]
    thread-local-symbols: [ _errno_tls ]
    objc-classes: [ NSObject ]
    objc-eh-types: [ NSError ]
    objc-ivars:  [ NSObject.isa ]
  - targets:     [ arm64-macos ]
    symbols:     [ _arm_only ]
--- !tapi-tbd
tbd-version:     4
targets:         [ arm64-macos ]
install-name:    /usr/lib/system/libdyld.dylib
exports:
  - targets:     [ arm64-macos ]
    symbols:     [ dyld_stub_binder ]
...
`;

export const smallTbd5 = `{
  "main_library": {
    "install_names": [{ "name": "/usr/lib/libx.dylib" }],
    "current_versions": [{ "version": "1.2.3" }],
    "target_info": [{ "min_deployment": "11", "target": "arm64-macos" }, { "target": "x86_64-macos" }],
    "exported_symbols": [
      { "data": { "global": ["_a", "caf\\u00e9"], "weak": ["_w"], "thread_local": ["_t"], "objc_class": ["C"] } },
      { "text": { "global": ["_f"] }, "targets": ["arm64-macos"] }
    ],
    "reexported_libraries": [{ "names": ["/usr/lib/liby.dylib"] }]
  },
  "libraries": [
    { "install_names": [{ "name": "/usr/lib/liby.dylib" }], "target_info": [{ "target": "arm64-macos" }] }
  ],
  "tapi_tbd_version": 5
}
`;
