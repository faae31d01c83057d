import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { defaultExample, exampleOf, gallery } from "@/gallery/gallery";

describe("gallery", () => {
  it("has examples with ids that can stand in links, each once", () => {
    const ids = gallery.map((example) => example.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]{2,40}$/);
    expect(gallery[0]).toBe(defaultExample);
    expect(exampleOf("got-load")?.title).toBe("GOT and GOT relaxation");
  });

  it.each(gallery)("$id says what to notice in two to four sentences", ({ notice }) => {
    const sentences = notice.match(/[.!?](\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(4);
  });

  it.each(gallery.filter(({ first }) => first !== undefined))(
    "$id has the same files for both CPUs, and names its first reference",
    ({ files, first }) => {
      expect(files.arm64.map((file) => file.name)).toEqual(files.x86_64.map((file) => file.name));
      for (const architecture of architectures) {
        const { file, to } = first![architecture];
        expect(files[architecture].find(({ name }) => name === file)?.text).toContain(to);
      }
    },
  );
});
