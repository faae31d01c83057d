import { describe, expect, it } from "vitest";
import { createFinder, type SearchRules } from "@/cli/searchPaths";
import { isFound } from "@/linker/finder";
import { folder } from "./folder";

const none: SearchRules = {
  libraryPaths: [],
  frameworkPaths: [],
  sysroots: [],
  standardPaths: true,
  dylibsFirst: false,
  dylibFiles: new Map(),
  rpaths: [],
  outputPath: "out/prog",
};
function finder(files: readonly string[], rules: Partial<SearchRules>) {
  const { host } = folder(Object.fromEntries(files.map((name) => [name, "x"])));
  const { library, framework, dependent } = createFinder(host, { ...none, ...rules });
  const shown = (result: ReturnType<typeof library>) => (isFound(result) ? result.name : result.tried);
  return {
    library: (name: string) => shown(library(name)),
    framework: (name: string) => shown(framework(name)),
    dependent: (name: string, by = "lib/libx.dylib", rpaths: string[] = []) =>
      shown(dependent(name, { name: by, rpaths })),
  };
}

describe("search paths", () => {
  it("-L before the standard folders, and below the sysroot before itself", () => {
    const rules = { libraryPaths: ["/opt", "near"], sysroots: ["/sdk/"] };
    const stubs = [finder([], rules).library("x")].flat().filter((path) => path.endsWith(".tbd"));
    expect(stubs).toEqual([
      "/sdk/opt/libx.tbd",
      "/opt/libx.tbd",
      "near/libx.tbd",
      "/sdk/usr/lib/libx.tbd",
      "/sdk/usr/local/lib/libx.tbd",
    ]);
    expect(finder([], { ...rules, standardPaths: false }).library("x")).not.toContain("/sdk/usr/lib/libx.tbd");
    expect(finder([], {}).library("x")).toEqual([]);
  });

  it("frameworks: a suffix first, a stub before the binary", () => {
    const files = ["F/A.framework/A", "F/A.framework/A_debug", "F/B.framework/B.tbd", "F/B.framework/B"];
    const { framework } = finder(files, { frameworkPaths: ["F"] });
    expect(framework("A")).toBe("F/A.framework/A");
    expect(framework("A,_debug")).toBe("F/A.framework/A_debug");
    expect(framework("B,_debug")).toBe("F/B.framework/B.tbd");
    expect(framework("C")).toEqual(["F/C.framework/C.tbd", "F/C.framework/C"]);
  });

  it("dependents: by -dylib_file, by name, below the sysroot, then where their names lead", () => {
    const files = ["d/libb.tbd", "/sdk/p/libc.tbd", "lib/sub/libd.dylib", "r/libe.dylib", "out/libf.tbd", "given"];
    const { dependent } = finder(files, {
      libraryPaths: ["d"],
      sysroots: ["/sdk"],
      dylibFiles: new Map([["/p/liba.dylib", "given"]]),
      rpaths: ["r"],
    });
    expect(dependent("/p/liba.dylib")).toBe("given");
    expect(dependent("/p/libb.dylib")).toBe("d/libb.tbd");
    expect(dependent("/p/libc.dylib")).toBe("/sdk/p/libc.tbd");
    expect(dependent("@loader_path/sub/libd.dylib")).toBe("lib/sub/libd.dylib");
    expect(dependent("@rpath/libe.dylib")).toBe("r/libe.dylib");
    expect(dependent("@rpath/libd.dylib", "lib/libx.dylib", ["@loader_path/sub"])).toBe("lib/sub/libd.dylib");
    expect(dependent("@executable_path/libf.dylib")).toBe("out/libf.tbd");
    expect(dependent("/p/libg.dylib")).toContain("/p/libg.tbd");
  });
});
