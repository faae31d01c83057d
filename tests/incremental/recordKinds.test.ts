// Checklist line 44: each kind of record on each CPU gives the value that the seed's table says (P: place, B: base,
// A: addend), also at the ends of its range; one byte beyond is an error, never a wrap.

import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import type { SymbolIndex } from "@/base/units";
import type { CodeRelocationKind } from "@/linker/incremental/codeRelocations";
import { slotKind } from "@/linker/schemas/globals";
import { readImage } from "@/macho/readImage";
import { createSession, type Session } from "./session";

type Base = "got" | "atom" | "stub" | "thread";
interface Kind {
  readonly kind: CodeRelocationKind;
  readonly code: readonly number[];
  /** Offset of the record. */
  readonly at: number;
  readonly size: 4 | 8;
  readonly base: Base;
  /** What the field holds. */
  readonly value: (base: number, place: number) => number;
  /** The field's number out of the bytes there. */
  readonly read: (view: DataView, at: number) => number;
  /** Values at the ends of the range, and those beyond. */
  readonly ends?: { readonly least: number; readonly most: number; readonly step: number };
}

const signed32 = (view: DataView, at: number) => view.getInt32(at, true);
const word64 = (view: DataView, at: number) => Number(view.getBigInt64(at, true));
const page = (address: number) => Math.floor(address / 4096);
const page21 = (view: DataView, at: number) => {
  const word = view.getUint32(at, true);
  const bits = ((word >>> 29) & 3) | (((word >>> 5) & 0x7ffff) << 2);
  return (bits << 11) >> 11;
};
const imm12 = (view: DataView, at: number) => (view.getUint32(at, true) >>> 10) & 0xfff;
const i32 = { least: -(2 ** 31), most: 2 ** 31 - 1, step: 1 };
const relative = (base: number, place: number) => base - place - 4;
const pages = (base: number, place: number) => page(base) - page(place);
const pageEnds = { least: -(2 ** 20), most: 2 ** 20 - 1, step: 4096 };

const kinds: Readonly<Record<Architecture, readonly Kind[]>> = {
  x86_64: [
    {
      kind: "got",
      code: [0x48, 0x8b, 0x05, 0, 0, 0, 0, 0xc3],
      at: 3,
      size: 4,
      base: "got",
      value: relative,
      read: signed32,
    },
    {
      kind: "signed",
      code: [0x48, 0x8d, 0x05, 0, 0, 0, 0, 0xc3],
      at: 3,
      size: 4,
      base: "atom",
      value: relative,
      read: signed32,
      ends: i32,
    },
    {
      kind: "tlv",
      code: [0x48, 0x8d, 0x3d, 0, 0, 0, 0, 0xc3],
      at: 3,
      size: 4,
      base: "atom",
      value: relative,
      read: signed32,
      ends: i32,
    },
    {
      kind: "branch",
      code: [0xe8, 0, 0, 0, 0, 0xc3],
      at: 1,
      size: 4,
      base: "atom",
      value: relative,
      read: signed32,
      ends: i32,
    },
    { kind: "branch", code: [0xe8, 0, 0, 0, 0, 0xc3], at: 1, size: 4, base: "stub", value: relative, read: signed32 },
    {
      kind: "unsigned",
      code: [0, 0, 0, 0, 0, 0, 0, 0],
      at: 0,
      size: 8,
      base: "atom",
      value: (base) => base,
      read: word64,
    },
  ],
  arm64: [
    { kind: "got-page", code: [0, 0, 0, 0x90], at: 0, size: 4, base: "got", value: pages, read: page21 },
    // ldr x0, [x0]: scaled by 8.
    {
      kind: "got-pageoff",
      code: [0, 0, 0x40, 0xf9],
      at: 0,
      size: 4,
      base: "got",
      value: (base) => (base % 4096) / 8,
      read: imm12,
    },
    { kind: "page", code: [0, 0, 0, 0x90], at: 0, size: 4, base: "atom", value: pages, read: page21, ends: pageEnds },
    // add x0, x0, #0: as it is; ldr q0: scaled by 16; strb: by 1.
    { kind: "pageoff", code: [0, 0, 0, 0x91], at: 0, size: 4, base: "atom", value: (base) => base % 4096, read: imm12 },
    {
      kind: "pageoff",
      code: [0, 0, 0xc0, 0x3d],
      at: 0,
      size: 4,
      base: "atom",
      value: (base) => (base % 4096) / 16,
      read: imm12,
    },
    { kind: "pageoff", code: [0, 0, 0, 0x39], at: 0, size: 4, base: "atom", value: (base) => base % 4096, read: imm12 },
    {
      kind: "branch",
      code: [0, 0, 0, 0x94],
      at: 0,
      size: 4,
      base: "atom",
      value: (base, place) => (base - place) / 4,
      read: (view, at) => (view.getInt32(at, true) << 6) >> 6,
      ends: { least: -(2 ** 25), most: 2 ** 25 - 1, step: 4 },
    },
    {
      kind: "branch",
      code: [0, 0, 0, 0x94],
      at: 0,
      size: 4,
      base: "stub",
      value: (base, place) => (base - place) / 4,
      read: (view, at) => (view.getInt32(at, true) << 6) >> 6,
    },
    {
      kind: "unsigned",
      code: [0, 0, 0, 0, 0, 0, 0, 0],
      at: 0,
      size: 8,
      base: "atom",
      value: (base) => base,
      read: word64,
    },
  ],
};
const all = (["x86_64", "arm64"] as const).flatMap((architecture) =>
  kinds[architecture].map((kind) => ({
    ...kind,
    architecture,
    name: `${architecture} ${kind.kind} (${kind.base}, ${kind.code.join(" ")})`,
  })),
);

const ret = { x86_64: [0xc3], arm64: [0xc0, 0x03, 0x5f, 0xd6] } as const;

/** A user of the kind of record, and what it refers to. */
function scene({ architecture, kind, code, at, size, base }: (typeof all)[number], addend: number) {
  const session = createSession(architecture);
  // libSystem alone.
  session.edit({});
  const { declarations } = session.linker;
  declarations.updateFunction("main", { bytes: Uint8Array.from(ret[architecture]) });
  declarations.updateExports("main", [{ name: "main", linkage: "strong" }]);
  const isData = kind === "unsigned";
  const isThread = kind === "tlv";
  const target = declarations.updateVariable("target", {
    bytes: new Uint8Array(16),
    alignment: 4,
    threadLocal: isThread,
  });
  const tagged =
    base === "got"
      ? declarations.referenceExternVariable("environ")
      : base === "stub"
        ? declarations.referenceExternFunction("puts")
        : target;
  const bytes = Uint8Array.from(code);
  const relocations = [{ kind, offset: at, target: tagged, addend, ...(size === 8 ? { size: 8 as const } : {}) }];
  const user: SymbolIndex = isData
    ? declarations.updateVariable("user", { bytes, alignment: 3, relocations })
    : declarations.updateFunction("user", { bytes, relocations });
  const report = session.flush();
  return { session, report, target, user };
}

const atomAddress = ({ linker }: Session, symbol: SymbolIndex): number =>
  linker.state.atoms.address[linker.state.symbols.atom[symbol]];

function slotAddress({ linker }: Session, wanted: number, name: string): number {
  const { slots, globals, strings } = linker.state;
  for (const slot of slots.rows())
    if (slots.kind[slot] === wanted && strings.text(globals.name[slots.global[slot]]) === name)
      return slots.address[slot];
  throw new Error(`no slot for ${name}`);
}

function fieldOf(session: Session, place: number, read: Kind["read"]): number {
  const image = readImage(session.image());
  const segment = image.segments.find(({ address, fileSize }) => place >= address && place < address + fileSize)!;
  const view = new DataView(image.bytes.buffer, image.bytes.byteOffset);
  return read(view, segment.fileOffset + place - segment.address);
}

/** What the record's base address is. */
function baseOf(session: Session, base: Base, target: SymbolIndex): number {
  if (base === "got") return slotAddress(session, slotKind.got, "_environ");
  if (base === "stub") return slotAddress(session, slotKind.stub, "_puts");
  return atomAddress(session, target);
}

describe.each(all)("checklist 44: $name", (one) => {
  it.each(one.base === "atom" ? [0, 16, 4096] : [0])("holds its value with addend %i", (addend) => {
    const { session, report, target, user } = scene(one, addend);
    expect(report.diagnostics).toEqual([]);
    const place = atomAddress(session, user) + one.at;
    expect(fieldOf(session, place, one.read)).toBe(one.value(baseOf(session, one.base, target) + addend, place));
  });

  if (one.ends === undefined) return;
  const { least, most, step } = one.ends;
  it.each([
    ["least", least, true],
    ["most", most, true],
    ["below", least - 1, false],
    ["above", most + 1, false],
  ] as const)("at the ends of its range: %s", (_, wanted, fits) => {
    // Where things lie does not depend on the addend, so that the first link tells which one reaches the end.
    const probe = scene(one, 0);
    const place = atomAddress(probe.session, probe.user) + one.at;
    const base = baseOf(probe.session, one.base, probe.target);
    const { session, report } = scene(one, (wanted - one.value(base, place)) * step);
    expect(report.complete).toBe(fits);
    if (fits) expect(fieldOf(session, place, one.read)).toBe(wanted);
    else expect(report.diagnostics.map(({ code }) => code)).toEqual(["out-of-range"]);
  });
});
