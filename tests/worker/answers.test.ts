import { expect, it } from "vitest";
import { createAnswers } from "@/worker/answers";
import type { FileContents } from "@/worker/protocol";
import { createToolchains } from "@/worker/toolchain";

const stub = `--- !tapi-tbd
tbd-version: 4
targets: [ arm64-macos ]
install-name: '/usr/lib/libown.dylib'
exports:
  - targets: [ arm64-macos ]
    symbols: [ _own ]
...
`;

it("answers with words once made, and with the names of the libraries that are there", async () => {
  const files: { reference: { id: string; version: number; name: string }; contents: FileContents }[] = [];
  const answer = createAnswers({ tools: createToolchains(), files: () => files, systemLibraries: [] });
  const words = await answer({ topic: "words", architecture: "arm64", syntax: "att" });
  expect(await answer({ topic: "words", architecture: "arm64", syntax: "att" })).toBe(words);
  expect(await answer({ topic: "imports", architecture: "arm64" })).toEqual([]);
  files.push(
    { reference: { id: "l", version: 1, name: "own.tbd" }, contents: { kind: "text", text: stub } },
    { reference: { id: "s", version: 1, name: "main.s" }, contents: { kind: "text", text: stub } },
  );
  expect(await answer({ topic: "imports", architecture: "arm64" })).toEqual([
    { name: "_own", library: "/usr/lib/libown.dylib" },
  ]);
});

it("takes instructions apart", async () => {
  const answer = createAnswers({ tools: createToolchains(), files: () => [], systemLibraries: [] });
  const ret = Uint8Array.of(0xc0, 0x03, 0x5f, 0xd6);
  expect(await answer({ topic: "instruction", architecture: "arm64", bytes: ret, mnemonic: "ret" })).toMatchObject({
    form: "ret",
  });
});
