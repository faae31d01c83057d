// Compilers mark the instructions that make an address together (arm64: `adrp` and what completes it). Now that it is
// known how far things lie apart, some can do with less: the pair becomes one instruction and a `nop`, which the CPU
// drops early. Hints about the same page come last: the instructions they name may have become something else.

import {
  type AddInstruction,
  adr,
  baseLoad,
  type LoadInstruction,
  literalLoad,
  loadsFromBase,
  loadsFromLiteral,
  nop,
  pageStart,
  reachesByAdr,
  readAdd,
  readAdrp,
  readLoad,
} from "@/arch/arm64/addressing";
import { type AtomIndex, advance, type FileIndex, fileOffset, type HintIndex, row, sectionOffset } from "@/base/units";
import { MalformedFile } from "@/macho/malformed";
import { hintKinds, type OptimizationHint, readOptimizationHints } from "@/macho/optimizationHints";
import { definePass, type PassInput } from "../context";
import { messages } from "../diagnostics/messages";
import { isZerofill } from "../outputNames";
import { atomAt } from "../parse/framePlaces";
import type { ParsedObject } from "../parsedInputs";
import { causeKind, hintOutcome } from "../schemas/image";

type Link = PassInput<"files" | "sections" | "atoms" | "outputSections", never, "hints">;

export const followHints = definePass({
  id: "follow-hints",
  title: "Shorten address computations",
  stage: "Patch",
  reads: ["files", "sections", "atoms", "outputSections"],
  writes: [],
  creates: ["hints"],
  requires: "addresses-final",
  establishes: "contents-final",
  run(link: Link) {
    const { options, parsed, create } = link;
    if (options.architecture !== "arm64" || options.sections?.ignoreHints === true) return;
    const found = [...parsed.objects].map(([file, object]) => ({ file, hints: hintsOf(link, object) }));
    const capacity = found.reduce((sum, { hints }) => sum + hints.length, 1);
    if (capacity === 1) return;
    const table = create.hints(capacity);
    const shortener = createShortener(link);
    let next = row<HintIndex>(1);
    for (const { file, hints } of found) {
      const isPagePair = ({ kind }: OptimizationHint) => kind === hintKinds.AdrpAdrp;
      const ordered = [...hints.filter((hint) => !isPagePair(hint)), ...hints.filter(isPagePair)];
      for (const { kind, addresses } of ordered) {
        const atom = atomOf(link, file, addresses);
        if (atom === 0) continue;
        const start = link.sections.address[link.atoms.section[atom]] + link.atoms.offset[atom];
        const offsets = addresses.map((address) => address - start);
        table.kind[next] = kind;
        table.atom[next] = atom;
        table.first[next] = sectionOffset(offsets[0]!);
        table.second[next] = sectionOffset(offsets[1]!);
        table.third[next] = sectionOffset(offsets[2] ?? 0);
        table.outcome[next] = shortener.follow(next, kind, atom, offsets);
        next = advance(next, 1);
      }
    }
    table.publish(next);
  },
});

function hintsOf({ diagnostics }: Link, { reader, name }: ParsedObject): OptimizationHint[] {
  const range = reader.optimizationHints;
  if (range === undefined) return [];
  try {
    return readOptimizationHints(reader.bytes.subarray(range.offset, range.offset + range.size));
  } catch (problem) {
    if (!(problem instanceof MalformedFile)) throw problem;
    diagnostics.report(messages.damagedFile({ file: name }, "object", problem.expectation, problem.found));
    return [];
  }
}

/** The atom that holds all the instructions; 0 when it is not in the image, or they lie in several. */
function atomOf(link: Link, file: FileIndex, addresses: readonly number[]): AtomIndex {
  const { files, sections, atoms, outputSections } = link;
  const address = addresses[0]!;
  for (let section = files.firstSection[file]; section < files.sectionEnd[file]; section = advance(section, 1)) {
    const into = address - sections.address[section];
    if (into < 0 || into >= sections.size[section] || sections.firstAtom[section] === sections.atomEnd[section])
      continue;
    const atom = atomAt(link, section, into);
    const start = sections.address[section] + atoms.offset[atom];
    const isInside = (one: number) => one >= start && one + 4 <= start + atoms.size[atom] && (one - start) % 4 === 0;
    const output = atoms.output[atom];
    const isThere = atoms.live[atom] === 1 && output !== 0 && !isZerofill(outputSections.flags[output]);
    return isThere && addresses.every(isInside) ? atom : row(0);
  }
  return row(0);
}

/** An instruction: where it runs, where it is stored, and its word. */
interface Instruction {
  readonly address: number;
  readonly offset: number;
  readonly word: number;
}

function createShortener({ atoms, outputSections, image }: Link) {
  const bytes = image.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hint = row<HintIndex>(0);
  const write = ({ offset }: Instruction, word: number) =>
    image.patchWord(fileOffset(offset), word, 0, 4, causeKind.hint, hint);

  /** Where `adrp` and what is added to it lead together. */
  const addressOf = (first: Instruction, register: number, added: number): number | undefined => {
    const page = readAdrp(first.word);
    return page?.register === register ? pageStart(first.address) + page.distance + added : undefined;
  };
  const pageAndAdd = (first: Instruction, second: Instruction, add: AddInstruction): number => {
    const target = addressOf(first, add.from, add.value);
    if (target === undefined || !reachesByAdr(target - first.address)) return hintOutcome.kept;
    write(first, adr(add.register, target - first.address));
    write(second, nop);
    return hintOutcome.address;
  };
  const pageAndLoad = (first: Instruction, second: Instruction, load: LoadInstruction): number => {
    const target = addressOf(first, load.base, load.offset);
    if (target === undefined || !loadsFromLiteral(load, target - second.address)) return hintOutcome.kept;
    write(first, nop);
    write(second, literalLoad(load, target - second.address));
    return hintOutcome.literal;
  };
  const addThenLoad = (first: Instruction, second: Instruction, third: Instruction, add: AddInstruction): number => {
    const load = readLoad(third.word);
    const target = addressOf(first, add.from, add.value);
    if (load === undefined || target === undefined || load.base !== add.register) return hintOutcome.kept;
    const distance = target + load.offset - third.address;
    if (loadsFromLiteral(load, distance)) {
      write(first, nop);
      write(second, nop);
      write(third, literalLoad(load, distance));
      return hintOutcome.literal;
    }
    if (reachesByAdr(target - first.address)) {
      write(first, adr(load.base, target - first.address));
      write(second, nop);
      return hintOutcome.addressThenLoad;
    }
    if (!loadsFromBase(load, load.offset + add.value)) return hintOutcome.kept;
    write(second, nop);
    write(third, baseLoad(third.word, load, add.from, load.offset + add.value));
    return hintOutcome.pageThenLoad;
  };
  /** From a GOT cell, unless the load of it became an addition. */
  const cellThenLoad = (first: Instruction, second: Instruction, third: Instruction): number => {
    const add = readAdd(second.word);
    if (add !== undefined) return addThenLoad(first, second, third, add);
    const cell = readLoad(second.word);
    const load = readLoad(third.word);
    const isPointer = cell?.size === 3 && !cell.isFloat;
    return isPointer && load?.base === cell.register ? pageAndLoad(first, second, cell) : hintOutcome.kept;
  };
  const samePage = (first: Instruction, second: Instruction): number => {
    const [one, other] = [readAdrp(first.word), readAdrp(second.word)];
    if (one === undefined || one.register !== other?.register) return hintOutcome.kept;
    const page = (at: Instruction, distance: number) => pageStart(at.address) + distance;
    if (page(first, one.distance) !== page(second, other.distance)) return hintOutcome.kept;
    write(second, nop);
    return hintOutcome.samePage;
  };
  const pair = (first: Instruction, second: Instruction, allowed: "add" | "load" | "any"): number => {
    const add = allowed === "load" ? undefined : readAdd(second.word);
    if (add !== undefined) return pageAndAdd(first, second, add);
    const load = allowed === "add" ? undefined : readLoad(second.word);
    return load === undefined ? hintOutcome.kept : pageAndLoad(first, second, load);
  };

  return {
    /** Returns the hintOutcome. */
    follow(index: HintIndex, kind: number, atom: AtomIndex, offsets: readonly number[]): number {
      hint = index;
      const output = atoms.output[atom];
      const stored = outputSections.fileOffset[output] - outputSections.address[output];
      const at = (position: number): Instruction => {
        const address = atoms.address[atom] + (offsets[position] ?? 0);
        return { address, offset: address + stored, word: view.getUint32(address + stored, true) };
      };
      switch (kind) {
        case hintKinds.AdrpAdrp:
          return samePage(at(0), at(1));
        case hintKinds.AdrpAdd:
          return pair(at(0), at(1), "add");
        case hintKinds.AdrpLdr:
          // A load of a thread pointer may have become an addition; lld leaves that as it is, too.
          return pair(at(0), at(1), "load");
        case hintKinds.AdrpLdrGot:
          return pair(at(0), at(1), "any");
        case hintKinds.AdrpAddLdr: {
          const add = readAdd(at(1).word);
          return add === undefined ? hintOutcome.kept : addThenLoad(at(0), at(1), at(2), add);
        }
        case hintKinds.AdrpLdrGotLdr:
          return cellThenLoad(at(0), at(1), at(2));
        default:
          // Stores through an address: lld leaves them, too.
          return hintOutcome.kept;
      }
    },
  };
}
