// What an image says about itself: the system it was made for, and its UUID.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import type { LinkOptions } from "@/linker/options";
import { loadCommands, platforms } from "@/macho/constants";
import { buildVersionCommand, uuidCommand, versionMinCommand } from "@/macho/layouts";
import { readImage } from "@/macho/readImage";
import { dataView } from "@/macho/struct";
import { linkScene, sceneOptions } from "../support/linkScene";

const systems = new Map<number, string>([
  [platforms.PLATFORM_MACOS, "macos"],
  [platforms.PLATFORM_IOS, "ios"],
  [platforms.PLATFORM_TVOS, "tvos"],
  [platforms.PLATFORM_WATCHOS, "watchos"],
  [platforms.PLATFORM_VISIONOS, "xros"],
]);

const program = (architecture: Architecture, options: Partial<LinkOptions> = {}, constant = 1) => {
  const system = systems.get(options.platform ?? platforms.PLATFORM_MACOS);
  const body = architecture === "arm64" ? `mov w0, #${constant}` : `movl $${constant}, %eax`;
  const text = `.globl _main\n.p2align 2\n_main:\n${body}\nret\n.build_version ${system}, 1, 0\n.subsections_via_symbols\n`;
  const all = { ...sceneOptions(architecture), ...options, system: false };
  return linkScene(architecture, [{ name: "main.s", text }], all).image;
};
const commandsOf = (image: Uint8Array, command: number) =>
  readImage(image).commands.filter((candidate) => candidate.command === command);

const version = (major: number, minor = 0) => major * 0x1_0000 + minor * 0x100;

describe.each(architectures)("100 the version command, %s", (architecture) => {
  it.each([
    ["macOS before 10.14", platforms.PLATFORM_MACOS, version(10, 13), loadCommands.LC_VERSION_MIN_MACOSX],
    ["macOS 10.14", platforms.PLATFORM_MACOS, version(10, 14), loadCommands.LC_BUILD_VERSION],
    ["iOS before 12", platforms.PLATFORM_IOS, version(11, 4), loadCommands.LC_VERSION_MIN_IPHONEOS],
    ["iOS 12", platforms.PLATFORM_IOS, version(12), loadCommands.LC_BUILD_VERSION],
    ["tvOS before 12", platforms.PLATFORM_TVOS, version(11), loadCommands.LC_VERSION_MIN_TVOS],
    ["watchOS before 5", platforms.PLATFORM_WATCHOS, version(4), loadCommands.LC_VERSION_MIN_WATCHOS],
    ["watchOS 5", platforms.PLATFORM_WATCHOS, version(5), loadCommands.LC_BUILD_VERSION],
    ["visionOS", platforms.PLATFORM_VISIONOS, version(1), loadCommands.LC_BUILD_VERSION],
  ])("of %s", (_, platform, minimumVersion, command) => {
    const sdkVersion = minimumVersion + version(1);
    const image = program(architecture, { platform, minimumVersion, sdkVersion });
    const [found, ...more] = commandsOf(image, command);
    expect(more).toEqual([]);
    const isBuild = command === loadCommands.LC_BUILD_VERSION;
    const fields = (isBuild ? buildVersionCommand : versionMinCommand).read(dataView(image), found!.offset);
    expect(fields).toMatchObject({ minimumVersion, sdkVersion, ...(isBuild ? { platform } : {}) });
  });
});

describe.each(architectures)("101 the UUID, %s", (architecture) => {
  const uuidOf = (image: Uint8Array) => {
    const [found] = commandsOf(image, loadCommands.LC_UUID);
    return uuidCommand.read(dataView(image), found!.offset).uuid;
  };
  const uuid = uuidOf(program(architecture));

  it("is the same for the same contents, whatever the signature says", () => {
    expect(uuidOf(program(architecture))).toEqual(uuid);
    const [one, other] = ["one", "other"].map((outputName) => program(architecture, { outputName, adHocSign: true }));
    expect(one).not.toEqual(other);
    expect(uuidOf(one!)).toEqual(uuidOf(other!));
  });

  it("changes with the contents", () => {
    expect(uuidOf(program(architecture, {}, 2))).not.toEqual(uuid);
  });

  it("says that it is of version 8, variant 10", () => {
    expect(uuid[6]! >> 4).toBe(8);
    expect(uuid[8]! >> 6).toBe(2);
  });
});
