import { expect, it } from "vitest";
import { SourceText } from "@/asm/sourceText";
import { StatementPool } from "@/asm/statement";
import { differenceOf } from "@/asm/versionDifference";

const manyLines = Array.from({ length: 1000 }, (_, i) => `\tmov x0, #${i}`);

function versions(...texts: readonly string[]) {
  const source = new SourceText("arm64", new StatementPool());
  return texts.map((text) => {
    source.update(text);
    return source.version;
  });
}

it("is about the lines around an edit", () => {
  const edited = manyLines.with(500, "\tnop // here");
  const [before, after] = versions(manyLines.join("\n"), edited.join("\n"));
  const difference = differenceOf(before!, after!)!;
  expect(difference.shift).toBe(0);
  expect(difference.from).toBeLessThanOrEqual(501);
  expect(difference.to).toBeGreaterThan(501);
  expect(difference.to - difference.from).toBeLessThan(200);
  const textsAt = (side: typeof difference.before) =>
    side.filter(({ line }) => line === 501).map(({ statement }) => statement.text);
  expect([textsAt(difference.before), textsAt(difference.after)]).toEqual([["mov x0, #500"], ["nop"]]);
});

it("tells how far lines moved", () => {
  const [before, after, last] = versions(
    manyLines.join("\n"),
    manyLines.toSpliced(500, 0, "", "// two more").join("\n"),
    manyLines.toSpliced(10, 1).join("\n"),
  );
  expect(differenceOf(before!, after!)!.shift).toBe(2);
  expect(differenceOf(before!, last!)!.shift).toBe(-1);
});

it("is nothing between a version and itself", () => {
  const [before] = versions(manyLines.join("\n"));
  expect(differenceOf(before!, before!)).toMatchObject({ before: [], after: [], shift: 0 });
});

it("does not see what was changed back", () => {
  const [before, , after] = versions(
    manyLines.join("\n"),
    manyLines.with(10, "\tbroken (").join("\n"),
    manyLines.with(900, "\tbroken (").join("\n"),
  );
  expect(differenceOf(before!, after!)).toMatchObject({ shift: 0 });
  expect(differenceOf(before!, after!)!.from).toBeGreaterThan(700);
});

it("is not told of another text", () => {
  const [before, after] = versions(
    manyLines.join("\n"),
    manyLines
      .concat(manyLines)
      .map((line) => `${line} `)
      .join("\n"),
  );
  expect(differenceOf(before!, after!)).toBeUndefined();
});
