// What the worker does with each message, apart from being a worker: it is handed a way to post, a clock and the
// tools, so that tests run a session in one thread.

import type { Architecture } from "@/arch/architecture";
import { assert } from "@/base/assert";
import { useSharedMemory as chooseMemory, usesSharedMemory } from "@/base/buffers";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import { attachBuild, type BuildView } from "@/linker/build";
import { link } from "@/linker/link";
import { createAnswers } from "./answers";
import { createBuildService } from "./buildService";
import { withDelta } from "./delta";
import { disassemble } from "./disassemble";
import { LiveAssemblers } from "./liveAssemblers";
import type { FileReference, LinkReport, LinkRequest, PublishedBuild, RunId } from "./protocol";
import type { Toolchain } from "./toolchain";
import { wrapBuild } from "./transfer";

export interface SessionHost {
  post(report: LinkReport, transfer: ArrayBuffer[]): void;
  now(): number;
  tools(architecture: Architecture): Promise<Toolchain>;
}

/** Milliseconds between signs of life. */
const progressInterval = 200;

type BuildRequest = Extract<LinkRequest, { kind: "build" }>;
type DisassembleRequest = Extract<LinkRequest, { kind: "disassemble" }>;

/** Returns the handler of messages, to be called with one at a time. */
export function createSession(host: SessionHost): (request: LinkRequest) => Promise<void> {
  let control: Int32Array | undefined;
  let present: Toolchain | undefined;
  /** Builds that the page may ask about. */
  const kept = new Map<RunId, BuildView>();
  const assemblers = new LiveAssemblers({
    encoder() {
      assert(present !== undefined, "tools are loaded before files are assembled");
      return present.encoder;
    },
  });
  const service = createBuildService({
    assemble: (input, file) => assemblers.assemble(file, input),
    link,
    systemLibraries: () => [
      { name: "libSystem.tbd", text: libSystem },
      { name: "libc++.tbd", text: libcxx, onlyIfUsed: true },
    ],
    now: host.now,
  });

  const answers = createAnswers({
    tools: host.tools,
    files: () => service.heldFiles(),
    systemLibraries: [libSystem, libcxx],
  });

  /** The files of the last request, and the build that was posted last: what the page knows. */
  let asked: readonly FileReference[] = [];
  let posted: PublishedBuild | undefined;

  const build = async ({ run, files: changes, options, held }: BuildRequest): Promise<void> => {
    const files = withDelta(changes, asked);
    asked = files;
    let pass = "assemble";
    let told = host.now();
    try {
      present = await host.tools(options.architecture);
      const runs = new Set(held);
      for (const old of [...kept.keys()]) if (!runs.has(old)) kept.delete(old);
      service.keepOnly(runs);
      const built = service.build(run, files, options, {
        isCancelled: () => control !== undefined && Atomics.load(control, 0) > run,
        onPass(id) {
          pass = id;
          if (host.now() - told < progressInterval) return;
          told = host.now();
          host.post({ kind: "progress", run, pass }, []);
        },
      });
      if (built === undefined) {
        host.post({ kind: "cancelled", run }, []);
        return;
      }
      kept.set(run, attachBuild(built.handles));
      const parcel = wrapBuild(built, usesSharedMemory(), posted);
      host.post({ kind: "built", build: parcel.build }, parcel.transfer);
      posted = built;
    } catch (error) {
      // Everything a visitor may do wrong is a diagnostic; what is thrown is a bug and is reported as one.
      host.post({ kind: "crashed", run, pass, message: error instanceof Error ? error.message : String(error) }, []);
    }
  };

  const answer = async ({ query, run, from, to, syntax }: DisassembleRequest): Promise<void> => {
    const view = kept.get(run);
    let lines: ReturnType<typeof disassemble> = [];
    try {
      if (view !== undefined) {
        const { decode } = await host.tools(view.options.architecture);
        lines = disassemble(view, (code, address, most) => decode(code, address, most, syntax), from, to);
      }
    } finally {
      host.post({ kind: "disassembled", query, run, lines }, []);
    }
  };

  return async (request) => {
    switch (request.kind) {
      case "configure":
        chooseMemory(request.shared);
        control = request.control === undefined ? undefined : new Int32Array(request.control);
        host.post({ kind: "ready", version: request.version }, []);
        return;
      case "file":
        service.setFile(request.file, request.contents);
        return;
      case "forget":
        service.forgetFile(request.id);
        return;
      case "build":
        return build(request);
      case "disassemble":
        return answer(request);
      case "ask":
        return answers(request.question).then(
          (answer) => host.post({ kind: "answered", query: request.query, answer }, []),
          // Offline, the tables of a CPU may be missing: no answer.
          () => host.post({ kind: "answered", query: request.query, answer: undefined }, []),
        );
    }
  };
}
