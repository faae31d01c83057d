import { describe, expect, it } from "vitest";
import { encodeText } from "@/base/text";
import { readTbd, tbdExports } from "@/macho/tbd";
import { MalformedText } from "@/macho/yaml";
import { smallTbd } from "./smallFiles";

const read = (text: string) => readTbd(encodeText(text));

describe("checklist 63: text stubs", () => {
  it("reads version 4 with all its parts", () => {
    const [system, dyld] = read(smallTbd);
    expect(system).toMatchObject({
      version: 4,
      line: 1,
      targets: ["x86_64-macos", "arm64-macos"],
      installName: "/usr/lib/libSystem.B.dylib",
      currentVersion: 1292 * 0x10000 + 60 * 0x100 + 1,
      compatibilityVersion: 0x10000,
      parentUmbrella: [{ targets: ["arm64-macos"], names: ["System"] }],
      reexportedLibraries: [{ targets: ["x86_64-macos", "arm64-macos"], names: ["/usr/lib/system/libdyld.dylib"] }],
    });
    expect(dyld).toMatchObject({ line: 23, installName: "/usr/lib/system/libdyld.dylib" });
    expect(tbdExports(system!, "x86_64-macos")).toEqual([
      { name: "_printf", weak: false, threadLocal: false },
      { name: "_puts", weak: false, threadLocal: false },
      { name: "it's", weak: false, threadLocal: false },
      { name: "$ld$hide$os10.4$_old", weak: false, threadLocal: false },
      { name: "__Znwm", weak: true, threadLocal: false },
      { name: "_errno_tls", weak: false, threadLocal: true },
      { name: "_OBJC_CLASS_$_NSObject", weak: false, threadLocal: false },
      { name: "_OBJC_METACLASS_$_NSObject", weak: false, threadLocal: false },
      { name: "_OBJC_EHTYPE_$_NSError", weak: false, threadLocal: false },
      { name: "_OBJC_IVAR_$_NSObject.isa", weak: false, threadLocal: false },
    ]);
    expect(tbdExports(system!, "arm64-macos").at(-1)?.name).toBe("_arm_only");
    expect(tbdExports(system!, "arm64-ios")).toEqual([]);
  });

  it("reads version 3", () => {
    const [stub] = read(`--- !tapi-tbd-v3
archs:           [ x86_64, arm64 ]
uuids:           [ 'x86_64: 00000000-0000-0000-0000-000000000000' ]
platform:        ios
install-name:    /usr/lib/libfoo.dylib
current-version: 2.0
parent-umbrella: Foo
exports:
  - archs:       [ x86_64, arm64 ]
    re-exports:  [ /usr/lib/libbar.dylib ]
    symbols:     [ _foo ]
    weak-def-symbols: [ _weak ]
undefineds:
  - archs:       [ x86_64 ]
    symbols:     [ _bar ]
...
`);
    const targets = ["x86_64-ios-simulator", "arm64-ios"];
    expect(stub).toMatchObject({
      version: 3,
      targets,
      currentVersion: 0x20000,
      parentUmbrella: [{ targets, names: ["Foo"] }],
      reexportedLibraries: [{ targets, names: ["/usr/lib/libbar.dylib"] }],
    });
    expect(tbdExports(stub!, "arm64-ios").map(({ name, weak }) => [name, weak])).toEqual([
      ["_foo", false],
      ["_weak", true],
    ]);
  });

  const head = "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos ]\n";
  it.each([
    ["", 1, 1, /text stub is expected/],
    ["a: b\n", 1, 1, /version 3 or 4/],
    ["--- !tapi-tbd-v2\na: b\n", 1, 1, /version 3 or 4.*v2/],
    ["--- !tapi-tbd\ntbd-version: 5\n", 2, 14, /tbd-version 4 is expected, found 5/],
    [`${head}`, 2, 1, /install-name is expected/],
    [`${head}install-name: x\nexprots: []\n`, 5, 1, /'exprots'/],
    [`${head}install-name: x\nexports: x\n`, 5, 10, /list/],
    [`${head}install-name: x\nexports:\n  - targets: [ arm64 ]\n`, 6, 16, /arm64-macos.*'arm64'/],
    [`${head}install-name: x\ncurrent-version: one\n`, 5, 18, /version of numbers/],
    [`${head}install-name: [ x ]\n`, 4, 15, /one value/],
    [`${head}install-name: x\nexports:\n  - targets: [ arm64-macos ]\n    symbols:\n      - a: b\n`, 8, 9, /names/],
  ])("refuses %j with a place", (text, line, column, message) => {
    expect(() => read(text)).toThrow(MalformedText);
    expect(() => read(text)).toThrow(message);
    try {
      read(text);
    } catch (error) {
      expect(error).toMatchObject({ line, column });
    }
  });

  const stub5 = (library: string, more = "") =>
    `{"main_library": {"install_names": [{"name": "/usr/lib/libx.dylib"}], "target_info": [{"target": "arm64-macos"}, {"target": "x86_64-macos"}]${library}}, ${more}"tapi_tbd_version": 5}`;

  it("reads version 5, lists for all targets and for some", () => {
    const [main, inlined] = read(
      stub5(
        `, "current_versions": [{"version": "1.2.3"}], "reexported_libraries": [{"names": ["/usr/lib/liby.dylib"], "targets": ["arm64-macos"]}],
"exported_symbols": [{"data": {"global": ["_a", "caf\\u00e9"], "weak": ["_w"], "thread_local": ["_t"], "objc_class": ["C"]}, "text": {"global": ["_f"]}},
  {"data": {"global": ["_arm"]}, "targets": ["arm64-macos"]}]`,
        `"libraries": [{"install_names": [{"name": "/usr/lib/liby.dylib"}],
"target_info": [{"target": "arm64-macos"}]}], `,
      ),
    );
    expect(main).toMatchObject({ version: 5, line: 1, currentVersion: 0x10203, compatibilityVersion: 0x10000 });
    expect(main?.reexportedLibraries).toEqual([{ targets: ["arm64-macos"], names: ["/usr/lib/liby.dylib"] }]);
    expect(inlined).toMatchObject({ installName: "/usr/lib/liby.dylib", line: 3 });
    expect(tbdExports(main!, "x86_64-macos").map(({ name }) => name)).toEqual([
      "_a",
      "café",
      "_w",
      "_t",
      "_OBJC_CLASS_$_C",
      "_OBJC_METACLASS_$_C",
      "_f",
    ]);
    expect(tbdExports(main!, "arm64-macos").at(-1)?.name).toBe("_arm");
    expect(tbdExports(main!, "arm64-macos").filter(({ weak, threadLocal }) => weak || threadLocal)).toEqual([
      { name: "_w", weak: true, threadLocal: false },
      { name: "_t", weak: false, threadLocal: true },
    ]);
  });

  it.each([
    ["{", 1, 2, /found the end/],
    ['{"tapi_tbd_version": 6}', 1, 22, /tapi_tbd_version 5 is expected, found 6/],
    ['{"tapi_tbd_version": 5}', 1, 1, /main_library/],
    ['{"main_library": {},\n "tapi_tbd_version": 5}', 1, 18, /target_info/],
    [stub5(', "exported_symbols": {}'), 1, 163, /exported_symbols is expected to be a list/],
    ['{"a": 1, "a": 2}', 1, 10, /once/],
    ['{"a": "x\n"}', 1, 9, /end of a string/],
    ['{"a": "\\q"}', 1, 8, /escape/],
    [`{"a": ${"[".repeat(40)}`, 1, 38, /32 levels/],
    ['{"a": 1} x', 1, 10, /the end is expected/],
  ])("refuses %j of version 5 with its place", (text, line, column, message) => {
    expect(() => read(text)).toThrow(MalformedText);
    try {
      read(text);
    } catch (problem) {
      expect(problem).toMatchObject({ line, column });
      expect((problem as Error).message).toMatch(message);
    }
  });
});
