// npm run bench: builds, then measures the core under Node and the page in a browser. No limits, only numbers.

import { installPackages, run } from "./environment.mjs";

installPackages();
const steps = [
  ["npx", ["vite", "build", "--logLevel", "warn"]],
  ["npx", ["vite", "build", "--config", "vite/bench.config.ts", "--logLevel", "warn"]],
  ["node", ["dist/bench/core.js"]],
  ["node", ["dist/bench/core.js", "--objects", "dist/bench/objects"]],
  ["node", ["scripts/benchPage.mjs"]],
];
for (const [command, args] of steps) {
  const status = run(command, args);
  if (status !== 0) process.exit(status);
}
