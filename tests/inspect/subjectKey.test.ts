import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { row } from "@/base/units";
import { findReference, keyOf, resolveKey } from "@/inspect/subjectKey";
import { everySubject, smallBuild } from "../support/smallBuild";

describe("subject keys", () => {
  const view = smallBuild();

  it.each(everySubject(view).map((subject) => [keyOf(view, subject), subject] as const))(
    "%s leads back",
    (key, subject) => {
      expect(resolveKey(view, key!)).toEqual(subject);
    },
  );

  it("say what a person would", () => {
    expect(keyOf(view, { kind: "relocation", relocation: row(1) })).toBe(
      "relocation:main.s:__TEXT,__text:_main:c:2:_helper",
    );
    expect(keyOf(view, { kind: "slot", slot: row(1), part: "helper" })).toBe("slot:stub:_puts::helper");
    expect(keyOf(view, { kind: "bytes", from: row(0x410), to: row(0x414) })).toBe("bytes:__TEXT,__text:10:4");
    expect(keyOf(view, { kind: "line", file: "a:b%.s", line: 3 })).toBe("line:a%3Ab%25.s:3");
  });

  it("follow their subject into a build with other row numbers", () => {
    const other = smallBuild({ swapped: true });
    for (const subject of everySubject(view)) {
      const key = keyOf(view, subject)!;
      const found = resolveKey(other, key);
      expect(found?.kind, key).toBe(subject.kind);
      if (subject.kind !== "symbol") expect(keyOf(other, found!)).toBe(key);
    }
  });

  it("follow a relocation and bytes that moved", () => {
    const moved = smallBuild({ before: 16 });
    const key = keyOf(view, { kind: "relocation", relocation: row(1) })!;
    expect(resolveKey(moved, key)).toEqual({ kind: "relocation", relocation: 1 });
    expect(resolveKey(moved, "bytes:__TEXT,__text:10:4")).toEqual({ kind: "bytes", from: 0x420, to: 0x424 });
  });

  it("name nothing for what is not there, and never throw", () => {
    expect(keyOf(view, { kind: "atom", atom: row(99) })).toBeUndefined();
    expect(resolveKey(view, "relocation:main.s:__TEXT,__text:_main:c:2:_gone")).toBeUndefined();
    expect(resolveKey(view, "bytes:__TEXT,__text:ffffff:4")).toBeUndefined();
    fc.assert(
      fc.property(
        fc.constantFrom("relocation", "slot", "write", "fixup", "bytes", "line", "symbol", "loadCommand", "x"),
        fc.array(fc.string(), { maxLength: 7 }),
        (kind, parts) => {
          resolveKey(view, [kind, ...parts].join(":"));
        },
      ),
    );
  });

  it("find the nth reference to a name", () => {
    expect(findReference(view, "main.s", "_helper")).toEqual({ kind: "relocation", relocation: 1 });
    expect(findReference(view, "main.s", "_helper", 1)).toBeUndefined();
    expect(findReference(view, "helper.s", "_helper")).toBeUndefined();
  });
});
