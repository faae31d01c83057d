// Sources assembled and linked as the worker does, and shown as the page would, for what the editor says about lines.

import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { libSystem } from "@/gallery/libSystem";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import type { ShownBuild } from "@/state/appState";
import { createBuildService } from "@/worker/buildService";
import { defaultBuildOptions } from "@/worker/protocol";
import { encoders } from "../asm/encoders";

export function buildOf(architecture: Architecture, sources: Readonly<Record<string, string>>): ShownBuild {
  const service = createBuildService({
    assemble: (input) => assemble(input, encoders),
    link,
    systemLibraries: () => [{ name: "libSystem.tbd", text: libSystem }],
    now: () => 0,
  });
  const files = Object.keys(sources).map((name) => ({ id: name, version: 1, name }));
  for (const file of files) service.setFile(file, { kind: "text", text: sources[file.name] ?? "" });
  const built = service.build(1, files, { ...defaultBuildOptions, architecture });
  if (built === undefined) throw new Error("cancelled");
  return { run: 1, view: attachBuild(built.handles), files: built.files, timing: built.timing };
}
