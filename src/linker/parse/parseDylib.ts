// A library that will be there at run time: a dylib or its text stub, as names it exports. What a library re-exports
// counts as its own, except that a dylib programs may name themselves (one directly in /usr/lib, or a public
// framework) is loaded by that name, as ld64 does: the image then does not depend on who re-exports it today.

import { architectureName } from "@/macho/fat";
import { readDylib } from "@/macho/readDylib";
import { readTbd, type TbdDocument, type TbdNames, tbdExports } from "@/macho/tbd";
import { messages } from "../diagnostics/messages";
import type { LibraryExport, ParsedDylib } from "../parsedInputs";
import { cpuTypeOf, fitsPlatform, type ParseContext, type ParseSource, readOrReport, targetName } from "./parseContext";

/** Directives to Apple's linker that hide among the names (`$ld$hide$os10.4$_foo`); they are no symbols. */
const isDirective = (name: string) => name.startsWith("$ld$");

function isPublicLibrary(installName: string): boolean {
  const folderEnd = installName.lastIndexOf("/");
  if (installName.slice(0, folderEnd) === "/usr/lib") return true;
  const frameworks = "/System/Library/Frameworks/";
  if (!installName.startsWith(frameworks)) return false;
  return installName.slice(frameworks.length).split(".")[0] === installName.slice(folderEnd + 1);
}

function addExport(exports: Map<string, LibraryExport>, name: string, weak: boolean, threadLocal: boolean): void {
  if (!isDirective(name) && !exports.has(name)) exports.set(name, { weak, threadLocal });
}

function emptyDylib(
  source: ParseSource,
  identity: Pick<ParsedDylib, "installName" | "currentVersion" | "compatibilityVersion">,
  dependent: boolean,
): ParsedDylib {
  const { installName, currentVersion, compatibilityVersion } = identity;
  return {
    name: source.name,
    installName,
    currentVersion,
    compatibilityVersion,
    input: source.input,
    weak: source.asked.weak ?? false,
    needed: !dependent && (source.asked.needed ?? false),
    reexported: !dependent && (source.asked.reexport ?? false),
    dependent,
    exports: new Map(),
    absentReexports: [],
  };
}

/** Names that the stub's lists hold for one target. */
const namesFor = (lists: readonly TbdNames[], target: string): string[] =>
  lists.filter(({ targets }) => targets.includes(target)).flatMap(({ names }) => names);

/** Walks a stub's documents from its first one along its re-exports. */
function collectDocuments(documents: readonly TbdDocument[], target: string, source: ParseSource): ParsedDylib[] {
  const inlined = new Map(documents.slice(1).map((document) => [document.installName, document]));
  const found: ParsedDylib[] = [];
  const seen = new Set<string>();
  const visit = (document: TbdDocument, exporter: ParsedDylib) => {
    seen.add(document.installName);
    for (const { name, weak, threadLocal } of tbdExports(document, target))
      addExport(exporter.exports, name, weak, threadLocal);
    for (const installName of namesFor(document.reexportedLibraries, target)) {
      if (seen.has(installName)) continue;
      const reexported = inlined.get(installName);
      if (reexported === undefined) exporter.absentReexports.push(installName);
      else if (isPublicLibrary(installName)) {
        const dependent = emptyDylib(source, reexported, true);
        found.push(dependent);
        visit(reexported, dependent);
      } else visit(reexported, exporter);
    }
  };
  const first = emptyDylib(source, documents[0]!, source.asked.onlyIfUsed ?? false);
  found.push(first);
  visit(documents[0]!, first);
  return found;
}

/** The stub's library, then the public libraries it re-exports; empty when the stub was reported. */
export function parseTextStub(context: ParseContext, source: ParseSource): ParsedDylib[] {
  const documents = readOrReport(context, source.name, "text stub", source.bytes, readTbd);
  if (documents === undefined) return [];
  const target = targetName(context.options);
  const { targets } = documents[0]!;
  if (!targets.includes(target)) {
    context.diagnostics.report(messages.wrongTarget({ file: source.name }, target, targets));
    return [];
  }
  return collectDocuments(documents, target, source);
}

export function parseDylib(context: ParseContext, source: ParseSource): ParsedDylib[] {
  const { options, diagnostics } = context;
  const dylib = readOrReport(context, source.name, "dylib", source.bytes, readDylib);
  if (dylib === undefined) return [];
  if (dylib.cpuType !== cpuTypeOf[options.architecture]) {
    const found = architectureName(dylib.cpuType);
    diagnostics.report(messages.wrongArchitecture({ file: source.name }, found, options.architecture));
    return [];
  }
  if (!fitsPlatform(context, source.name, dylib.platform)) return [];
  const parsed = emptyDylib(source, dylib, source.asked.onlyIfUsed ?? false);
  for (const { name, weak, threadLocal } of dylib.exports) addExport(parsed.exports, name, weak, threadLocal);
  parsed.absentReexports.push(...dylib.reexports);
  return [parsed];
}
