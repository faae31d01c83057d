// Text stubs of version 5: the same facts as version 4, as JSON. Lists hold for all targets of their library unless they
// name some. Unknown keys are passed over, as LLVM's reader does: the format grows by keys.

import { readJson } from "./json";
import type { TbdDocument, TbdNames, TbdSymbols } from "./tbd";
import { parseVersion } from "./versionText";
import { MalformedText, type YamlMap, type YamlNode } from "./yaml";

class LibraryReader {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  fail(node: YamlNode, expectation: string, found?: string): MalformedText {
    return new MalformedText(this.text, node.offset, expectation, found);
  }
  map(node: YamlNode, what: string): YamlMap {
    if (node.kind !== "map") throw this.fail(node, `${what} is expected to be an object`);
    return node;
  }
  items(map: YamlMap, key: string): readonly YamlNode[] {
    const node = map.entries.get(key)?.value;
    if (node === undefined) return [];
    if (node.kind !== "list") throw this.fail(node, `${key} is expected to be a list`);
    return node.items;
  }
  maps(map: YamlMap, key: string): YamlMap[] {
    return this.items(map, key).map((item) => this.map(item, `an item of ${key}`));
  }
  names(map: YamlMap, key: string): string[] {
    return this.items(map, key).map((item) => {
      if (item.kind !== "scalar") throw this.fail(item, `names are expected in ${key}`);
      return item.text;
    });
  }
  scalar(map: YamlMap, key: string): string | undefined {
    const node = map.entries.get(key)?.value;
    if (node === undefined) return undefined;
    if (node.kind !== "scalar") throw this.fail(node, `${key} is expected to be one value`);
    return node.text;
  }
  /** The value of a list that holds one: an install name, a version. */
  only(map: YamlMap, key: string, inner: string): { readonly text: string; readonly node: YamlNode } | undefined {
    const [first] = this.maps(map, key);
    const text = first === undefined ? undefined : this.scalar(first, inner);
    return first === undefined || text === undefined ? undefined : { text, node: first };
  }
  version(map: YamlMap, key: string): number {
    const found = this.only(map, key, "version");
    if (found === undefined) return 0x10000;
    const version = parseVersion(found.text);
    if (version === undefined)
      throw this.fail(found.node, `${key} is expected to hold a version of numbers and dots`, `'${found.text}'`);
    return version;
  }
}

const symbolKeys = {
  symbols: "global",
  weakSymbols: "weak",
  threadLocalSymbols: "thread_local",
  objcClasses: "objc_class",
  objcEhTypes: "objc_eh_type",
  objcIvars: "objc_ivar",
} as const;

function readLibrary(reader: LibraryReader, node: YamlNode): Omit<TbdDocument, "line"> {
  const map = reader.map(node, "a library");
  const targets = reader.maps(map, "target_info").map((info) => {
    const target = reader.scalar(info, "target");
    if (target === undefined) throw reader.fail(info, "a target is expected");
    return target;
  });
  if (targets.length === 0) throw reader.fail(map, "target_info is expected");
  const targetsOf = (item: YamlMap) => (item.entries.has("targets") ? reader.names(item, "targets") : targets);
  const named = (key: string, inner: string): TbdNames[] =>
    reader.maps(map, key).map((item) => ({ targets: targetsOf(item), names: reader.names(item, inner) }));
  /** Code and data symbols stand apart; a linker takes both. */
  const symbols = (key: string): TbdSymbols[] =>
    reader.maps(map, key).flatMap((item) =>
      ["data", "text"].flatMap((part) => {
        const list = item.entries.get(part)?.value;
        if (list === undefined) return [];
        const names = (kind: keyof typeof symbolKeys) => reader.names(reader.map(list, part), symbolKeys[kind]);
        return [
          {
            targets: targetsOf(item),
            symbols: names("symbols"),
            weakSymbols: names("weakSymbols"),
            threadLocalSymbols: names("threadLocalSymbols"),
            objcClasses: names("objcClasses"),
            objcEhTypes: names("objcEhTypes"),
            objcIvars: names("objcIvars"),
          },
        ];
      }),
    );
  const installName = reader.only(map, "install_names", "name")?.text;
  if (installName === undefined) throw reader.fail(map, "install_names is expected");
  return {
    version: 5,
    targets,
    installName,
    currentVersion: reader.version(map, "current_versions"),
    compatibilityVersion: reader.version(map, "compatibility_versions"),
    flags: reader.maps(map, "flags").flatMap((item) => reader.names(item, "attributes")),
    parentUmbrella: reader.maps(map, "parent_umbrellas").flatMap((item) => {
      const umbrella = reader.scalar(item, "umbrella");
      return umbrella === undefined ? [] : [{ targets: targetsOf(item), names: [umbrella] }];
    }),
    allowableClients: named("allowable_clients", "clients"),
    reexportedLibraries: named("reexported_libraries", "names"),
    exports: symbols("exported_symbols"),
    reexports: symbols("reexported_symbols"),
  };
}

/** The main library, then those that are inlined. Throws MalformedText. */
export function readTbd5(text: string): TbdDocument[] {
  const reader = new LibraryReader(text);
  const root = reader.map(readJson(text), "a text stub");
  const version = reader.scalar(root, "tapi_tbd_version");
  if (version !== "5")
    throw reader.fail(root.entries.get("tapi_tbd_version")?.value ?? root, "tapi_tbd_version 5 is expected", version);
  const main = root.entries.get("main_library")?.value;
  if (main === undefined) throw reader.fail(root, "main_library is expected");
  let line = 1;
  let from = 0;
  // Libraries may stand before the main one: lines are counted in the order of the text.
  const nodes = [main, ...reader.items(root, "libraries")];
  const lines = new Map<YamlNode, number>();
  for (const node of [...nodes].sort((a, b) => a.offset - b.offset)) {
    for (let at = text.indexOf("\n", from); at !== -1 && at < node.offset; at = text.indexOf("\n", at + 1)) {
      line += 1;
      from = at + 1;
    }
    lines.set(node, line);
  }
  return nodes.map((node) => ({ ...readLibrary(reader, node), line: lines.get(node)! }));
}
