import { expect, it } from "vitest";
import { IdleIndexer } from "@/editor/symbols/indexWhenIdle";
import { SourceIndex } from "@/editor/symbols/sourceIndex";

it("indexes in slices until all is done", () => {
  const index = new SourceIndex("arm64");
  index.update(Array.from({ length: 1000 }, (_, line) => `_f${line}: nop`).join("\n"));
  const waiting: (() => void)[] = [];
  const indexer = new IdleIndexer(() => [{ id: "a", name: "a.s", index }], { request: (run) => waiting.push(run) });
  indexer.wake();
  indexer.wake();
  let slices = 0;
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift(), slices++) run();
  expect(slices).toBe(3);
  expect(index.advance(0)).toBe(true);
  indexer.dispose();
  indexer.wake();
  expect(waiting).toEqual([]);
});
