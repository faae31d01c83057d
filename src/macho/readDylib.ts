// A dylib as a linker needs it: what it calls itself, what it exports, and which dylibs' exports it passes on.

import { cpuTypes, exportFlags, exportKindMask, exportKinds, fileTypes, headerFlags, loadCommands } from "./constants";
import { buildVersionCommand, dylibCommand, header64 } from "./layouts";
import { exportsOf } from "./linkedit";
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
  readonly isAppExtensionSafe: boolean;
  readonly isDeadStrippable: boolean;
}

function platformOf(image: MachoImage): number | undefined {
  const range = image.commands.find((command) => command.command === loadCommands.LC_BUILD_VERSION);
  return range === undefined ? undefined : buildVersionCommand.read(dataView(image.bytes), range.offset).platform;
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
    exports: exportsOf(image).exports.map((entry) => ({
      name: entry.name,
      weak: (entry.flags & exportFlags.EXPORT_SYMBOL_FLAGS_WEAK_DEFINITION) !== 0,
      threadLocal: (entry.flags & exportKindMask) === exportKinds.threadLocal,
      absolute: (entry.flags & exportKindMask) === exportKinds.absolute,
    })),
    reexports: named(loadCommands.LC_REEXPORT_DYLIB),
    isAppExtensionSafe: (flags & headerFlags.MH_APP_EXTENSION_SAFE) !== 0,
    isDeadStrippable: (flags & headerFlags.MH_DEAD_STRIPPABLE_DYLIB) !== 0,
  };
}
