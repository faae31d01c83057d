import { describe, expect, it } from "vitest";
import { following, rowsOf } from "@/inspect/following";
import type { BuildView } from "@/linker/build";
import type { EditionChanges } from "@/linker/incremental/editions";

/** A build of which nothing is known but where it stands among others. */
function build(
  program: number | undefined,
  serial: number,
  ...told: readonly [number, number[] | undefined][]
): BuildView {
  const changes = told.map(([number, atoms]): EditionChanges => {
    const rows = atoms && { atoms, symbols: [], relocations: [], globals: [] };
    return { serial: number, rows };
  });
  const lineage = program === undefined ? undefined : { program, serial, changes };
  return { lineage } as unknown as BuildView;
}

/** Tells how each derivation came about. */
const told = () =>
  following(
    ({ lineage }) => `made ${lineage?.serial}`,
    (_, before, { atoms }) => `${before}, ${[...rowsOf(atoms)].join(" ")}`,
  );

describe("a derivation that follows builds", () => {
  it("is made once for a build", () => {
    let made = 0;
    const of = following(
      () => ++made,
      (_, before) => before,
    );
    const view = build(1, 1);
    expect([of(view), of(view), of(build(undefined, 1))]).toEqual([1, 1, 2]);
  });

  it("takes what changed since the last build that was asked about", () => {
    const of = told();
    expect(of(build(1, 1, [1, undefined]))).toBe("made 1");
    expect(of(build(1, 2, [1, undefined], [2, [3, 5]]))).toBe("made 1, 3 4");
    expect(of(build(1, 4, [2, [3, 5]], [3, [9, 10]], [4, [7, 8]]))).toBe("made 1, 3 4, 9 7");
  });

  it("is made anew where too much changed, or nobody can tell", () => {
    const of = told();
    of(build(1, 1, [1, undefined]));
    expect(of(build(1, 2, [2, undefined]))).toBe("made 2");
    expect(of(build(1, 9, [8, [1, 2]], [9, [1, 2]]))).toBe("made 9");
    expect(of(build(2, 10, [10, [1, 2]]))).toBe("made 10");
    expect(of(build(undefined, 11))).toBe("made undefined");
  });

  it("does not take an older build for the newest", () => {
    const of = told();
    of(build(1, 2, [2, undefined]));
    expect(of(build(1, 1, [1, undefined]))).toBe("made 1");
    expect(of(build(1, 3, [2, undefined], [3, [1, 2]]))).toBe("made 2, 1");
  });
});
