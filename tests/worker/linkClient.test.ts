import { beforeEach, describe, expect, it } from "vitest";
import { fileOffset } from "@/base/units";
import {
  type ClientEvent,
  type ClientFile,
  createLinkClient,
  type LinkClient,
  type WorkerPort,
} from "@/worker/linkClient";
import { defaultBuildOptions, type LinkReport, type LinkRequest } from "@/worker/protocol";
import { wrapBuild } from "@/worker/transfer";
import { blankBuild } from "../support/fakeClient";

class FakeWorker implements WorkerPort {
  readonly received: LinkRequest[] = [];
  terminated = false;
  onmessage: WorkerPort["onmessage"] = null;
  onerror: WorkerPort["onerror"] = null;
  onmessageerror: WorkerPort["onmessageerror"] = null;
  postMessage(message: LinkRequest): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  report(report: LinkReport): void {
    this.onmessage?.({ data: report } as MessageEvent<LinkReport>);
  }
  built(run: number): void {
    this.report({ kind: "built", build: wrapBuild(blankBuild(run), true).build });
  }
  kinds(): string[] {
    return this.received.map((request) => request.kind);
  }
}

const file = (version: number, text = "nop"): ClientFile => ({
  id: "f1",
  version,
  name: "main.s",
  contents: { kind: "text", text },
});

let workers: FakeWorker[];
let timers: Map<number, () => void>;
let events: ClientEvent[];
let client: LinkClient;

const start = (shared = false) => {
  workers = [];
  timers = new Map();
  events = [];
  let lastTimer = 0;
  client = createLinkClient({
    shared,
    createWorker() {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    setTimer(run) {
      lastTimer += 1;
      timers.set(lastTimer, run);
      return lastTimer;
    },
    clearTimer: (timer) => void timers.delete(timer),
  });
  client.subscribe((event) => events.push(event));
};
const expire = () => {
  for (const run of [...timers.values()]) run();
};
const builtRuns = () => events.flatMap((event) => (event.kind === "built" ? [event.build.run] : []));

beforeEach(() => start());

describe("link client", () => {
  it("sends a file once per version and forgets what is gone", () => {
    client.build([file(1)], defaultBuildOptions);
    workers[0]!.built(1);
    client.build([file(1)], defaultBuildOptions);
    workers[0]!.built(2);
    client.build([file(2, "ret")], defaultBuildOptions);
    workers[0]!.built(3);
    client.build([], defaultBuildOptions);
    expect(workers[0]!.kinds()).toEqual(["configure", "file", "build", "build", "file", "build", "forget", "build"]);
  });

  it("keeps one build in flight and only the newest waiting", () => {
    for (let version = 1; version <= 5; version++) client.build([file(version)], defaultBuildOptions);
    expect(workers[0]!.kinds()).toEqual(["configure", "file", "build"]);
    workers[0]!.built(1);
    expect(workers[0]!.received.at(-1)).toMatchObject({ kind: "build", run: 5 });
    expect(workers[0]!.kinds().filter((kind) => kind === "build")).toHaveLength(2);
  });

  it("drops reports of runs that are not in flight", () => {
    client.build([file(1)], defaultBuildOptions);
    client.build([file(2)], defaultBuildOptions);
    workers[0]!.report({ kind: "cancelled", run: 1 });
    workers[0]!.built(1);
    expect(builtRuns()).toEqual([]);
    workers[0]!.built(2);
    workers[0]!.built(2);
    expect(builtRuns()).toEqual([2]);
  });

  it("cancels through the shared control block", () => {
    start(true);
    client.build([file(1)], defaultBuildOptions);
    const configure = workers[0]!.received[0]!;
    const control = new Int32Array((configure as { control: ArrayBufferLike }).control);
    expect(control[0]).toBe(1);
    client.build([file(2)], defaultBuildOptions);
    expect(control[0]).toBe(2);
    expect(client.transport).toBe("shared");
  });

  it("reports a bug of the linker and goes on with the same worker", () => {
    client.build([file(1)], defaultBuildOptions);
    client.build([file(2)], defaultBuildOptions);
    workers[0]!.report({ kind: "crashed", run: 1, pass: "place-sections", message: "boom" });
    expect(events.find((event) => event.kind === "lost")).toMatchObject({ run: 1 });
    expect(workers).toHaveLength(1);
    workers[0]!.built(2);
    expect(builtRuns()).toEqual([2]);
  });

  it("replaces a crashed worker, sends the files again and builds what waited", () => {
    client.build([file(1)], defaultBuildOptions);
    client.build([file(2)], defaultBuildOptions);
    workers[0]!.onerror?.({ message: "out of memory" } as ErrorEvent);
    expect(workers[0]!.terminated).toBe(true);
    expect(workers[1]!.kinds()).toEqual(["configure", "file", "build"]);
    workers[0]!.built(1);
    workers[1]!.built(2);
    expect(builtRuns()).toEqual([2]);
  });

  it("replaces a worker that stays silent, but not one that shows progress", () => {
    client.build([file(1)], defaultBuildOptions);
    const first = [...timers.keys()];
    workers[0]!.report({ kind: "progress", run: 1, pass: "resolve" });
    expect([...timers.keys()]).not.toEqual(first);
    expire();
    expect(workers[0]!.terminated).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: "lost", run: 1 });
    client.build([file(1)], defaultBuildOptions);
    workers[1]!.built(2);
    expect(builtRuns()).toEqual([2]);
    expect(timers.size).toBe(0);
  });

  it("answers questions about code, with nothing when the worker is gone", async () => {
    expect(await client.disassemble(1, fileOffset(0), fileOffset(4))).toEqual([]);
    client.build([file(1)], defaultBuildOptions);
    workers[0]!.built(1);
    const answered = client.disassemble(1, fileOffset(0), fileOffset(4));
    workers[0]!.report({ kind: "disassembled", query: 1, run: 1, lines: [] });
    expect(await answered).toEqual([]);
    const lost = client.disassemble(1, fileOffset(0), fileOffset(4));
    workers[0]!.onerror?.({ message: "" } as ErrorEvent);
    expect(await lost).toEqual([]);
  });

  it("asks beside the build, and drops what is answered late", async () => {
    expect(await client.ask({ topic: "imports", architecture: "arm64" })).toBeUndefined();
    client.build([file(1)], defaultBuildOptions);
    const asked = client.ask({ topic: "imports", architecture: "arm64" });
    const names = [{ name: "_printf", library: "libSystem" }];
    workers[0]!.report({ kind: "answered", query: 1, answer: names });
    expect(await asked).toBe(names);
    const lost = client.ask({ topic: "imports", architecture: "arm64" });
    workers[0]!.onerror?.({ message: "boom" } as ErrorEvent);
    expect(await lost).toBeUndefined();
    workers[0]!.report({ kind: "answered", query: 2, answer: names });
  });
});
