// From what a visitor chooses to what the linker is asked: everything not on the page has ld64's default.

import { defaultOptions, type LinkOptions } from "@/linker/options";
import type { BuildOptions } from "./protocol";

/** `12.0` as the word xxxx.yy.zz of load commands; what is no version counts as the default. */
export function versionWord(text: string): number {
  const match = /^(\d{1,4})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return 0x000c_0000; // 12.0.0
  const [major, minor, patch] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  return major * 0x1_0000 + minor * 0x100 + patch;
}

export function linkOptionsOf(options: BuildOptions): LinkOptions {
  const minimumVersion = versionWord(options.minimumVersion);
  return {
    ...defaultOptions(options.architecture),
    mode: options.mode,
    entry: options.entry,
    minimumVersion,
    sdkVersion: minimumVersion,
    deadStrip: options.deadStrip,
    trace: "all",
  };
}
