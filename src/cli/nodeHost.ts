import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Host } from "./host";

export const nodeHost: Host = {
  read(path) {
    try {
      return statSync(path).isFile() ? new Uint8Array(readFileSync(path)) : undefined;
    } catch {
      return undefined;
    }
  },
  absolute: (path) => (isAbsolute(path) ? path : `${process.cwd()}/${path}`),
  write(path, bytes, executable) {
    // Written beside and renamed over, so that a failed or interrupted write leaves no half file behind.
    const beside = `${path}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, bytes);
      if (executable) chmodSync(beside, 0o755);
      renameSync(beside, path);
    } catch (failure) {
      rmSync(beside, { force: true });
      throw new Error(`cannot write ${path}: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  },
  remove: (path) => rmSync(path, { force: true }),
  out: (text) => {
    process.stdout.write(text);
  },
  error: (text) => {
    process.stderr.write(text);
  },
};
