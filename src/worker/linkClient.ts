// The page's side of the link worker. It numbers builds, keeps at most one in flight and the newest one waiting,
// drops late reports in one place, and replaces a worker that crashed or went silent: files are sent again, and what
// was shown stays shown. It is handed a way to make workers, so tests drive it without one.

import type { Syntax } from "@/asm/instructionEncoder";
import type { FileOffset } from "@/base/units";
import { deltaOf } from "./delta";
import {
  type AnswerTo,
  type BuildOptions,
  type DisassembledLine,
  type FileContents,
  type FileId,
  type FileReference,
  type LinkReport,
  type LinkRequest,
  type PublishedBuild,
  protocolVersion,
  type Question,
  type RunId,
} from "./protocol";
import { received } from "./transfer";

/** A project's file as the page holds it. */
export interface ClientFile extends FileReference {
  readonly contents: FileContents;
}

export type ClientEvent =
  | { readonly kind: "building"; readonly run: RunId }
  | { readonly kind: "progress"; readonly run: RunId; readonly pass: string }
  | { readonly kind: "built"; readonly build: PublishedBuild }
  /** The run has no result and the message says why; the worker is usable again. */
  | { readonly kind: "lost"; readonly run: RunId; readonly message: string };

export interface LinkClient {
  readonly transport: "shared" | "copied";
  /** Asks for a build; an older one that is still running is cancelled, one that waits is forgotten. */
  build(files: readonly ClientFile[], options: BuildOptions): RunId;
  /** Tells that the page reads no build any more but these; called after they are on screen. */
  keepOnly(runs: readonly RunId[]): void;
  /** Instructions of the image of `run`; empty when the worker does not hold that run any more. */
  disassemble(run: RunId, from: FileOffset, to: FileOffset, syntax?: Syntax): Promise<readonly DisassembledLine[]>;
  /** Undefined when there is no worker (yet), or it knows no answer. */
  ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked> | undefined>;
  subscribe(listener: (event: ClientEvent) => void): () => void;
  dispose(): void;
}

/** The part of a Worker that the client uses. */
export interface WorkerPort {
  postMessage(message: LinkRequest, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<LinkReport>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface LinkClientHost {
  createWorker(): WorkerPort;
  /** Whether worker and page can share memory. */
  readonly shared: boolean;
  /** Milliseconds without a sign of life before a busy worker is given up; 10,000 by default. */
  readonly patience?: number;
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
}

const isSameReference = (a: FileReference, b: FileReference): boolean =>
  a.id === b.id && a.version === b.version && a.name === b.name;

interface Wanted {
  readonly run: RunId;
  readonly files: readonly ClientFile[];
  readonly options: BuildOptions;
}

/** Called with the report, or with nothing when the worker that was asked is gone. */
type Answering = (report: LinkReport | undefined) => void;

/** Words of the control block that worker and page share. */
const newestRun = 0;
const controlWords = 2;

export function createLinkClient(host: LinkClientHost): LinkClient {
  const patience = host.patience ?? 10_000;
  const listeners = new Set<(event: ClientEvent) => void>();
  const questions = new Map<number, Answering>();
  let worker: WorkerPort | undefined;
  let control: Int32Array | undefined;
  /** What the present worker holds: version by file. */
  let sent = new Map<FileId, number>();
  /** The files that it was last asked to build, and what came of the last build: of which messages tell the changes. */
  let asked: readonly FileReference[] = [];
  let known: PublishedBuild | undefined;
  let lastRun: RunId = 0;
  let lastQuery = 0;
  /** Builds handed to the page and not let go since. */
  let held: readonly RunId[] = [];
  let lastReported: RunId = 0;
  let flying: Wanted | undefined;
  let waiting: Wanted | undefined;
  let timer: number | undefined;
  let disposed = false;

  const tell = (event: ClientEvent) => {
    for (const listener of listeners) listener(event);
  };
  const post = (request: LinkRequest, transfer: Transferable[] = []) => worker?.postMessage(request, transfer);

  const stopWatch = () => {
    if (timer !== undefined) host.clearTimer(timer);
    timer = undefined;
  };
  const startWatch = () => {
    stopWatch();
    timer = host.setTimer(() => replace("The linker did not answer for 10 seconds and was restarted"), patience);
  };

  const hire = () => {
    held = [];
    control = host.shared ? new Int32Array(new SharedArrayBuffer(4 * controlWords)) : undefined;
    sent = new Map();
    asked = [];
    known = undefined;
    const hired = host.createWorker();
    worker = hired;
    hired.onmessage = (event) => {
      if (hired === worker) receive(event.data);
    };
    hired.onerror = (event) => {
      event.preventDefault?.();
      if (hired === worker) replace(`The linker stopped (${event.message || "no reason given"}) and was restarted`);
    };
    hired.onmessageerror = () => {
      if (hired === worker) replace("A message of the linker could not be read; it was restarted");
    };
    post({
      kind: "configure",
      version: protocolVersion,
      shared: host.shared,
      ...(control === undefined ? {} : { control: control.buffer }),
    });
  };

  /** A dead or silent worker: its run is lost, the newest waiting one goes to the successor. */
  const replace = (message: string) => {
    const lost = flying;
    stopWatch();
    worker?.terminate();
    worker = undefined;
    flying = undefined;
    for (const answer of questions.values()) answer(undefined);
    questions.clear();
    if (disposed) return;
    tell({ kind: "lost", run: lost?.run ?? lastRun, message });
    startNext();
  };

  const sendFiles = (files: readonly ClientFile[]) => {
    const present = new Set(files.map((file) => file.id));
    for (const id of [...sent.keys()]) {
      if (present.has(id)) continue;
      sent.delete(id);
      post({ kind: "forget", id });
    }
    for (const { id, version, name, contents } of files) {
      if (sent.get(id) === version) continue;
      sent.set(id, version);
      post({ kind: "file", file: { id, version, name }, contents });
    }
  };

  const startNext = () => {
    if (flying !== undefined || waiting === undefined || disposed) return;
    flying = waiting;
    waiting = undefined;
    if (worker === undefined) hire();
    const { run, files, options } = flying;
    sendFiles(files);
    if (control !== undefined) Atomics.store(control, newestRun, run);
    const references = files.map(({ id, version, name }) => ({ id, version, name }));
    post({ kind: "build", run, files: deltaOf(references, asked, isSameReference), options, held });
    asked = references;
    startWatch();
    tell({ kind: "building", run });
  };

  const finish = () => {
    flying = undefined;
    stopWatch();
    startNext();
  };

  /** The one place where reports enter; those of a run that is not the one in flight are late and dropped. */
  const receive = (report: LinkReport) => {
    if (report.kind === "ready") return;
    if (report.kind === "disassembled" || report.kind === "answered") {
      questions.get(report.query)?.(report);
      questions.delete(report.query);
      return;
    }
    const build = report.kind === "built" ? received(report.build, known) : undefined;
    known = build ?? known;
    const run = report.kind === "built" ? report.build.run : report.run;
    if (flying === undefined || run !== flying.run) return;
    if (report.kind === "progress") {
      startWatch();
      tell(report);
      return;
    }
    if (build !== undefined && run > lastReported) {
      lastReported = run;
      held = [...held, run];
      tell({ kind: "built", build });
    }
    if (report.kind === "crashed") {
      tell({ kind: "lost", run, message: `A bug in the linker (pass ${report.pass}): ${report.message}` });
    }
    finish();
  };

  const query = (request: (number: number) => LinkRequest): Promise<LinkReport | undefined> => {
    if (worker === undefined || disposed) return Promise.resolve(undefined);
    lastQuery += 1;
    return new Promise((answer) => {
      questions.set(lastQuery, answer);
      post(request(lastQuery));
    });
  };

  return {
    transport: host.shared ? "shared" : "copied",
    build(files, options) {
      lastRun += 1;
      waiting = { run: lastRun, files, options };
      if (control !== undefined) Atomics.store(control, newestRun, lastRun);
      startNext();
      return lastRun;
    },
    keepOnly(runs) {
      held = held.filter((run) => runs.includes(run));
    },
    async disassemble(run, from, to, syntax = "att") {
      const report = await query((number) => ({ kind: "disassemble", query: number, run, from, to, syntax }));
      return report?.kind === "disassembled" ? report.lines : [];
    },
    async ask(question) {
      const report = await query((number) => ({ kind: "ask", query: number, question }));
      // The worker answers what was asked.
      return report?.kind === "answered" ? (report.answer as AnswerTo<typeof question> | undefined) : undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      disposed = true;
      replace("");
      listeners.clear();
    },
  };
}
