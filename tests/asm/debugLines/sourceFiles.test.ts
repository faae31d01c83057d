import { describe, expect, test } from "vitest";
import { SourceFiles } from "@/asm/debugLines/sourceFiles";

const file = (directory: string, name: string) => ({
  directory,
  name,
  md5: undefined,
  source: undefined,
  span: { line: 1, column: 1, length: 1 },
});
const shown = (bytes: readonly number[]) =>
  bytes.map((byte) => (byte > 32 ? String.fromCharCode(byte) : `<${byte}>`)).join("");

describe("version 4", () => {
  test.each([
    ["", "c.c", "<0>c.c<0><0><0><0><0>"],
    ["", "q//c.c", "q<0><0>c.c<0><1><0><0><0>"],
    ["", "/c.c", "/<0><0>c.c<0><1><0><0><0>"],
    ["", "q/", "q<0><0>.<0><1><0><0><0>"],
    ["", "/", "<0>/<0><0><0><0><0>"],
    ["/a", "b/c.c", "/a<0><0>b/c.c<0><1><0><0><0>"],
    ["/a", "", "<0><stdin><0><0><0><0><0>"],
  ])("lists %j %j", (directory, name, expected) => {
    const files = new SourceFiles();
    files.add(1, file(directory, name));
    expect(files.version).toBe(4);
    expect(shown(files.lists())).toBe(expected);
  });
});

describe("version 5", () => {
  test("has the compiler's input as file 0, once", () => {
    const files = new SourceFiles();
    files.setRoot(file("/a", "c.c"));
    files.add(1, file("/a", "c.c"));
    files.add(1, file("/b", "d.c"));
    const texts: string[] = [];
    const table = files.tables((text) => [texts.push(text)]);
    expect(files.version).toBe(5);
    expect(texts).toEqual(["/a", "/b", "c.c", "d.c"]);
    expect(shown(table)).toBe("<1><1><31><2><1><2><2><1><31><2><15><2><3><0><4><1>");
  });
});

test("a gap in the numbers is known", () => {
  const files = new SourceFiles();
  files.add(1, file("", "a.c"));
  expect(files.gap()).toBeUndefined();
  files.add(3, file("", "b.c"));
  expect(files.gap()).toMatchObject({ missing: 2 });
});
