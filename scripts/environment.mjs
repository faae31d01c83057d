// What the chores need of a machine, found or installed. Plain JavaScript with Node's own modules only, because it
// runs before anything is installed.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command with its output on this terminal; returns the exit status. */
export function run(command, args, environment = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
    shell: process.platform === "win32",
  });
  return result.status ?? 1;
}

/** Installs the packages of the lock file unless node_modules already holds them. */
export function installPackages() {
  const installed = `${root}/node_modules/.package-lock.json`;
  const upToDate =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}/package-lock.json`).mtimeMs;
  if (upToDate && existsSync(`${root}/node_modules/vite`)) return;
  const status = run("npm", [existsSync(`${root}/node_modules`) ? "install" : "ci", "--no-audit", "--no-fund"]);
  if (status !== 0) process.exit(status);
}

const chromiumPaths = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
export const findChromium = () => chromiumPaths.find((path) => path && existsSync(path));

/** The browser for the journeys: what is there, else Debian's package where we may install it. */
export function installChromium() {
  if (findChromium()) return findChromium();
  const isDebian = existsSync("/etc/debian_version");
  if (isDebian && process.getuid?.() === 0) {
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "chromium"], { DEBIAN_FRONTEND: "noninteractive" });
  }
  const found = findChromium();
  if (!found) {
    process.stderr.write(
      "The browser journeys need Chromium or Chrome. Install one (Debian: apt-get install chromium) or set " +
        "CHROMIUM_PATH to its executable, then run npm test again.\n",
    );
  }
  return found;
}

export const packageVersion = () => JSON.parse(readFileSync(`${root}/package.json`, "utf8")).version;
