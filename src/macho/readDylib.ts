// A dylib as a linker needs it: what it calls itself, what it exports, and which dylibs' exports it passes on.

import {
  cpuTypes,
  exportFlags,
  exportKindMask,
  exportKinds,
  fileTypes,
  headerFlags,
  loadCommands,
  sectionTypeOf,
  sectionTypes,
  symbolDescriptions,
  symbolTypes,
} from "./constants";
import { buildVersionCommand, dylibCommand, header64 } from "./layouts";
import { exportsOf, symbolsOf } from "./linkedit";
import { MalformedFile } from "./malformed";
import { commandOf, type MachoImage, readImage, stringOf } from "./readImage";
import { dataView } from "./struct";

export interface DylibExport {
  readonly name: string;
  readonly weak: boolean;
  readonly threadLocal: boolean;
  readonly absolute: boolean;
}

export interface Dylib {
  readonly cpuType: number;
  readonly platform: number | undefined;
  readonly installName: string;
  readonly currentVersion: number;
  readonly compatibilityVersion: number;
  readonly exports: readonly DylibExport[];
  /** Install names of dylibs whose exports count as this one's. */
  readonly reexports: readonly string[];
  /** Where its `@rpath/` dependents are looked for. */
  readonly rpaths: readonly string[];
  readonly isAppExtensionSafe: boolean;
  readonly isDeadStrippable: boolean;
}

function platformOf(image: MachoImage): number | undefined {
  const range = image.commands.find((command) => command.command === loadCommands.LC_BUILD_VERSION);
  return range === undefined ? undefined : buildVersionCommand.read(dataView(image.bytes), range.offset).platform;
}

const hasTrie = (image: MachoImage): boolean =>
  [loadCommands.LC_DYLD_INFO, loadCommands.LC_DYLD_INFO_ONLY, loadCommands.LC_DYLD_EXPORTS_TRIE].some(
    (command) => commandOf(image, command) !== undefined,
  );

const trieExports = (image: MachoImage): DylibExport[] =>
  exportsOf(image).exports.map((entry) => ({
    name: entry.name,
    weak: (entry.flags & exportFlags.EXPORT_SYMBOL_FLAGS_WEAK_DEFINITION) !== 0,
    threadLocal: (entry.flags & exportKindMask) === exportKinds.threadLocal,
    absolute: (entry.flags & exportKindMask) === exportKinds.absolute,
  }));

/** Of a dylib from before there were tries, or a stub of one: what its symbol table shows to others. */
function tableExports(image: MachoImage): DylibExport[] {
  const { N_ABS, N_EXT, N_INDR, N_PEXT, N_SECT, N_STAB, N_TYPE } = symbolTypes;
  const isThreadLocal = (section: number) => {
    const flags = image.sections[section - 1]?.flags ?? 0;
    return sectionTypeOf(flags) === sectionTypes.S_THREAD_LOCAL_VARIABLES;
  };
  return symbolsOf(image).flatMap(({ name, type, section, description }) => {
    const kind = type & N_TYPE;
    if ((type & (N_STAB | N_PEXT | N_EXT)) !== N_EXT || (kind !== N_SECT && kind !== N_ABS && kind !== N_INDR))
      return [];
    const weak = (description & symbolDescriptions.N_WEAK_DEF) !== 0;
    return [{ name, weak, threadLocal: kind === N_SECT && isThreadLocal(section), absolute: kind === N_ABS }];
  });
}

/** Reads a 64-bit MH_DYLIB (or a stub of one). Throws MalformedFile. */
export function readDylib(bytes: Uint8Array): Dylib {
  const image = readImage(bytes);
  const { cpuType, fileType, flags } = image.header;
  if (fileType !== fileTypes.MH_DYLIB && fileType !== fileTypes.MH_DYLIB_STUB)
    throw new MalformedFile(
      header64.offsets.fileType,
      "an MH_DYLIB file is expected",
      fileTypes.nameOf(fileType) ?? `type ${fileType}`,
    );
  if (cpuTypes.nameOf(cpuType) === undefined)
    throw new MalformedFile(header64.offsets.cpuType, "a known cpu type is expected", `0x${cpuType.toString(16)}`);
  const identity = commandOf(image, loadCommands.LC_ID_DYLIB);
  if (identity === undefined) throw new MalformedFile(0, "a dylib needs an LC_ID_DYLIB");
  const { currentVersion, compatibilityVersion } = dylibCommand.read(dataView(bytes), identity.offset);
  const named = (command: number) => image.commands.filter((range) => range.command === command).map(stringOf);
  return {
    cpuType,
    platform: platformOf(image),
    installName: named(loadCommands.LC_ID_DYLIB)[0]!,
    currentVersion,
    compatibilityVersion,
    exports: hasTrie(image) ? trieExports(image) : tableExports(image),
    reexports: (flags & headerFlags.MH_NO_REEXPORTED_DYLIBS) === 0 ? named(loadCommands.LC_REEXPORT_DYLIB) : [],
    rpaths: named(loadCommands.LC_RPATH),
    isAppExtensionSafe: (flags & headerFlags.MH_APP_EXTENSION_SAFE) !== 0,
    isDeadStrippable: (flags & headerFlags.MH_DEAD_STRIPPABLE_DYLIB) !== 0,
  };
}
