import { describe, expect, it } from "vitest";
import { createPageDigests, digestBytes } from "@/linker/incremental/pageDigests";

const digest = (value: number) => new Uint8Array(digestBytes).fill(value);

/** All pages at once, as if nothing had been kept. */
function fresh(values: readonly number[]) {
  const digests = createPageDigests();
  digests.resize(values.length);
  for (const [page, value] of values.entries()) digests.set(page, digest(value));
  return digests;
}

describe("digests of pages", () => {
  it("follow single pages, growth and shrinking as if all had been made anew", () => {
    const values = Array.from({ length: 130 }, (_, page) => page % 251);
    const kept = fresh(values);
    kept.groups();
    const check = () => {
      expect(kept.all()).toEqual(fresh(values).all());
      expect(kept.groups()).toEqual(fresh(values).groups());
    };
    check();
    values[70] = 9;
    kept.set(70, digest(9));
    check();
    values.push(1, 2, 3);
    kept.resize(values.length);
    for (const page of [130, 131, 132]) kept.set(page, digest(values[page]!));
    check();
    values.length = 100;
    kept.resize(100);
    check();
  });
});
