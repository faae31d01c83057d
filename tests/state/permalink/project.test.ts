import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { decodeProject, encodeProject } from "@/state/permalink/project";
import type { Project, ViewState } from "@/state/project";
import { byteModes, tableIds } from "@/state/workspaceSlice";
import { defaultBuildOptions } from "@/worker/protocol";

const fileName = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9_.+-]{0,20}$/);
const contents = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }).map((text) => ({ kind: "text" as const, text })),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ kind: "bytes" as const, bytes })),
);
const project: fc.Arbitrary<Project> = fc.record({
  files: fc.array(fc.record({ name: fileName, contents }), { maxLength: 16 }),
  options: fc.record({
    architecture: fc.constantFrom(...architectures),
    mode: fc.constant("traditional" as const),
    bind: fc.constantFrom("automatic" as const, "lazy" as const, "chained" as const),
    entry: fc.stringMatching(/^_[a-z]{1,20}$/),
    deadStrip: fc.boolean(),
    systemLibraries: fc.boolean(),
    minimumVersion: fc.constantFrom("12.0", "11.0", "13.3.1"),
  }),
});
const view: fc.Arbitrary<ViewState> = fc.record(
  {
    selection: fc.string({ minLength: 1, maxLength: 60 }),
    table: fc.constantFrom(...tableIds),
    byteMode: fc.constantFrom(...byteModes),
    step: fc.nat(1000),
    file: fc.nat(15),
  },
  { requiredKeys: [] },
);

describe("project tuple", () => {
  it("gives back any project and view", () => {
    fc.assert(
      fc.property(project, view, (wanted, seen) => {
        expect(decodeProject(encodeProject(wanted, seen))).toEqual({ project: wanted, view: seen });
      }),
    );
  });

  it("takes a link that says nothing of binding as one from a page that bound lazily", () => {
    // Such a link is what these options are written as: nothing is said of what it stands for.
    const old = (minimumVersion: string, bind: "automatic" | "lazy") =>
      encodeProject({ files: [], options: { ...defaultBuildOptions, minimumVersion, bind } }, {});
    expect(Array.from(old("12.0", "automatic"))).toEqual([0, 0, 0, 0]);
    expect(Array.from(old("13.0", "lazy"))).toEqual([0, 1, 4, 4, 0x31, 0x33, 0x2e, 0x30, 0, 0]);
  });

  it("keeps the example it started from", () => {
    const wanted: Project = { files: [], options: defaultBuildOptions, example: "got-load" };
    expect(decodeProject(encodeProject(wanted, {}))?.project).toEqual(wanted);
  });

  it("refuses any other bytes without throwing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeProject(bytes);
        if (decoded !== undefined) expect(decoded.project.files.length).toBeLessThanOrEqual(16);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses more files than a link holds", () => {
    const files = Array.from({ length: 17 }, (_, index) => ({
      name: `f${index}.s`,
      contents: { kind: "text" as const, text: "" },
    }));
    expect(decodeProject(encodeProject({ files, options: defaultBuildOptions }, {}))).toBeUndefined();
  });

  it("cleans names that a link may not bring", () => {
    const files = [{ name: "../../etc/pass<wd>.s", contents: { kind: "text" as const, text: "" } }];
    const decoded = decodeProject(encodeProject({ files, options: defaultBuildOptions }, {}));
    expect(decoded?.project.files.map((file) => file.name)).toEqual(["pass_wd_.s"]);
  });
});
