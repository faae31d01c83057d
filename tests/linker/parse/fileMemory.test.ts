import { describe, expect, it } from "vitest";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import { createFileMemory } from "@/linker/parse/fileMemory";
import { createStringPool } from "@/tables/stringPool";
import { archiveOf, objectOf, sceneOptions, stub } from "../../support/linkScene";

describe("what reading files gave", () => {
  it("is recalled for the same bytes only", () => {
    const memory = createFileMemory();
    let reads = 0;
    const read = (bytes: Uint8Array) => {
      reads += 1;
      return bytes.length;
    };
    const bytes = new Uint8Array(8);
    expect([memory.recall(bytes, "object", read), memory.recall(bytes, "object", read), reads]).toEqual([8, 8, 1]);
    // A member is another view of its archive's memory each time.
    expect([
      memory.recall(bytes.subarray(2, 5), "object", read),
      memory.recall(bytes.subarray(2, 5), "object", read),
    ]).toEqual([3, 3]);
    expect(reads).toBe(2);
    memory.recall(bytes, "archive", read);
    memory.recall(new Uint8Array(8), "object", read);
    expect(reads).toBe(4);
  });

  it("is not remembered when it was refused", () => {
    const memory = createFileMemory();
    const bytes = new Uint8Array(4);
    const refuse = () => {
      throw new Error("no");
    };
    expect(() => memory.recall(bytes, "object", refuse)).toThrow("no");
    expect(memory.recall(bytes, "object", () => 1)).toBe(1);
  });

  it("gives the same image as reading everything again", () => {
    const main = ".globl _main\n_main:\n  bl _one\n  bl _puts\n  ret\n.subsections_via_symbols\n";
    const one = ".globl _one\n_one:\n  ret\n";
    const inputs = (text: string) => [{ name: "main.s", bytes: objectOf("arm64", "main.s", text) }];
    const libraries = [
      { name: "libone.a", bytes: archiveOf("arm64", { "one.s": one }) },
      {
        name: "libSystem.tbd",
        bytes: new TextEncoder().encode(stub("/usr/lib/libSystem.B.dylib", ["_puts", "dyld_stub_binder"])),
      },
    ];
    const host = { strings: createStringPool(), memory: createFileMemory() };
    for (const text of [main, main.replace("ret", "nop\n  ret"), main]) {
      const all = [...inputs(text), ...libraries];
      const remembered = attachBuild(link(all, sceneOptions("arm64"), host)!);
      expect(remembered.diagnostics).toEqual([]);
      expect(remembered.image).toEqual(attachBuild(link(all, sceneOptions("arm64"))!).image);
    }
  });
});
