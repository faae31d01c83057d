// Gives every file of the link its row: the linker's own, the objects in link order, the dylibs in look-up order.

import { byteCount, type FileIndex, fileOffset, row } from "@/base/units";
import { headerFlags } from "@/macho/constants";
import type { StringPool } from "@/tables/stringPool";
import type { Table } from "@/tables/table";
import { definePass } from "../context";
import { linkerFile } from "../linkerFile";
import type { ParsedDylib, ParsedObject } from "../parsedInputs";
import type { Schemas } from "../schemas/all";
import { fileFlags, fileKind } from "../schemas/inputs";

export const listFiles = definePass({
  id: "list-files",
  title: "List the files of the link",
  stage: "Read",
  reads: [],
  writes: [],
  creates: ["files"],
  establishes: "files-final",
  run({ create, parsed, strings, options, trace }) {
    const end = linkerFile + 1 + parsed.loadedObjects.length + parsed.loadedDylibs.length;
    const files = create.files(end);
    files.kind[linkerFile] = fileKind.linker;
    files.name[linkerFile] = strings.internText("the linker");
    let next = linkerFile + 1;
    for (const object of parsed.loadedObjects) {
      const file = row<FileIndex>(next++);
      parsed.objects.set(file, object);
      addObject(file, object);
    }
    for (const dylib of parsed.loadedDylibs) {
      const file = row<FileIndex>(next++);
      parsed.dylibs.set(file, dylib);
      addDylib(file, dylib);
    }
    files.publish(end);

    function addObject(file: FileIndex, object: ParsedObject): void {
      files.name[file] = strings.internText(object.name);
      files.parent[file] = strings.internText(object.archive);
      files.kind[file] = object.archive === "" ? fileKind.object : fileKind.member;
      const hasSubsections = (object.reader.flags & headerFlags.MH_SUBSECTIONS_VIA_SYMBOLS) !== 0;
      files.flags[file] = hasSubsections ? fileFlags.subsections : 0;
      files.input[file] = object.input;
      files.start[file] = fileOffset(object.start);
      files.size[file] = byteCount(object.bytes.length);
      files.pulledBy[file] = object.pulledBy;
      if (object.debugSource !== undefined) {
        files.debugSource[file] = strings.internText(object.debugSource);
        files.debugObject[file] = strings.internText(withoutPrefix(object.path, options.objectPathPrefix));
      }
      if (!trace.on) return;
      if (object.pulledBy === 0) trace.record("file-read", file);
      else trace.record("member-pulled", file, object.pulledBy);
    }
    function addDylib(file: FileIndex, dylib: ParsedDylib): void {
      fillDylib(files, strings, file, dylib);
      if (trace.on) trace.record("file-read", file);
    }
  },
});

const withoutPrefix = (path: string, prefix: string): string =>
  path.startsWith(prefix) ? path.slice(prefix.length) : path;

/** A library's row, all but its ordinal. */
export function fillDylib(
  files: Table<Schemas["files"]>,
  strings: StringPool,
  file: FileIndex,
  dylib: ParsedDylib,
): void {
  files.name[file] = strings.internText(dylib.name);
  files.parent[file] = strings.internText(dylib.installName);
  files.kind[file] = fileKind.dylib;
  files.flags[file] =
    (dylib.weak ? fileFlags.weakLibrary : 0) |
    (dylib.needed ? fileFlags.needed : 0) |
    (dylib.reexported ? fileFlags.reexported : 0) |
    (dylib.dependent ? fileFlags.dependent : 0);
  files.input[file] = dylib.input;
  files.currentVersion[file] = dylib.currentVersion;
  files.compatibilityVersion[file] = dylib.compatibilityVersion;
}
