import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrollToShow, windowOf } from "@/widgets/virtualWindow";

describe("windowOf", () => {
  it("covers the view and little more", () => {
    const { from, to, top, height } = windowOf(1000, 24, 2400, 240);
    expect(height).toBe(24_000);
    expect(from).toBe(94);
    expect(to).toBe(116);
    expect(top).toBe(94 * 24);
  });

  it("never goes past the ends", () => {
    expect(windowOf(3, 24, 500, 240)).toMatchObject({ from: 0, to: 3, height: 72 });
    expect(windowOf(0, 24, 0, 240)).toMatchObject({ from: 0, to: 0, height: 0 });
  });

  it("scales the scrollbar of lists that no browser could lay out", () => {
    const count = 2_000_000;
    const end = windowOf(count, 24, 8_000_000, 240);
    expect(end.height).toBe(8_000_000);
    expect(end.to).toBe(count);
    expect(windowOf(count, 24, 0, 240).from).toBe(0);
  });

  it("shows a row that was asked for, at any length and place", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.integer({ min: 24, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, view, start, share) => {
          const row = Math.floor(share * (count - 1));
          const height = Math.min(count * 24, 8_000_000);
          const top = scrollToShow(row, count, 24, start * Math.max(0, height - view), view);
          const shown = windowOf(count, 24, top, view);
          expect(shown.from).toBeLessThanOrEqual(row);
          expect(shown.to).toBeGreaterThan(row);
        },
      ),
    );
  });
});
