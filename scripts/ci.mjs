// What .ci/run counts beside npm test: types, lint, the comparison with LLVM, and a short fuzz run.
// `passed` and `failed` of npm test come in as arguments, so that the last line is the sum of all.

import { command, finish, preset, vitest } from "./suites.mjs";

preset(Number(process.argv[2] ?? 0), Number(process.argv[3] ?? 0));
command("types", "npm", ["run", "--silent", "types"]);
command("lint", "npm", ["run", "--silent", "lint"]);
vitest("oracle comparison", ["--config", "tests/oracle/vitest.config.ts"]);
vitest("fuzz", ["--config", "tests/fuzz/vitest.config.ts"]);
finish();
