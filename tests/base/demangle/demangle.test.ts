import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demangle } from "@/base/demangle/demangle";
import { knownNames } from "./names";

describe("names of C++", () => {
  it.each(knownNames)("%s is %s", (mangled, readable) => {
    // The linker's names have an underscore more.
    expect(demangle(`_${mangled}`)).toBe(readable);
  });

  it("leaves other names alone", () => {
    for (const name of ["", "_", "_main", "__dyld_private", "main", "_OBJC_CLASS_$_A", "Z1fv", "__objc_Z", "_Z1fv"])
      expect(demangle(name)).toBeUndefined();
  });

  it("knows a conversion to a template's type, which llvm-cxxfilt gives up on", () => {
    expect(demangle("__ZNK1AcvSt6vectorINS_1BESaIS1_EEEv")).toBe(
      "A::operator std::vector<A::B, std::allocator<A::B>>() const",
    );
  });

  it("gives up on names that grow without end, or are nested without end", () => {
    // Each parameter holds the one before it twice.
    const twice = Array.from({ length: 40 }, (_, index) => {
      const before = `S${(2 * index).toString(36).toUpperCase()}_`;
      return `PFv${before}${before}E`;
    });
    expect(demangle(`__Z1fP1x${twice.slice(0, 3).join("")}`)).toMatch(/^f\(x\*, void \(\*\)\(x\*, x\*\), void/);
    expect(demangle(`__Z1fP1x${twice.join("")}`)).toBeUndefined();
    expect(demangle(`__Z1f${"P".repeat(100_000)}i`)).toBeUndefined();
    expect(demangle(`__Z1f${"K".repeat(10_000)}`)).toBeUndefined();
    expect(demangle(`__Z${"N".repeat(100_000)}`)).toBeUndefined();
    expect(demangle(`__Z${"9".repeat(400)}x`)).toBeUndefined();
  });

  it("ends, whatever is damaged", () => {
    const names = knownNames.map(([name]) => name);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(60),
        fc.constantFrom(..."_EINSTXJLZD0159zfpl.\0é"),
        (name, at, letter) => {
          const place = 2 + (at % Math.max(1, name.length - 2));
          const found = demangle(`_${name.slice(0, place)}` + letter + name.slice(place + 1));
          expect(found === undefined || typeof found === "string").toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("starts afresh after a name that it gave up on", () => {
    expect(demangle("__ZN1A1BIXL")).toBeUndefined();
    expect(demangle("__ZN3Foo3barEi")).toBe("Foo::bar(int)");
  });
});
