import { describe, expect, it } from "vitest";
import { lines } from "@/asm/lineTable";
import { encodeText } from "@/base/text";
import { link } from "@/linker/link";
import { allocate } from "@/tables/table";
import { type BuildService, createBuildService } from "@/worker/buildService";
import { defaultBuildOptions, type FileReference } from "@/worker/protocol";

/** An assembler that turns `bad` into an error and everything else into its own letters. */
function scene() {
  const assembled: string[] = [];
  const linked: string[][] = [];
  let clock = 0;
  const service = createBuildService({
    assemble({ name, text, architecture }) {
      assembled.push(`${name} ${architecture}`);
      const failed = text === "bad";
      return {
        object: failed ? undefined : encodeText(text),
        lines: allocate(lines, 1),
        diagnostics: failed
          ? [{ code: "unknown-instruction", severity: "error", message: "no", place: { file: name, line: 1 } }]
          : [],
      };
    },
    link(inputs, options, host) {
      linked.push(inputs.map((input) => input.name));
      return link(inputs, options, host);
    },
    systemLibraries: () => [{ name: "libSystem.tbd", text: "--- !tapi-tbd" }],
    now: () => (clock += 1),
  });
  return { service, assembled, linked };
}

const file = (id: string, version: number): FileReference => ({ id, version, name: `${id}.s` });
const send = (service: BuildService, reference: FileReference, text: string) =>
  service.setFile(reference, { kind: "text", text });

describe("build service", () => {
  it("assembles only what changed, and remembers both CPUs", () => {
    const { service, assembled } = scene();
    const [a, b] = [file("a", 1), file("b", 1)];
    send(service, a, "one");
    send(service, b, "two");
    service.build(1, [a, b], defaultBuildOptions);
    service.build(2, [a, b], defaultBuildOptions);
    send(service, file("b", 2), "three");
    service.build(3, [a, file("b", 2)], defaultBuildOptions);
    service.build(4, [a, file("b", 2)], { ...defaultBuildOptions, architecture: "x86_64" });
    service.build(5, [a, file("b", 2)], defaultBuildOptions);
    expect(assembled).toEqual(["a.s arm64", "b.s arm64", "b.s arm64", "a.s x86_64", "b.s x86_64"]);
  });

  it("links every file in order with the system's libraries behind, unless the visitor has his own", () => {
    const { service, linked } = scene();
    const own = { id: "l", version: 1, name: "libSystem.tbd" };
    send(service, file("a", 1), "one");
    send(service, own, "--- !tapi-tbd");
    service.build(1, [file("a", 1)], defaultBuildOptions);
    service.build(2, [file("a", 1)], { ...defaultBuildOptions, systemLibraries: false });
    service.build(3, [file("a", 1), own], defaultBuildOptions);
    expect(linked).toEqual([["a.s", "libSystem.tbd"], ["a.s"], ["a.s", "libSystem.tbd"]]);
  });

  it("does not link when a source has errors, and says all of them", () => {
    const { service, linked } = scene();
    for (const id of ["a", "b", "c"]) send(service, file(id, 1), id === "c" ? "good" : "bad");
    const build = service.build(1, [file("a", 1), file("b", 1), file("c", 1)], defaultBuildOptions);
    expect(linked).toEqual([]);
    expect(build?.handles.image).toBeUndefined();
    expect(build?.diagnostics.map((diagnostic) => diagnostic.place?.file)).toEqual(["a.s", "b.s"]);
    expect(build?.files.map((built) => [built.input, built.object !== undefined])).toEqual([
      [0, false],
      [0, false],
      [0, true],
    ]);
  });

  it("says so when there is nothing to link", () => {
    const { service } = scene();
    const build = service.build(1, [], defaultBuildOptions);
    expect(build?.diagnostics.map(({ code }) => code)).toEqual(["nothing-to-link"]);
  });

  it("ends when cancelled, between files", () => {
    const { service, assembled } = scene();
    send(service, file("a", 1), "one");
    send(service, file("b", 1), "two");
    let asked = 0;
    const watch = { isCancelled: () => ++asked > 1, onPass: () => {} };
    expect(service.build(1, [file("a", 1), file("b", 1)], defaultBuildOptions, watch)).toBeUndefined();
    expect(assembled).toEqual(["a.s arm64"]);
  });

  it("gives signs of life while it follows an edit", () => {
    const { service } = scene();
    send(service, file("a", 1), "one");
    const told: string[] = [];
    const watch = { isCancelled: () => false, onPass: (id: string) => void told.push(id) };
    service.build(1, [file("a", 1)], { ...defaultBuildOptions, mode: "incremental" }, watch);
    expect(told).toEqual(["update-program", "update-program", "settle-names"]);
  });

  it("publishes bytes that later changes do not touch", () => {
    const { service } = scene();
    const mine = encodeText("object");
    service.setFile({ id: "o", version: 1, name: "o.o" }, { kind: "bytes", bytes: mine });
    const build = service.build(1, [{ id: "o", version: 1, name: "o.o" }], defaultBuildOptions);
    mine.fill(0);
    expect(new TextDecoder().decode(build!.files[0]!.object!.slice())).toBe("object");
  });
});
