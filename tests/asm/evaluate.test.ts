import { expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { encoders } from "./encoders";
import { readObject } from "./objectContents";

it.each(architectures)(
  "another name of something from elsewhere stands for it, one of a place here for itself, %s",
  (architecture) => {
    const text = "_here: .long 0\na = _there\nLb = a\nc = _here\n.data\n.quad a, Lb + 4, c\n";
    const { object, diagnostics } = assemble({ name: "t.s", text, architecture }, encoders);
    expect(diagnostics).toEqual([]);
    expect(readObject(object!).relocations.get("__DATA,__data")).toEqual([
      "10 type 0 length 3 c",
      "8 type 0 length 3 _there",
      "0 type 0 length 3 _there",
    ]);
  },
);
