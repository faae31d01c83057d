import { expect, it } from "vitest";
import { placeSymbol, readable } from "@/base/demangle/readable";

it("says both names of C++, or the short one", () => {
  expect(readable("__Z3addii")).toBe("add(int, int) (__Z3addii)");
  expect(readable("_add")).toBe("_add");
  expect(placeSymbol("__Z3addii")).toEqual({ symbol: "__Z3addii", spoken: "add(int, int)" });
  expect(placeSymbol("_add")).toEqual({ symbol: "_add" });
});
