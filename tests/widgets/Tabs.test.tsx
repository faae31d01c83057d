// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { Tabs } from "@/widgets/Tabs";
import { renderPage } from "../support/renderPage";

const tabs = [
  { id: "a", title: "First" },
  { id: "b", title: "Second" },
  { id: "c", title: "Third" },
] as const;

describe("Tabs", () => {
  it("have one tab stop, and arrow keys go round", () => {
    const onSelect = vi.fn();
    const page = renderPage(<Tabs label="Places" name="t" tabs={tabs} selected="a" onSelect={onSelect} />);
    expect(page.all("[role=tab]").map((tab) => tab.tabIndex)).toEqual([0, -1, -1]);
    page.press("#t-tab-a", "ArrowLeft");
    expect(onSelect).toHaveBeenLastCalledWith("c");
    expect(document.activeElement?.id).toBe("t-tab-c");
    page.press("#t-tab-a", "End");
    expect(onSelect).toHaveBeenLastCalledWith("c");
    expect(page.find("#t-tab-a").getAttribute("aria-controls")).toBe("t-panel");
  });
});
