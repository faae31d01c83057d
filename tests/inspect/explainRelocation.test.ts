// The worked examples of the explain card, numbers as clang and ld64.lld made them.

import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { row } from "@/base/units";
import { explainRelocation } from "@/inspect/explainRelocation";
import type { Term } from "@/inspect/explanation";
import { explainEncoding } from "@/inspect/relocationEncoding";
import { relocationForm } from "@/inspect/relocationForm";
import { formulaOf } from "@/inspect/relocationFormula";
import { slotKind } from "@/linker/schemas/globals";
import { patchRoute } from "@/linker/schemas/image";
import { arm64Relocations, x86Relocations } from "@/macho/constants";
import { packRelocation } from "@/macho/layouts";
import { sceneView } from "./scene";

interface Example {
  readonly name: string;
  readonly architecture: Architecture;
  readonly type: number;
  readonly place: number;
  readonly target: number;
  readonly value: number;
  readonly route: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly external?: boolean;
  readonly addend?: number;
  readonly pcRelative?: boolean;
  readonly length?: number;
}

const bytes = (text: string) => text.split(" ").map((byte) => Number.parseInt(byte, 16));

/** One file with one section of one atom, its only relocation at the field, in an image of one section. */
function viewOf(example: Example) {
  const length = example.length ?? 2;
  const record = new Uint8Array(8);
  const data = new DataView(record.buffer);
  data.setUint32(0, 0, true);
  const fields = {
    symbolNumber: 0,
    pcRelative: example.pcRelative ?? true,
    length,
    external: example.external ?? true,
    type: example.type,
  };
  data.setUint32(4, packRelocation(fields), true);
  const size = example.before.length;
  const input = Uint8Array.from([...example.before, ...record]);
  const image = new Uint8Array(0x2000);
  const base = 0x1_0000_0000;
  image.set(example.after, example.place - base);
  const slot = example.route === patchRoute.got ? slotKind.got : slotKind.stub;
  const isSlot = example.route === patchRoute.got || example.route === patchRoute.stub;
  return sceneView({
    options: { architecture: example.architecture },
    inputs: [input],
    image,
    tables: {
      files: [
        { name: "linker" },
        {
          name: "main.o",
          kind: 2,
          input: 1,
          size: input.length,
          firstSection: 1,
          sectionEnd: 2,
          firstSymbol: 1,
          symbolEnd: 2,
        },
      ],
      sections: [
        {
          file: 2,
          segmentName: "__TEXT",
          sectionName: "__text",
          size,
          relocationOffset: size,
          relocationCount: 1,
          firstAtom: 1,
          atomEnd: 2,
          output: 1,
        },
      ],
      symbols: [{ file: 2, name: "_target", global: example.external === false ? 0 : 1 }],
      atoms: [
        { file: 2, section: 1, size, live: 1, firstRelocation: 1, relocationEnd: 2, output: 1, address: example.place },
        {
          file: 2,
          section: 1,
          size: 1,
          live: 1,
          output: 1,
          address: example.target,
          firstRelocation: 2,
          relocationEnd: 2,
        },
      ],
      relocations: [
        {
          atom: 1,
          type: example.type,
          length,
          flags: example.pcRelative === false ? 0 : 1,
          symbol: example.external === false ? 0 : 1,
          target: example.external === false ? 2 : 0,
          addendLow: (example.addend ?? 0) >>> 0,
          addendHigh: (example.addend ?? 0) < 0 ? 0xffffffff : 0,
          patch: 1,
        },
      ],
      globals: [{ name: "_target", state: 4 }],
      slots: isSlot ? [{ kind: slot, global: 1, address: example.target }] : [],
      segments: [{ name: "__TEXT", address: base, size: 0x2000, fileSize: 0x2000, firstSection: 1, sectionEnd: 2 }],
      outputSections: [
        {
          segment: 1,
          segmentName: "__TEXT",
          sectionName: "__text",
          address: base + 0x400,
          fileOffset: 0x400,
          size: 0x1c00,
          reserved2: 12,
        },
      ],
      placements: example.place < example.target ? [{ atom: 1 }, { atom: 2 }] : [{ atom: 2 }, { atom: 1 }],
      patches: [
        { relocation: 1, place: example.place, target: example.target, value: example.value, route: example.route },
      ],
    },
  });
}

const a = arm64Relocations;
const x = x86Relocations;
const examples: readonly (Example & {
  readonly formula: string;
  readonly scaled: string;
  readonly placement: string;
  readonly same?: RegExp;
})[] = [
  {
    name: "bl _puts",
    architecture: "arm64",
    type: a.ARM64_RELOC_BRANCH26,
    place: 0x100000410,
    target: 0x100000420,
    value: 0x10,
    route: patchRoute.stub,
    before: bytes("00 00 00 94"),
    after: bytes("04 00 00 94"),
    formula: "ST − P = 0x100000420 − 0x100000410 = 0x10",
    scaled: "0x4",
    placement: "imm26@0:26=4",
  },
  {
    name: "adrp x0, str@PAGE",
    architecture: "arm64",
    type: a.ARM64_RELOC_PAGE21,
    place: 0x100000408,
    target: 0x10000042c,
    value: 0,
    route: patchRoute.direct,
    before: bytes("00 00 00 90"),
    after: bytes("00 00 00 90"),
    formula: "page(S) − page(P) = page(0x10000042c) − page(0x100000408) = 0x0",
    scaled: "0x0",
    placement: "immlo@29:2=0 immhi@5:19=0",
    same: /same 4 KiB page/,
  },
  {
    name: "add x0, x0, str@PAGEOFF",
    architecture: "arm64",
    type: a.ARM64_RELOC_PAGEOFF12,
    place: 0x10000040c,
    target: 0x10000042c,
    value: 0x42c,
    route: patchRoute.direct,
    pcRelative: false,
    before: bytes("00 00 00 91"),
    after: bytes("00 b0 10 91"),
    formula: "S & 0xfff = 0x10000042c & 0xfff = 0x42c",
    scaled: "0x42c",
    placement: "imm12@10:12=1068",
  },
  {
    name: "adrp x16 of a stub",
    architecture: "arm64",
    type: a.ARM64_RELOC_GOT_LOAD_PAGE21,
    place: 0x100000420,
    target: 0x100004000,
    value: 0x4000,
    route: patchRoute.got,
    before: bytes("10 00 00 90"),
    after: bytes("30 00 00 90"),
    formula: "page(G) − page(P) = page(0x100004000) − page(0x100000420) = 0x4000",
    scaled: "0x4",
    placement: "immlo@29:2=0 immhi@5:19=1",
  },
  {
    name: "leaq str(%rip)",
    architecture: "x86_64",
    type: x.X86_64_RELOC_SIGNED,
    place: 0x1000003f7,
    target: 0x100000416,
    value: 0x1b,
    route: patchRoute.direct,
    external: false,
    before: bytes("13 00 00 00"),
    after: bytes("1b 00 00 00"),
    formula: "S − (P + 4) = 0x100000416 − (0x1000003f7 + 4) = 0x1b",
    scaled: "0x1b",
    placement: "",
  },
  {
    name: "callq _puts",
    architecture: "x86_64",
    type: x.X86_64_RELOC_BRANCH,
    place: 0x1000003fc,
    target: 0x100000410,
    value: 0x10,
    route: patchRoute.stub,
    before: bytes("00 00 00 00"),
    after: bytes("10 00 00 00"),
    formula: "ST − (P + 4) = 0x100000410 − (0x1000003fc + 4) = 0x10",
    scaled: "0x10",
    placement: "",
  },
  {
    name: "movq _environ@GOTPCREL",
    architecture: "x86_64",
    type: x.X86_64_RELOC_GOT_LOAD,
    place: 0x100000403,
    target: 0x100001000,
    value: 0xbf9,
    route: patchRoute.got,
    before: bytes("00 00 00 00"),
    after: bytes("f9 0b 00 00"),
    formula: "G − (P + 4) = 0x100001000 − (0x100000403 + 4) = 0xbf9",
    scaled: "0xbf9",
    placement: "",
  },
];

const explain = (example: Example) => explainRelocation(viewOf(example), [], row(1));

function formulaText({ formula }: ReturnType<typeof explain>): string {
  if (formula === undefined) return "";
  const { tokens, terms } = formula;
  const side = (pick: (term: Term) => string) =>
    tokens.map((token) => ("text" in token ? token.text : pick(terms[token.term]!))).join("");
  return `${side((term) => term.name)} = ${side((term) => term.shown)} = ${formula.shown}`;
}

describe("worked examples", () => {
  for (const example of examples) {
    it(example.name, () => {
      const found = explain(example);
      expect(formulaText(found)).toBe(example.formula);
      expect(found.encode?.scaledText).toBe(example.scaled);
      expect(found.encode?.placement.map((run) => `${run.name}@${run.at}:${run.width}=${run.bits}`).join(" ")).toBe(
        example.placement,
      );
      expect(found.before.bytes.bytes).toEqual(example.before);
      expect(found.after?.bytes.bytes).toEqual(example.after);
      if (example.same === undefined) expect(found.after?.sameBecause).toBeUndefined();
      else expect(found.after?.sameBecause).toMatch(example.same);
    });
  }

  it("marks exactly the bits that changed", () => {
    const found = explain(examples[2]!);
    expect(found.after?.bytes.changed).toEqual([0x00, 0xb0, 0x10, 0x00]);
    expect(found.before.bytes.changed).toEqual(found.after?.bytes.changed);
  });

  it("splits the word into the field and the instruction's own bits", () => {
    const boxes = explain(examples[0]!).after?.bytes.word.boxes.map((box) => `${box.name}:${box.width}:${box.role}`);
    expect(boxes).toEqual(["op:6:opcode", "imm26:26:field"]);
    const page = explain(examples[3]!).after?.bytes.word.boxes.map((box) => `${box.name}:${box.width}=${box.bits}`);
    expect(page).toEqual(["op:1=1", "immlo:2=0", "op:5=16", "immhi:19=1", "Rd:5=16"]);
  });

  it("takes the record apart", () => {
    const { record } = explain(examples[0]!);
    expect(record.records).toHaveLength(1);
    expect(record.records[0]!.words.flatMap((word) => word.boxes).map((box) => `${box.name}=${box.shown}`)).toEqual([
      "r_address=0x0",
      "r_type=2 = BRANCH26",
      "r_extern=symbol",
      "r_length=4 bytes",
      "r_pcrel=distance",
      "r_symbolnum=0 = _target",
    ]);
  });
});

describe("every type", () => {
  for (const [architecture, types] of [
    ["arm64", Object.entries(arm64Relocations)],
    ["x86_64", Object.entries(x86Relocations)],
  ] as const) {
    for (const [name, type] of types) {
      if (typeof type !== "number" || /ADDEND|AUTHENTICATED/.test(name)) continue;
      it(name, () => {
        const form = relocationForm(architecture, type);
        expect(form?.help).toMatch(/\.$/);
        const found = explain({ ...examples[0]!, architecture, type, route: patchRoute.direct });
        for (const sentence of [
          found.record.sentence,
          found.before.sentence,
          found.formula?.sentence,
          found.encode?.sentence,
          found.after?.sentence,
        ])
          expect(sentence).toMatch(/[.:]$/);
      });
    }
  }
});

describe("cases", () => {
  it("tells a relaxed load by its opcode byte", () => {
    const field = {
      ...examples[6]!,
      route: patchRoute.relaxed,
      before: bytes("48 8b 05 00 00 00 00"),
      after: bytes("48 8d 05 10 00 00 00"),
    };
    const view = viewOf(field);
    // The field is the last four bytes of the instruction.
    const offset = view.relocations.offset as unknown as Float64Array;
    offset[1] = 3;
    expect(explainRelocation(view, [], row(1)).asides[0]?.text).toContain("8b → 8d");
  });
  it("says that dyld writes a bound pointer", () => {
    const pointer = {
      ...examples[0]!,
      type: a.ARM64_RELOC_UNSIGNED,
      length: 3,
      pcRelative: false,
      target: 0,
      value: 0,
      route: patchRoute.bound,
      before: bytes("00 00 00 00 00 00 00 00"),
      after: bytes("00 00 00 00 00 00 00 00"),
    };
    const found = explain(pointer);
    expect(found.after?.sameBecause).toContain("only dyld can know");
    expect(found.asides[0]?.title).toBe("dyld finishes this one");
    expect(found.encode?.range).toBeUndefined();
  });
  it("adds an addend in front of the scaling", () => {
    const form = relocationForm("arm64", a.ARM64_RELOC_PAGEOFF12)!;
    const term = (name: string, value: number, role: "target" | "addend") => ({
      name,
      value,
      shown: `${value}`,
      role,
      meaning: "",
    });
    const operands = { target: 0x1000, addend: 8, place: 0, subtrahend: 0, value: 8 };
    const row3 = formulaOf(form, operands, {
      target: term("S", 0x1000, "target"),
      addend: term("A", 8, "addend"),
      place: undefined,
      subtrahend: undefined,
    });
    expect(row3.tokens.map((token) => ("text" in token ? token.text : row3.terms[token.term]!.name)).join("")).toBe(
      "(S + A) & 0xfff",
    );
    // ldr x0, [x0, #imm * 8]
    expect(explainEncoding(form, 0x18, 0xf9400000, 4).scaledText).toBe("0x3");
  });
  it("places a value between its limits", () => {
    const form = relocationForm("arm64", a.ARM64_RELOC_BRANCH26)!;
    const range = explainEncoding(form, 0, 0x94000000, 4).range!;
    expect(range.minimumText).toBe("−128 MiB");
    expect(range.position).toBeCloseTo(0.5, 3);
    expect(explainEncoding(form, 2 ** 27, 0x94000000, 4).range!.fits).toBe(false);
    expect(explainEncoding(form, -(2 ** 27), 0x94000000, 4).range!.fits).toBe(true);
  });
});
