// Every example goes the whole way: assembled, linked, selected. The one that fails on purpose fails with the message
// it is about, at the line that asked, and its repair mends it.

import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { createArm64Encoder } from "@/asm/arm64/encoder";
import { assemble } from "@/asm/assemble";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import type { IcedModule } from "@/asm/x86_64/icedModule";
import type { Example } from "@/gallery/example";
import { gallery } from "@/gallery/gallery";
import { libSystem } from "@/gallery/libSystem";
import { findReference } from "@/inspect/subjectKey";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import { createBuildService } from "@/worker/buildService";
import { defaultBuildOptions } from "@/worker/protocol";

const iced = createRequire(import.meta.url)("iced-x86") as IcedModule;
const encoders = { arm64: createArm64Encoder(), x86_64: createX86Encoder(iced) };

function build(
  example: Example,
  architecture: Architecture,
  change: (name: string, text: string) => string = (_, text) => text,
) {
  const service = createBuildService({
    assemble: (input) => assemble(input, { encoder: () => encoders[input.architecture] }),
    link,
    systemLibraries: () => [{ name: "libSystem.tbd", text: libSystem }],
    now: () => 0,
  });
  const files = example.files[architecture].map(({ name, text }, index) => {
    const file = { id: `f${index}`, version: 1, name };
    service.setFile(file, { kind: "text", text: change(name, text) });
    return file;
  });
  const built = service.build(1, files, { ...defaultBuildOptions, ...example.options, architecture });
  if (built === undefined) throw new Error("cancelled");
  return built;
}

describe.each(gallery.filter(({ fails }) => fails === undefined))("example $id", (example) => {
  it.each(architectures)("links for %s and has what it shows first", (architecture) => {
    const built = build(example, architecture);
    expect(built.diagnostics).toEqual([]);
    expect(built.handles.image?.length).toBeGreaterThan(4096);
    if (example.first === undefined) return;
    const { file, to, occurrence } = example.first[architecture];
    expect(findReference(attachBuild(built.handles), file, to, occurrence)?.kind).toBe("relocation");
  });
});

describe.each(gallery.filter(({ fails }) => fails !== undefined))("example $id", (example) => {
  it.each(architectures)(
    "fails for %s with its message, where the name is written, and its repair mends it",
    (architecture) => {
      const built = build(example, architecture);
      const errors = built.diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.map(({ code }) => code)).toEqual([example.fails]);
      const { place, fixes } = errors[0]!;
      const [source] = example.files[architecture];
      const line = source!.text.split("\n")[place!.line! - 1]!;
      expect(line.slice(place!.column! - 1, place!.column! - 1 + place!.length!)).toBe("_helper");
      const fix = fixes![0]!;
      const mended = build(example, architecture, (name, text) => {
        if (name !== fix.file) return text;
        const lines = text.split("\n");
        lines[fix.line - 1] = fix.text + lines[fix.line - 1];
        return lines.join("\n");
      });
      expect(mended.diagnostics).toEqual([]);
    },
  );
});
