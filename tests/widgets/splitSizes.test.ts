import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { movedSeparator, parseSizes, printSizes } from "@/widgets/splitSizes";

describe("movedSeparator", () => {
  it("takes from one neighbour what it gives the other", () => {
    const [first, second, third] = movedSeparator([0.3, 0.4, 0.3], 0, 0.1, [0.1, 0.1, 0.1]);
    expect(first).toBeCloseTo(0.4);
    expect(second).toBeCloseTo(0.3);
    expect(third).toBe(0.3);
  });

  it("stops at the panes' minimum sizes", () => {
    expect(movedSeparator([0.5, 0.5], 0, 1, [0.1, 0.2])[1]).toBeCloseTo(0.2);
    expect(movedSeparator([0.5, 0.5], 0, -1, [0.1, 0.2])[0]).toBeCloseTo(0.1);
  });

  it("does not move a pane that is already too small the wrong way", () => {
    expect(movedSeparator([0.1, 0.9], 0, -0.05, [0.2, 0.2])[0]).toBeGreaterThanOrEqual(0.1);
  });

  it("always makes a whole", () => {
    const parts = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(parts, fc.double({ min: -1, max: 1, noNaN: true }), (weights, by) => {
        const whole = weights.reduce((sum, weight) => sum + weight, 0);
        const sizes = weights.map((weight) => weight / whole);
        const next = movedSeparator(
          sizes,
          0,
          by,
          sizes.map(() => 0.02),
        );
        expect(next.reduce((sum, size) => sum + size, 0)).toBeCloseTo(1);
        expect(Math.min(...next)).toBeGreaterThan(0);
      }),
    );
  });
});

describe("stored sizes", () => {
  it("come back, unless they are of another split or damaged", () => {
    expect(parseSizes(printSizes([0.25, 0.75]), 2)).toEqual([0.25, 0.75]);
    for (const text of [null, "", "0.5", "0.5 0.6", "0.5 x", "-1 2"]) expect(parseSizes(text, 2)).toBeUndefined();
  });
});
