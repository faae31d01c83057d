// The account of every byte: what the trace says was written is what the image holds, forwards and backwards.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { assembledExamples } from "@/gallery/gallery";
import { validateImage } from "@/linker/validateImage";
import { type Linked, linkScene, type SceneInput } from "../support/linkScene";

const good = assembledExamples.filter(({ fails }) => fails === undefined);
const inputsOf = (id: string, architecture: Architecture): SceneInput[] =>
  good.find((example) => example.id === id)!.files[architecture].map(({ name, text }) => ({ name, text }));
const styles = { classic: {}, chained: { chainedFixups: true, initOffsets: true } } as const;
const cases = architectures.flatMap((architecture) =>
  (["classic", "chained"] as const).map((style) => ({ architecture, style })),
);

/** Bytes a write put there: short ones are in the row, long ones are what the image kept until something went over. */
function* spans({ view }: Linked) {
  for (const write of view.writes.rows())
    yield { write, from: view.writes.offset[write] as number, to: view.writes.offset[write] + view.writes.size[write] };
}

describe.each(cases)("$architecture, $style fixups", ({ architecture, style }) => {
  const optionsOf = (id: string) => ({ ...good.find((example) => example.id === id)?.options, ...styles[style] });
  it.each(good.map(({ id }) => id))("every byte of %s has a cause", (id) => {
    const linked = linkScene(architecture, inputsOf(id, architecture), optionsOf(id));
    expect(linked.errors).toEqual([]);
    const { image } = linked;
    expect(validateImage(image)).toEqual([]);
    const written = new Uint8Array(image.length);
    for (const { from, to } of spans(linked)) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(image.length);
      written.fill(1, from, to);
    }
    const orphans = [...image.entries()].filter(([offset, byte]) => byte !== 0 && written[offset] === 0);
    expect(orphans).toEqual([]);
  });

  it.each(good.map(({ id }) => id))("undoing every write of %s leaves nothing", (id) => {
    const linked = linkScene(architecture, inputsOf(id, architecture), optionsOf(id));
    const { view } = linked;
    const bytes = Uint8Array.from(linked.image);
    for (const { write, from, to } of [...spans(linked)].reverse()) {
      const size = to - from;
      const saved = view.writes.before[write];
      const word = [view.writes.beforeLow[write], view.writes.beforeHigh[write]] as const;
      for (let i = 0; i < size; i++) {
        if (size <= 8) bytes[from + i] = (word[i >> 2 === 0 ? 0 : 1] >>> (8 * (i & 3))) & 0xff;
        else bytes[from + i] = saved === 0 ? 0 : view.saved[saved - 1 + i]!;
      }
    }
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it.each(good.map(({ id }) => id))("%s is the same with tracing off, and twice", (id) => {
    const link = (trace: "off" | "decisions" | "all") =>
      linkScene(architecture, inputsOf(id, architecture), { ...optionsOf(id), trace });
    const traced = link("all");
    expect(link("off").image).toEqual(traced.image);
    expect(link("decisions").image).toEqual(traced.image);
    expect(link("all").image).toEqual(traced.image);
    expect(link("off").view.writes.rowCount()).toBe(1);
  });

  it("the identifier depends on the contents, not on names of files", () => {
    const [first, second] = inputsOf("two-objects", architecture);
    const link = (prefix: string, outputName: string) =>
      linkScene(
        architecture,
        [
          { ...first!, name: `${prefix}1.s` },
          { ...second!, name: `${prefix}2.s` },
        ],
        { outputName, adHocSign: false },
      ).image;
    expect(link("a", "x")).toEqual(link("some/other/path/b", "y"));
    const changed = linkScene(architecture, [{ ...first!, text: `${first!.text}\n.byte 1\n` }, second!], {
      adHocSign: false,
    });
    expect(changed.image).not.toEqual(link("a", "x"));
  });
});
