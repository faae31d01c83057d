// Versions as load commands pack them (xxxx.yy.zz, 16 + 8 + 8 bits) and as people write them.

/** `12`, `12.1` or `12.1.3` as the packed word; undefined when it is no version. */
export function parseVersion(text: string): number | undefined {
  const match = /^(\d{1,5})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const [major, minor, patch] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (major > 0xffff || minor > 0xff || patch > 0xff) return undefined;
  return major * 0x10000 + minor * 0x100 + patch;
}
