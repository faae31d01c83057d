// Runs suites of tests and adds up what they count, so that one closing line tells the whole: "N passed, N failed".

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./environment.mjs";

const total = { passed: 0, failed: 0 };

function add(name, status, counts) {
  // A suite that fails outside any test (a crash, a bad configuration) is one failure of its own.
  const failed = counts.failed === 0 && status !== 0 ? 1 : counts.failed;
  total.passed += counts.passed;
  total.failed += failed;
  process.stdout.write(`\n${name}: ${counts.passed} passed, ${failed} failed\n\n`);
}

const withReport = (runSuite) => {
  const folder = mkdtempSync(join(tmpdir(), "machoscope-"));
  const file = join(folder, "report.json");
  const status = runSuite(file);
  let report;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    report = undefined;
  }
  rmSync(folder, { recursive: true, force: true });
  return { status, report };
};

/** A vitest run; `args` select the configuration or the files. */
export function vitest(name, args = []) {
  const { status, report } = withReport((file) =>
    run("npx", ["vitest", "run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]),
  );
  add(name, status, { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 });
}

/** The browser journeys. */
export function playwright(name, args = []) {
  const { status, report } = withReport((file) =>
    run("npx", ["playwright", "test", ...args, "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
  );
  const stats = report?.stats;
  add(name, status, { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 });
}

/** A command that passes or fails as a whole. */
export function command(name, program, args) {
  const status = run(program, args);
  add(name, status, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

export function fail(name) {
  add(name, 1, { passed: 0, failed: 0 });
}

/** Prints the closing line and ends the process accordingly. */
export function finish() {
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

/** Counts of suites that ran in another process. */
export function preset(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}
