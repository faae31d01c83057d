import { describe, expect, test } from "vitest";
import type { TraceDocument } from "@/cli/trace/document";
import { pipeline } from "@/linker/pipeline";
import { twoObjects } from "./folder";

const link = "-arch arm64 -o prog main.o helper.o -lSystem";

async function traced(line: string): Promise<TraceDocument> {
  const { status, out, error } = await (await twoObjects()).run(line);
  expect({ status, error }).toEqual({ status: 0, error: "" });
  return JSON.parse(out);
}

describe("trace --json", () => {
  test("tells every pass in order", async () => {
    const { passes, diagnostics } = await traced(`trace --json ${link}`);
    expect(passes.map(({ id, title, stage }) => [id, title, stage])).toEqual(
      pipeline.map(({ id, title, stage }) => [id, title, stage]),
    );
    const kinds = new Set(passes.flatMap(({ events }) => events.map((event) => event.kind)));
    for (const kind of ["file-read", "definition-chosen", "import-bound", "slot-made", "atom-placed"])
      expect(kinds).toContain(kind);
    expect(diagnostics).toEqual([]);
  });

  test("merges requests without losing one", async () => {
    const { actions } = await traced(`trace --json ${link}`);
    const puts = actions.find(({ name }) => name === "_puts")!;
    expect(puts.needs).toEqual(["stub"]);
    expect(puts.requests.map(({ file, fresh }) => [file, fresh])).toEqual([
      ["main.o", true],
      ["helper.o", false],
    ]);
    expect(puts.slots).toHaveLength(1);
    expect(puts.slots[0]!.lazyPointer).toBeGreaterThan(0x1_0000_0000);
  });

  test("shows each patch with its formula and bytes", async () => {
    const { patches } = await traced(`trace --json ${link}`);
    const call = patches.find(({ type, target }) => type === "ARM64_RELOC_BRANCH26" && target === "_helper")!;
    expect(call).toMatchObject({ file: "main.o", place: "_main+0xc", route: "direct", before: "00 00 00 94" });
    expect(call.formula!.symbols).toBe("S − P");
    const [target, place] = call.formula!.terms;
    expect(target!.value - place!.value).toBe(call.value);
    expect(call.after).toMatch(/ 94$/);
    expect(patches.find(({ target: name }) => name === "_puts")!.formula!.symbols).toBe("ST − P");
  });
});

describe("trace", () => {
  test("says it in words, and writes no file", async () => {
    const made = await twoObjects();
    const { status, out, error } = await made.run(`trace ${link}`);
    expect({ status, error }).toEqual({ status: 0, error: "" });
    expect(made.files.has("prog")).toBe(false);
    expect(out).toContain("resolve-symbols: Resolve names to definitions (Resolve)\n");
    expect(out).toContain("  _helper is defined in helper.o.\n");
    expect(out).toContain("  _puts is provided by libSystem.tbd: dyld will find it there.\n");
    expect(out).toMatch(/_puts needs stub\n {4}made: stub 0, at 0x[0-9a-f]+, lazy pointer 0x/);
    expect(out).toContain("    asked: stub by BRANCH26 at _helper of helper.o (already there)\n");
    expect(out).toMatch(/ARM64_RELOC_BRANCH26 at 0x[0-9a-f]+, _main\+0xc of main\.o, to _helper \(direct\)\n/);
    expect(out).toMatch(/ {4}S − P = 0x[0-9a-f]+ − 0x[0-9a-f]+ = 0x[0-9a-f]+\n {4}00 00 00 94 → .. .. .. 94\n/);
  });

  test("a failed link is told up to where it stopped", async () => {
    const made = await twoObjects();
    const failed = "-arch arm64 -o prog main.o -lSystem";
    const { status, out, error } = await made.run(`trace ${failed}`);
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope trace: error: .*_helper/m);
    expect(out).toContain("Nothing provides _helper.");
    expect(out).not.toContain("sign-image");
    const document: TraceDocument = JSON.parse((await made.run(`trace --json ${failed}`)).out);
    expect(document.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["undefined-symbol", "error"]]);
    expect(document.patches).toEqual([]);
  });

  test("wrong arguments are named", async () => {
    const made = await twoObjects();
    expect(await made.run("trace -arch arm64 -bogus main.o")).toEqual({
      status: 1,
      out: "",
      error: "machoscope trace: error: unknown argument '-bogus'\n",
    });
  });
});
