import { describe, expect, it } from "vitest";
import { shownFiles } from "@/panels/sources/shownFiles";
import type { ProjectFile } from "@/state/appState";

const object = (name: string): ProjectFile => ({
  id: name,
  version: 1,
  name,
  contents: { kind: "bytes", bytes: new Uint8Array(4) },
});
const source = (name: string): ProjectFile => ({ ...object(name), contents: { kind: "text", text: "nop" } });
const objects = (count: number) => Array.from({ length: count }, (_, at) => object(`${at}.o`));
const namesOf = (files: readonly ProjectFile[]) => files.map(({ name }) => name);

describe("files with a tab", () => {
  it("are all of them, as long as these are few", () => {
    const files = objects(16);
    expect(shownFiles(files, "3.o", new Map())).toBe(files);
  });

  it("of many are the open one, those with errors, the sources and the first, where they stand in the project", () => {
    const files = [...objects(40), source("main.s"), source("last.s")];
    const first = namesOf(objects(12));
    expect(namesOf(shownFiles(files, "30.o", new Map([["35.o", 1]])))).toEqual([
      ...first,
      "30.o",
      "35.o",
      "main.s",
      "last.s",
    ]);
  });

  it("have the open one among them even if there are too many errors", () => {
    const files = objects(40);
    const errors = new Map(files.map(({ name }) => [name, 1]));
    expect(namesOf(shownFiles(files, "39.o", errors))).toEqual([...namesOf(objects(15)), "39.o"]);
  });
});
