import { advance, alignUp, byteCount, type FileOffset, fileOffset, type SlotIndex } from "@/base/units";
import { hashOfPage, writeAdHocSignature } from "@/macho/codeSignature";
import { loadCommands as lc } from "@/macho/constants";
import { header64, uuidCommand } from "@/macho/layouts";
import { allocate, type ReadonlyTable } from "@/tables/table";
import type { Services } from "../context";
import { type LinkeditParts, partRange } from "../linkedit";
import { markWeakLibraries } from "../passes/bindImports";
import { listExports } from "../passes/listExports";
import { listOutputSymbols } from "../passes/listOutputSymbols";
import { placeParts, placeSignature } from "../passes/planLinkedit";
import { writeCommands } from "../passes/writeCommands";
import { uuidOf } from "../passes/writeUuid";
import { createPassRunner } from "../passRunner";
import { type Schemas, schemas } from "../schemas/all";
import { causeKind, linkeditPart } from "../schemas/image";
import { addDyldInfo, addExports, addIndirectSymbols, addSymbols } from "../synthetic/linkeditParts";
import { emptyUnwindPlan } from "../synthetic/unwindInfo";
import { pagePower } from "./growingImage";
import { createPageDigests } from "./pageDigests";
import type { Regions } from "./regions";
import type { IncrementalState } from "./state";

/** Tables that are made whole when they change, and never written again. */
export interface SealedTables {
  exports: ReadonlyTable<Schemas["exports"]>;
  outputSymbols: ReadonlyTable<Schemas["outputSymbols"]>;
  loadCommands: ReadonlyTable<Schemas["loadCommands"]>;
}

export interface Sealing {
  readonly tables: SealedTables;
  /** Encodes the bind streams, which tells each lazy stub its place in them; before the stub helper is written. */
  encodeStreams(): void;
  /** Everything else. `structure`: sections, slots or sizes changed. */
  seal(structure: boolean): void;
}

export function createSealing(state: IncrementalState, regions: Regions): Sealing {
  const { options, strings, parsed, layout, image, segments, globals, fixups, dirt } = state;
  const linkedit: LinkeditParts = new Map();
  const tables: SealedTables = {
    exports: allocate(schemas.exports, 1),
    outputSymbols: allocate(schemas.outputSymbols, 1),
    loadCommands: allocate(schemas.loadCommands, 1),
  };
  const digests = createPageDigests();
  let commandsEnd = 0;
  let hasStreams = false;
  /** Where the parts of __LINKEDIT were written to. */
  let partsStart = -1;

  const runner = () => {
    const services: Services = {
      options,
      inputs: [],
      finder: undefined,
      parsed,
      memory: state.memory,
      strings,
      diagnostics: state.diagnostics,
      trace: state.trace,
      image,
      layout,
      linkedit,
      unwind: emptyUnwindPlan(),
    };
    return createPassRunner(services, { ...state, ...tables } as unknown as Parameters<typeof createPassRunner>[1]);
  };
  const encodeNames = (): void => {
    if (dirt.exports) {
      const pass = runner();
      pass.run(listExports);
      tables.exports = pass.table("exports");
      addExports(linkedit, tables.exports, globals, strings, layout);
    }
    if (dirt.symbols) {
      markWeakLibraries(state.files, globals, parsed.dylibs);
      const pass = runner();
      pass.run(listOutputSymbols);
      tables.outputSymbols = pass.table("outputSymbols");
      addSymbols(linkedit, tables.outputSymbols, strings);
    }
    if (dirt.symbols || dirt.indirectSymbols)
      addIndirectSymbols(linkedit, { ...state, outputSymbols: tables.outputSymbols });
  };
  /** Writes the parts and the zeros between them; returns where the hashed bytes end. */
  const writeParts = (): FileOffset => {
    const segment = regions.linkeditSegment();
    const start = segments.fileOffset[segment];
    const partsEnd = placeParts({ layout, linkedit }, start);
    const end = placeSignature({ layout, options }, partsEnd);
    segments.fileSize[segment] = byteCount(end - start);
    segments.size[segment] = byteCount(alignUp(end - start, state.target.pageSize));
    const oldSize: number = image.size();
    image.resize(end);
    const codeEnd = signatureStart(end);
    // The last page ends where the code does.
    if (oldSize !== end) image.touch(codeEnd - 1);
    let at = start;
    const ordered = [...linkedit.keys()].sort((a, b) => partRange(layout, a).offset - partRange(layout, b).offset);
    const zeros = (to: number): void => {
      if (to > at) image.patch(at, new Uint8Array(to - at), causeKind.padding, 0);
      at = fileOffset(Math.max(at, to));
    };
    for (const part of ordered) {
      const bytes = linkedit.get(part)!;
      if (bytes.length === 0) continue;
      const { offset } = partRange(layout, part);
      zeros(offset);
      image.patch(offset, bytes, causeKind.linkedit, part);
      at = fileOffset(offset + bytes.length);
    }
    zeros(codeEnd);
    return codeEnd;
  };
  const signatureStart = (end: number): FileOffset => {
    const { offset, size } = partRange(layout, linkeditPart.signature);
    return size === 0 ? fileOffset(end) : offset;
  };
  const writeHeader = (): void => {
    const pass = runner();
    pass.run(writeCommands);
    tables.loadCommands = pass.table("loadCommands");
    let end = header64.bytes;
    for (const command of tables.loadCommands.rows()) end += tables.loadCommands.size[command];
    if (end < commandsEnd) image.patch(fileOffset(end), new Uint8Array(commandsEnd - end), causeKind.padding, 0);
    commandsEnd = end;
  };
  const uuidOffset = (): FileOffset | undefined => {
    const { loadCommands } = tables;
    for (const command of loadCommands.rows())
      if (loadCommands.command[command] === lc.LC_UUID)
        return advance(loadCommands.offset[command], uuidCommand.offsets.uuid);
    return undefined;
  };
  /** The identifier is a digest of the pages' digests, by groups, with its own field zero. */
  const writeUuid = (codeEnd: number): void => {
    const at = uuidOffset();
    const pages = image.takePages();
    const count = Math.ceil(codeEnd / 2 ** pagePower);
    digests.resize(count);
    const code = image.bytes().subarray(0, codeEnd);
    const rehash = (page: number, of: Uint8Array) => {
      if (page < count) digests.set(page, hashOfPage(of, page, pagePower));
    };
    for (const page of pages) rehash(page, code);
    if (at === undefined) return;
    const page = at >> pagePower;
    const blank = code.slice(0, Math.min(codeEnd, (page + 1) * 2 ** pagePower));
    blank.fill(0, at, at + 16);
    rehash(page, blank);
    const uuid = uuidOf(digests.groups());
    image.patch(at, uuid, causeKind.uuid, tables.loadCommands.rowCount() - 1);
    rehash(page, code);
    image.takePages();
  };
  const sign = (codeEnd: FileOffset): void => {
    if (partRange(layout, linkeditPart.signature).size === 0) return;
    const textName = strings.find("__TEXT");
    for (const segment of segments.rows()) {
      if (segments.name[segment] !== textName) continue;
      const signature = writeAdHocSignature({
        code: image.bytes().subarray(0, codeEnd),
        identifier: options.outputName,
        textOffset: segments.fileOffset[segment],
        textSize: segments.fileSize[segment],
        isExecutable: options.output === "executable",
        pageHashes: digests.all(),
      });
      image.patch(codeEnd, signature, causeKind.signature, 0);
    }
    image.takePages();
  };
  return {
    tables,
    encodeStreams() {
      if (!dirt.fixups && hasStreams) return;
      const before = new Map<SlotIndex, number>();
      for (const slot of state.slots.rows()) before.set(slot, state.slots.lazyBindOffset[slot]);
      addDyldInfo(linkedit, { ...state, fixups });
      for (const [slot, offset] of before) {
        if (state.slots.lazyBindOffset[slot] === offset) continue;
        dirt.slots.add(slot);
        state.stores.slots.touch(slot);
      }
      hasStreams = true;
    },
    seal(structure) {
      const hasNews = dirt.fixups || dirt.exports || dirt.symbols || dirt.indirectSymbols;
      const start: number = segments.fileOffset[regions.linkeditSegment()];
      if (hasNews) {
        layout.weakFlags = undefined;
        encodeNames();
      }
      if (hasNews || start !== partsStart) writeParts();
      if (hasNews || structure) writeHeader();
      partsStart = start;
      const codeEnd = signatureStart(image.size());
      writeUuid(codeEnd);
      sign(codeEnd);
      dirt.fixups = false;
      dirt.exports = false;
      dirt.symbols = false;
      dirt.indirectSymbols = false;
    },
  };
}
