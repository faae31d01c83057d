import { describe, expect, it } from "vitest";
import { fileOffset } from "@/base/units";
import { describeOwner, ownerOf, sayByte } from "@/inspect/provenance";
import { at, program } from "./program";

const { view, sources } = program();
const owner = (offset: number) => describeOwner(ownerOf(view, sources, fileOffset(offset)));

describe("owners", () => {
  it("leads from the file to the field and back to the source line", () => {
    expect(owner(at.main)).toBe(
      "a.out › __TEXT › __text › _main › BRANCH26 field ‹ relocation 1 of main.s → _helper ‹ main.s:5",
    );
    expect(owner(at.main + 9)).toBe("a.out › __TEXT › __text › _main+0x9 ‹ main.s:7");
    expect(owner(at.helper + 4)).toBe("a.out › __TEXT › __text › _helper+0x4 ‹ help.s");
  });
  it("knows what the linker made", () => {
    expect(owner(at.stub + 4)).toBe("a.out › __TEXT › __stubs › stub of _puts+0x4 ‹ made by the linker");
    expect(owner(at.lazyPointer)).toContain("lazy pointer of _puts");
    expect(owner(at.helperEntry)).toContain("helper entry of _puts");
    expect(owner(at.preamble)).toContain("preamble ‹ made by the linker: hands over to the binder");
    expect(owner(0x3000)).toBe("a.out › __TEXT › padding ‹ zero fill up to the next page or section");
  });
  it("knows fields of the header, load commands and __LINKEDIT", () => {
    expect(owner(5)).toBe("a.out › __TEXT › mach_header_64 › cpu type");
    expect(owner(32 + 8)).toBe("a.out › __TEXT › LC_SEGMENT_64 __TEXT › segment name");
    expect(owner(32 + 72 + 16)).toBe("a.out › __TEXT › LC_SEGMENT_64 __TEXT › section_64 › segment name");
    expect(owner(at.symbols + 17)).toContain("symbol table › record 1 (_main)");
    expect(owner(at.strings + 3)).toContain("string table › “_helper”");
    expect(owner(at.linkedit)).toContain("lazy bind opcodes › SET_SEGMENT_AND_OFFSET_ULEB(2, 0x0)");
  });
  it("has an answer for every byte, traced or not, and the same one", () => {
    const untraced = program(false);
    expect(untraced.view.writes.rowCount()).toBe(1);
    for (let offset = 0; offset < at.end; offset++) {
      const found = ownerOf(view, sources, fileOffset(offset));
      const quiet = ownerOf(untraced.view, untraced.sources, fileOffset(offset));
      expect(found.path.length).toBeGreaterThan(1);
      expect(found.from <= offset && offset < found.to).toBe(true);
      expect(quiet.write).toBeUndefined();
      expect(describeOwner(quiet)).toBe(describeOwner(found));
      if (view.image![offset] !== 0) expect(found.write).toBeDefined();
    }
  });
  it("is said in one sentence", () => {
    expect(sayByte(ownerOf(view, sources, fileOffset(at.main)), fileOffset(at.main), 4)).toBe(
      "0x100000400: 04, BRANCH26 field, relocation 1 of main.s → _helper, main.s:5",
    );
  });
});
