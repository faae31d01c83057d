import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeText, hexByte } from "@/base/text";
import { type Bind, type DecodedBind, readBinds, writeBinds, writeLazyBinds, writeWeakBinds } from "@/macho/bindStream";
import { readRebases, writeRebases } from "@/macho/rebaseStream";

const hexOf = (bytes: Uint8Array) => Array.from(bytes, hexByte).join(" ");
const at = (segment: number, ...offsets: number[]) => offsets.map((offset) => ({ segment, offset }));
const run = (count: number, step = 8, from = 0) => Array.from({ length: count }, (_, i) => from + i * step);

/** Vectors of the seed linker's own unit tests (checklist line 84). */
describe("checklist 84: rebase opcodes", () => {
  it.each([
    ["none", [], ""],
    ["one", at(1, 0x10), "11 21 10 51 00"],
    ["10 contiguous", at(1, ...run(10)), "11 21 00 5a 00"],
    ["100 contiguous", at(1, ...run(100)), "11 21 00 60 64 00"],
    ["15, a hole, one more", at(1, ...run(15), 128), "11 21 00 5f 41 51 00"],
    ["15 at stride 16", at(1, ...run(15, 16)), "11 21 00 80 0f 08 00"],
    ["mixed", at(1, 0, 0x10, 0x40, 0x48, 0x50, 0x58, 0x70), "11 21 00 80 02 08 44 54 42 51 00"],
    [
      "three segments",
      [...at(1, 0, 0x10, 0x28, 0x48, 0x78, 0xb8), ...at(2, 0, 8, 0x10, 0x18), ...at(3, 0, 0x20, 0x40, 0x60, 0x68)],
      "11 21 00 80 02 08 41 80 02 18 42 80 02 38 22 00 54 23 00 80 03 18 52 00",
    ],
    [
      "ragged",
      at(1, 0x8, 0x38, 0xa0, 0xa8, 0xb0, 0xc0, 0xc8, 0xd0, 0xd8, 0xe0, 0xe8, 0xf0, 0xf8, 0x108),
      "11 21 08 80 02 28 47 53 41 58 41 51 00",
    ],
  ])("%s", (_, rebases, expected) => {
    expect(hexOf(writeRebases(rebases))).toBe(expected);
  });

  it("read back as the set they were written from", () => {
    const rebase = fc.record({
      segment: fc.integer({ min: 0, max: 15 }),
      offset: fc.integer({ min: 0, max: 20000 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(rebase, { selector: (r) => `${r.segment}:${r.offset}` }), (rebases) => {
        const sorted = [...rebases].sort((a, b) => a.segment - b.segment || a.offset - b.offset);
        expect(readRebases(writeRebases(rebases)).rebases).toEqual(sorted);
      }),
    );
  });
});

const bind = (offset: number, name: string, addend = 0n, segment = 1, ordinal = 1): Bind => ({
  segment,
  offset,
  name,
  ordinal,
  addend,
  weakImport: false,
});
const named = (text: string) => text.replace(/<(\d)>/g, (_, digit) => `${hexOf(encodeText(`_import_${digit}`))} 00`);

describe("checklist 85: bind opcodes", () => {
  it.each([
    ["one", [bind(0x10, "_import_1")], "71 00 40 <1> 51 11 80 10 90 00"],
    ["a run", [0x10, 0x18, 0x20, 0x28].map((o) => bind(o, "_import_1")), "71 00 40 <1> 51 11 80 10 90 90 90 90 00"],
    ["a stride", [0, 0x10, 0x20, 0x30].map((o) => bind(o, "_import_1", 0x10n)), "71 00 40 <1> 51 11 60 10 c0 04 08 00"],
    [
      "three symbols, a backward move",
      [
        bind(0x58, "_import_1"),
        ...[0x100, 0x110, 0x130, 0x140].map((o) => bind(o, "_import_2", 0x10n)),
        bind(0x148, "_import_3"),
      ],
      `71 00 40 <1> 51 11 80 58 90 40 <2> 51 11 60 10 80 a0 01 c0 02 08 80 10 c0 02 08 40 <3> 51 11 60 00 80 f8 ${"ff ".repeat(8)}01 90 00`,
    ],
  ])("%s", (_, binds, expected) => {
    expect(hexOf(writeBinds(binds))).toBe(named(expected));
  });

  it("lazy entries start where the stub helpers will say", () => {
    const { bytes, starts } = writeLazyBinds([bind(0x10, "_import_1"), bind(0x20, "_import_2", 0x10n, 2)]);
    expect(hexOf(bytes)).toBe(named("71 10 40 <1> 11 90 00 72 20 40 <2> 11 60 10 90 00"));
    expect(starts).toEqual([0, 16]);
  });

  it("read back as the set they were written from: ordinals, weak flags, two addends on one name, backward moves", () => {
    const one = fc.record({
      segment: fc.integer({ min: 1, max: 4 }),
      offset: fc.integer({ min: 0, max: 1000 }).map((n) => n * 8),
      name: fc.constantFrom("_a", "_b", "_c", "_é", ""),
      ordinal: fc.constantFrom(1, 2, 15, 16, 200, 0, -1, -2),
      addend: fc.constantFrom(0n, 8n, -16n, 1n << 40n, (1n << 63n) - 1n, -(1n << 63n), (1n << 53n) + 1n),
      weakImport: fc.boolean(),
    });
    const key = (b: Bind | DecodedBind) =>
      `${b.segment}:${b.offset}:${b.name}:${b.ordinal}:${b.addend}:${b.weakImport}`;
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: (b) => `${b.segment}:${b.offset}` }), (binds) => {
        expect(readBinds(writeBinds(binds), "bind").binds.map(key).sort()).toEqual(binds.map(key).sort());
        expect(readBinds(writeLazyBinds(binds).bytes, "lazy").binds.map(key)).toEqual(binds.map(key));
        const nameless = (b: Bind | DecodedBind) => key({ ...b, ordinal: 0 });
        expect(readBinds(writeWeakBinds(binds), "weak").binds.map(nameless).sort()).toEqual(binds.map(nameless).sort());
      }),
    );
  });
});

describe("rebase writer", () => {
  it("uses one opcode for a lone pointer and the gap to a run", () => {
    expect(hexOf(writeRebases(at(1, 0, 0x100, 0x108)))).toBe("11 21 00 70 f8 01 52 00");
  });
  it("names a pointer once", () => {
    expect(hexOf(writeRebases(at(1, 8, 8)))).toBe(hexOf(writeRebases(at(1, 8))));
  });
});

describe("weak bind stream", () => {
  it("puts strong definitions in name order, without a pointer, and keeps the addend right after one", () => {
    const binds = [bind(0, "_a", 8n), bind(8, "_c")];
    const decoded = readBinds(writeWeakBinds(binds, ["_b"]), "weak");
    expect(decoded.strongDefinitions).toEqual(["_b"]);
    expect(decoded.binds.map(({ name, addend }) => [name, addend])).toEqual([
      ["_a", 8n],
      ["_c", 0n],
    ]);
    expect(decoded.opcodes.filter(({ text }) => text.includes("SYMBOL")).map(({ text }) => text.split(" ")[1])).toEqual(
      ["_a)", "_b)", "_c)"],
    );
  });
  it("has no bytes for nothing to say", () => {
    expect(writeWeakBinds([])).toHaveLength(0);
  });
});

describe("readers refuse", () => {
  const bytes = (text: string) => Uint8Array.from(text.split(" "), (byte) => Number.parseInt(byte, 16));
  it.each([
    ["an unknown opcode", "11 f0", /a rebase opcode is expected/],
    ["a cut number", "11 21 80", /complete ULEB128/],
    ["a pointer before any segment", "11 51 00", /segment is expected/],
    ["a segment that does not exist", "11 25 00 51 00", /segment below 2/],
    ["a pointer past its segment", "11 21 79 51 00", /inside segment 1/],
    ["a pointer before its segment", "11 21 00 30 f8 ff ff ff ff ff ff ff ff 01 51 00", /inside segment 1/],
    ["more pointers than can be meant", "11 21 00 60 ff ff ff ff ff 7f 00", /at most 1048576/],
    ["a type that does not exist", "14 00", /rebase type/],
  ])("%s in rebases", (_, text, message) => {
    expect(() => readRebases(bytes(text), { segmentSizes: [0, 0x80] })).toThrow(message);
  });
  it.each([
    ["an unknown opcode", "d0", /bind opcode is expected/],
    ["a bind without a name", "71 00 90 00", /symbol is expected/],
    ["a name without an end", "40 5f 61", /terminated symbol name/],
    ["a pointer past its segment", "71 79 40 5f 00 90 00", /inside segment 1/],
    [
      "endless repetition in place",
      "71 00 40 5f 00 c0 ff ff ff ff 7f f8 ff ff ff ff ff ff ff ff 01",
      /at most 1048576/,
    ],
  ])("%s in binds", (_, text, message) => {
    expect(() => readBinds(bytes(text), "bind", { segmentSizes: [0, 0x80] })).toThrow(message);
  });
  it("a lazy entry that relies on the one before", () => {
    expect(() => readBinds(bytes("71 00 40 5f 00 11 90 00 90 00"), "lazy")).toThrow(/symbol is expected/);
  });
});

describe("lazy reader", () => {
  it("starts in the middle, as dyld_stub_binder does", () => {
    const { bytes, starts } = writeLazyBinds([bind(0, "_a"), bind(8, "_b")]);
    const { binds } = readBinds(bytes, "lazy", { start: starts[1]! });
    expect(binds.map(({ name, start }) => [name, start])).toEqual([["_b", starts[1]]]);
  });
});
