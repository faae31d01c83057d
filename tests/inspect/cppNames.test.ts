import { describe, expect, it } from "vitest";
import { cppName, loadCppNames } from "@/inspect/cppNames";
import { explainSubject } from "@/inspect/explainSubject";
import { orderRows } from "@/inspect/rows/rowOrder";
import { cppNameOfRow, symbolSource } from "@/inspect/rows/symbols";
import { linkScene } from "../support/linkScene";

const text = `.globl _main, __ZN3Foo3barEi\n_main: ret\n__ZN3Foo3barEi: ret\n__ZL5localv: ret\n.subsections_via_symbols\n`;
const { view, global } = linkScene("x86_64", [{ name: "main.s", text }]);

await loadCppNames();

describe("names of C++ in the tables", () => {
  const source = symbolSource(view, "all");
  const found = (filter: string) =>
    Array.from(orderRows(source, { filter, sort: undefined }), (row) => source.text(row, "name"));

  it("are found as the source writes them and as the linker does", () => {
    expect(found("foo::bar")).toEqual(["__ZN3Foo3barEi"]);
    expect(found("bar(int)")).toEqual(["__ZN3Foo3barEi"]);
    expect(found("__ZN3Foo")).toEqual(["__ZN3Foo3barEi"]);
    expect(found("local()")).toEqual(["__ZL5localv"]);
  });

  it("stand beside the linker's", () => {
    const names = Array.from(source.rows, (row) => cppNameOfRow(view, row));
    expect(names.filter(Boolean)).toEqual(["Foo::bar(int)", "local()"]);
    expect(cppName(view, view.globals.name[global("_main")])).toBeUndefined();
  });

  it("are told with the symbol", () => {
    const card = explainSubject(view, [], { kind: "global", global: global("__ZN3Foo3barEi") });
    const rows = card.sections.flatMap((section) => section.rows);
    expect(rows).toContainEqual({ label: "In C++", value: "Foo::bar(int)", code: true });
  });
});
