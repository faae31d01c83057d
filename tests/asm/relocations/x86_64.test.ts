import { expect, it } from "vitest";
import { assemble } from "@/asm/assemble";
import { encoders } from "../encoders";
import { readObject } from "../objectContents";

it("another name of a place that no symbol leads to is a number, as LLVM has it", () => {
  const text = ".section __TEXT,__other\n.long 0\nLplace: .long 0\nLname = Lplace + 2\n.data\n.quad Lname, Lplace\n";
  const { object } = assemble({ name: "t.s", text, architecture: "x86_64" }, encoders);
  const { sections, relocations } = readObject(object!);
  expect(sections.get("__DATA,__data")!.bytes).toBe("06 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00");
  expect(relocations.get("__DATA,__data")).toEqual(["8 type 0 length 3 __TEXT,__other"]);
});
