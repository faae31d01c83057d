import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVacancies } from "@/base/vacancies";

describe("vacancies", () => {
  it("hands out the lowest stretch that is long enough, and joins neighbours", () => {
    const vacancies = createVacancies();
    vacancies.give(10, 2);
    vacancies.give(20, 5);
    expect(vacancies.take(3)).toBe(20);
    expect(vacancies.take(3)).toBe(-1);
    vacancies.give(12, 11);
    expect(vacancies.take(15)).toBe(10);
    expect(vacancies.take(1)).toBe(-1);
  });
  it("gives up what reaches the end", () => {
    const vacancies = createVacancies();
    vacancies.give(4, 3);
    expect(vacancies.trim(8)).toBe(8);
    expect(vacancies.trim(7)).toBe(4);
    expect(vacancies.take(1)).toBe(-1);
  });
  it("never hands out what is taken", () => {
    const step = fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((count) => ({ take: count })),
      fc.nat().map((index) => ({ give: index })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const vacancies = createVacancies();
        vacancies.give(0, 64);
        const held: { first: number; count: number }[] = [];
        const isHeld = new Uint8Array(64);
        for (const one of steps) {
          if ("take" in one) {
            const first = vacancies.take(one.take);
            if (first === -1) continue;
            expect(isHeld.subarray(first, first + one.take).every((cell) => cell === 0)).toBe(true);
            isHeld.fill(1, first, first + one.take);
            held.push({ first, count: one.take });
          } else if (held.length > 0) {
            const [back] = held.splice(one.give % held.length, 1);
            vacancies.give(back!.first, back!.count);
            isHeld.fill(0, back!.first, back!.first + back!.count);
          }
        }
        for (const { first, count } of held) vacancies.give(first, count);
        expect(vacancies.take(64)).toBe(0);
      }),
    );
  });
});
