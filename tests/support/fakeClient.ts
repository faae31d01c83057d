// A link client that does nothing by itself: tests look at what was asked and tell the store what came back.

import { createStringPool } from "@/tables/stringPool";
import { emptyBuild } from "@/worker/emptyBuild";
import type { ClientEvent, ClientFile, LinkClient } from "@/worker/linkClient";
import { linkOptionsOf } from "@/worker/linkOptions";
import { type BuildOptions, defaultBuildOptions, type PublishedBuild } from "@/worker/protocol";

export interface FakeClient extends LinkClient {
  readonly asked: { readonly files: readonly ClientFile[]; readonly options: BuildOptions }[];
  /** The runs named last by `keepOnly`. */
  readonly kept: readonly number[];
  tell(event: ClientEvent): void;
}

export function createFakeClient(): FakeClient {
  const listeners = new Set<(event: ClientEvent) => void>();
  const asked: FakeClient["asked"] = [];
  const kept: number[] = [];
  return {
    transport: "copied",
    asked,
    kept,
    build: (files, options) => asked.push({ files, options }),
    keepOnly: (runs) => kept.splice(0, kept.length, ...runs),
    disassemble: async () => [],
    ask: async () => undefined,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    dispose() {},
  };
}

/** A build without rows of the store's first file, with an image when `bytes` are given. */
export function blankBuild(run: number, bytes?: Uint8Array<ArrayBuffer>, file = "f1"): PublishedBuild {
  const handles = emptyBuild(linkOptionsOf(defaultBuildOptions), createStringPool());
  return {
    run,
    handles: { ...handles, image: bytes },
    files: [{ id: file, version: 1, name: file, assembled: false, input: 1, object: undefined, lines: undefined }],
    diagnostics: [],
    timing: { assemble: 0, link: 0, total: 0 },
  };
}
