// What the command line asks of sections beyond what inputs say. Everything may be left out.

export interface SectionOptions {
  /** `--no-deduplicate-strings`: equal strings, and equal CFString records, stay as they are. */
  readonly keepDuplicateStrings?: boolean;
  /** `-ignore_optimization_hints` */
  readonly ignoreHints?: boolean;
}
