// @vitest-environment happy-dom
// The panels over a drawn link: what they show, and what a press on a row does to the store.

import type { ComponentType } from "react";
import { beforeAll, describe, expect, it } from "vitest";
import { row } from "@/base/units";
import { ActionsPanel } from "@/panels/actions/ActionsPanel";
import { LayoutPanel } from "@/panels/layout/LayoutPanel";
import { LoadCommandsPanel } from "@/panels/loadcommands/LoadCommandsPanel";
import { PassesPanel } from "@/panels/passes/PassesPanel";
import { ProblemsPanel } from "@/panels/problems/ProblemsPanel";
import { RelocationsPanel } from "@/panels/relocations/RelocationsPanel";
import { SymbolsPanel } from "@/panels/symbols/SymbolsPanel";
import { createAppStore } from "@/state/createAppStore";
import { memoryStorage } from "@/state/storage";
import { StoreProvider } from "@/state/storeContext";
import { createFakeClient } from "../support/fakeClient";
import { linkedScene } from "../support/linkedScene";
import { renderPage } from "../support/renderPage";

function show(Panel: ComponentType, linked = true) {
  const store = createAppStore({
    client: createFakeClient(),
    storage: { tab: memoryStorage(), browser: memoryStorage() },
  });
  if (linked) {
    const build = { run: 1, view: linkedScene(), files: [], timing: { assemble: 0, link: 0, total: 0 } };
    store.setState({ build, latest: build, phase: "linked", selected: { kind: "relocation", relocation: row(3) } });
  }
  const page = renderPage(
    <StoreProvider store={store}>
      <Panel />
    </StoreProvider>,
  );
  return { page, state: () => store.getState(), store };
}

const built = { SymbolsPanel, ActionsPanel, RelocationsPanel, LayoutPanel, LoadCommandsPanel, PassesPanel };

beforeAll(() => {
  // The layout of a page does not exist here; views take their default sizes.
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

describe("panels", () => {
  it.each(Object.entries(built))("%s says what will be there before the first link", (_, Panel) => {
    const { page } = show(Panel, false);
    expect(document.body.textContent).toMatch(/when the sources link|starts when/);
    expect(page.all("[role=grid], [role=treegrid]")).toEqual([]);
  });

  it("select what a row stands for", () => {
    const { page, state } = show(SymbolsPanel);
    page.click("[role=row][aria-rowindex='4']");
    expect(state().selected).toEqual({ kind: "global", global: 3 });
    expect(page.find("[aria-selected=true]").textContent).toContain("_puts");
  });

  it("mark the row of a selection made elsewhere", () => {
    const { page, state } = show(RelocationsPanel);
    expect(page.find("[aria-selected=true]").getAttribute("aria-rowindex")).toBe("4");
    page.press("[role=grid]", "ArrowDown");
    expect(state().selected).toEqual({ kind: "relocation", relocation: 4 });
  });

  it("show each request below the name it was made for", () => {
    const { page } = show(ActionsPanel);
    expect(page.all("[aria-level='2']")).toHaveLength(4);
    expect(page.find("[aria-selected=true]").textContent).toContain("BRANCH26 at _main+0x10");
  });

  it("open a load command to its fields", () => {
    const { page } = show(LoadCommandsPanel);
    page.click("[role=row][aria-rowindex='3']");
    page.press("[role=treegrid]", "ArrowRight");
    expect(page.all("[aria-level='2']").map((line) => line.textContent)).toContainEqual(
      expect.stringContaining("segment name"),
    );
  });

  it("zoom into the section of the selection", () => {
    const { page } = show(LayoutPanel);
    expect(page.find("[data-inside]").textContent).toContain("_helper");
  });
});

describe("the strip of passes", () => {
  it("speaks its position and steps with keys", () => {
    const { page, state } = show(PassesPanel);
    const range = "input[type=range]";
    expect(page.find(range).getAttribute("aria-valuetext")).toBe("The finished image");
    page.press(range, "Home");
    expect(state().step).toBe(0);
    for (let i = 0; i < 3; i++) page.press(range, "ArrowRight");
    expect(page.find(range).getAttribute("aria-valuetext")).toBe("Relocation 3 of 8: BRANCH26 in _main+0x10 → _puts");
    expect(state().selected).toEqual({ kind: "relocation", relocation: 3 });
    page.press(range, "End");
    expect(state().step).toBeUndefined();
  });
});

describe("problems", () => {
  it("lead to their lines and are mended on the spot", () => {
    const { page, state, store } = show(ProblemsPanel, false);
    expect(document.body.textContent).toContain("No problems");
    const [main] = state().files;
    page.act(() => state().editFile(main!.id, "bl _helpr\n"));
    page.act(() =>
      store.setState({
        diagnostics: [
          {
            code: "undefined-symbol",
            severity: "error",
            message: "undefined symbol _helpr",
            place: { file: main!.name, line: 1 },
            fixes: [{ title: "Change to _helper", file: main!.name, line: 1, column: 4, length: 6, text: "_helper" }],
          },
        ],
      }),
    );
    expect(page.find("[role=log]").textContent).toContain("error: undefined symbol _helpr");
    page.click("[role=row][aria-rowindex='2']");
    expect(state().selected).toEqual({ kind: "line", file: main!.name, line: 1 });
    page.click("[role=gridcell] button:not([aria-hidden])");
    expect(state().files[0]?.contents).toEqual({ kind: "text", text: "bl _helper\n" });
  });
});
