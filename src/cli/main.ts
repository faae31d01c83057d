#!/usr/bin/env node
// The tool's entry: Node's files, streams and exit status around `main`.

import { nodeHost } from "./nodeHost";
import { main } from "./run";

// A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
process.stdout.on("error", (failure: NodeJS.ErrnoException) => {
  if (failure.code !== "EPIPE") throw failure;
  process.exit();
});
process.exitCode = await main(nodeHost, process.argv.slice(2));
