// The worker itself: takes messages one at a time, in order, and hands them to the session.

import type { LinkRequest } from "./protocol";
import { createToolchains } from "./toolchain";
import { createSession } from "./workerSession";

declare const self: DedicatedWorkerGlobalScope;

const handle = createSession({
  post: (report, transfer) => self.postMessage(report, transfer),
  now: () => performance.now(),
  tools: createToolchains(),
});

/** Loading a CPU's tables is asynchronous; later messages wait their turn behind it. */
let turn: Promise<void> = Promise.resolve();

self.onmessage = (event: MessageEvent<LinkRequest>) => {
  turn = turn.then(() => handle(event.data));
  // An error outside a build ends this worker as an uncaught one would; the page replaces it.
  turn.catch((error: unknown) => {
    setTimeout(() => {
      throw error;
    });
  });
};
