import { describe, expect, it } from "vitest";
import { fileOffset } from "@/base/units";
import { createAppStore } from "@/state/createAppStore";
import { selectIsStale } from "@/state/selectors";
import { memoryStorage } from "@/state/storage";
import { blankBuild, createFakeClient } from "../support/fakeClient";

function scene() {
  const client = createFakeClient();
  const browser = memoryStorage();
  const store = createAppStore({ client, storage: { tab: memoryStorage(), browser } });
  return { client, store, browser, state: () => store.getState() };
}
const image = () => new Uint8Array(64);

describe("inputs", () => {
  it("start with the first example and ask for one build", () => {
    const { client, state } = scene();
    expect(state().example).toBe("two-objects");
    expect(state().files.map((file) => file.name)).toEqual(["main.s", "helper.s"]);
    expect(client.asked).toHaveLength(1);
  });

  it("ask for a build for every change of text, name, files and options, and for nothing else", () => {
    const { client, state } = scene();
    const [main] = state().files;
    state().editFile(main!.id, "ret");
    state().editFile(main!.id, "ret");
    state().renameFile(main!.id, "start.s");
    state().setOptions({ deadStrip: true });
    state().activateFile(main!.id);
    state().showTable("symbols");
    state().removeFile(main!.id);
    expect(client.asked).toHaveLength(5);
    expect(client.asked.at(-1)!.options.deadStrip).toBe(true);
  });

  it("give every change a version of its own and keep the other files as they are", () => {
    const { state } = scene();
    const [main, helper] = state().files;
    state().editFile(main!.id, "ret");
    expect(state().files[0]!.version).toBeGreaterThan(Math.max(main!.version, helper!.version));
    expect(state().files[1]).toBe(helper);
    expect(state().modified).toBe(true);
  });

  it("keep names unique and clean", () => {
    const { state } = scene();
    state().addFile("main.s", { kind: "text", text: "" });
    state().addFile("/tmp/lib?.tbd", { kind: "text", text: "" });
    state().renameFile(state().files[1]!.id, "main.s");
    expect(state().files.map((file) => file.name)).toEqual(["main.s", "main-3.s", "main-2.s", "lib_.tbd"]);
  });

  it("show a neighbour when the active file goes", () => {
    const { state } = scene();
    const [main, helper] = state().files;
    state().removeFile(main!.id);
    expect(state().activeFile).toBe(helper!.id);
    state().removeFile(helper!.id);
    expect(state().activeFile).toBeUndefined();
  });

  it("swap an untouched example's text with the CPU, and leave a touched one alone", () => {
    const { state } = scene();
    const text = () => {
      const contents = state().files[0]!.contents;
      return contents.kind === "text" ? contents.text : "";
    };
    state().setOptions({ architecture: "x86_64" });
    expect(text()).toContain("callq");
    expect(state().modified).toBe(false);
    state().editFile(state().files[0]!.id, "retq");
    state().setOptions({ architecture: "arm64" });
    expect(text()).toBe("retq");
  });
});

describe("builds", () => {
  it("move onto the screen when they have an image and stay there when later ones fail", () => {
    const { client, state, store } = scene();
    expect(state().phase).toBe("starting");
    client.tell({ kind: "building", run: 1 });
    client.tell({ kind: "built", build: blankBuild(1, image()) });
    expect(state().phase).toBe("linked");
    const good = state().build;
    client.tell({ kind: "building", run: 2 });
    client.tell({ kind: "built", build: blankBuild(2) });
    expect(state().phase).toBe("failed");
    expect(state().build).toBe(good);
    expect(state().latest?.run).toBe(2);
    expect(selectIsStale(store.getState())).toBe(true);
    client.tell({ kind: "built", build: blankBuild(3, image()) });
    expect(state().previous).toBe(good);
    expect(selectIsStale(store.getState())).toBe(false);
  });

  it("do not leave another project's build on screen when the new one fails", () => {
    const { client, state } = scene();
    client.tell({ kind: "built", build: blankBuild(1, image()) });
    state().openExample("undefined-symbol");
    const opened = state().files[0]!.id;
    expect(state().build?.run).toBe(1);
    client.tell({ kind: "built", build: blankBuild(2, undefined, opened) });
    expect(state().build).toBeUndefined();
    client.tell({ kind: "built", build: blankBuild(3, image(), opened) });
    expect(state().previous).toBeUndefined();
  });

  it("leave the good build and a notice when the worker was lost", () => {
    const { client, state } = scene();
    client.tell({ kind: "built", build: blankBuild(1, image()) });
    client.tell({ kind: "lost", run: 2, message: "gone" });
    expect(state().notice).toBe("gone");
    expect(state().build?.run).toBe(1);
    state().dismissNotice();
    expect(state().notice).toBeUndefined();
  });

  it("take the selection along by name", () => {
    const { client, state } = scene();
    client.tell({ kind: "built", build: blankBuild(1, image()) });
    state().select({ kind: "bytes", from: fileOffset(4), to: fileOffset(8) });
    client.tell({ kind: "built", build: blankBuild(2, image()) });
    expect(state().selected).toEqual({ kind: "bytes", from: 4, to: 8 });
    client.tell({ kind: "built", build: blankBuild(3, new Uint8Array(4)) });
    expect(state().selected).toBeUndefined();
    client.tell({ kind: "built", build: blankBuild(4, image()) });
    expect(state().selected).toEqual({ kind: "bytes", from: 4, to: 8 });
  });
});

describe("preferences", () => {
  it("are remembered, and do without storage", () => {
    const { state, browser } = scene();
    state().setTheme("dark");
    expect(browser.read("machoscope.theme")).toBe("dark");
    const again = createAppStore({ client: createFakeClient(), storage: { tab: memoryStorage(), browser } });
    expect(again.getState().theme).toBe("dark");
  });
});

describe("the syntax of disassembled x86_64 code", () => {
  it("is AT&T's until another is chosen, which is asked for from then on and remembered", async () => {
    const asked: unknown[] = [];
    const disassemble = async (...question: unknown[]) => {
      asked.push(question);
      return [];
    };
    const client = { ...createFakeClient(), disassemble };
    const browser = memoryStorage();
    const storage = { tab: memoryStorage(), browser };
    const store = createAppStore({ client, storage });
    client.tell({ kind: "built", build: blankBuild(1, image(), store.getState().files[0]!.id) });
    const before = store.getState().disassemble;
    await before(fileOffset(0), fileOffset(4));
    store.getState().setDisassemblySyntax("intel");
    expect(store.getState().disassemble).not.toBe(before);
    await store.getState().disassemble(fileOffset(0), fileOffset(4));
    expect(asked).toEqual([
      [1, 0, 4, "att"],
      [1, 0, 4, "intel"],
    ]);
    expect(createAppStore({ client: createFakeClient(), storage }).getState().disassemblySyntax).toBe("intel");
  });
});
