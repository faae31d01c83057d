// A library that will be there at run time: a dylib or its text stub, as names it exports. What a library re-exports
// counts as its own, except that a dylib programs may name themselves (one directly in /usr/lib, or a public
// framework) is loaded by that name, as ld64 does: the image then does not depend on who re-exports it today.

import { architectureName } from "@/macho/fat";
import { readDylib } from "@/macho/readDylib";
import { readTbd, type TbdDocument, type TbdExport, type TbdNames, tbdExports } from "@/macho/tbd";
import { messages } from "../diagnostics/messages";
import type { LinkOptions } from "../options";
import type { LibraryExport, ParsedDylib } from "../parsedInputs";
import { isDirective, readDirective } from "./exportDirectives";
import { cpuTypeOf, fitsPlatform, type ParseContext, type ParseSource, readOrReport, targetName } from "./parseContext";

/** True for a dylib that programs may name themselves, and that they load by that name however they come to use it. */
export function isLoadedByName(installName: string, { implicitDylibs }: Pick<LinkOptions, "implicitDylibs">): boolean {
  if (!implicitDylibs) return false;
  const folderEnd = installName.lastIndexOf("/");
  if (installName.slice(0, folderEnd) === "/usr/lib") return true;
  const frameworks = "/System/Library/Frameworks/";
  if (!installName.startsWith(frameworks)) return false;
  return installName.slice(frameworks.length).split(".")[0] === installName.slice(folderEnd + 1);
}

type Identity = Pick<ParsedDylib, "installName" | "currentVersion" | "compatibilityVersion">;
type Exported = Pick<TbdExport, "name" | "weak" | "threadLocal">;

function emptyDylib(source: ParseSource, identity: Identity, dependent: boolean): ParsedDylib {
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
    deadStrippable: false,
    exports: new Map(),
    rpaths: [],
    absentReexports: [],
  };
}

/** What a library's names come to once the wishes among them are granted. */
interface Granted {
  readonly identity: Identity;
  readonly exports: ReadonlyMap<string, LibraryExport>;
  /** Libraries of other names that single names live in. */
  readonly others: ReadonlyMap<string, { readonly identity: Identity; readonly exports: Map<string, LibraryExport> }>;
}

function grant(context: ParseContext, file: string, identity: Identity, names: readonly Exported[]): Granted {
  let granted = identity;
  const hidden = new Set<string>();
  const exports = new Map<string, LibraryExport>();
  const others = new Map<string, { identity: Identity; exports: Map<string, LibraryExport> }>();
  const strong = { weak: false, threadLocal: false };
  for (const { name } of names) {
    if (!isDirective(name)) continue;
    const wish = readDirective(name, context.options);
    if (wish.kind === "hide") hidden.add(wish.name);
    else if (wish.kind === "add") exports.set(wish.name, strong);
    else if (wish.kind === "malformed")
      context.diagnostics.report(messages.malformedDirective({ file }, wish.text, wish.why));
    else if (wish.kind === "rename") {
      const compatibilityVersion = wish.compatibilityVersion ?? granted.compatibilityVersion;
      granted = { ...granted, installName: wish.installName, compatibilityVersion };
    } else if (wish.kind === "elsewhere") {
      const compatibilityVersion = wish.version ?? granted.compatibilityVersion;
      const currentVersion = wish.version ?? granted.currentVersion;
      const known = others.get(wish.installName);
      const other = known ?? {
        identity: { installName: wish.installName, currentVersion, compatibilityVersion },
        exports: new Map<string, LibraryExport>(),
      };
      others.set(wish.installName, other);
      other.exports.set(wish.name, strong);
      hidden.add(wish.name);
    }
  }
  for (const { name, weak, threadLocal } of names)
    if (!isDirective(name) && !hidden.has(name) && !exports.has(name)) exports.set(name, { weak, threadLocal });
  return { identity: granted, exports, others };
}

function addExports(to: ParsedDylib, exports: ReadonlyMap<string, LibraryExport>): void {
  for (const [name, entry] of exports) if (!to.exports.has(name)) to.exports.set(name, entry);
}

/** Names that the stub's lists hold for one target. */
const namesFor = (lists: readonly TbdNames[], target: string): string[] =>
  lists.filter(({ targets }) => targets.includes(target)).flatMap(({ names }) => names);

/** Walks a stub's documents from its first one along its re-exports. */
function collectDocuments(
  context: ParseContext,
  documents: readonly TbdDocument[],
  target: string,
  source: ParseSource,
): ParsedDylib[] {
  const inlined = new Map(documents.slice(1).map((document) => [document.installName, document]));
  const found: ParsedDylib[] = [];
  const seen = new Set<string>();
  const visit = (document: TbdDocument, umbrella: ParsedDylib | undefined): void => {
    seen.add(document.installName);
    const { identity, exports, others } = grant(context, source.name, document, tbdExports(document, target));
    const isOwn = umbrella === undefined || isLoadedByName(identity.installName, context.options);
    const dependent = umbrella !== undefined || (source.asked.onlyIfUsed ?? false);
    const exporter = isOwn ? emptyDylib(source, identity, dependent) : umbrella;
    if (isOwn) found.push(exporter);
    addExports(exporter, exports);
    for (const other of others.values()) {
      const library = emptyDylib(source, other.identity, true);
      addExports(library, other.exports);
      found.push(library);
    }
    for (const installName of namesFor(document.reexportedLibraries, target)) {
      if (seen.has(installName)) continue;
      const reexported = inlined.get(installName);
      if (reexported === undefined) exporter.absentReexports.push(installName);
      else visit(reexported, exporter);
    }
  };
  visit(documents[0]!, undefined);
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
  return collectDocuments(context, documents, target, source);
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
  const { identity, exports, others } = grant(context, source.name, dylib, dylib.exports);
  const parsed: ParsedDylib = {
    ...emptyDylib(source, identity, source.asked.onlyIfUsed ?? false),
    deadStrippable: dylib.isDeadStrippable,
    rpaths: dylib.rpaths,
  };
  addExports(parsed, exports);
  parsed.absentReexports.push(...dylib.reexports);
  return [
    parsed,
    ...[...others.values()].map((other) => {
      const library = emptyDylib(source, other.identity, true);
      addExports(library, other.exports);
      return library;
    }),
  ];
}
