// Who provides a name: every ordered choice of two providers, and the reference before, between or behind them, linked
// by both linkers. The whole symbol table and all binds must agree; what one refuses the other must.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { architectures } from "@/arch/architecture";
import { findInputs } from "@/cli/findInputs";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { nodeHost } from "@/cli/nodeHost";
import { libSystem } from "@/gallery/libSystem";
import { link } from "@/linker/link";
import { archiveOfObjects, objectOf, stub } from "../../support/linkScene";
import { describeImage } from "./describeImage";
import { comparable, type Difference, lldEnvironment, lldOnly } from "./lld";

const scratch = mkdtempSync(join(tmpdir(), "machoscope-resolution-"));
const path = (name: string) => join(scratch, name);
const counts = { agreed: 0, refused: 0 };

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  process.stdout.write(`resolution matrix: ${counts.agreed} images agree, ${counts.refused} links refused by both\n`);
});

/** Bytes tell who won: each provider's `_x` is followed by its own number. */
const definition = (kind: string, number: number): string => `.data
.globl _x
${kind}.p2align 3
_x: .quad ${number}
.globl _by${number}
_by${number}: .quad 0
.subsections_via_symbols
`;
const member = (kind: string) => (architecture: Architecture, number: number) => {
  const bytes = objectOf(architecture, "x.s", definition(kind, number));
  return archiveOfObjects([{ name: "x.o", bytes }]);
};
const object =
  (text: (number: number) => string) =>
  (architecture: Architecture, number: number): Uint8Array =>
    objectOf(architecture, "x.s", text(number));
const library = (names: readonly string[], more: string) => (_: Architecture, number: number) =>
  new TextEncoder().encode(stub(`/usr/lib/lib${number}.dylib`, names, more));

type Provider = {
  readonly extension: string;
  readonly bytes: (architecture: Architecture, number: number) => Uint8Array;
};
const providers: Readonly<Record<string, Provider>> = {
  strong: { extension: "o", bytes: object((number) => definition("", number)) },
  weak: { extension: "o", bytes: object((number) => definition(".weak_definition _x\n", number)) },
  hideable: { extension: "o", bytes: object((number) => definition(".weak_def_can_be_hidden _x\n", number)) },
  private: { extension: "o", bytes: object((number) => definition(".private_extern _x\n", number)) },
  tentative: {
    extension: "o",
    bytes: object((number) => `.comm _x,${8 * number},3\n.globl _by${number}\n.data\n_by${number}: .quad 0\n`),
  },
  absolute: {
    extension: "o",
    bytes: object((number) => `.globl _x\n_x = ${number}\n.data\n.globl _by${number}\n_by${number}: .quad 0\n`),
  },
  archive: { extension: "a", bytes: member("") },
  "weak in archive": { extension: "a", bytes: member(".weak_definition _x\n") },
  dylib: { extension: "tbd", bytes: library(["_x"], "") },
  "weak in dylib": { extension: "tbd", bytes: library(["_other"], "    weak-symbols: [ _x ]\n") },
};
const kinds = Object.keys(providers);
const main = `.globl _main
.p2align 2
_main: nop
.data
.globl _pointer
.p2align 3
_pointer: .quad _x
.subsections_via_symbols
`;

const cases = architectures.flatMap((architecture) =>
  kinds.flatMap((first) => kinds.map((second) => ({ architecture, first, second }))),
);

writeFileSync(path("libSystem.tbd"), libSystem);

/** Beside those of every image: lld slides absolute values, and lets an empty section decide about attributes. */
const differences = [
  { aspect: "symbols", pattern: /^dyld_stub_binder / },
  { aspect: "sections", pattern: /^__TEXT,__text / },
  { aspect: "function starts", pattern: /^/ },
  { aspect: "exports", pattern: /^_x 0x2 / },
  { aspect: "rebases", pattern: /^_pointer\+0x0 -> 0x/ },
];

/** What lld does otherwise for some pairs; docs/differences-from-ld.md has the reasons. */
function exceptionsOf(first: string, second: string): Difference[] {
  const pair = [first, second];
  const overridesWeak = pair.includes("weak in dylib") && (pair.includes("private") || pair.includes("archive"));
  const replacedByNumber = first === "absolute" && (second === "weak" || second === "hideable");
  return [
    ...(overridesWeak
      ? [
          { aspect: "weak binds", pattern: /^strong _x$/ },
          { aspect: "header", pattern: /^/ },
        ]
      : []),
    ...(replacedByNumber ? [{ aspect: "sections", pattern: /^__DATA,__data / }] : []),
  ];
}

function compare(architecture: Architecture, files: readonly string[], exceptions: readonly Difference[]): void {
  const output = path("a.out");
  rmSync(output, { force: true });
  const words = ["-arch", architecture, "-platform_version", "macos", "12.0", "12.0", "-no_fixup_chains"];
  words.push("-o", output, ...files, path("libSystem.tbd"));
  const lld = spawnSync("ld64.lld-22", [...lldOnly, ...words], { encoding: "utf8", env: lldEnvironment });
  const { request } = parseLdArguments(words);
  const found = findInputs(nodeHost, request!);
  const build = link(found.inputs, linkOptionsOf(request!, "off"))!;
  const said = `lld: ${lld.stderr}\nours: ${build.diagnostics.map(({ message }) => message).join("\n")}`;
  expect(`${build.image === undefined} ${said}`).toBe(`${lld.status !== 0} ${said}`);
  if (build.image === undefined) {
    counts.refused += 1;
    return;
  }
  const lines = (image: Uint8Array) => comparable(describeImage(image), [...differences, ...exceptions]);
  expect(lines(build.image)).toEqual(lines(new Uint8Array(readFileSync(output))));
  counts.agreed += 1;
}

describe.each(cases)("$first, then $second, $architecture", ({ architecture, first, second }) => {
  it("is resolved as ld64.lld does", () => {
    const files = [first, second].map((kind, index) => {
      const { extension, bytes } = providers[kind]!;
      const name = path(`p${index + 1}.${extension}`);
      writeFileSync(name, bytes(architecture, index + 1));
      return name;
    });
    writeFileSync(path("main.o"), objectOf(architecture, "main.s", main));
    for (let at = 0; at <= files.length; at++)
      compare(architecture, [...files.slice(0, at), path("main.o"), ...files.slice(at)], exceptionsOf(first, second));
  });
});
