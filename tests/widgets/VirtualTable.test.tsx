// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { type RowMarks, VirtualTable, type VirtualTableProps } from "@/widgets/VirtualTable";
import { renderPage } from "../support/renderPage";

const columns = [
  { id: "name", title: "Name", width: "minmax(100px, 1fr)" },
  { id: "size", title: "Size", width: "80px", align: "end" },
] as const;

function table(change: Partial<VirtualTableProps<"name" | "size">> = {}) {
  const onSelect = vi.fn();
  const props: VirtualTableProps<"name" | "size"> = {
    label: "Things",
    columns,
    count: 100_000,
    cell: (position, column) => `${column} ${position}`,
    selected: undefined,
    onSelect,
    empty: <p>Nothing here</p>,
    ...change,
  };
  return { page: renderPage(<VirtualTable {...props} />), props, onSelect };
}

describe("VirtualTable", () => {
  it("says how long it is and renders only what is on screen", () => {
    const { page } = table();
    expect(page.find("[role=grid]").getAttribute("aria-rowcount")).toBe("100001");
    expect(page.all("[role=row]").length).toBeLessThan(60);
    expect(page.all("[role=gridcell]")[1]?.textContent).toBe("size 0");
  });

  it("moves and selects with keys, and names the active row", () => {
    const { page, onSelect, props } = table();
    page.press("[role=grid]", "ArrowDown");
    expect(onSelect).toHaveBeenLastCalledWith(0);
    page.render(<VirtualTable {...props} selected={0} />);
    page.press("[role=grid]", "ArrowDown");
    expect(onSelect).toHaveBeenLastCalledWith(1);
    page.render(<VirtualTable {...props} selected={1} />);
    const active = page.find("[role=grid]").getAttribute("aria-activedescendant");
    expect(document.getElementById(active ?? "")?.getAttribute("aria-rowindex")).toBe("3");
    expect(page.find("[aria-selected=true]").textContent).toBe("name 1size 1");
    page.press("[role=grid]", "End");
    expect(onSelect).toHaveBeenLastCalledWith(99_999);
  });

  it("tells the order and asks for another", () => {
    const onSort = vi.fn();
    const { page } = table({ sort: { column: "size", descending: true }, onSort });
    expect(page.all("[role=columnheader]").map((header) => header.getAttribute("aria-sort"))).toEqual([
      null,
      "descending",
    ]);
    page.click("[role=columnheader] button");
    expect(onSort).toHaveBeenCalledWith("name");
  });

  it("is a tree grid when rows have others below them", () => {
    const onToggle = vi.fn();
    const marks = (position: number): RowMarks => (position === 0 ? { expanded: false } : { level: 2 });
    const { page } = table({ count: 3, marks, onToggle, selected: 0 });
    expect(page.find("[role=treegrid] [aria-expanded]").getAttribute("aria-level")).toBe("1");
    page.press("[role=treegrid]", "ArrowRight");
    expect(onToggle).toHaveBeenCalledWith(0);
  });

  it("says what is missing when it is empty", () => {
    const { page } = table({ count: 0 });
    expect(page.find("[role=grid]").textContent).toContain("Nothing here");
  });
});
