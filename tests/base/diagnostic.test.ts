import { describe, expect, it } from "vitest";
import { describePlace, type Place } from "@/base/diagnostic";

describe("places as text", () => {
  it.each<[Place, string]>([
    [{ file: "main.o" }, "main.o"],
    [{ file: "main.o", offset: 16 }, "main.o: offset 0x10"],
    [{ file: "main.o", section: "__TEXT,__text", offset: 16 }, "main.o:(__TEXT,__text+0x10)"],
    [{ file: "main.o", section: "__TEXT,__text", symbol: "_f", symbolOffset: 4 }, "main.o:(symbol _f+0x4)"],
    [{ file: "main.s", symbol: "_f", line: 9 }, "main.s:9"],
    [{ file: "main.s", line: 9, column: 3 }, "main.s:9:3"],
    [{ file: "main.o", symbol: "_f", source: { file: "main.c", line: 7 } }, "main.o:(symbol _f) (main.c:7)"],
    [{ file: "main.s", line: 9, source: { file: "main.c", line: 7 } }, "main.s:9 (main.c:7)"],
  ])("%o", (place, text) => {
    expect(describePlace(place)).toBe(text);
  });
});
