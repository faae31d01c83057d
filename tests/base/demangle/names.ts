import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Each name with what LLVM makes of it; undefined where it leaves it as it is. */
export const knownNames: readonly (readonly [mangled: string, readable: string | undefined])[] = readFileSync(
  join(import.meta.dirname, "names.txt"),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const space = line.indexOf(" ");
    return space === -1 ? ([line, undefined] as const) : ([line.slice(0, space), line.slice(space + 1)] as const);
  });
