// Where libraries and frameworks are looked for, by ld64's rules: -L and -F before the standard folders, each below the
// sysroots first. Without a sysroot the standard folders are left alone: those of this machine hold no macOS library.

import type { Dependant, FoundFile, InputFinder, NotFound } from "@/linker/finder";
import type { Host } from "./host";

export interface SearchRules {
  readonly libraryPaths: readonly string[];
  readonly frameworkPaths: readonly string[];
  readonly sysroots: readonly string[];
  /** False with -Z. */
  readonly standardPaths: boolean;
  /** -search_dylibs_first: a dylib in a later folder before an archive in an earlier one. */
  readonly dylibsFirst: boolean;
  /** -dylib_file: install name to file. */
  readonly dylibFiles: ReadonlyMap<string, string>;
  readonly rpaths: readonly string[];
  readonly outputPath: string;
}

const standardLibraries = ["/usr/lib", "/usr/local/lib"];
const standardFrameworks = ["/Library/Frameworks", "/System/Library/Frameworks"];

const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
const inFolder = (folder: string, path: string): string => `${folder.replace(/\/$/, "")}/${path}`;
const stemOf = (path: string): string =>
  path
    .split("/")
    .at(-1)!
    .replace(/\.[^.]*$/, "");

/** Folders in search order; an absolute one means first the one below each sysroot. */
function folders(given: readonly string[], standard: readonly string[], rules: SearchRules): string[] {
  const sysroots = rules.sysroots.map((root) => root.replace(/\/$/, ""));
  const below = (path: string) => (path.startsWith("/") ? sysroots.map((root) => root + path) : []);
  const own = given.flatMap((path) => [...below(path), path]);
  return rules.standardPaths ? [...own, ...standard.flatMap(below)] : own;
}

export function createFinder(host: Host, rules: SearchRules): InputFinder {
  const libraries = folders(rules.libraryPaths, standardLibraries, rules);
  const frameworks = folders(rules.frameworkPaths, standardFrameworks, rules);
  const firstOf = (paths: Iterable<string>): FoundFile | NotFound => {
    const tried: string[] = [];
    for (const path of paths) {
      const bytes = host.read(path);
      if (bytes !== undefined) return { name: path, path: host.absolute(path), bytes };
      tried.push(path);
    }
    return { tried };
  };
  /** A text stub stands for the dylib beside it. */
  const dylibPaths = (path: string): string[] => {
    const stub = path.endsWith(".dylib") ? path.replace(/dylib$/, "tbd") : `${path}.tbd`;
    return path.endsWith(".tbd") ? [path] : [stub, path];
  };
  const libraryPaths = (stem: string, extensions: readonly string[]) =>
    libraries.flatMap((folder) => extensions.map((extension) => inFolder(folder, `${stem}${extension}`)));
  const frameworkPaths = (name: string, suffix = "") =>
    frameworks.flatMap((folder) => dylibPaths(inFolder(folder, `${name}.framework/${name}${suffix}`)));

  const relativePaths = (installName: string, { name, rpaths }: Dependant): string[] => {
    const fromLoader = (path: string) => path.replace(/^@loader_path(?=\/)/, folderOf(name));
    const fromExecutable = (path: string) => path.replace(/^@executable_path(?=\/)/, folderOf(rules.outputPath));
    if (!installName.startsWith("@rpath/")) return [fromLoader(fromExecutable(installName))];
    const rest = installName.slice("@rpath/".length);
    return [...rpaths, ...rules.rpaths].map((path) => inFolder(fromLoader(fromExecutable(path)), rest));
  };
  return {
    library(name) {
      if (name.endsWith(".o")) return firstOf(libraries.map((folder) => inFolder(folder, name)));
      const dylibs = [".tbd", ".dylib", ".so"];
      if (!rules.dylibsFirst) return firstOf(libraryPaths(`lib${name}`, [...dylibs, ".a"]));
      return firstOf([...libraryPaths(`lib${name}`, dylibs), ...libraryPaths(`lib${name}`, [".a"])]);
    },
    framework(asked) {
      const [name = "", suffix] = asked.split(",");
      return firstOf([...(suffix === undefined ? [] : frameworkPaths(name, suffix)), ...frameworkPaths(name)]);
    },
    dependent(installName, by) {
      const file = rules.dylibFiles.get(installName);
      if (file !== undefined) return firstOf([file]);
      const stem = stemOf(installName);
      const isFramework = installName.endsWith(`${stem}.framework/${stem}`);
      const byName = isFramework ? frameworkPaths(stem) : libraryPaths(stem, [".tbd", ".dylib", ".so"]);
      const absolute = installName.startsWith("/")
        ? rules.sysroots.map((root) => root.replace(/\/$/, "") + installName)
        : [];
      const others = installName.startsWith("/") ? [...absolute, installName] : relativePaths(installName, by);
      return firstOf(new Set([...byName, ...others.flatMap(dylibPaths)]));
    },
  };
}
