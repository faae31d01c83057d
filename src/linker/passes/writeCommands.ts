// Writes the header and the load commands: the table of contents that the kernel and dyld read first.

import { targetFor } from "@/arch/target";
import {
  byteCount,
  type FileIndex,
  type FileOffset,
  type FixupIndex,
  fileOffset,
  type LoadCommandIndex,
  type OutputSectionIndex,
  row,
} from "@/base/units";
import { fileTypes, headerFlags, magics, platforms, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { header64 } from "@/macho/layouts";
import { definePass, type PassInput } from "../context";
import type { LinkOptions } from "../options";
import { globalFlags } from "../schemas/globals";
import { causeKind, fixupKind } from "../schemas/image";
import { fileFlags } from "../schemas/inputs";
import { isCoalesced, isSharedWeak } from "../synthetic/bindingKind";
import { commandBytes, planCommands } from "../synthetic/loadCommands";

type Reads = "files" | "segments" | "outputSections" | "outputSymbols" | "globals" | "exports" | "fixups";
type Link = PassInput<Reads, never, "loadCommands">;

export const writeCommands = definePass({
  id: "write-header",
  title: "Write header and load commands",
  stage: "Seal",
  reads: ["files", "segments", "outputSections", "outputSymbols", "globals", "exports", "fixups"],
  writes: [],
  creates: ["loadCommands"],
  requires: "contents-final",
  run(link: Link) {
    const { create, image, options } = link;
    const target = targetFor(options.architecture);
    const commands = planCommands({ ...link, target });
    const header = header64.encode({
      magic: magics.MH_MAGIC_64,
      cpuType: target.cpuType,
      cpuSubtype: isMacProgram(options) ? target.executableSubtype : target.cpuSubtype,
      fileType: fileTypeOf[options.output],
      commandCount: commands.length,
      commandBytes: byteCount(commandBytes(commands)),
      flags: flagsOf(link),
      reserved: 0,
    });
    image.patch(fileOffset(0), header, causeKind.header, 0);
    const loadCommands = create.loadCommands(commands.length + 1);
    let offset: FileOffset = fileOffset(header64.bytes);
    for (const [index, { command, size, encode }] of commands.entries()) {
      const entry = row<LoadCommandIndex>(index + 1);
      loadCommands.command[entry] = command;
      loadCommands.offset[entry] = offset;
      loadCommands.size[entry] = size;
      image.patch(offset, encode(), causeKind.loadCommand, entry);
      offset = fileOffset(offset + size);
    }
    loadCommands.publish(commands.length + 1);
  },
});

/** What dyld has to know of weak names, from what the image offers and what it binds. */
function weakFlagsOf({ globals, exports, fixups }: Link): number {
  let flags = 0;
  for (const entry of exports.rows()) {
    const global = exports.global[entry];
    if (isSharedWeak(globals, global)) flags |= headerFlags.MH_WEAK_DEFINES | headerFlags.MH_BINDS_TO_WEAK;
    if ((globals.flags[global] & globalFlags.overridesWeakDylib) !== 0) flags |= headerFlags.MH_WEAK_DEFINES;
  }
  const coalesces = (fixup: FixupIndex) =>
    fixups.kind[fixup] === fixupKind.weakBind ||
    (fixups.chainImport[fixup] !== 0 && isCoalesced(globals, fixups.global[fixup]));
  for (const fixup of fixups.rows()) if (coalesces(fixup)) return flags | headerFlags.MH_BINDS_TO_WEAK;
  return flags;
}

const isMacProgram = ({ output, platform }: LinkOptions): boolean =>
  output === "executable" && platform === platforms.PLATFORM_MACOS;

const fileTypeOf = {
  executable: fileTypes.MH_EXECUTE,
  dylib: fileTypes.MH_DYLIB,
  bundle: fileTypes.MH_BUNDLE,
} as const;

function flagsOf(link: Link): number {
  const { outputSections, layout, options, files } = link;
  layout.weakFlags ??= weakFlagsOf(link);
  let flags = headerFlags.MH_DYLDLINK | layout.weakFlags;
  if (!options.flatNamespace) flags |= headerFlags.MH_NOUNDEFS | headerFlags.MH_TWOLEVEL;
  if (options.output === "executable") flags |= headerFlags.MH_PIE;
  const isReexported = (file: FileIndex) => (files.flags[file] & fileFlags.reexported) !== 0;
  if (options.output === "dylib" && ![...files.rows()].some(isReexported)) flags |= headerFlags.MH_NO_REEXPORTED_DYLIBS;
  const hasDescriptors = (section: OutputSectionIndex) =>
    sectionTypeOf(outputSections.flags[section]) === sectionTypes.S_THREAD_LOCAL_VARIABLES &&
    outputSections.size[section] > 0;
  if ([...outputSections.rows()].some(hasDescriptors)) flags |= headerFlags.MH_HAS_TLV_DESCRIPTORS;
  return flags >>> 0;
}
