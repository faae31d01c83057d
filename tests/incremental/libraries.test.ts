// The seed's checklist where libraries and the entry point are concerned, in the incremental mode: names bind to what
// is there at each flush, and follow when libraries come and go.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { globalState } from "@/linker/schemas/globals";
import { loadCommands as lc, symbolTypes } from "@/macho/constants";
import { entryPointCommand } from "@/macho/layouts";
import { symbolsOf } from "@/macho/linkedit";
import { commandOf, readImage } from "@/macho/readImage";
import { dataView } from "@/macho/struct";
import { stub } from "../support/linkScene";
import { createSession, type Session } from "./session";

const ret: Readonly<Record<Architecture, string>> = { arm64: " ret\n", x86_64: " retq\n" };
const define = (architecture: Architecture, name: string) =>
  `.globl ${name}\n.p2align 2\n${name}:\n${ret[architecture]}`;
const call = (architecture: Architecture, name: string) => ` ${architecture === "arm64" ? "bl" : "callq"} ${name}\n`;
const library = (name: string) => stub(`/usr/lib/${name}.dylib`, ["_shared", `_${name}`, "___binder"]);
const entryOf = (session: Session): number => {
  const image = readImage(session.image());
  const range = commandOf(image, lc.LC_MAIN)!;
  return entryPointCommand.read(dataView(image.bytes), range.offset).entryOffset + image.segments[1]!.address;
};
const importOf = (session: Session, name: string) => {
  const symbol = symbolsOf(readImage(session.image())).find((one) => one.name === name)!;
  return { type: symbol.type, ordinal: symbol.description >> 8, flags: symbol.description & 0xff };
};

describe.each(architectures)("libraries and the entry, %s", (architecture) => {
  const main = define(architecture, "_main");
  it("23: an entry that a dylib provides is reached through a stub, until the program has its own", () => {
    const session = createSession(architecture);
    const provider = stub("/usr/lib/start.dylib", ["_main"]);
    session.edit({ "other.s": define(architecture, "_other"), "start.tbd": provider });
    const { globals, slots, layout } = session.linker.state;
    expect(entryOf(session)).toBe(slots.address[globals.stubSlot[layout.entry]]);
    session.edit({ "other.s": main, "start.tbd": provider });
    expect(globals.stubSlot[layout.entry]).toBe(0);
    expect(entryOf(session)).toBe(globals.address[layout.entry]);
  });
  it("24, 25: a name of one's own for the entry; without a definition it is an undefined symbol", () => {
    const session = createSession(architecture, { entry: "_begin", undefinedNames: ["_wanted"] });
    session.edit({ "a.s": main });
    expect([...session.errors()].sort()).toEqual(["undefined symbol: _begin", "undefined symbol: _wanted"]);
    session.edit({ "a.s": `${main}${define(architecture, "_begin")}${define(architecture, "_wanted")}` });
    expect(session.errors()).toEqual([]);
    expect(entryOf(session)).toBe(session.linker.state.globals.address[session.linker.state.layout.entry]);
  });
  it("27, 28: the header has a name, and ___dso_handle is there only while something asks", () => {
    const session = createSession(architecture);
    session.edit({ "a.s": main });
    const names = () => symbolsOf(readImage(session.image()));
    const header = names().find(({ name }) => name === "__mh_execute_header");
    expect(Number(header?.value)).toBe(session.linker.state.layout.headerAddress);
    expect(session.linker.declarations.globalOf("__dso_handle")).toBeUndefined();
    session.edit({ "a.s": `${main}.data\n.p2align 3\n.quad ___dso_handle\n` });
    session.image();
    const handle = session.linker.declarations.globalOf("__dso_handle")!;
    expect(session.linker.state.globals.address[handle]).toBe(session.linker.state.layout.headerAddress);
    session.edit({ "a.s": main });
    expect(session.linker.declarations.globalOf("__dso_handle")).toBeUndefined();
  });
  it("29, 30: imports carry ordinals; the first library wins, and the next one takes over when it goes", () => {
    const session = createSession(architecture);
    const user = `.globl _main\n.p2align 2\n_main:\n${call(architecture, "_shared")}${ret[architecture]}`;
    const [first, second] = [library("first"), library("second")];
    session.edit({ "a.s": user, "first.tbd": first, "second.tbd": second });
    expect(importOf(session, "_shared")).toEqual({ type: symbolTypes.N_EXT, ordinal: 1, flags: 0 });
    session.edit({ "a.s": user, "second.tbd": second });
    expect(importOf(session, "_shared").ordinal).toBe(1);
    const { files, strings, globals } = session.linker.state;
    const global = session.linker.declarations.globalOf("shared")!;
    expect(strings.text(files.parent[globals.file[global]])).toBe("/usr/lib/second.dylib");
    session.edit({ "a.s": user });
    expect(session.errors()).toEqual(["undefined symbol: _shared"]);
    session.edit({ "a.s": user, "b.s": define(architecture, "_shared") });
    expect(globals.state[session.linker.declarations.globalOf("shared")!]).toBe(globalState.strong);
    session.image();
  });
  it("29: a weak reference makes a weak import, and a strong one beside it a strong import", () => {
    const session = createSession(architecture);
    const user = (name: string) =>
      `.globl ${name}\n.p2align 2\n${name}:\n${call(architecture, "_shared")}${ret[architecture]}`;
    const weak = `.weak_reference _shared\n${user("_main")}`;
    session.edit({ "a.s": weak, "first.tbd": library("first") });
    expect(importOf(session, "_shared").flags).toBe(0x40);
    const weakly = () => commandOf(readImage(session.image()), lc.LC_LOAD_WEAK_DYLIB) !== undefined;
    expect(weakly()).toBe(true);
    session.edit({ "a.s": weak, "b.s": user("_other"), "first.tbd": library("first") });
    expect(importOf(session, "_shared").flags).toBe(0);
    expect(weakly()).toBe(false);
  });
});
