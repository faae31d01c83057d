// What dyld does with an image: pointers it slides and binds, and names it finds there.

import type { DecodedBind } from "@/macho/bindStream";
import { exportFlags, exportKindMask, exportKinds, loadCommands } from "@/macho/constants";
import { bindsOf, exportsOf, rebasesOf } from "@/macho/linkedit";
import { type MachoImage, stringOf } from "@/macho/readImage";
import { describeChains, noChains } from "./describeChains";
import type { Attempt } from "./describeImage";
import { wideNumber } from "./describeSymbols";
import type { BindDump, ExportDump, FixupPlace, FixupsDump } from "./document";

const dylibCommands = new Set<number>([
  loadCommands.LC_LOAD_DYLIB,
  loadCommands.LC_LOAD_WEAK_DYLIB,
  loadCommands.LC_REEXPORT_DYLIB,
  loadCommands.LC_LAZY_LOAD_DYLIB,
  loadCommands.LC_LOAD_UPWARD_DYLIB,
]);

/** Install names in the order of their commands: ordinal 1 is the first. */
export const librariesOf = (image: MachoImage): string[] =>
  image.commands.filter(({ command }) => dylibCommands.has(command)).map(stringOf);

const specialLibraries = new Map<number, string>([
  [0, "this image"],
  [-1, "main executable"],
  [-2, "flat look-up"],
  [-3, "weak look-up"],
]);
const libraryOf = (libraries: readonly string[], ordinal: number): string =>
  specialLibraries.get(ordinal) ?? libraries[ordinal - 1] ?? `library ${ordinal}`;

/** The readers refuse places outside their segment, so there is one. */
function placeOf(image: MachoImage, { segment: index, offset }: { segment: number; offset: number }): FixupPlace {
  const segment = image.segments[index]!;
  const address = segment.address + offset;
  const section = segment.sections.find((each) => address >= each.address && address < each.address + each.size);
  return { segment: segment.segmentName, section: section?.sectionName ?? "", address };
}

type Stream = "bind" | "weak" | "lazy";
const partNames: Readonly<Record<Stream, string>> = { bind: "binds", weak: "weak binds", lazy: "lazy binds" };

function bindOf(image: MachoImage, libraries: readonly string[], stream: Stream, bind: DecodedBind): BindDump {
  const isWeak = stream === "weak";
  return {
    ...placeOf(image, bind),
    symbol: bind.name,
    ordinal: isWeak ? null : bind.ordinal,
    library: isWeak ? null : libraryOf(libraries, bind.ordinal),
    addend: wideNumber(bind.addend),
    weakImport: bind.weakImport,
    streamOffset: stream === "lazy" ? bind.start : null,
  };
}

function formOf(image: MachoImage): FixupsDump["form"] {
  const has = (command: number) => image.commands.some((each) => each.command === command);
  if (has(loadCommands.LC_DYLD_CHAINED_FIXUPS)) return "chained";
  return has(loadCommands.LC_DYLD_INFO_ONLY) || has(loadCommands.LC_DYLD_INFO) ? "opcodes" : "none";
}

export function describeFixups(image: MachoImage, libraries: readonly string[], attempt: Attempt): FixupsDump {
  let strongDefinitions: readonly string[] = [];
  const binds = (stream: Stream): BindDump[] =>
    attempt(partNames[stream], () => {
      const decoded = bindsOf(image, stream);
      if (stream === "weak") strongDefinitions = decoded.strongDefinitions;
      return decoded.binds.map((bind) => bindOf(image, libraries, stream, bind));
    }, []);
  const chained = attempt(
    "chained fixups",
    () =>
      describeChains(image, {
        place: (at) => placeOf(image, at),
        library: (ordinal) => libraryOf(libraries, ordinal),
      }),
    noChains,
  );
  const rebases = attempt("rebases", () => rebasesOf(image).rebases.map((rebase) => placeOf(image, rebase)), []);
  return {
    form: formOf(image),
    rebases: [...rebases, ...chained.rebases],
    binds: [...binds("bind"), ...chained.binds],
    weakBinds: binds("weak"),
    strongDefinitions,
    lazyBinds: binds("lazy"),
    chains: chained.chains,
  };
}

const kindNames = new Map<number, string>([
  [exportKinds.regular, "regular"],
  [exportKinds.threadLocal, "thread-local"],
  [exportKinds.absolute, "absolute"],
]);

/** `base`: address of the header, which offsets count from. */
export function describeExports(image: MachoImage, libraries: readonly string[], base: number): ExportDump[] {
  return exportsOf(image).exports.map(({ name, offset, flags, reexport, resolver }) => {
    const kind = flags & exportKindMask;
    return {
      name,
      address: reexport === undefined ? (kind === exportKinds.absolute ? offset : base + offset) : null,
      flags,
      kind: kindNames.get(kind) ?? `kind ${kind}`,
      weak: (flags & exportFlags.EXPORT_SYMBOL_FLAGS_WEAK_DEFINITION) !== 0,
      reexport:
        reexport === undefined
          ? null
          : { ordinal: reexport.ordinal, library: libraryOf(libraries, reexport.ordinal), name: reexport.name },
      resolver: resolver === undefined ? null : base + resolver,
    };
  });
}
