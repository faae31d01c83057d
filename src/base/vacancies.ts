// Stretches of numbers (rows, offsets) that are free: handed out again, the lowest that is large enough first, and
// joined with their neighbours when they come back.

export interface Vacancies {
  /** Takes `count` consecutive numbers; their first, or -1 when no stretch is that long. */
  take(count: number): number;
  give(first: number, count: number): void;
  /** Forgets the stretch that reaches up to `end`, and returns where it began; `end` itself when none does. */
  trim(end: number): number;
  clear(): void;
}

interface Vacancy {
  first: number;
  count: number;
}

export function createVacancies(): Vacancies {
  /** Ordered by first number, never adjacent to each other. */
  const vacancies: Vacancy[] = [];

  /** Index of the first vacancy behind `first`. */
  const placeOf = (first: number): number => {
    let low = 0;
    let high = vacancies.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (vacancies[middle]!.first < first) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    take(count) {
      const index = vacancies.findIndex((vacancy) => vacancy.count >= count);
      if (index === -1) return -1;
      const vacancy = vacancies[index]!;
      const { first } = vacancy;
      vacancy.first += count;
      vacancy.count -= count;
      if (vacancy.count === 0) vacancies.splice(index, 1);
      return first;
    },
    give(first, count) {
      if (count === 0) return;
      const at = placeOf(first);
      const next = vacancies[at];
      const before = vacancies[at - 1];
      const joinsNext = next !== undefined && next.first === first + count;
      if (before !== undefined && before.first + before.count === first) {
        before.count += count + (joinsNext ? next.count : 0);
        if (joinsNext) vacancies.splice(at, 1);
      } else if (joinsNext) {
        next.first = first;
        next.count += count;
      } else vacancies.splice(at, 0, { first, count });
    },
    trim(end) {
      const last = vacancies.at(-1);
      if (last === undefined || last.first + last.count !== end) return end;
      vacancies.pop();
      return last.first;
    },
    clear: () => {
      vacancies.length = 0;
    },
  };
}
