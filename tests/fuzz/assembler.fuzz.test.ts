// Damaged assembly: never an exception, every message with its place, and what comes out is a readable object.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { readObject } from "@/macho/readObject";
import { encoders } from "../asm/encoders";
import { expansionSnippets } from "../asm/expansionSnippets";
import { corpusFiles } from "./corpusFiles";
import { mutateText, randomFrom, rounds } from "./mutate";

describe.each(architectures)("damaged %s assembly", (architecture) => {
  it("gives messages with places, or an object", { timeout: 600_000 }, () => {
    const expansions = { name: "macros", architecture, text: expansionSnippets.map(({ text }) => text).join("") };
    const files = [...corpusFiles.filter((file) => file.architecture === architecture), expansions, expansions];
    for (let seed = 0; seed < rounds; seed++) {
      const random = randomFrom(seed);
      const file = files[random.below(files.length)]!;
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
      }
      if (result.object !== undefined) expect(() => readObject(result.object!), label).not.toThrow();
    }
  });
});
