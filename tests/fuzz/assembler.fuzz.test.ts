// Damaged assembly: never an exception, every message with its place, and what comes out is a readable object.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { MalformedFile } from "@/macho/malformed";
import { readObject } from "@/macho/readObject";
import { encoders } from "../asm/encoders";
import { readSnippets, snippetTopics } from "../oracle/asm/snippets";
import { allCorpusFiles } from "./corpusFiles";
import { mutateText, randomFrom, rounds } from "./mutate";

describe.each(architectures)("damaged %s assembly", (architecture) => {
  it("gives messages with places, or an object", { timeout: 3_600_000 }, () => {
    // Half of the files are what clang wrote, half the small sources of one topic that go well together.
    const files = allCorpusFiles.filter((file) => file.architecture === architecture);
    const snippets = snippetTopics.flatMap(readSnippets).filter((snippet) => snippet.architecture === architecture);
    let assembled = 0;
    for (let seed = 0; seed < rounds; seed++) {
      const random = randomFrom(seed);
      const pick = <T>(of: readonly T[]) => of[random.below(of.length)]!;
      const some = () => ({
        name: "snippets",
        text: Array.from({ length: 1 + random.below(6) }, () => pick(snippets).text).join(""),
      });
      const file = random.below(2) === 0 ? pick(files) : some();
      const text = mutateText(file.text, random);
      const label = `seed ${seed} of ${file.name}`;
      let result: ReturnType<typeof assemble>;
      try {
        result = assemble({ name: "fuzz.s", text, architecture }, encoders);
      } catch (error) {
        throw new Error(`${label}: ${error instanceof Error ? error.stack : error}`);
      }
      const lines = text.split("\n").length;
      for (const { message, place } of result.diagnostics) {
        expect(message, label).not.toBe("");
        expect(place?.line, `${label}: ${message}`).toBeGreaterThan(0);
        expect(place?.line, `${label}: ${message}`).toBeLessThanOrEqual(lines);
        expect(place?.column, `${label}: ${message}`).toBeGreaterThan(0);
        expect(place?.length, `${label}: ${message}`).toBeGreaterThan(0);
      }
      if (result.object === undefined) continue;
      assembled += 1;
      try {
        readObject(result.object);
      } catch (error) {
        // The assembler takes alignments that no linker does, as LLVM's does.
        if (!(error instanceof MalformedFile) || !error.message.includes("alignment")) throw error;
      }
    }
    process.stdout.write(`${architecture}: ${assembled} of ${rounds} damaged sources still assemble\n`);
  });
});
