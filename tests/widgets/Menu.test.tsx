// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { Menu } from "@/widgets/Menu";
import { renderPage } from "../support/renderPage";

function menu() {
  const run = vi.fn();
  const item = (id: string, more = {}) => ({ id, title: id, run: () => run(id), ...more });
  const groups = [
    {
      heading: "Things",
      items: [item("apple"), item("banana", { checked: true }), item("cherry", { disabled: true })],
    },
  ];
  const page = renderPage(<Menu label="Open" title="Open" groups={groups} />);
  page.click("button");
  return { page, run };
}

describe("Menu", () => {
  it("opens with focus on the present choice, and keys move", () => {
    const { page } = menu();
    expect(page.find("button").getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement?.textContent).toBe("banana");
    page.press("[role=menuitemradio]", "ArrowDown");
    expect(document.activeElement?.textContent).toBe("cherry");
    page.press("[role=menuitem]", "a");
    expect(document.activeElement?.textContent).toBe("apple");
  });

  it("runs what is chosen, closes, and gives the focus back", () => {
    const { page, run } = menu();
    page.click("[role=menuitem]");
    expect(run).toHaveBeenCalledWith("apple");
    expect(page.all("[role=menu]")).toEqual([]);
    expect(document.activeElement?.getAttribute("aria-haspopup")).toBe("menu");
  });

  it("closes on Escape and does not run what is disabled", () => {
    const { page, run } = menu();
    page.click("[aria-disabled=true]");
    expect(run).not.toHaveBeenCalled();
    page.press("[role=menu]", "Escape");
    expect(page.all("[role=menu]")).toEqual([]);
  });
});
