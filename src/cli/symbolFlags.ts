// Flags about names: which are exported, which are listed, what else something is called. Lists come from files, which
// are read once the whole line is understood.

import { decodeText } from "@/base/text";
import type { Alias, NameChoice, NameRules } from "@/linker/nameRules";
import { type Flag, flag, takes } from "./flag";
import type { Host } from "./host";
import type { LdRequest } from "./ldArguments";

export interface SymbolWishes {
  readonly exported: string[];
  readonly unexported: string[];
  noExports: boolean;
  exportDynamic: boolean;
  readonly aliases: Alias[];
  stripLocals: boolean;
  readonly keptLocals: string[];
  readonly strippedLocals: string[];
  /** Files that are still to be read into the lists above. */
  readonly lists: { readonly flag: string; readonly path: string; add(line: string): string | undefined }[];
}

export const emptySymbolWishes = (): SymbolWishes => ({
  exported: [],
  unexported: [],
  noExports: false,
  exportDynamic: false,
  aliases: [],
  stripLocals: false,
  keptLocals: [],
  strippedLocals: [],
  lists: [],
});

type NameList = "exported" | "unexported" | "keptLocals" | "strippedLocals";

const listFlag = (name: string, list: NameList): Flag =>
  takes((request: LdRequest, path) => {
    request.symbols.lists.push({ flag: name, path, add: (line) => void request.symbols[list].push(line) });
  });
const nameFlag = (list: NameList): Flag =>
  takes((request: LdRequest, name) => {
    request.symbols[list].push(name);
  });

export const symbolFlags: Readonly<Record<string, Flag>> = {
  "-exported_symbol": nameFlag("exported"),
  "-exported_symbols_list": listFlag("-exported_symbols_list", "exported"),
  "-unexported_symbol": nameFlag("unexported"),
  "-unexported_symbols_list": listFlag("-unexported_symbols_list", "unexported"),
  "-no_exported_symbols": flag((request) => {
    request.symbols.noExports = true;
  }),
  "-export_dynamic": flag((request) => {
    request.symbols.exportDynamic = true;
  }),
  "-alias": {
    words: 2,
    apply: (request, [of, name]) => {
      request.symbols.aliases.push({ of: of!, name: name! });
      return undefined;
    },
  },
  "-alias_list": takes((request, path) => {
    const { aliases, lists } = request.symbols;
    const add = (line: string) => {
      const [of, name, ...rest] = line.split(/\s+/);
      if (of === undefined || name === undefined || rest.length > 0) return `'${line}' is no pair of names`;
      aliases.push({ of, name });
      return undefined;
    };
    lists.push({ flag: "-alias_list", path, add });
  }),
  "-S": flag((request) => {
    request.debugMap = false;
  }),
  "-oso_prefix": takes((request, prefix) => {
    request.objectPathPrefix = prefix;
  }),
  "-add_ast_path": takes((request, path) => {
    request.modulePaths.push(path);
  }),
  "-x": flag((request) => {
    request.symbols.stripLocals = true;
  }),
  "-non_global_symbols_strip_list": listFlag("-non_global_symbols_strip_list", "strippedLocals"),
  "-non_global_symbols_no_strip_list": listFlag("-non_global_symbols_no_strip_list", "keptLocals"),
};

/** Reads the lists, one name a line, `#` starting a remark. Returns what is wrong with them or with their combination. */
export function readSymbolLists(host: Host, wishes: SymbolWishes): string[] {
  const errors: string[] = [];
  for (const { flag: name, path, add } of wishes.lists) {
    const bytes = host.read(path);
    if (bytes === undefined) {
      errors.push(`${name}: cannot open ${path}: no such file`);
      continue;
    }
    for (const [index, text] of decodeText(bytes).split("\n").entries()) {
      const line = text.replace(/#.*$/, "").trim();
      const problem = line === "" ? undefined : add(line);
      if (problem !== undefined) errors.push(`${path}:${index + 1}: ${problem}`);
    }
  }
  if (wishes.exported.length > 0 && wishes.unexported.length > 0)
    errors.push("-exported_symbol* and -unexported_symbol* exclude each other");
  if (wishes.exported.length > 0 && wishes.noExports)
    errors.push("-exported_symbol* and -no_exported_symbols exclude each other");
  return errors;
}

function choiceOf(only: readonly string[] | undefined, except: readonly string[]): NameChoice {
  if (only !== undefined) return { kind: "only", patterns: only };
  return except.length > 0 ? { kind: "except", patterns: except } : { kind: "all" };
}

export function nameRulesOf(wishes: SymbolWishes): NameRules {
  const { exported, unexported, noExports, exportDynamic, aliases, stripLocals, keptLocals, strippedLocals } = wishes;
  const listed = exported.length > 0 || noExports ? exported : undefined;
  const kept = stripLocals ? [] : keptLocals.length > 0 ? keptLocals : undefined;
  return {
    exports: choiceOf(listed, unexported),
    exportDynamic,
    aliases,
    locals: choiceOf(kept, strippedLocals),
  };
}
