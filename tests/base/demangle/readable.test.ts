import { expect, it } from "vitest";
import { readable, spoken } from "@/base/demangle/readable";

it("says both names of C++, or the short one", () => {
  expect(readable("__Z3addii")).toBe("add(int, int) (__Z3addii)");
  expect(readable("_add")).toBe("_add");
  expect(spoken("__Z3addii")).toBe("add(int, int)");
  expect(spoken("_add")).toBe("_add");
});
