import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useSharedMemory as chooseMemory } from "@/base/buffers";
import { fileOffset } from "@/base/units";
import { defaultExample } from "@/gallery/gallery";
import { attachBuild } from "@/linker/build";
import { defaultBuildOptions, type LinkReport, type LinkRequest, protocolVersion } from "@/worker/protocol";
import { createToolchains } from "@/worker/toolchain";
import { received } from "@/worker/transfer";
import { createSession } from "@/worker/workerSession";

const all = <T>(fresh: readonly T[]) => ({ counts: [0, fresh.length], fresh });

function scene(shared: boolean) {
  const reports: LinkReport[] = [];
  let clock = 0;
  const session = createSession({
    post: (report, transfer) => reports.push(structuredClone(report, { transfer })),
    now: () => (clock += 1),
    tools: createToolchains(),
  });
  const control = new Int32Array(new SharedArrayBuffer(8));
  const files = defaultExample.files.arm64.map(({ name }, index) => ({ id: `f${index}`, version: 1, name }));
  const send = async (...requests: LinkRequest[]) => {
    for (const request of requests) await session(request);
    return reports.splice(0);
  };
  const start = () =>
    send(
      { kind: "configure", version: protocolVersion, shared, ...(shared ? { control: control.buffer } : {}) },
      ...files.map((file, index): LinkRequest => {
        const { text } = defaultExample.files.arm64[index]!;
        return { kind: "file", file, contents: { kind: "text", text } };
      }),
    );
  const build = (run: number): LinkRequest => ({
    kind: "build",
    run,
    files: all(files),
    options: defaultBuildOptions,
    held: [],
  });
  return { send, start, build, control };
}

describe.each([
  ["shared", true],
  ["copied", false],
] as const)("worker session, %s memory", (_, shared) => {
  beforeEach(() => chooseMemory(shared));
  afterEach(() => chooseMemory(true));

  it("builds the first example and answers what its code is", async () => {
    const { send, start, build } = scene(shared);
    expect((await start()).map(({ kind }) => kind)).toEqual(["ready"]);
    const [report] = await send(build(1));
    if (report?.kind !== "built") throw new Error(JSON.stringify(report));
    const view = attachBuild(received(report.build, undefined).handles);
    expect(view.image?.buffer instanceof SharedArrayBuffer).toBe(shared);
    const text = [...view.outputSections.rows()][0]!;
    const from = view.outputSections.fileOffset[text];
    const [answer] = await send({
      kind: "disassemble",
      query: 7,
      run: 1,
      from,
      to: fileOffset(from + 64),
      syntax: "att",
    });
    if (answer?.kind !== "disassembled") throw new Error(JSON.stringify(answer));
    expect(answer.query).toBe(7);
    const call = answer.lines.find((line) => line.text.startsWith("bl"));
    expect(call?.target).toBe(
      view.globals.address[
        [...view.globals.rows()].find((g) => view.strings.text(view.globals.name[g]) === "_helper")!
      ],
    );
  });

  it("leaves an older build as it was when a newer one is made", async () => {
    const { send, start, build } = scene(shared);
    await start();
    const [first] = await send(build(1));
    if (first?.kind !== "built") throw new Error(JSON.stringify(first));
    const before = new Uint8Array(first.build.handles.image!).slice();
    const edited = `    nop\n${defaultExample.files.arm64[0]!.text}`;
    const file = { id: "f0", version: 2, name: "main.s" };
    await send({ kind: "file", file, contents: { kind: "text", text: edited } });
    const request = build(2);
    if (request.kind !== "build") throw new Error("not a build");
    await send({ ...request, files: { counts: [0, 1, 1], fresh: [file] } });
    expect(new Uint8Array(first.build.handles.image!)).toEqual(before);
  });
});

describe("worker session", () => {
  it("gives up a run when a newer one is wanted", async () => {
    const { send, start, build, control } = scene(true);
    await start();
    control[0] = 2;
    expect(await send(build(1))).toEqual([{ kind: "cancelled", run: 1 }]);
    expect((await send(build(2)))[0]?.kind).toBe("built");
  });

  it("reports a bug and stays usable", async () => {
    const { send, start, build } = scene(true);
    await start();
    const request = build(1);
    if (request.kind !== "build") throw new Error("not a build");
    const [report] = await send({ ...request, files: all([{ id: "f0", version: 9, name: "main.s" }]) });
    expect(report).toMatchObject({ kind: "crashed", run: 1, pass: "assemble" });
    expect((await send(build(2)))[0]?.kind).toBe("built");
  });

  it("answers nothing about a build it does not hold", async () => {
    const { send, start } = scene(true);
    await start();
    const question = {
      kind: "disassemble",
      query: 1,
      run: 5,
      from: fileOffset(0),
      to: fileOffset(4),
      syntax: "att",
    } as const;
    expect(await send(question)).toEqual([{ kind: "disassembled", query: 1, run: 5, lines: [] }]);
  });
});
