import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { actionFlags, requestCause, slotKind } from "@/linker/schemas/globals";
import { fixupKind } from "@/linker/schemas/image";
import { validateImage } from "@/linker/validateImage";
import { type Linked, linkScene } from "../support/linkScene";

const call = { arm64: (name: string) => `bl ${name}`, x86_64: (name: string) => `callq ${name}` };
const load = {
  arm64: (name: string) => `adrp x0, ${name}@GOTPAGE\nldr x0, [x0, ${name}@GOTPAGEOFF]`,
  x86_64: (name: string) => `movq ${name}@GOTPCREL(%rip), %rax`,
};
const program = (lines: string) => `.globl _main\n.p2align 2\n_main:\n${lines}\nret\n.subsections_via_symbols\n`;
const linkLines = (arch: Architecture, lines: string) => linkScene(arch, [{ name: "main.s", text: program(lines) }]);

const actionsOf = (linked: Linked, name: string) =>
  actionFlags.namesOf(linked.view.globals.actions[linked.global(name)]).join(" ");
const slotCounts = ({ view }: Linked) => {
  const counts = { got: 0, stub: 0, threadPointer: 0 };
  for (const slot of view.slots.rows()) counts[slotKind.nameOf(view.slots.kind[slot]) as keyof typeof counts] += 1;
  return counts;
};

describe.each(architectures)("actions, %s", (arch) => {
  it("3 4 flags are merged, whichever comes first, and never cleared", () => {
    const stubFirst = linkLines(arch, `${call[arch]("_puts")}\n${load[arch]("_puts")}\n${call[arch]("_puts")}`);
    const gotFirst = linkLines(arch, `${load[arch]("_puts")}\n${call[arch]("_puts")}`);
    for (const linked of [stubFirst, gotFirst]) {
      expect(actionsOf(linked, "_puts")).toBe("got stub");
      expect(slotCounts(linked)).toEqual({ got: 2, stub: 1, threadPointer: 0 });
      expect(validateImage(linked.image)).toEqual([]);
    }
  });

  it("20 21 one stub and one GOT cell a name, however many ask", () => {
    const linked = linkLines(
      arch,
      Array.from({ length: 4 }, () => `${call[arch]("_puts")}\n${load[arch]("_puts")}`).join("\n"),
    );
    expect(slotCounts(linked)).toEqual({ got: 2, stub: 1, threadPointer: 0 });
    const { requests } = linked.view;
    const fresh = [...requests.rows()].filter((request) => requests.fresh[request] === 1);
    expect(fresh).toHaveLength(3);
    expect(requests.cause[fresh.at(-1)!]).toBe(requestCause.stubHelper);
  });

  it("21 a defined name gets neither: the call is direct, the load is relaxed", () => {
    const linked = linkScene(arch, [
      { name: "main.s", text: program(`${call[arch]("_own")}\n${load[arch]("_own")}`) },
      { name: "own.s", text: ".globl _own\n.p2align 2\n_own: ret\n.subsections_via_symbols\n" },
    ]);
    expect(slotCounts(linked)).toEqual({ got: 0, stub: 0, threadPointer: 0 });
    expect(actionsOf(linked, "_own")).toBe("");
  });

  it("21 a weak definition that others can see goes through slots, a hidden one does not", () => {
    const own = (directive: string) =>
      linkScene(arch, [
        { name: "main.s", text: program(`${call[arch]("_own")}\n${load[arch]("_own")}`) },
        { name: "own.s", text: `.globl _own\n${directive} _own\n.p2align 2\n_own: ret\n.subsections_via_symbols\n` },
      ]);
    expect(slotCounts(own(".weak_definition"))).toEqual({ got: 1, stub: 1, threadPointer: 0 });
    expect(slotCounts(own(".weak_def_can_be_hidden"))).toEqual({ got: 0, stub: 0, threadPointer: 0 });
  });

  it("23 an imported entry gets a stub, where LC_MAIN points", () => {
    const linked = linkScene(arch, [{ name: "a.s", text: ".globl _go\n_go: ret\n" }], { entry: "_puts" });
    const stub = linked.view.globals.stubSlot[linked.global("_puts")];
    expect(stub).not.toBe(0);
    expect(linked.view.layout.entryAddress).toBe(linked.view.slots.address[stub]);
    expect(validateImage(linked.image)).toEqual([]);
  });

  it("46 imports are bound, definitions rebased, lazy pointers both", () => {
    const linked = linkLines(arch, `${call[arch]("_puts")}\n${load[arch]("_environ")}`);
    const { fixups, globals, strings } = linked.view;
    const listed = [...fixups.rows()].map(
      (fixup) =>
        `${fixupKind.nameOf(fixups.kind[fixup])} ${fixups.global[fixup] === 0 ? "" : strings.text(globals.name[fixups.global[fixup]])}`,
    );
    expect(listed.sort()).toEqual(["bind _environ", "bind dyld_stub_binder", "lazyBind _puts", "rebase "]);
  });

  it("6 a stronger definition in a later file leaves no stale target", () => {
    const linked = linkScene(arch, [
      {
        name: "main.s",
        text: `${program(call[arch]("_f"))}.globl _f\n.weak_definition _f\n.p2align 2\n_f: nop\nret\n`,
      },
      { name: "strong.s", text: ".globl _f\n.p2align 2\n_f: ret\n.subsections_via_symbols\n" },
    ]);
    const [branch] = [...linked.relocations("BRANCH26"), ...linked.relocations("BRANCH")];
    expect(linked.view.patches.target[linked.view.relocations.patch[branch!]]).toBe(linked.address("_f"));
    expect(linked.view.strings.text(linked.view.files.name[linked.view.globals.file[linked.global("_f")]])).toBe(
      "strong.s",
    );
  });
});
