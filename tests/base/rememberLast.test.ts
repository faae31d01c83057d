import { expect, it } from "vitest";
import { rememberLast } from "@/base/rememberLast";

it("makes anew what comes of another list", () => {
  let made = 0;
  const sum = rememberLast((list: readonly number[]) => {
    made++;
    return list.reduce((total, number) => total + number, 0);
  });
  const list = [1, 2];
  expect([sum(list), sum([1, 2]), made]).toEqual([3, 3, 1]);
  // What it remembers is not changed along with the caller's list.
  list.push(3);
  expect([sum(list), sum([1, 2, 4]), sum([1, 2]), made]).toEqual([6, 7, 3, 4]);
});
