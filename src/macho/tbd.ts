// Text stubs (`.tbd`, versions 3 to 5): what a dylib of an SDK is called and exports, without its code. The format
// is that of LLVM's TextAPI; unknown keys are refused, because a misspelt one would silently lose symbols.

import { readTbd5 } from "./tbd5";
import { MalformedText, readYaml, type YamlDocument, type YamlMap, type YamlNode, yamlText } from "./yaml";

/** Names that hold for some targets. */
export interface TbdNames {
  readonly targets: readonly string[];
  readonly names: readonly string[];
}

/** One section of exports, for some targets. `$ld$` names are kept as they are. */
export interface TbdSymbols {
  readonly targets: readonly string[];
  readonly symbols: readonly string[];
  readonly weakSymbols: readonly string[];
  readonly threadLocalSymbols: readonly string[];
  /** Objective-C names without their prefixes; see tbdExports. */
  readonly objcClasses: readonly string[];
  readonly objcEhTypes: readonly string[];
  readonly objcIvars: readonly string[];
}

export interface TbdDocument {
  readonly version: 3 | 4 | 5;
  /** Line of the document's first line, from 1. */
  readonly line: number;
  /** `arm64-macos`, `x86_64-ios-simulator`. */
  readonly targets: readonly string[];
  readonly installName: string;
  /** In nibbles xxxx.yy.zz, as load commands store versions. */
  readonly currentVersion: number;
  readonly compatibilityVersion: number;
  readonly flags: readonly string[];
  readonly parentUmbrella: readonly TbdNames[];
  readonly allowableClients: readonly TbdNames[];
  readonly reexportedLibraries: readonly TbdNames[];
  readonly exports: readonly TbdSymbols[];
  readonly reexports: readonly TbdSymbols[];
}

const emptyValue: YamlNode = { kind: "scalar", text: "", offset: 0 };

/** Reads the nodes of one document, refusing what is not of the expected shape. */
class DocumentReader {
  readonly text: string;
  readonly version: 3 | 4;
  constructor(text: string, version: 3 | 4) {
    this.text = text;
    this.version = version;
  }

  fail(at: number, expectation: string, found?: string): MalformedText {
    return new MalformedText(this.text, at, expectation, found);
  }
  map(node: YamlNode, what: string, keys: readonly string[]): YamlMap {
    if (node.kind !== "map") throw this.fail(node.offset, `${what} is expected to be a map`);
    for (const [key, { keyOffset }] of node.entries)
      if (!keys.includes(key))
        throw this.fail(keyOffset, `a key of ${what} in version ${this.version} is expected`, `'${key}'`);
    return node;
  }
  value(map: YamlMap, key: string): YamlNode {
    return map.entries.get(key)?.value ?? emptyValue;
  }
  scalar(map: YamlMap, key: string): string {
    const node = this.value(map, key);
    if (node.kind !== "scalar") throw this.fail(node.offset, `${key} is expected to be one value`);
    return node.text;
  }
  required(map: YamlMap, key: string): string {
    const text = this.scalar(map, key);
    if (text === "") throw this.fail(map.offset, `${key} is expected`);
    return text;
  }
  items(map: YamlMap, key: string): readonly YamlNode[] {
    const node = this.value(map, key);
    if (node.kind === "list") return node.items;
    if (node.kind === "scalar" && node.text === "") return [];
    throw this.fail(node.offset, `${key} is expected to be a list`);
  }
  names(map: YamlMap, key: string): string[] {
    return this.items(map, key).map((item) => {
      if (item.kind !== "scalar") throw this.fail(item.offset, `names are expected in ${key}`);
      return item.text;
    });
  }
  /** As LLVM reads it: parts past their field's largest value are cut to it, parts past the third dropped. */
  packedVersion(map: YamlMap, key: string): number {
    const node = this.value(map, key);
    const text = this.scalar(map, key);
    if (text === "") return 0x10000;
    const parts = text.split(".");
    if (parts.length > 5 || !parts.every((part) => /^\d{1,9}$/.test(part)) || Number(parts[0]) > 0xffff)
      throw this.fail(node.offset, `${key} is expected to be a version of numbers and dots`, `'${text}'`);
    const part = (index: number) => Math.min(Number(parts[index] ?? 0), 0xff);
    return Number(parts[0]) * 0x10000 + part(1) * 0x100 + part(2);
  }
}

const keys4 = {
  document: [
    "tbd-version",
    "targets",
    "uuids",
    "flags",
    "install-name",
    "current-version",
    "compatibility-version",
    "swift-abi-version",
    "parent-umbrella",
    "allowable-clients",
    "reexported-libraries",
    "exports",
    "reexports",
    "undefineds",
  ],
  symbols: [
    "targets",
    "symbols",
    "objc-classes",
    "objc-eh-types",
    "objc-ivars",
    "weak-symbols",
    "thread-local-symbols",
  ],
} as const;

/** A target is a processor and a platform: `arm64-macos`, `x86_64-ios-simulator`. */
const targetForm = /^[a-z0-9_]+-(<?[a-z0-9]+>?)(-[a-z]+)?$/;

function checkTargets(reader: DocumentReader, map: YamlMap, targets: readonly string[]): readonly string[] {
  const wrong = targets.findIndex((target) => !targetForm.test(target));
  if (wrong !== -1)
    throw reader.fail(
      reader.items(map, "targets")[wrong]!.offset,
      "a target such as arm64-macos is expected",
      `'${targets[wrong]}'`,
    );
  return targets;
}

function readVersion4(reader: DocumentReader, root: YamlNode): Omit<TbdDocument, "line"> {
  const map = reader.map(root, "a text stub", keys4.document);
  const named = (key: string, namesKey: string): TbdNames[] =>
    reader.items(map, key).map((item) => {
      const entry = reader.map(item, `an item of ${key}`, ["targets", namesKey]);
      const targets = checkTargets(reader, entry, reader.names(entry, "targets"));
      const names = namesKey === "umbrella" ? [reader.required(entry, namesKey)] : reader.names(entry, namesKey);
      return { targets, names };
    });
  const symbols = (key: string): TbdSymbols[] =>
    reader.items(map, key).map((item) => {
      const entry = reader.map(item, `an item of ${key}`, keys4.symbols);
      return {
        targets: checkTargets(reader, entry, reader.names(entry, "targets")),
        symbols: reader.names(entry, "symbols"),
        weakSymbols: reader.names(entry, "weak-symbols"),
        threadLocalSymbols: reader.names(entry, "thread-local-symbols"),
        objcClasses: reader.names(entry, "objc-classes"),
        objcEhTypes: reader.names(entry, "objc-eh-types"),
        objcIvars: reader.names(entry, "objc-ivars"),
      };
    });
  const targets = checkTargets(reader, map, reader.names(map, "targets"));
  if (targets.length === 0) throw reader.fail(map.offset, "targets is expected");
  symbols("undefineds");
  return {
    version: 4,
    targets,
    installName: reader.required(map, "install-name"),
    currentVersion: reader.packedVersion(map, "current-version"),
    compatibilityVersion: reader.packedVersion(map, "compatibility-version"),
    flags: reader.names(map, "flags"),
    parentUmbrella: named("parent-umbrella", "umbrella"),
    allowableClients: named("allowable-clients", "clients"),
    reexportedLibraries: named("reexported-libraries", "libraries"),
    exports: symbols("exports"),
    reexports: symbols("reexports"),
  };
}

const keys3 = {
  document: [
    "archs",
    "uuids",
    "platform",
    "flags",
    "install-name",
    "current-version",
    "compatibility-version",
    "swift-abi-version",
    "swift-version",
    "objc-constraint",
    "parent-umbrella",
    "exports",
    "undefineds",
  ],
  exports: [
    "archs",
    "allowable-clients",
    "allowed-clients",
    "re-exports",
    "symbols",
    "objc-classes",
    "objc-eh-types",
    "objc-ivars",
    "weak-def-symbols",
    "weak-ref-symbols",
    "thread-local-symbols",
  ],
} as const;

/** Platforms as version 4 spells them. */
const platforms3: Readonly<Record<string, readonly string[]>> = {
  macosx: ["macos"],
  ios: ["ios"],
  tvos: ["tvos"],
  watchos: ["watchos"],
  bridgeos: ["bridgeos"],
  driverkit: ["driverkit"],
  iosmac: ["maccatalyst"],
  maccatalyst: ["maccatalyst"],
  zippered: ["macos", "maccatalyst"],
};
const simulated = new Set(["ios", "tvos", "watchos"]);

/** Version 3 names processors and one platform; an Intel phone is a simulator. */
function targets3(archs: readonly string[], platforms: readonly string[]): string[] {
  return archs.flatMap((arch) =>
    platforms.map((platform) => {
      const isSimulator = simulated.has(platform) && (arch === "i386" || arch.startsWith("x86_64"));
      return `${arch}-${platform}${isSimulator ? "-simulator" : ""}`;
    }),
  );
}

function readVersion3(reader: DocumentReader, root: YamlNode): Omit<TbdDocument, "line"> {
  const map = reader.map(root, "a text stub", keys3.document);
  const platform = reader.required(map, "platform");
  const platforms = platforms3[platform];
  if (platforms === undefined)
    throw reader.fail(reader.value(map, "platform").offset, "a known platform is expected", `'${platform}'`);
  const archs = reader.names(map, "archs");
  if (archs.length === 0) throw reader.fail(map.offset, "archs is expected");
  const targets = targets3(archs, platforms);
  const umbrella = reader.scalar(map, "parent-umbrella");
  const sections = reader.items(map, "exports").map((item) => {
    const entry = reader.map(item, "an item of exports", keys3.exports);
    return { entry, targets: targets3(reader.names(entry, "archs"), platforms) };
  });
  const named = (...keys: string[]): TbdNames[] =>
    sections
      .map((section) => ({
        targets: section.targets,
        names: keys.flatMap((key) => reader.names(section.entry, key)),
      }))
      .filter(({ names }) => names.length > 0);
  return {
    version: 3,
    targets,
    installName: reader.required(map, "install-name"),
    currentVersion: reader.packedVersion(map, "current-version"),
    compatibilityVersion: reader.packedVersion(map, "compatibility-version"),
    flags: reader.names(map, "flags"),
    parentUmbrella: umbrella === "" ? [] : [{ targets, names: [umbrella] }],
    allowableClients: named("allowable-clients", "allowed-clients"),
    reexportedLibraries: named("re-exports"),
    exports: sections.map((section) => ({
      targets: section.targets,
      symbols: reader.names(section.entry, "symbols"),
      weakSymbols: reader.names(section.entry, "weak-def-symbols"),
      threadLocalSymbols: reader.names(section.entry, "thread-local-symbols"),
      objcClasses: reader.names(section.entry, "objc-classes"),
      objcEhTypes: reader.names(section.entry, "objc-eh-types"),
      objcIvars: reader.names(section.entry, "objc-ivars"),
    })),
    reexports: [],
  };
}

function readDocument(text: string, { tag, root, offset }: YamlDocument): Omit<TbdDocument, "line"> {
  if (tag === "!tapi-tbd-v3") return readVersion3(new DocumentReader(text, 3), root);
  const reader = new DocumentReader(text, 4);
  if (tag !== "!tapi-tbd")
    throw reader.fail(
      offset,
      "a text stub of version 3 or 4 is expected (`--- !tapi-tbd`)",
      tag === "" ? undefined : tag,
    );
  const version = root.kind === "map" ? root.entries.get("tbd-version")?.value : undefined;
  if (version?.kind !== "scalar" || version.text !== "4")
    throw reader.fail(
      version?.offset ?? root.offset,
      "tbd-version 4 is expected",
      version?.kind === "scalar" ? version.text : undefined,
    );
  return readVersion4(reader, root);
}

/** The documents of a text stub: first the library, then libraries it re-exports that are inlined. Throws MalformedText. */
export function readTbd(bytes: Uint8Array): readonly TbdDocument[] {
  const text = yamlText(bytes);
  if (/^\s*\{/.test(text)) return readTbd5(text);
  const documents = readYaml(text);
  if (documents.length === 0) throw new MalformedText(text, 0, "a text stub is expected", "no document");
  let line = 1;
  let from = 0;
  return documents.map((document) => {
    for (let at = text.indexOf("\n", from); at !== -1 && at < document.offset; at = text.indexOf("\n", at + 1)) {
      line += 1;
      from = at + 1;
    }
    return { ...readDocument(text, document), line };
  });
}

export interface TbdExport {
  readonly name: string;
  readonly weak: boolean;
  readonly threadLocal: boolean;
}

/** Symbol names a document gives for one target, its own and re-exported ones, Objective-C names spelt out. */
export function tbdExports(document: TbdDocument, target: string): TbdExport[] {
  const found: TbdExport[] = [];
  const add = (names: readonly string[], prefix = "", weak = false, threadLocal = false) => {
    for (const name of names) found.push({ name: prefix + name, weak, threadLocal });
  };
  for (const section of [...document.exports, ...document.reexports]) {
    if (!section.targets.includes(target)) continue;
    add(section.symbols);
    add(section.weakSymbols, "", true);
    add(section.threadLocalSymbols, "", false, true);
    add(section.objcClasses, "_OBJC_CLASS_$_");
    add(section.objcClasses, "_OBJC_METACLASS_$_");
    add(section.objcEhTypes, "_OBJC_EHTYPE_$_");
    add(section.objcIvars, "_OBJC_IVAR_$_");
  }
  return found;
}
