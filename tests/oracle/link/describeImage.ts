// An image as sorted lines of text, one list an aspect, in which places are names: what two linkers must agree on.

import { decodeText, hexBytes } from "@/base/text";
import {
  cpuTypes,
  indirectSymbolMarks,
  loadCommands as lc,
  sectionTypeOf,
  sectionTypes,
  stabs,
  symbolTypes,
} from "@/macho/constants";
import { type CommonFrame, type FrameEntry, type FramePointer, readFrames } from "@/macho/ehFrame";
import {
  bindsOf,
  dataInCodeOf,
  exportsOf,
  functionStartsOf,
  type ImageSymbol,
  indirectSymbolsOf,
  rebasesOf,
  symbolsOf,
} from "@/macho/linkedit";
import { type ImageSection, readImage, stringOf } from "@/macho/readImage";
import { readUnwindInfo } from "@/macho/unwindInfo";
import { unchain } from "./chains";

export type ImageFacts = Readonly<Record<string, readonly string[]>>;

const hex = (value: number | bigint) => `0x${value.toString(16)}`;
const isSlots = (flags: number) =>
  [
    sectionTypes.S_SYMBOL_STUBS,
    sectionTypes.S_LAZY_SYMBOL_POINTERS,
    sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
    sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
  ].some((type) => type === sectionTypeOf(flags));

export function readFacts(file: Uint8Array) {
  const chained = unchain(file);
  const { bytes } = chained;
  const image = readImage(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records = symbolsOf(image);
  const symbols = records.filter(({ type }) => (type & symbolTypes.N_STAB) === 0);
  const indirect = indirectSymbolsOf(image);
  const local = indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL;
  const dylibs = image.commands
    .filter(({ command }) => [lc.LC_LOAD_DYLIB, lc.LC_LOAD_WEAK_DYLIB].some((known) => known === command))
    .map(stringOf);
  const slotSize = (section: ImageSection) => (section.reserved2 === 0 ? 8 : section.reserved2);
  const libraryOf = (ordinal: number) => dylibs[ordinal - 1] ?? `ordinal ${ordinal}`;

  const lazyNames = new Map(bindsOf(image, "lazy").binds.map(({ start, name }) => [start, name]));
  /** A helper entry is named after what the number it hands to dyld makes dyld bind. */
  const helperEntry = (offset: number): string => {
    const isX86 = image.header.cpuType === cpuTypes.CPU_TYPE_X86_64;
    return `helper of ${lazyNames.get(view.getUint32(offset + (isX86 ? 1 : 8), true))}`;
  };

  /** Address as `_symbol+0x8`, `__got[_puts]` or `__TEXT,__cstring+0x4`. */
  const place = (address: number): string => {
    const section = image.sections.find(({ address: start, size }) => address >= start && address < start + size);
    if (section === undefined) {
      const end = image.sections.find(({ address: start, size }) => address === start + size);
      return end === undefined ? hex(address) : `end of ${end.segmentName},${end.sectionName}`;
    }
    if (section.sectionName === "__stub_helper") return helperEntry(section.offset + address - section.address);
    if (isSlots(section.flags)) {
      const slot = Math.floor((address - section.address) / slotSize(section));
      const entry = indirect[section.reserved1 + slot] ?? local;
      // A local entry says nothing; where its pointer leads does.
      if (entry >= local) return `${section.sectionName}[local ${slot}]`;
      return `${section.sectionName}[${records[entry]?.name}]`;
    }
    const ordinal = image.sections.indexOf(section) + 1;
    let nearest: (typeof symbols)[number] | undefined;
    for (const symbol of symbols) {
      if (symbol.section !== ordinal || Number(symbol.value) > address || symbol.name === "__mh_execute_header")
        continue;
      const better =
        nearest === undefined ||
        symbol.value > nearest.value ||
        (symbol.value === nearest.value && symbol.name < nearest.name);
      if (better) nearest = symbol;
    }
    if (nearest === undefined) return `${section.segmentName},${section.sectionName}+${hex(address - section.address)}`;
    return `${nearest.name}+${hex(address - Number(nearest.value))}`;
  };
  const inSegment = (segment: number, offset: number) => image.segments[segment]!.address + offset;
  const pointerAt = (address: number): number => {
    const section = image.sections.find(({ address: start, size }) => address >= start && address < start + size);
    return section === undefined ? 0 : Number(view.getBigUint64(section.offset + address - section.address, true));
  };
  return { image, records, symbols, indirect, place, inSegment, pointerAt, libraryOf, chained };
}

/** Entries of `__eh_frame` that describe functions, by their offset. */
function framesOf(
  bytes: Uint8Array,
  sections: readonly ImageSection[],
  place: (address: number) => string,
): Map<number, string> {
  const described = new Map<number, string>();
  const section = sections.find(({ sectionName }) => sectionName === "__eh_frame");
  if (section === undefined) return described;
  const contents = bytes.subarray(section.offset, section.offset + section.size);
  const entries = readFrames(contents);
  const text = (entry: FrameEntry) =>
    hexBytes(contents.subarray(entry.offset + entry.instructionsAt, entry.offset + entry.size));
  const leadsTo = (entry: FrameEntry, pointer: FramePointer | undefined) =>
    pointer === undefined ? "nothing" : place(section.address + entry.offset + pointer.offset + pointer.value);
  for (const entry of entries) {
    if (entry.kind !== "fde") continue;
    const common = entries.find(({ offset }) => offset === entry.common) as CommonFrame;
    const words = [
      `frame of ${leadsTo(entry, entry.function)} for ${entry.length}: ${text(entry)}`,
      `lsda ${leadsTo(entry, entry.lsda)}`,
      `${common.augmentation}, personality ${leadsTo(common, common.personality)}: ${text(common)}`,
    ];
    described.set(entry.offset, words.join(", "));
  }
  return described;
}

/** File by file; names of one file are sorted, and a function is one line with its size. */
function describeDebugMap(
  records: readonly ImageSymbol[],
  sectionName: (ordinal: number) => string,
  place: (address: number) => string,
): string[] {
  const lines: string[] = [];
  let names: string[] = [];
  let functionLine = "";
  for (const { name, type, section, description, value } of records) {
    if ((type & symbolTypes.N_STAB) === 0) continue;
    if (type === stabs.N_SO || type === stabs.N_OSO) {
      lines.push(
        ...names.sort(),
        `${stabs.nameOf(type)} '${name}' sect ${section} desc ${description} value ${hex(value)}`,
      );
      names = [];
    } else if (type === stabs.N_FUN && name === "") {
      names.push(`${functionLine} size ${hex(value)} sect ${section}`);
    } else {
      const line = `${stabs.nameOf(type)} ${name} ${sectionName(section)} desc ${description} ${place(Number(value))}`;
      if (type === stabs.N_FUN) functionLine = line;
      else names.push(line);
    }
  }
  return [...lines, ...names];
}

export function describeImage(bytes: Uint8Array): ImageFacts {
  const { image, records, symbols, indirect, place, inSegment, pointerAt, libraryOf, chained } = readFacts(bytes);
  const sectionName = (ordinal: number) => {
    const section = image.sections[ordinal - 1];
    return section === undefined ? "none" : `${section.segmentName},${section.sectionName}`;
  };
  const binds = (kind: "bind" | "weak" | "lazy") => [
    ...bindsOf(image, kind).binds.map(
      ({ segment, offset, name, addend, ordinal, weakImport }) =>
        `${place(inSegment(segment, offset))} <- ${name}+${addend} ${kind === "weak" ? "" : libraryOf(ordinal)}${weakImport ? " weak" : ""}`,
    ),
    ...bindsOf(image, kind).strongDefinitions.map((name) => `strong ${name}`),
  ];
  const chainedBinds = chained.binds.map(({ segment, offset, addend, of: { name, ordinal, weakImport } }) => {
    const weak = weakImport ? " weak" : "";
    return `${place(inSegment(segment, offset))} <- ${decodeText(name)}+${addend} ${libraryOf(ordinal)}${weak}`;
  });
  const header =
    image.sections.length === 0 ? 0 : image.segments.find(({ segmentName }) => segmentName === "__TEXT")!.address;
  const frames = framesOf(bytes, image.sections, place);
  /** Entries as dyld's unwinder finds them; empty ones at the end say nothing. */
  const unwindOf = (): string[] => {
    const section = image.sections.find(({ sectionName: name }) => name === "__unwind_info");
    if (section === undefined) return [];
    const info = readUnwindInfo(bytes.subarray(section.offset, section.offset + section.size));
    return info.functions.map(({ offset, encoding, lsda }) => {
      // Frames that only DWARF describes are told by what the entry at the offset describes.
      const isDwarf = ((encoding >>> 24) & 0x0f) === (image.header.cpuType === cpuTypes.CPU_TYPE_X86_64 ? 4 : 3);
      if (isDwarf) return `${place(header + offset)} ${frames.get(encoding & 0x00ff_ffff) ?? "no frame"}`;
      const number = (encoding >>> 28) & 3;
      const personality = number === 0 ? "" : ` ${place(header + info.personalities[number - 1]!)}`;
      return `${place(header + offset)} ${hex((encoding & ~0x3000_0000) >>> 0)}${personality}${lsda === 0 ? "" : ` ${place(header + lsda)}`}`;
    });
  };
  /** Functions that run before main, where they are listed by offset. */
  const initOffsetsOf = (): string[] => {
    const list = image.sections.find(({ flags }) => sectionTypeOf(flags) === sectionTypes.S_INIT_FUNC_OFFSETS);
    if (list === undefined) return [];
    const view = new DataView(bytes.buffer, bytes.byteOffset + list.offset, list.size);
    return Array.from({ length: list.size / 4 }, (_, index) => place(header + view.getUint32(index * 4, true)));
  };
  const facts: Record<string, string[]> = {
    header: [`${hex(image.header.flags)} ${hex(image.header.cpuSubtype)}`],
    commands: image.commands.map((command) => `${lc.nameOf(command.command)} ${stringOf(command)}`),
    segments: image.segments.map(
      (segment) =>
        `${segment.segmentName} ${segment.initialProtection} ${segment.maximumProtection} ${hex(segment.flags)}`,
    ),
    sections: image.sections.map(
      ({ segmentName, sectionName: name, size, alignment, flags, reserved2 }) =>
        `${segmentName},${name} size ${hex(size)} align ${alignment} flags ${hex(flags)} ${reserved2}`,
    ),
    symbols: symbols
      .map(
        ({ name, type, section, description, value }) =>
          `${name} type ${hex(type)} ${sectionName(section)} desc ${hex(description)} ${section === 0 ? hex(value) : place(Number(value))}`,
      )
      .sort(),
    "debug map": describeDebugMap(records, sectionName, place),
    binds: [...binds("bind"), ...chainedBinds].sort(),
    "weak binds": binds("weak").sort(),
    "lazy binds": binds("lazy").sort(),
    "init offsets": initOffsetsOf(),
    chains: [...chained.formats],
    rebases: [...rebasesOf(image).rebases, ...chained.rebases]
      .map(({ segment, offset }) => {
        const at = inSegment(segment, offset);
        return `${place(at)} -> ${place(pointerAt(at))}`;
      })
      .sort(),
    exports: exportsOf(image)
      .exports.map(({ name, flags, offset }) => `${name} ${hex(flags)} ${place(header + Number(offset))}`)
      .sort(),
    "indirect symbols": image.sections
      .flatMap((section) => {
        if (!isSlots(section.flags)) return [];
        const count = section.size / (section.reserved2 === 0 ? 8 : section.reserved2);
        return Array.from({ length: count }, (_, slot) => {
          const entry = indirect[section.reserved1 + slot]!;
          const mark = entry >= indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL;
          return `${section.sectionName} ${mark ? `local -> ${place(pointerAt(section.address + slot * 8))}` : records[entry]!.name}`;
        });
      })
      .sort(),
    "function starts": functionStartsOf(image).map((offset) => place(header + offset)),
    unwind: unwindOf(),
    frames: [...frames.values()].sort(),
    "data in code": dataInCodeOf(image).map(
      ({ offset, length, kind }) => `${place(header + offset)} ${length} ${kind}`,
    ),
  };
  return facts;
}
