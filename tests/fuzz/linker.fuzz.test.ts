// Damaged objects, archives and text stubs in a link that was good: messages, or an image that the kernel and dyld
// would take; never an exception.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { encodeText } from "@/base/text";
import { libSystem } from "@/gallery/libSystem";
import type { InputFinder } from "@/linker/finder";
import { link } from "@/linker/link";
import { validateImage } from "@/linker/validateImage";
import { smallDylib, smallTbd5 } from "../macho/smallFiles";
import { archiveOf, objectOf, sceneOptions, stub } from "../support/linkScene";
import { corpusFiles } from "./corpusFiles";
import { mutateBytes, randomFrom, rounds } from "./mutate";

const entry = "_fuzz_entry";
const entryText = `.globl ${entry}\n.p2align 2\n${entry}:\n  ret\n.subsections_via_symbols\n`;

const unwindText = `.globl _u
.p2align 2
_u:
  nop
  ret
.section __TEXT,__gcc_except_tab
.p2align 2
_data: .long 1
.section __LD,__compact_unwind,regular,debug
.p2align 3
.quad _u
.long 8
.long 0x44000000
.quad _puts
.quad _data
.subsections_via_symbols
`;

/** Second names, boundaries, and a library that the object asks for itself. */
const namesText = `.globl _n
_n = _puts2
.globl _start2
.p2align 2
_start2: ret
.data
.p2align 3
.quad section$start$__DATA$__data, segment$end$__TEXT, _n
.linker_option "-lx"
.linker_option "-framework", "X"
.subsections_via_symbols
`;
const definesText = ".globl _puts2\n.p2align 2\n_puts2: ret\n.subsections_via_symbols\n";
const stub5 = smallTbd5.replace(
  '"_a"',
  '"_a", "$ld$hide$os12.0$_b", "$ld$previous$/usr/lib/libo.dylib$1.0$1$11.0$13.0$_q$"',
);

/** Whatever is asked for is found, and damaged. */
const finderOf = (bytes: Uint8Array): InputFinder => {
  const found = () => ({ name: "found.tbd", bytes });
  return { library: found, framework: found, dependent: found };
};

describe.each(architectures)("damaged inputs for %s", (architecture) => {
  it("give messages or a good image", { timeout: 600_000 }, () => {
    const start = objectOf(architecture, "start.s", entryText);
    const objects = corpusFiles
      .filter((file) => file.architecture === architecture)
      .map(({ name, text }) => ({ name: `${name}.o`, bytes: objectOf(architecture, name, text) }));
    const archive = { name: "lib.a", bytes: archiveOf(architecture, { "start.s": entryText }) };
    const library = { name: "libx.tbd", bytes: encodeText(stub("/usr/lib/libx.dylib", ["_a", "_b"])) };
    const unwinding = { name: "unwind.o", bytes: objectOf(architecture, "unwind.s", unwindText) };
    const naming = { name: "names.o", bytes: objectOf(architecture, "names.s", namesText) };
    const stubOf5 = { name: "libx5.tbd", bytes: encodeText(stub5) };
    const dylib = { name: "libfoo.dylib", bytes: smallDylib() };
    const victims = [...objects, unwinding, unwinding, archive, library, naming, naming, stubOf5, dylib];
    const defining = { name: "defines.o", bytes: objectOf(architecture, "defines.s", definesText) };
    const system = { name: "libSystem.tbd", bytes: encodeText(libSystem) };
    let linked = 0;
    for (let seed = 0; seed < rounds; seed++) {
      const random = randomFrom(seed);
      const victim = victims[random.below(victims.length)]!;
      const inputs = [
        { name: victim.name, bytes: mutateBytes(victim.bytes, random) },
        ...(victim === archive ? [] : [{ name: "start.o", bytes: start }]),
        ...(victim === naming ? [defining] : []),
        system,
      ];
      const options = { ...sceneOptions(architecture), entry, deadStrip: random.below(2) === 1 };
      const label = `seed ${seed}: ${victim.name}`;
      let build: ReturnType<typeof link>;
      try {
        build = link(inputs, options, { finder: finderOf(mutateBytes(library.bytes, random)) });
      } catch (error) {
        throw new Error(`${label}: ${error instanceof Error ? error.stack : error}`);
      }
      const errors = build!.diagnostics.filter(({ severity }) => severity === "error");
      if (build!.image === undefined) expect(errors.length, label).toBeGreaterThan(0);
      else {
        linked += 1;
        // Where a pointer with a damaged addend leads is the program's own business.
        const problems = validateImage(new Uint8Array(build!.image)).filter(
          (problem) => !problem.includes("is rebased"),
        );
        expect(problems, label).toEqual([]);
      }
    }
    process.stdout.write(`${architecture}: ${linked} of ${rounds} damaged inputs still link\n`);
  });
});
