// The load commands of an image, in the order ld64 and lld write them. Listed twice: when sections are placed,
// for their sizes, and when the image is complete, for their bytes.

import type { Target } from "@/arch/target";
import { concatBytes } from "@/base/buffers";
import { encodeText } from "@/base/text";
import {
  alignUp,
  byteCount,
  type FileIndex,
  fileOffset,
  type OutputSymbolIndex,
  row,
  type SegmentIndex,
} from "@/base/units";
import { loadCommands as lc, platforms, protections } from "@/macho/constants";
import {
  buildVersionCommand,
  dyldInfoCommand,
  dylibCommand,
  dylinkerCommand,
  dysymtabCommand,
  entryPointCommand,
  linkeditDataCommand,
  rpathCommand,
  section64,
  segmentCommand64,
  sourceVersionCommand,
  symtabCommand,
  uuidCommand,
  versionMinCommand,
} from "@/macho/layouts";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { signsByDefault } from "../deploymentTarget";
import type { Layout } from "../layout";
import { partRange } from "../linkedit";
import type { LinkOptions } from "../options";
import { isZerofill } from "../outputNames";
import type { Schemas } from "../schemas/all";
import { linkeditPart, outputSymbolKind } from "../schemas/image";
import { fileFlags, fileKind } from "../schemas/inputs";

export interface CommandInput {
  readonly options: LinkOptions;
  readonly target: Target;
  readonly strings: StringPool;
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly segments: ReadonlyTable<Schemas["segments"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
  readonly outputSymbols: ReadonlyTable<Schemas["outputSymbols"]>;
  readonly layout: Layout;
}

export interface PlannedCommand {
  readonly command: number;
  readonly size: number;
  encode(): Uint8Array;
}

/** arm64 on macOS does not run unsigned; elsewhere signing is left to codesign. */
export const isSigned = ({ adHocSign, platform }: LinkOptions, target: Target): boolean =>
  adHocSign ?? (target.signsByDefault && signsByDefault(platform));

const dynamicLinker = "/usr/lib/dyld";

export function planCommands(link: CommandInput): PlannedCommand[] {
  const { options, target, segments } = link;
  return [
    ...Array.from(segments.rows(), (segment) => segmentCommand(link, segment)),
    ...(options.chainedFixups
      ? [
          linkeditData(link, lc.LC_DYLD_CHAINED_FIXUPS, linkeditPart.chainedFixups),
          linkeditData(link, lc.LC_DYLD_EXPORTS_TRIE, linkeditPart.exports),
        ]
      : [dyldInfo(link)]),
    symtab(link),
    dysymtab(link),
    ...[...new Set(options.rpaths)].map(rpath),
    ...(options.output === "executable" ? [dylinker()] : []),
    ...(options.output === "dylib" ? [idDylib(options)] : []),
    ...(options.uuid ? [uuid()] : []),
    platformVersion(options),
    sourceVersion(),
    ...(options.output === "executable" ? [entryPoint(link)] : []),
    ...libraries(link).map((file) => loadDylib(link, file)),
    // Lists of everything, which an edit would have to write anew.
    ...(options.mode === "incremental"
      ? []
      : [
          linkeditData(link, lc.LC_FUNCTION_STARTS, linkeditPart.functionStarts),
          linkeditData(link, lc.LC_DATA_IN_CODE, linkeditPart.dataInCode),
        ]),
    ...(isSigned(options, target) ? [linkeditData(link, lc.LC_CODE_SIGNATURE, linkeditPart.signature)] : []),
  ];
}

export const commandBytes = (commands: readonly PlannedCommand[]): number =>
  commands.reduce((sum, { size }) => sum + size, 0);

function segmentCommand({ strings, segments, outputSections }: CommandInput, segment: SegmentIndex): PlannedCommand {
  const count = segments.sectionEnd[segment] - segments.firstSection[segment];
  const size = segmentCommand64.bytes + count * section64.bytes;
  const encode = () => {
    const parts = [
      segmentCommand64.encode({
        command: lc.LC_SEGMENT_64,
        size: byteCount(size),
        segmentName: strings.text(segments.name[segment]),
        address: segments.address[segment],
        memorySize: segments.size[segment],
        fileOffset: segments.fileOffset[segment],
        fileSize: segments.fileSize[segment],
        maximumProtection: segments.maximumProtection[segment],
        initialProtection: segments.initialProtection[segment],
        sectionCount: count,
        flags: segments.flags[segment],
      }),
    ];
    for (const section of outputSections.rows()) {
      if (outputSections.segment[section] !== segment) continue;
      const flags = outputSections.flags[section];
      parts.push(
        section64.encode({
          sectionName: strings.text(outputSections.sectionName[section]),
          segmentName: strings.text(outputSections.segmentName[section]),
          address: outputSections.address[section],
          size: outputSections.size[section],
          offset: isZerofill(flags) ? fileOffset(0) : outputSections.fileOffset[section],
          alignment: outputSections.alignment[section],
          relocationOffset: fileOffset(0),
          relocationCount: 0,
          flags,
          reserved1: outputSections.reserved1[section],
          reserved2: outputSections.reserved2[section],
          reserved3: 0,
        }),
      );
    }
    return concatBytes(parts);
  };
  return { command: lc.LC_SEGMENT_64, size, encode };
}

function dyldInfo({ layout }: CommandInput): PlannedCommand {
  const command = lc.LC_DYLD_INFO_ONLY;
  const size = dyldInfoCommand.bytes;
  const encode = () => {
    const range = (part: number) => partRange(layout, part);
    return dyldInfoCommand.encode({
      command,
      size: byteCount(size),
      rebaseOffset: range(linkeditPart.rebase).offset,
      rebaseSize: range(linkeditPart.rebase).size,
      bindOffset: range(linkeditPart.bind).offset,
      bindSize: range(linkeditPart.bind).size,
      weakBindOffset: range(linkeditPart.weakBind).offset,
      weakBindSize: range(linkeditPart.weakBind).size,
      lazyBindOffset: range(linkeditPart.lazyBind).offset,
      lazyBindSize: range(linkeditPart.lazyBind).size,
      exportOffset: range(linkeditPart.exports).offset,
      exportSize: range(linkeditPart.exports).size,
    });
  };
  return { command, size, encode };
}

function symtab({ layout, outputSymbols }: CommandInput): PlannedCommand {
  const command = lc.LC_SYMTAB;
  const size = symtabCommand.bytes;
  const encode = () => {
    const symbols = partRange(layout, linkeditPart.symbols);
    const strings = partRange(layout, linkeditPart.strings);
    return symtabCommand.encode({
      command,
      size: byteCount(size),
      symbolOffset: symbols.offset,
      symbolCount: outputSymbols.rowCount() - 1,
      stringOffset: strings.offset,
      stringSize: strings.size,
    });
  };
  return { command, size, encode };
}

function dysymtab({ layout, outputSymbols }: CommandInput): PlannedCommand {
  const command = lc.LC_DYSYMTAB;
  const size = dysymtabCommand.bytes;
  const none = fileOffset(0);
  const encode = () => {
    const counts = countGroups(outputSymbols);
    const indirect = partRange(layout, linkeditPart.indirectSymbols);
    return dysymtabCommand.encode({
      command,
      size: byteCount(size),
      firstLocal: 0,
      localCount: counts.local,
      firstExternal: counts.local,
      externalCount: counts.exported,
      firstUndefined: counts.local + counts.exported,
      undefinedCount: counts.imported,
      tocOffset: none,
      tocCount: 0,
      moduleOffset: none,
      moduleCount: 0,
      referenceOffset: none,
      referenceCount: 0,
      indirectOffset: indirect.offset,
      indirectCount: indirect.size / 4,
      externalRelocationOffset: none,
      externalRelocationCount: 0,
      localRelocationOffset: none,
      localRelocationCount: 0,
    });
  };
  return { command, size, encode };
}

/** Sizes of the three groups, which lie one behind the other. */
function countGroups({ kind, rowCount }: CommandInput["outputSymbols"]) {
  const end = rowCount();
  /** The first row from which on a kind is met, by halving. */
  const first = (isThere: (kind: number) => boolean): number => {
    let low = 1;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isThere(kind[row<OutputSymbolIndex>(middle)])) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const exported = first((it) => it === outputSymbolKind.exported || it === outputSymbolKind.imported);
  const imported = first((it) => it === outputSymbolKind.imported);
  return { local: exported - 1, exported: imported - exported, imported: end - imported };
}

/** A record followed by a NUL-terminated string, padded to 8 bytes. */
function withString(command: number, recordBytes: number, text: string, record: (size: number) => Uint8Array) {
  const string = encodeText(text);
  const size = alignUp(recordBytes + string.length + 1, 8);
  const encode = () => {
    const padded = new Uint8Array(size - recordBytes);
    padded.set(string);
    return concatBytes([record(size), padded]);
  };
  return { command, size, encode };
}

const dylinker = (): PlannedCommand =>
  withString(lc.LC_LOAD_DYLINKER, dylinkerCommand.bytes, dynamicLinker, (size) =>
    dylinkerCommand.encode({
      command: lc.LC_LOAD_DYLINKER,
      size: byteCount(size),
      nameOffset: byteCount(dylinkerCommand.bytes),
    }),
  );

const rpath = (path: string): PlannedCommand =>
  withString(lc.LC_RPATH, rpathCommand.bytes, path, (size) =>
    rpathCommand.encode({ command: lc.LC_RPATH, size: byteCount(size), pathOffset: byteCount(rpathCommand.bytes) }),
  );

/** Libraries the image names, in the order of their ordinals. */
function libraries({ files }: CommandInput): FileIndex[] {
  const isNamed = (file: FileIndex) => files.kind[file] === fileKind.dylib && files.ordinal[file] !== 0;
  return [...files.rows()].filter(isNamed).sort((a, b) => files.ordinal[a] - files.ordinal[b]);
}

/** How others refer to this library. */
const idDylib = ({ identity: { installName, currentVersion, compatibilityVersion } }: LinkOptions): PlannedCommand =>
  withString(lc.LC_ID_DYLIB, dylibCommand.bytes, installName, (size) =>
    dylibCommand.encode({
      command: lc.LC_ID_DYLIB,
      size: byteCount(size),
      nameOffset: byteCount(dylibCommand.bytes),
      timestamp: 1,
      currentVersion,
      compatibilityVersion,
    }),
  );

function loadCommandOf(flags: number): number {
  if ((flags & fileFlags.reexported) !== 0) return lc.LC_REEXPORT_DYLIB;
  const mayBeMissing = (flags & (fileFlags.weakLibrary | fileFlags.onlyWeakReferences)) !== 0;
  return mayBeMissing ? lc.LC_LOAD_WEAK_DYLIB : lc.LC_LOAD_DYLIB;
}

function loadDylib({ files, strings }: CommandInput, file: FileIndex): PlannedCommand {
  const command = loadCommandOf(files.flags[file]);
  return withString(command, dylibCommand.bytes, strings.text(files.parent[file]), (size) =>
    dylibCommand.encode({
      command,
      size: byteCount(size),
      nameOffset: byteCount(dylibCommand.bytes),
      timestamp: 2,
      currentVersion: files.currentVersion[file],
      compatibilityVersion: files.compatibilityVersion[file],
    }),
  );
}

/** Sixteen zeros until the rest of the image is known. */
const uuid = (): PlannedCommand => ({
  command: lc.LC_UUID,
  size: uuidCommand.bytes,
  encode: () =>
    uuidCommand.encode({ command: lc.LC_UUID, size: byteCount(uuidCommand.bytes), uuid: new Uint8Array(16) }),
});

const versionWord = (major: number, minor = 0): number => major * 0x10000 + minor * 0x100;

/** The first system versions whose loaders read LC_BUILD_VERSION, and the command that came before it. */
const oldVersionCommands = new Map<number, { readonly command: number; readonly until: number }>([
  [platforms.PLATFORM_MACOS, { command: lc.LC_VERSION_MIN_MACOSX, until: versionWord(10, 14) }],
  [platforms.PLATFORM_IOSSIMULATOR, { command: lc.LC_VERSION_MIN_IPHONEOS, until: versionWord(13) }],
  [platforms.PLATFORM_TVOSSIMULATOR, { command: lc.LC_VERSION_MIN_TVOS, until: versionWord(13) }],
  [platforms.PLATFORM_WATCHOSSIMULATOR, { command: lc.LC_VERSION_MIN_WATCHOS, until: versionWord(6) }],
  [platforms.PLATFORM_IOS, { command: lc.LC_VERSION_MIN_IPHONEOS, until: versionWord(12) }],
  [platforms.PLATFORM_TVOS, { command: lc.LC_VERSION_MIN_TVOS, until: versionWord(12) }],
  [platforms.PLATFORM_WATCHOS, { command: lc.LC_VERSION_MIN_WATCHOS, until: versionWord(5) }],
]);

function platformVersion({ platform, minimumVersion, sdkVersion }: LinkOptions): PlannedCommand {
  const old = oldVersionCommands.get(platform);
  if (old !== undefined && minimumVersion < old.until) {
    const { command } = old;
    const size = versionMinCommand.bytes;
    return {
      command,
      size,
      encode: () => versionMinCommand.encode({ command, size: byteCount(size), minimumVersion, sdkVersion }),
    };
  }
  const command = lc.LC_BUILD_VERSION;
  const size = buildVersionCommand.bytes;
  const fields = { command, size: byteCount(size), platform, minimumVersion, sdkVersion, toolCount: 0 };
  return { command, size, encode: () => buildVersionCommand.encode(fields) };
}

const sourceVersion = (): PlannedCommand => ({
  command: lc.LC_SOURCE_VERSION,
  size: sourceVersionCommand.bytes,
  encode: () =>
    sourceVersionCommand.encode({
      command: lc.LC_SOURCE_VERSION,
      size: byteCount(sourceVersionCommand.bytes),
      version: 0,
    }),
});

const entryPoint = ({ layout, options }: CommandInput): PlannedCommand => ({
  command: lc.LC_MAIN,
  size: entryPointCommand.bytes,
  encode: () =>
    entryPointCommand.encode({
      command: lc.LC_MAIN,
      size: byteCount(entryPointCommand.bytes),
      entryOffset: fileOffset(layout.entryAddress - layout.headerAddress),
      stackSize: options.stackSize,
    }),
});

const linkeditData = ({ layout }: CommandInput, command: number, part: number): PlannedCommand => ({
  command,
  size: linkeditDataCommand.bytes,
  encode: () => {
    const range = partRange(layout, part);
    return linkeditDataCommand.encode({
      command,
      size: byteCount(linkeditDataCommand.bytes),
      dataOffset: range.offset,
      dataSize: range.size,
    });
  },
});

/** Segments that hold code the processor may run. */
export const isExecutable = (protection: number): boolean => (protection & protections.VM_PROT_EXECUTE) !== 0;
