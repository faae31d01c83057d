import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { gallery } from "@/gallery/gallery";
import type { AppState } from "@/state/appState";
import { createAppStore } from "@/state/createAppStore";
import { openLink, openProjectText, projectText, shareLink } from "@/state/permalink/link";
import { memoryStorage } from "@/state/storage";
import { createFakeClient } from "../../support/fakeClient";

const base = "https://machoscope.example/";
const newStore = () =>
  createAppStore({ client: createFakeClient(), storage: { tab: memoryStorage(), browser: memoryStorage() } });

function urlOf(state: AppState): URL {
  const link = shareLink(state, base);
  if (link.kind === "refused") throw new Error(link.reason);
  return new URL(link.url);
}

/** Written by version 1 and never changed since: the first example with `mov w0, #21`. */
const golden = "#v1.AaI8lvTzBGNgYGJggwTxQyYGDli6es3IyMaN1HAYXvEASXyDKh5GUJ4GAA";

describe("links", () => {
  it("open in every later version", () => {
    const opened = openLink({ search: "", hash: golden });
    expect(opened.kind).toBe("ok");
    if (opened.kind !== "ok" || opened.opening.kind !== "project") throw new Error("no project");
    const { project } = opened.opening;
    expect(project.files.map((file) => file.name)).toEqual(["main.s", "helper.s"]);
    expect(project.options.architecture).toBe("arm64");
    expect(project.example).toBe("two-objects");
    const [main] = project.files;
    expect(main!.contents.kind === "text" && main!.contents.text).toContain(
      "    mov     w0, #21\n    // a hole: where is _helper?\n    bl      _helper\n",
    );
  });

  it("name an example that nobody changed", () => {
    const store = newStore();
    store.getState().openExample("got-load", "x86_64");
    expect(urlOf(store.getState()).href).toBe(`${base}?ex=got-load&arch=x86_64`);
    store.getState().showTable("symbols");
    store.getState().selectKey("global:_main");
    const url = urlOf(store.getState());
    expect(url.href).toBe(`${base}?ex=got-load&arch=x86_64&sel=global:_main&table=symbols`);
    expect(openLink(url)).toEqual({
      kind: "ok",
      opening: {
        kind: "example",
        id: "got-load",
        architecture: "x86_64",
        view: { selection: "global:_main", table: "symbols" },
      },
    });
  });

  it.each(gallery.flatMap((example) => architectures.map((architecture) => [example.id, architecture] as const)))(
    "give back %s for %s with an edit",
    (id, architecture) => {
      const store = newStore();
      store.getState().openExample(id, architecture);
      const file = store.getState().files[0]!;
      const text = `${file.contents.kind === "text" ? file.contents.text : ""}    nop\n`;
      store.getState().editFile(file.id, text);
      store.getState().showBytes("disassembly");
      const url = urlOf(store.getState());
      expect(url.href.length).toBeLessThan(1000);
      const opened = openLink(url);
      if (opened.kind !== "ok" || opened.opening.kind !== "project") throw new Error(opened.kind);
      const { files, options } = store.getState();
      expect(opened.opening.project.files).toEqual(files.map(({ name, contents }) => ({ name, contents })));
      expect(opened.opening.project.options).toEqual(options);
      expect(opened.opening.view).toEqual({ byteMode: "disassembly" });
    },
  );

  it("hold small objects and refuse large ones with the reason", () => {
    const store = newStore();
    store.getState().addFile("small.o", { kind: "bytes", bytes: Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe) });
    const opened = openLink(urlOf(store.getState()));
    expect(opened.kind === "ok" && opened.opening.kind === "project" && opened.opening.project.files[2]).toEqual({
      name: "small.o",
      contents: { kind: "bytes", bytes: Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe) },
    });
    store.getState().addFile("large.o", { kind: "bytes", bytes: new Uint8Array(1 << 19) });
    expect(shareLink(store.getState(), base)).toEqual({
      kind: "refused",
      reason: "large.o is too large for a link (at most 256 KiB in all)",
    });
    const saved = openProjectText(projectText(store.getState()));
    expect(saved.kind === "ok" && saved.opening.kind === "project" && saved.opening.project.files).toHaveLength(4);
  });

  it("grade their length", () => {
    const store = newStore();
    const noise = (length: number) => {
      let text = "";
      for (let value = 1; text.length < length; value = (value * 48271) % 0x7fffffff) text += `${value.toString(36)}\n`;
      return text;
    };
    const grades = [500, 4000, 20_000, 100_000].map((length) => {
      store.getState().editFile("f1", noise(length));
      const link = shareLink(store.getState(), base);
      return link.kind === "link" ? link.grade : link.kind;
    });
    expect(grades).toEqual(["green", "amber", "red", "refused"]);
  });

  it("tell what is wrong with them", () => {
    expect(openLink({ search: "?ex=no-such", hash: "" }).kind).toBe("corrupt");
    expect(openLink({ search: "", hash: `${golden.slice(0, -1)}B` }).kind).toBe("corrupt");
    expect(openLink({ search: "?other=1", hash: "" })).toEqual({ kind: "none" });
  });
});
