// The lines of the seed's checklist that concern incremental links, each by its number: the declaration interface, and
// the image that follows it.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { type GlobalIndex, row, type SymbolIndex } from "@/base/units";
import { leastSurplus, padToIdeal } from "@/linker/incremental/capacity";
import { decodeTagged, tagGlobal } from "@/linker/incremental/codeRelocations";
import type { LinkOptions } from "@/linker/options";
import { actionFlags, globalState, slotKind } from "@/linker/schemas/globals";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import { bindsOf, indirectSymbolsOf, rebasesOf, symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { meaningOf } from "./meanings";
import { createSession, type Session } from "./session";

const ret: Readonly<Record<Architecture, Uint8Array>> = {
  x86_64: Uint8Array.of(0xc3),
  arm64: Uint8Array.of(0xc0, 0x03, 0x5f, 0xd6),
};
/** A call with a hole, and the load of a variable's address through the GOT. */
const call: Readonly<Record<Architecture, { readonly bytes: number[]; readonly at: number }>> = {
  x86_64: { bytes: [0xe8, 0, 0, 0, 0, 0xc3], at: 1 },
  arm64: { bytes: [0, 0, 0, 0x94, 0xc0, 0x03, 0x5f, 0xd6], at: 0 },
};
const words = (...values: number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 8);
  for (const [index, value] of values.entries())
    new DataView(bytes.buffer).setBigUint64(index * 8, BigInt(value), true);
  return bytes;
};

function program(architecture: Architecture, options: Partial<LinkOptions> = {}): Session {
  const session = createSession(architecture, options);
  session.linker.setInputs([]);
  session.edit({});
  const { declarations } = session.linker;
  declarations.updateFunction("main", { bytes: ret[architecture] });
  declarations.updateExports("main", [{ name: "main", linkage: "strong" }]);
  return session;
}
const pointerAt = (session: Session, address: number): number => {
  const image = readImage(session.image());
  for (const { address: start, fileOffset, fileSize } of image.segments)
    if (address >= start && address < start + fileSize)
      return Number(new DataView(image.bytes.buffer).getBigUint64(fileOffset + address - start, true));
  throw new Error("not mapped");
};
const loadOf = (architecture: Architecture, target: number) =>
  architecture === "x86_64"
    ? {
        bytes: Uint8Array.of(0x48, 0x8b, 0x05, 0, 0, 0, 0, 0xc3),
        relocations: [{ kind: "got", offset: 3, target }] as const,
      }
    : {
        bytes: Uint8Array.of(0, 0, 0, 0x90, 0, 0, 0x40, 0xf9, 0xc0, 0x03, 0x5f, 0xd6),
        relocations: [
          { kind: "got-page", offset: 0, target },
          { kind: "got-pageoff", offset: 4, target },
        ] as const,
      };
const callOf = (architecture: Architecture, target: number) => ({
  bytes: Uint8Array.from(call[architecture].bytes),
  relocations: [{ kind: "branch", offset: call[architecture].at, target }] as const,
});
const globalNamed = (session: Session, name: string): GlobalIndex => session.linker.declarations.globalOf(name)!;
const gotCell = (session: Session, global: GlobalIndex): number => {
  const { globals, slots } = session.linker.state;
  return slots.address[globals.gotSlot[global]];
};

describe.each(architectures)("declarations, %s", (architecture) => {
  it("1, 2: a request for a new name makes one undefined record; a second one makes nothing", () => {
    const { linker } = program(architecture);
    const { globals, symbols, stores } = linker.state;
    const global = linker.declarations.addUndefined("_wanted");
    expect(globals.state[global]).toBe(globalState.undefined);
    const record = [...symbols.rows()].find((symbol) => symbols.global[symbol] === global)!;
    expect(symbols.type[record]).toBe(0x01);
    const rows = stores.symbols.used();
    expect(linker.declarations.addUndefined("_wanted", { got: true })).toBe(global);
    expect(stores.symbols.used()).toBe(rows);
  });
  it("3, 4, 5: flags are merged by OR, never cleared, and honoured on defined names", () => {
    const { declarations, state, flush } = program(architecture).linker;
    const orders = [
      [{ got: true }, { stub: true }],
      [{ stub: true }, { got: true }],
      [{}, { got: true, stub: true }],
    ];
    for (const [index, [first, second]] of orders.entries()) {
      const global = declarations.addUndefined(`_n${index}`, first);
      declarations.addUndefined(`_n${index}`, second);
      declarations.addUndefined(`_n${index}`);
      expect(state.globals.actions[global]).toBe(actionFlags.got | actionFlags.stub);
      declarations.updateVariable(`n${index}`, { bytes: words(1), alignment: 3 });
      declarations.updateExports(`n${index}`, [{ name: `n${index}`, linkage: "strong" }]);
    }
    expect(flush().diagnostics).toEqual([]);
    const defined = declarations.addUndefined("_n0", { got: true });
    flush();
    expect(state.globals.gotSlot[defined]).not.toBe(0);
    // A definition of this image is called directly.
    expect(state.globals.stubSlot[defined]).toBe(0);
  });
  it("6, 7: the tag is decoded in one place, never stored, and checked", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    const index = declarations.referenceExternFunction("puts");
    expect(index >>> 31).toBe(1);
    const known = () => true;
    expect(decodeTagged(index, known)).toEqual({ kind: "global", global: globalNamed(session, "puts") });
    expect(decodeTagged(7, known)).toEqual({ kind: "symbol", symbol: 7 });
    expect(decodeTagged(tagGlobal(row<GlobalIndex>(0x7fff_ffff)), known)).toEqual({
      kind: "global",
      global: 0x7fff_ffff,
    });
    expect(decodeTagged(index, () => false)).toBeUndefined();
    expect(() => declarations.updateFunction("bad", callOf(architecture, 0xffff_fff0))).toThrow(/global/);
    declarations.updateFunction("f", callOf(architecture, index));
    for (const relocation of state.relocations.rows()) expect(state.relocations.symbol[relocation] >>> 31).toBe(0);
  });
  it("8, 9, 20: a call asks for a stub, a variable for a GOT cell, both for both", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    declarations.updateFunction("caller", callOf(architecture, declarations.referenceExternFunction("puts")));
    declarations.updateFunction("loader", loadOf(architecture, declarations.referenceExternVariable("puts")));
    session.flush();
    session.image();
    const global = globalNamed(session, "puts");
    expect(state.strings.text(state.globals.name[global])).toBe("_puts");
    expect(state.globals.stubSlot[global]).not.toBe(0);
    expect(state.globals.gotSlot[global]).not.toBe(0);
  });
  it("10, 11: an extern function alone registers nothing, an extern variable its GOT cell", () => {
    const { declarations, state } = program(architecture).linker;
    declarations.declareExternFunction("puts");
    expect(declarations.globalOf("puts")).toBeUndefined();
    declarations.declareExternVariable("environ");
    expect(state.globals.actions[declarations.globalOf("environ")!]).toBe(actionFlags.got);
  });
  it.each([10, 5])("12, 13, 14: an exported value (%i) is read back through extern, in either order", (value) => {
    for (const order of ["reference first", "export first"]) {
      const session = program(architecture);
      const { declarations, state } = session.linker;
      const exportValue = () => {
        declarations.updateVariable("value", { bytes: words(value), alignment: 3, section: "const" });
        expect(declarations.updateExports("value", [{ name: "exported", linkage: "strong" }])).toEqual([]);
      };
      const refer = () =>
        declarations.updateFunction("reader", loadOf(architecture, declarations.referenceExternVariable("exported")));
      if (order === "export first") exportValue();
      refer();
      const record = state.globals.symbol[globalNamed(session, "exported")];
      if (order === "reference first") exportValue();
      expect(session.flush().diagnostics).toEqual([]);
      const global = globalNamed(session, "exported");
      const cell = pointerAt(session, gotCell(session, global));
      expect(cell).toBe(state.globals.address[global]);
      expect(pointerAt(session, cell)).toBe(value);
      if (order === "reference first" && record !== 0) expect(state.globals.symbol[global]).toBe(record);
    }
  });
  it("15: a name undefined in an object gets a record of its own when it is exported", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    const text = architecture === "arm64" ? ".p2align 2\n_user: bl _late\n ret\n" : "_user: callq _late\n retq\n";
    session.edit({ "user.s": text });
    expect(session.errors()).toEqual(["undefined symbol: _late"]);
    const before = [...state.symbols.rows()].find(
      (symbol) => state.strings.text(state.symbols.name[symbol]) === "_late",
    )!;
    declarations.updateFunction("late", { bytes: ret[architecture] });
    declarations.updateExports("late", [{ name: "late", linkage: "strong" }]);
    expect(session.flush().diagnostics).toEqual([]);
    expect(state.globals.symbol[globalNamed(session, "late")]).not.toBe(before);
    session.image();
  });
  it("16, 17: linkages set their bits; unknown sections and link-once are refused, one by one", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    declarations.updateFunction("f", { bytes: ret[architecture] });
    const wrong = declarations.updateExports("f", [
      { name: "inner", linkage: "internal" },
      { name: "weak", linkage: "weak" },
      { name: "strong", linkage: "strong" },
      { name: "once", linkage: "link-once" },
      { name: "elsewhere", linkage: "strong", section: "__init" },
      { name: "text", linkage: "strong", section: "__text" },
    ]);
    expect(wrong.map(({ code }) => code)).toEqual(["bad-export", "bad-export"]);
    session.flush();
    const bits = (name: string) => {
      const symbol: SymbolIndex = state.globals.symbol[globalNamed(session, name)];
      return [state.symbols.type[symbol], state.symbols.description[symbol]];
    };
    const defined = symbolTypes.N_SECT | symbolTypes.N_EXT;
    expect(bits("inner")).toEqual([defined | symbolTypes.N_PEXT, symbolDescriptions.N_WEAK_DEF]);
    expect(bits("weak")).toEqual([defined, symbolDescriptions.N_WEAK_DEF]);
    expect(bits("strong")).toEqual([defined, 0]);
    expect(declarations.globalOf("once")).toBeUndefined();
    expect(declarations.globalOf("text")).not.toBeUndefined();
    session.image();
  });
  it("19: a deleted export is gone, and its row starts without wishes", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    declarations.updateFunction("f", { bytes: ret[architecture] });
    declarations.updateExports("f", [{ name: "f", linkage: "strong" }]);
    declarations.addUndefined("_f", { got: true, stub: true });
    session.flush();
    const old = globalNamed(session, "f");
    declarations.deleteExport("f", "f");
    session.flush();
    expect(declarations.globalOf("f")).toBeUndefined();
    const next = declarations.addUndefined("_other");
    expect(next).toBe(old);
    expect(state.globals.actions[next]).toBe(0);
  });
  it("21, 50: flushing again makes no second slot and writes nothing", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    declarations.updateFunction("caller", callOf(architecture, declarations.referenceExternFunction("puts")));
    session.flush();
    const used = state.stores.slots.used();
    const image = session.image();
    expect(session.flush().changed).toEqual([]);
    expect(state.stores.slots.used()).toBe(used);
    expect(session.image()).toEqual(image);
  });
  it("22, 48: the binder is named only while something is bound lazily", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    session.flush();
    session.image();
    expect(state.layout.stubBinder).toBe(0);
    declarations.updateFunction("caller", callOf(architecture, declarations.referenceExternFunction("puts")));
    session.flush();
    expect(state.layout.stubBinder).not.toBe(0);
    expect(session.image().length).toBeGreaterThan(0);
  });
  it("26: an undefined name is told once, with who refers to it", () => {
    const session = program(architecture);
    const { declarations } = session.linker;
    declarations.updateFunction("a", callOf(architecture, declarations.referenceExternFunction("nobody")));
    declarations.updateFunction("b", callOf(architecture, declarations.referenceExternFunction("nobody")));
    const { diagnostics } = session.flush();
    expect(diagnostics.map(({ message }) => message)).toEqual(["undefined symbol: _nobody"]);
    expect(diagnostics[0]?.place?.symbol).toBe("a");
  });
});

describe.each(architectures)("files, %s", (architecture) => {
  const main = architecture === "arm64" ? ".globl _main\n.p2align 2\n_main: ret\n" : ".globl _main\n_main: retq\n";
  it("26: a name that is only listed is no error; once it is referred to, it is", () => {
    const session = createSession(architecture);
    session.edit({ "main.s": `${main}.reference _nobody\n` });
    expect(session.errors()).toEqual([]);
    session.image();
    session.edit({ "main.s": `${main}.data\n.quad _nobody\n` });
    expect(session.errors()).toEqual(["undefined symbol: _nobody"]);
  });
  it("38: what only asks for more alignment than it already has stays as it was written", () => {
    const session = createSession(architecture);
    const text = (alignment: number) =>
      `.globl _main\n.p2align ${alignment}\n_main:\n ${architecture === "arm64" ? "bl" : "callq"} _puts\n${architecture === "arm64" ? " ret" : " retq"}\n`;
    session.edit({ "main.s": text(2) });
    const before = meaningOf(session.view(), session.image());
    expect(session.edit({ "main.s": text(4) }).moved).toEqual([]);
    // Recalculates every relocation, too.
    expect(meaningOf(session.view(), session.image())).toEqual(before);
  });
  it("22, 60: members of archives come with the names that need them, and go with them", () => {
    const call = (name: string) => (architecture === "arm64" ? ` bl ${name}\n ret\n` : ` callq ${name}\n retq\n`);
    const define = (name: string, body: string) => `.globl ${name}\n.p2align 2\n${name}:\n${body}`;
    const archive = {
      "lib.a/one.s": define("_one", call("_two")),
      "lib.a/two.s": define("_two", architecture === "arm64" ? " ret\n" : " retq\n"),
    };
    const session = createSession(architecture);
    const members = () => [...session.linker.state.parsed.objects.values()].map(({ name }) => name);
    session.edit({ "main.s": main, ...archive });
    session.image();
    expect(members()).toEqual(["main.s"]);
    session.edit({ "main.s": `${main}.data\n.p2align 3\n.quad _one\n`, ...archive });
    session.image();
    expect(members()).toEqual(["main.s", "lib.a(one.s)", "lib.a(two.s)"]);
    session.edit({ "main.s": `${main}${define("_two", call("_main"))}.data\n.p2align 3\n.quad _one\n`, ...archive });
    session.image();
    expect(members()).toEqual(["main.s", "lib.a(one.s)"]);
    session.edit({ "main.s": main, ...archive });
    session.image();
    expect(members()).toEqual(["main.s"]);
  });
});

describe("room", () => {
  it("37: padToIdeal", () => {
    expect([0, 3, 64, 0x1000].map(padToIdeal)).toEqual([0, 4, 85, 0x1555]);
    expect(padToIdeal(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    expect(leastSurplus).toBe(85);
  });
});

describe.each(architectures)("the incremental image, %s", (architecture) => {
  const page = architecture === "arm64" ? 0x4000 : 0x1000;
  const code = (size: number) => {
    const bytes = new Uint8Array(size);
    bytes.set(ret[architecture], size - ret[architecture].length);
    return { bytes };
  };
  it("34, 35, 36, 51: segments, sections, pages, header room and load commands", () => {
    const session = program(architecture);
    session.flush();
    const image = readImage(session.image());
    const shown = image.segments.map(({ segmentName, address, memorySize, sections }) => {
      return `${segmentName} ${address.toString(16)} ${memorySize.toString(16)} ${sections.map((section) => `${section.sectionName}:${section.alignment}`).join(" ")}`.trim();
    });
    expect(shown).toMatchSnapshot();
    for (const { address } of image.segments) expect(address % page).toBe(0);
    expect(image.segments[1]?.memorySize).toBe(architecture === "arm64" ? 0x4000 : 0x2000);
    const commands = image.commands.map(({ command }) => command);
    expect(commands).not.toContain(0x26);
    expect(commands).not.toContain(0x29);
  });
  it("38, 39: what fits stays, what does not moves, callers through the GOT stay as they are", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    const first = declarations.updateFunction("first", code(120));
    const last = declarations.updateFunction("last", code(120));
    declarations.updateFunction("caller", loadOf(architecture, first));
    session.flush();
    session.image();
    const addressOf = (symbol: SymbolIndex): number => state.atoms.address[state.symbols.atom[symbol]];
    const home = addressOf(first);
    declarations.updateFunction("first", code(140));
    expect(session.flush().moved).toEqual([]);
    expect(addressOf(first)).toBe(home);
    declarations.updateFunction("first", code(400));
    const moved = session.flush();
    session.image();
    expect(moved.moved.length).toBe(1);
    expect(addressOf(first)).not.toBe(home);
    const slot = session.linker.state.slots;
    const own = [...slot.rows()].find((one) => slot.kind[one] === slotKind.got && slot.symbol[one] === first)!;
    expect(pointerAt(session, slot.address[own])).toBe(addressOf(first));
    // The room it left takes a small newcomer, and not one that needs more.
    const small = declarations.updateFunction("small", code(60));
    const large = declarations.updateFunction("large", code(300));
    session.flush();
    session.image();
    expect(addressOf(small)).toBeLessThan(addressOf(last));
    expect(addressOf(large)).toBeGreaterThan(addressOf(last));
  });
  it("40: a section that outgrows its room pushes on what is behind it, and every pointer follows", () => {
    const session = createSession(architecture, { hints: { code: 64, symbols: 2, threads: false } });
    session.edit({});
    const { declarations, state } = session.linker;
    const main = declarations.updateFunction("main", { bytes: ret[architecture] });
    declarations.updateExports("main", [{ name: "main", linkage: "strong" }]);
    const table = declarations.updateVariable("table", {
      bytes: words(0),
      alignment: 3,
      relocations: [{ kind: "unsigned", offset: 0, target: main }],
    });
    session.flush();
    const addressOf = (symbol: SymbolIndex): number => state.atoms.address[state.symbols.atom[symbol]];
    const before = addressOf(table);
    declarations.updateFunction("huge", code(3 * page));
    expect(session.flush().grown.length).toBe(1);
    expect(addressOf(table)).toBeGreaterThan(before);
    expect(pointerAt(session, addressOf(table))).toBe(addressOf(main));
    const image = readImage(session.image());
    const rebased = rebasesOf(image).rebases.map(({ segment, offset }) => image.segments[segment]!.address + offset);
    expect(rebased).toContain(addressOf(table));
  });
  it("41, 46, 47: more GOT cells than were foreseen; freed ones are holes that are used again", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    for (let i = 0; i < 40; i++) {
      declarations.updateVariable(`v${i}`, { bytes: words(i), alignment: 3 });
      declarations.updateExports(`v${i}`, [{ name: `v${i}`, linkage: "strong" }]);
      declarations.updateFunction(`r${i}`, loadOf(architecture, declarations.referenceExternVariable(`v${i}`)));
    }
    session.flush();
    const image = readImage(session.image());
    const cells = [...state.slots.rows()].filter((slot) => state.slots.kind[slot] === slotKind.got);
    expect(cells.length).toBeGreaterThan(64);
    const places = rebasesOf(image).rebases.map(({ segment, offset }) => image.segments[segment]!.address + offset);
    for (const slot of cells) expect(places).toContain(state.slots.address[slot]);
    const hole = gotCell(session, globalNamed(session, "v7"));
    declarations.free("r7");
    declarations.free("v7");
    session.flush();
    const after = readImage(session.image());
    const left = rebasesOf(after).rebases.map(({ segment, offset }) => after.segments[segment]!.address + offset);
    expect(left).not.toContain(hole);
    expect(pointerAt(session, hole)).toBe(0);
    // Behind the room for more symbols.
    const entries = (of: typeof image) => {
      const got = of.sections.find(({ sectionName }) => sectionName === "__got")!;
      return indirectSymbolsOf(of).length - got.reserved1;
    };
    expect(entries(after)).toBe(entries(image));
    // The next one to come takes the lowest hole.
    const holes = () => {
      const numbers = new Set(
        [...state.slots.rows()]
          .filter((slot) => state.slots.kind[slot] === slotKind.got)
          .map((slot) => state.slots.number[slot]),
      );
      return Array.from({ length: Math.max(...numbers) }, (_, number) => number).filter(
        (number) => !numbers.has(number),
      );
    };
    const [lowest] = holes();
    const again = declarations.updateVariable("again", { bytes: words(1), alignment: 3 });
    session.flush();
    const own = [...state.slots.rows()].find((slot) => state.slots.symbol[slot] === again)!;
    expect(state.slots.number[own]).toBe(lowest);
    session.image();
  });
  it("42, 43: a reference waits for its target, and constants that change have their users patched", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    const constant = declarations.lowerConstant("answer", { bytes: words(42), alignment: 3 });
    const user = declarations.updateVariable("user", {
      bytes: words(0),
      alignment: 3,
      relocations: [{ kind: "unsigned", offset: 0, target: constant }],
    });
    session.flush();
    const addressOf = (symbol: SymbolIndex): number => state.atoms.address[state.symbols.atom[symbol]];
    const before = addressOf(constant);
    declarations.lowerConstant("filler", { bytes: words(1, 2, 3), alignment: 3 });
    session.flush();
    declarations.lowerConstant("answer", { bytes: words(1, 2, 3, 4), alignment: 3 });
    expect(session.flush().applied.length).toBeGreaterThan(0);
    expect(addressOf(constant)).not.toBe(before);
    expect(pointerAt(session, addressOf(user))).toBe(addressOf(constant));
    declarations.updateVariable("waiting", {
      bytes: words(0),
      alignment: 3,
      relocations: [{ kind: "unsigned", offset: 0, target: declarations.referenceExternVariable("later") }],
    });
    expect(session.flush().complete).toBe(false);
    declarations.updateVariable("later", { bytes: words(9), alignment: 3 });
    declarations.updateExports("later", [{ name: "later", linkage: "strong" }]);
    expect(session.flush().complete).toBe(true);
    session.image();
  });
  it("45: pointers in data have one rebase each, and none once they are freed", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    const target = declarations.updateVariable("target", { bytes: words(1), alignment: 3 });
    const pointers = declarations.updateVariable("pointers", {
      bytes: words(0, 0, 5),
      alignment: 3,
      relocations: [
        { kind: "unsigned", offset: 0, target },
        { kind: "unsigned", offset: 8, target },
      ],
    });
    session.flush();
    const inside = () => {
      const image = readImage(session.image());
      const start = state.atoms.address[state.symbols.atom[pointers]];
      return rebasesOf(image)
        .rebases.map(({ segment, offset }) => image.segments[segment]!.address + offset - start)
        .filter((at) => at >= 0 && at < 24);
    };
    expect(inside()).toEqual([0, 8]);
    declarations.updateVariable("pointers", {
      bytes: words(0, 7, 5),
      alignment: 3,
      relocations: [{ kind: "unsigned", offset: 0, target }],
    });
    session.flush();
    expect(inside()).toEqual([0]);
    declarations.updateVariable("pointers", { bytes: words(3, 7, 5), alignment: 3 });
    session.flush();
    expect(inside()).toEqual([]);
  });
  it("46, 48: imports are bound, lazy pointers rebased and bound lazily, the preamble written", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    declarations.updateFunction("caller", callOf(architecture, declarations.referenceExternFunction("puts")));
    declarations.updateFunction("loader", loadOf(architecture, declarations.referenceExternVariable("environ")));
    session.flush();
    const image = readImage(session.image());
    expect(bindsOf(image, "lazy").binds.map(({ name }) => name)).toEqual(["_puts"]);
    const stub = state.globals.stubSlot[globalNamed(session, "puts")];
    const places = rebasesOf(image).rebases.map(({ segment, offset }) => image.segments[segment]!.address + offset);
    expect(places).toContain(state.slots.lazyPointer[stub]);
    expect(pointerAt(session, state.slots.lazyPointer[stub])).toBe(state.slots.helper[stub]);
  });
  it("49: a thread-local variable is an initial value and a descriptor with its offset", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    declarations.updateVariable("first", { bytes: words(1), alignment: 3, threadLocal: true });
    const second = declarations.updateVariable("second", { bytes: words(2), alignment: 3, threadLocal: true });
    session.flush();
    const image = readImage(session.image());
    expect(image.header.flags & 0x80_0000).not.toBe(0);
    expect(pointerAt(session, state.atoms.address[state.symbols.atom[second]] + 16)).toBe(8);
  });
  it("31: a library leaves names that nothing provides to dyld, in symbol table and bind streams", () => {
    const session = program(architecture, { output: "dylib", undefinedTreatment: "dynamic_lookup" });
    const { declarations, state } = session.linker;
    declarations.updateFunction("caller", callOf(architecture, declarations.referenceExternFunction("missing")));
    declarations.updateFunction("loader", loadOf(architecture, declarations.referenceExternVariable("absent")));
    session.flush();
    const image = readImage(session.image());
    const ordinal = (name: string) => symbolsOf(image).find((symbol) => symbol.name === name)!.description >>> 8;
    expect([ordinal("_missing"), ordinal("_absent")]).toEqual([0xfe, 0xfe]);
    expect(bindsOf(image, "lazy").binds.map(({ name, ordinal }) => [name, ordinal])).toEqual([["_missing", -2]]);
    expect(bindsOf(image, "bind").binds.map(({ name, ordinal }) => [name, ordinal])).toContainEqual(["_absent", -2]);
    // Provided after all, it is an import no more.
    declarations.updateFunction("missing", { bytes: ret[architecture] });
    declarations.updateExports("missing", [{ name: "missing", linkage: "strong" }]);
    session.flush();
    expect(state.globals.ordinal[globalNamed(session, "missing")]).toBe(0);
    expect(bindsOf(readImage(session.image()), "lazy").binds.map(({ name }) => name)).not.toContain("_missing");
  });
  it("35: a library has no __PAGEZERO and no entry; its header lies at address 0", () => {
    const session = program(architecture, { output: "dylib" });
    session.flush();
    const image = readImage(session.image());
    expect([image.segments[0]!.segmentName, image.segments[0]!.address]).toEqual(["__TEXT", 0]);
    expect(symbolsOf(image).map(({ name }) => name)).toEqual(["main", "_main"]);
  });
  it("freed: a declaration leaves nothing behind", () => {
    const session = program(architecture);
    const { declarations, state } = session.linker;
    session.flush();
    const count = () => Object.fromEntries(Object.entries(state.stores).map(([name, store]) => [name, store.used()]));
    declarations.lowerAnonymous("kept", { bytes: words(1), alignment: 3 });
    session.flush();
    const before = count();
    const f = declarations.updateFunction("f", callOf(architecture, declarations.referenceExternFunction("puts")));
    declarations.updateVariable("p", {
      bytes: words(0),
      alignment: 3,
      relocations: [{ kind: "unsigned", offset: 0, target: f }],
    });
    session.flush();
    declarations.free("p");
    declarations.free("f");
    session.flush();
    session.image();
    const after = count();
    // The name `_puts` was asked for by a call of the interface, and stays; so do its slot and the binder's.
    for (const name of ["atoms", "relocations", "patches"] as const)
      expect([name, after[name]! - before[name]!]).toEqual([name, name === "atoms" ? 1 : 0]);
  });
});
