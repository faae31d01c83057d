// From what a visitor chooses to what the linker is asked: everything not on the page has ld64's default.

import { byteCount } from "@/base/units";
import type { LinkOptions } from "@/linker/options";
import type { BuildOptions } from "./protocol";

/** `12.0` as the word xxxx.yy.zz of load commands; what is no version counts as the default. */
export function versionWord(text: string): number {
  const match = /^(\d{1,4})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return 0x000c_0000; // 12.0.0
  const [major, minor, patch] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  return major * 0x1_0000 + minor * 0x100 + patch;
}

const macOS = 1;

export function linkOptionsOf(options: BuildOptions): LinkOptions {
  const minimumVersion = versionWord(options.minimumVersion);
  return {
    architecture: options.architecture,
    output: "executable",
    outputName: "a.out",
    mode: options.mode,
    entry: options.entry,
    undefinedNames: [],
    platform: macOS,
    minimumVersion,
    sdkVersion: minimumVersion,
    deadStrip: options.deadStrip,
    uuid: true,
    adHocSign: undefined,
    pageZeroSize: byteCount(0x1_0000_0000), // 4 GiB, as ld64 gives every 64-bit executable
    headerPad: byteCount(0x20),
    stackSize: byteCount(0),
    rpaths: [],
    trace: "all",
  };
}
