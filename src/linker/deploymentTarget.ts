// What the oldest system that an image shall run on decides, as ld64 and lld decide it.

import { platforms } from "@/macho/constants";

const versionWord = (major: number, minor = 0): number => major * 0x1_0000 + minor * 0x100;

/** The first versions whose dyld follows chained fixups, as lld counts them; other platforms keep the opcode streams. */
const chainsSince = new Map<number, number>([
  [platforms.PLATFORM_MACOS, versionWord(13)],
  [platforms.PLATFORM_IOS, versionWord(13, 4)],
  [platforms.PLATFORM_IOSSIMULATOR, versionWord(16)],
  [platforms.PLATFORM_TVOS, versionWord(14)],
  [platforms.PLATFORM_TVOSSIMULATOR, versionWord(15)],
  [platforms.PLATFORM_WATCHOS, versionWord(7)],
  [platforms.PLATFORM_WATCHOSSIMULATOR, versionWord(8)],
  [platforms.PLATFORM_VISIONOS, versionWord(1)],
  [platforms.PLATFORM_VISIONOSSIMULATOR, versionWord(1)],
]);

/** True when images for this system get chained fixups unless somebody says otherwise. */
export function prefersChainedFixups(platform: number, minimumVersion: number): boolean {
  const since = chainsSince.get(platform);
  return since !== undefined && minimumVersion >= since;
}

/** Where unsigned code of arm64 does not run; on devices, signing is left to tools that know who signs. */
const signedPlatforms = new Set<number>([
  platforms.PLATFORM_MACOS,
  platforms.PLATFORM_IOSSIMULATOR,
  platforms.PLATFORM_TVOSSIMULATOR,
  platforms.PLATFORM_WATCHOSSIMULATOR,
  platforms.PLATFORM_VISIONOSSIMULATOR,
]);
export const signsByDefault = (platform: number): boolean => signedPlatforms.has(platform);
