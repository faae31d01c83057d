import { describe, expect, it } from "vitest";
import { loadCommands } from "@/macho/constants";
import { bindsOf, exportsOf, functionStartsOf, rebasesOf, relocationsOf, symbolsOf } from "@/macho/linkedit";
import { MalformedFile } from "@/macho/malformed";
import { readDylib } from "@/macho/readDylib";
import { commandOf, readImage, stringOf } from "@/macho/readImage";
import { smallDylib, smallObject } from "./smallFiles";

describe("readImage", () => {
  it("shows every command's fields with their place in the file", () => {
    const bytes = smallDylib();
    const image = readImage(bytes);
    const text = (name: string) =>
      image.commands
        .filter((command) => command.name === name)
        .map((command) =>
          [...command.fields, ...command.records.flat(), ...command.strings].map((f) => f.shown).join(" "),
        );
    expect(text("LC_LOAD_DYLIB")).toEqual(["LC_LOAD_DYLIB 56 24 2 2.3.1 1.0.0 /usr/lib/libSystem.B.dylib"]);
    expect(text("LC_BUILD_VERSION")).toEqual(["LC_BUILD_VERSION 32 PLATFORM_MACOS 12.0.0 12.3.0 1 TOOL_LD 258.3.4"]);
    expect(text("LC_SOURCE_VERSION")).toEqual(["LC_SOURCE_VERSION 16 1.3"]);
    expect(text("LC_RPATH")).toEqual(["LC_RPATH 32 12 @loader_path"]);
    expect(text("LC_SEGMENT_64")[0]).toContain(
      "VM_PROT_READ | VM_PROT_EXECUTE 1 0x0 __text __TEXT 0x400 0x8 0x400 2^3",
    );
    // The fields of a command lie inside it, in order, without overlap.
    for (const command of image.commands) {
      let at = command.offset;
      for (const field of [...command.fields, ...command.records.flat(), ...command.strings]) {
        expect(field.offset).toBeGreaterThanOrEqual(at);
        at = field.offset + field.bytes;
      }
      expect(at).toBeLessThanOrEqual(command.offset + command.size);
    }
    expect(image.segments.map((segment) => segment.segmentName)).toEqual(["__TEXT", "__DATA", "__LINKEDIT"]);
  });

  it("decodes what the commands point to", () => {
    const image = readImage(smallDylib());
    expect(rebasesOf(image).rebases).toEqual([{ segment: 1, offset: 8 }]);
    expect(bindsOf(image, "bind").binds.map((b) => [b.name, b.offset])).toEqual([["_puts", 0x10]]);
    expect(bindsOf(image, "weak").strongDefinitions).toEqual(["__ZdlPv"]);
    expect(bindsOf(image, "lazy").binds.map((b) => b.name)).toEqual(["_printf", "_exit"]);
    expect(exportsOf(image).exports.map((e) => [e.name, e.offset, e.flags])).toEqual([
      ["_one", 0x400, 0],
      ["_thread", 0x1000, 1],
      ["_weak", 0x404, 4],
    ]);
    expect(functionStartsOf(image)).toEqual([0x400, 0x404]);
    expect(symbolsOf(image)).toEqual([]);
  });

  it("reads objects too", () => {
    const image = readImage(smallObject());
    expect(symbolsOf(image).map(({ name }) => name)).toEqual(["_main", "_value", "_other"]);
    expect(relocationsOf(image, image.sections[0]!).map(({ address, type }) => [address, type])).toEqual([
      [8, 2],
      [4, 4],
    ]);
    expect(image.commands.find(({ name }) => name === "LC_LINKER_OPTION")?.strings.map(({ value }) => value)).toEqual([
      "-framework",
      "Foundation",
    ]);
  });

  it("refuses a string that is not terminated or not in its command", () => {
    const bytes = smallDylib();
    const { offset, size } = commandOf(readImage(bytes), loadCommands.LC_RPATH)!;
    const view = new DataView(bytes.buffer);
    view.setUint32(offset + 8, size, true);
    expect(() => readImage(bytes)).toThrow(MalformedFile);
    view.setUint32(offset + 8, 12, true);
    bytes.fill(0x61, offset + 12, offset + size);
    expect(() => readImage(bytes)).toThrow(/LC_RPATH must hold a terminated string/);
  });
});

describe("readDylib", () => {
  it("gives name, versions, exports and re-exports", () => {
    const dylib = readDylib(smallDylib());
    expect(dylib.installName).toBe("@rpath/libsmall.dylib");
    expect([dylib.currentVersion, dylib.compatibilityVersion, dylib.platform]).toEqual([0x20301, 0x10000, 1]);
    expect(dylib.reexports).toEqual(["@rpath/libinner.dylib"]);
    expect(dylib.exports).toEqual([
      { name: "_one", weak: false, threadLocal: false, absolute: false },
      { name: "_thread", weak: false, threadLocal: true, absolute: false },
      { name: "_weak", weak: true, threadLocal: false, absolute: false },
    ]);
  });
  it("refuses other files", () => {
    expect(() => readDylib(smallObject())).toThrow(/MH_DYLIB.*MH_OBJECT/);
  });
  it("names its strings", () => {
    const image = readImage(smallDylib());
    expect(image.commands.map(stringOf).filter((text) => text !== "")).toHaveLength(4);
  });
});
