// npm start: installs what is missing, builds the production page and serves it with the isolation headers.

import { installPackages, run } from "./environment.mjs";

installPackages();
if (run("npx", ["vite", "build", "--logLevel", "warn"]) !== 0) process.exit(1);

const { preview } = await import("vite");
const server = await preview({
  preview: { port: Number(process.env.PORT ?? 4170), host: process.env.HOST ?? "localhost" },
});
const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
process.stdout.write(`machoscope is at ${address}\n`);
