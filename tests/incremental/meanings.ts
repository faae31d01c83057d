// What a linked program means, in words that do not depend on where things lie: the target of every relocation, dyld's
// fixups, exports and imports, each by name. And a check that the bytes say what the tables say.

import { decodeField, relocationValue } from "@/arch/evaluate";
import { isDataField } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import { type AtomIndex, fromSignedWords, type RelocationIndex, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { isThreadLocalData, isZerofill } from "@/linker/outputNames";
import { globalFlags, slotKind } from "@/linker/schemas/globals";
import { outputSymbolKind, patchRoute } from "@/linker/schemas/image";
import { hasSubtrahend, isImport, subtrahendAddress, targetAddress, targetGlobal } from "@/linker/target";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import { bindsOf, exportsOf, rebasesOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";

export interface Meaning {
  /** `file section+offset type` to what it refers to. */
  readonly relocations: ReadonlyMap<string, string>;
  readonly fixups: readonly string[];
  readonly exports: readonly string[];
  readonly imports: readonly string[];
}

/** Where an atom comes from. */
function atomName(view: BuildView, atom: AtomIndex): string {
  const { atoms, files, sections, symbols, strings } = view;
  const symbol = atoms.symbol[atom];
  const section = atoms.section[atom];
  const place = `${strings.text(files.name[atoms.file[atom]])} ${strings.text(sections.sectionName[section])}`;
  return symbol === 0 ? `${place}+${atoms.offset[atom]}` : `${place} ${strings.text(symbols.name[symbol])}`;
}

/** Finds the atom at an address, for any number of questions. */
function createLocator(view: BuildView) {
  const placed = [...view.atoms.rows()]
    .filter((atom) => view.atoms.output[atom] !== 0)
    .sort((a, b) => view.atoms.address[a] - view.atoms.address[b] || view.atoms.size[a] - view.atoms.size[b]);
  return (address: number): string => {
    let low = 0;
    let high = placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (view.atoms.address[placed[middle]!] <= address) low = middle + 1;
      else high = middle;
    }
    const atom = placed[low - 1];
    if (atom !== undefined && address <= view.atoms.address[atom] + view.atoms.size[atom])
      return `${atomName(view, atom)}+${address - view.atoms.address[atom]}`;
    if (address === view.layout.headerAddress) return "the header";
    return `nowhere (0x${address.toString(16)})`;
  };
}

export function meaningOf(view: BuildView, bytes: Uint8Array): Meaning {
  const image = readImage(bytes);
  const locate = createLocator(view);
  const rules = relocationRules(view.options.architecture);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const offsetOf = (address: number): number => {
    for (const segment of image.segments)
      if (address >= segment.address && address < segment.address + segment.fileSize)
        return segment.fileOffset + address - segment.address;
    return -1;
  };
  const pointer = (address: number): number => Number(data.getBigUint64(offsetOf(address), true));
  const binds = (["bind", "lazy", "weak"] as const).flatMap((kind) =>
    bindsOf(image, kind).binds.map((bind) => ({ ...bind, kind })),
  );
  const boundAt = new Map<number, string>();
  for (const bind of binds)
    if (bind.kind !== "weak") boundAt.set(image.segments[bind.segment]!.address + bind.offset, `${bind.name}`);
  const rebased = new Set(
    rebasesOf(image).rebases.map(({ segment, offset }) => image.segments[segment]!.address + offset),
  );

  const cellMeaning = (address: number): string => {
    const bound = boundAt.get(address);
    if (bound !== undefined) return `import ${bound}`;
    if (!rebased.has(address)) return `not rebased: ${address.toString(16)}`;
    return locate(pointer(address));
  };
  const slotMeaning = (address: number): string => {
    for (const slot of view.slots.rows()) {
      if (view.slots.address[slot] !== address) continue;
      return cellMeaning(view.slots.kind[slot] === slotKind.stub ? view.slots.lazyPointer[slot] : address);
    }
    return "no slot";
  };
  const threadBlock = (): number => {
    for (const section of view.outputSections.rows())
      if (isThreadLocalData(view.outputSections.flags[section])) return view.outputSections.address[section];
    return 0;
  };
  /** The address that the relocation goes through now, from the tables alone. */
  const through = (relocation: RelocationIndex): number => {
    const rule = rules[view.relocations.type[relocation]]!;
    const global = targetGlobal(view, relocation);
    const route = view.patches.route[view.relocations.patch[relocation]];
    if (route === patchRoute.got || route === patchRoute.threadPointer || route === patchRoute.stub) {
      if (global === 0) {
        const symbol: SymbolIndex = view.relocations.symbol[relocation];
        for (const slot of view.slots.rows())
          if (view.slots.global[slot] === 0 && view.slots.symbol[slot] === symbol) return view.slots.address[slot];
        return -1;
      }
      const slot =
        rule.via === "stub"
          ? view.globals.stubSlot[global]
          : rule.via === "got"
            ? view.globals.gotSlot[global]
            : view.globals.tlvSlot[global];
      return view.slots.address[slot];
    }
    if (route === patchRoute.bound) return 0;
    return targetAddress(view, relocation);
  };
  const checkBytes = (relocation: RelocationIndex): void => {
    const { relocations, atoms, outputSections } = view;
    const atom = relocations.atom[relocation];
    const rule = rules[relocations.type[relocation]]!;
    const place = atoms.address[atom] + relocations.offset[relocation];
    const output = atoms.output[atom];
    if (isZerofill(outputSections.flags[output])) return;
    const at = outputSections.fileOffset[output] + place - outputSections.address[output];
    const addend = fromSignedWords(relocations.addendLow[relocation], relocations.addendHigh[relocation]);
    const target = through(relocation);
    const where = `${atomName(view, atom)}+${relocations.offset[relocation]} (${rule.name})`;
    if (!isDataField(rule.field)) {
      const word = data.getUint32(at, true);
      const wanted = relocationValue(rule, target, addend, place, 4);
      const found = decodeField(rule.field, word);
      if (found !== wanted) throw new Error(`${where} holds ${found}, not ${wanted}`);
      return;
    }
    const size = 2 ** relocations.length[relocation];
    let wanted: number;
    if (rule.from === "zero") {
      const route = view.patches.route[relocations.patch[relocation]];
      const inDescriptors = sectionTypeOf(outputSections.flags[output]) === sectionTypes.S_THREAD_LOCAL_VARIABLES;
      const less = hasSubtrahend(view, relocation)
        ? subtrahendAddress(view, relocation)
        : inDescriptors && route !== patchRoute.bound && size === 8
          ? threadBlock()
          : 0;
      wanted = target + addend - less;
    } else wanted = relocationValue(rule, target, addend, place, size);
    const found =
      size === 8 ? Number(data.getBigInt64(at, true)) : size === 4 ? data.getInt32(at, true) : data.getInt8(at);
    if (found !== wanted) throw new Error(`${where} holds ${found}, not ${wanted}`);
  };
  const targetMeaning = (relocation: RelocationIndex): string => {
    const route = view.patches.route[view.relocations.patch[relocation]];
    const address = through(relocation);
    if (route === patchRoute.bound) {
      const atom = view.relocations.atom[relocation];
      return cellMeaning(view.atoms.address[atom] + view.relocations.offset[relocation]);
    }
    if (route === patchRoute.got || route === patchRoute.stub || route === patchRoute.threadPointer)
      return slotMeaning(address);
    return locate(address);
  };
  const relocations = new Map<string, string>();
  const relocationName = new Map<RelocationIndex, string>();
  for (const relocation of view.relocations.rows()) {
    const atom = view.relocations.atom[relocation];
    if (view.atoms.output[atom] === 0) continue;
    const rule = rules[view.relocations.type[relocation]]!;
    const name = `${atomName(view, atom)}+${view.relocations.offset[relocation]}`;
    relocationName.set(relocation, name);
    checkBytes(relocation);
    const addend = `${view.relocations.addendHigh[relocation]}:${view.relocations.addendLow[relocation]}`;
    const less = hasSubtrahend(view, relocation) ? ` - ${locate(subtrahendAddress(view, relocation))}` : "";
    relocations.set(
      `${name} ${rule.name.replace("X86_64_RELOC_GOT_LOAD", "X86_64_RELOC_GOT")}`,
      `${targetMeaning(relocation)} + ${addend}${less}`,
    );
  }
  const inSlots = new Set<number>();
  for (const slot of view.slots.rows()) {
    inSlots.add(view.slots.kind[slot] === slotKind.stub ? view.slots.lazyPointer[slot] : view.slots.address[slot]);
    const meaning = slotMeaning(view.slots.address[slot]);
    const global = view.slots.global[slot];
    if (global === 0) continue;
    const symbol = view.globals.symbol[global];
    const wanted = isImport(view.globals, global)
      ? `import ${view.strings.text(view.globals.name[global])}`
      : (view.globals.flags[global] & globalFlags.linkerDefined) !== 0
        ? "the header"
        : `${atomName(view, view.symbols.atom[symbol])}+${view.symbols.atomOffset[symbol]}`;
    if (meaning !== wanted && !meaning.startsWith("import"))
      throw new Error(`the slot of ${view.strings.text(view.globals.name[global])} leads to ${meaning}, not ${wanted}`);
  }
  const fixups: string[] = [];
  for (const address of rebased)
    if (!inSlots.has(address)) fixups.push(`rebase ${locate(address)}: ${locate(pointer(address))}`);
  for (const bind of binds) {
    const address = image.segments[bind.segment]!.address + bind.offset;
    const library = libraryOf(view, bind.ordinal);
    if (!inSlots.has(address))
      fixups.push(`${bind.kind} ${locate(address)}: ${bind.name} + ${bind.addend} of ${library}`);
  }
  const exports = exportsOf(image).exports.map(
    ({ name, offset, flags }) => `${name} ${flags} ${locate(view.layout.headerAddress + Number(offset))}`,
  );
  const imports: string[] = [];
  for (const symbol of view.outputSymbols.rows())
    if (view.outputSymbols.kind[symbol] === outputSymbolKind.imported)
      imports.push(
        `${view.strings.text(view.outputSymbols.name[symbol])} ${libraryOf(view, view.outputSymbols.description[symbol] >> 8)}`,
      );
  return { relocations, fixups: fixups.sort(), exports: exports.sort(), imports: imports.sort() };
}

function libraryOf(view: BuildView, ordinal: number): string {
  for (const file of view.files.rows())
    if (view.files.ordinal[file] === ordinal && ordinal > 0) return view.strings.text(view.files.parent[file]);
  return `ordinal ${ordinal}`;
}
