// What the comparisons with ld64.lld have in common: the flags it gets beyond ours, and the lines that differ on
// purpose in every image (docs/differences-from-ld.md).

import type { ImageFacts } from "./describeImage";

/** Objects are named as the command line does, whatever folder the tests run in. */
export const lldOnly = ["-oso_prefix", "."];
/** The times of objects differ from run to run; lld leaves them out as archivers do. */
export const lldEnvironment = { ...process.env, ZERO_AR_DATE: "1" };

/** Deliberate differences: taken out of both before they are compared. */
const differences: Readonly<Record<string, RegExp>> = {
  commands: /^LC_SOURCE_VERSION /,
  // lld keeps CIEs that nothing needs, and each object's own; what the frames say is compared by itself.
  // It also keeps __cstring when -dead_strip left nothing of it.
  sections: /^__TEXT,__eh_frame |^__TEXT,__cstring size 0x0 /,
  symbols: /^dyld_stub_binder .* desc 0x(?:[12]|fe)00 |__eh_frame/,
};

export interface Difference {
  readonly aspect: string;
  readonly pattern: RegExp;
}

export const comparable = (facts: ImageFacts, more: readonly Difference[] = []): ImageFacts =>
  Object.fromEntries(
    Object.entries(facts).map(([aspect, lines]) => [
      aspect,
      lines.filter(
        (line) =>
          differences[aspect]?.test(line) !== true &&
          !more.some((one) => one.aspect === aspect && one.pattern.test(line)),
      ),
    ]),
  );
