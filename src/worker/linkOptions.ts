// From what a visitor chooses to what the linker is asked: everything not on the page has ld64's default.

import { prefersChainedFixups } from "@/linker/deploymentTarget";
import { defaultOptions, type LinkOptions } from "@/linker/options";
import { platforms } from "@/macho/constants";
import type { BuildOptions } from "./protocol";

/** `12.0` as the word xxxx.yy.zz of load commands; what is no version counts as the default. */
export function versionWord(text: string): number {
  const match = /^(\d{1,4})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return 0x000c_0000; // 12.0.0
  const [major, minor, patch] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  return major * 0x1_0000 + minor * 0x100 + patch;
}

/** Whether pointers hold their own fixups, as asked or as the deployment target prefers. */
export function isChained({ mode, bind, minimumVersion }: BuildOptions): boolean {
  if (mode === "incremental") return false;
  return bind === "automatic"
    ? prefersChainedFixups(platforms.PLATFORM_MACOS, versionWord(minimumVersion))
    : bind === "chained";
}

export function linkOptionsOf(options: BuildOptions): LinkOptions {
  const minimumVersion = versionWord(options.minimumVersion);
  const chainedFixups = isChained(options);
  return {
    ...defaultOptions(options.architecture),
    mode: options.mode,
    entry: options.entry,
    chainedFixups,
    initOffsets: chainedFixups,
    minimumVersion,
    sdkVersion: minimumVersion,
    deadStrip: options.deadStrip,
    trace: "all",
  };
}
