import { describe, expect, it } from "vitest";
import { libSystem } from "@/gallery/libSystem";
import { importNames } from "@/worker/importNames";

describe("names of libraries", () => {
  it("are those of a text stub for the CPU", () => {
    const names = importNames({ kind: "text", text: libSystem }, "arm64");
    expect(names).toContainEqual({ name: "_printf", library: "/usr/lib/libSystem.B.dylib" });
  });

  it("are none for what cannot be read or is no library", () => {
    expect(importNames({ kind: "text", text: "--- !tapi-tbd\ntbd-version: 4\nnonsense: [" }, "arm64")).toEqual([]);
    expect(importNames({ kind: "bytes", bytes: Uint8Array.of(1, 2, 3) }, "x86_64")).toEqual([]);
  });
});
