import { advance, alignUp, byteCount, type FileOffset, fileOffset } from "@/base/units";
import { hashesOffset, hashOfPage, writeAdHocSignature } from "@/macho/codeSignature";
import { headerFlags, loadCommands as lc } from "@/macho/constants";
import { header64, uuidCommand } from "@/macho/layouts";
import { allocate, type ReadonlyTable } from "@/tables/table";
import { partRange } from "../linkedit";
import { placeSignature } from "../passes/planLinkedit";
import { writeCommands } from "../passes/writeCommands";
import { uuidOf } from "../passes/writeUuid";
import { type Schemas, schemas } from "../schemas/all";
import { causeKind, linkeditPart } from "../schemas/image";
import { pagePower } from "./growingImage";
import { createExportList } from "./linkedit/exportList";
import { createFixupStreams } from "./linkedit/fixupStreams";
import { createIndirectTable } from "./linkedit/indirectTable";
import { placeRooms } from "./linkedit/partOrder";
import { createPassRunnerFor } from "./linkedit/runPass";
import { createSymbolRecords } from "./linkedit/symbolRecords";
import type { Names } from "./names";
import { createPageDigests, digestBytes } from "./pageDigests";
import type { Regions } from "./regions";
import type { IncrementalState } from "./state";

/** Tables that are made whole when they change, and never written again. */
export interface SealedTables {
  loadCommands: ReadonlyTable<Schemas["loadCommands"]>;
}

export interface Sealing {
  readonly tables: SealedTables;
  /** Encodes the lazy binds, which tells each stub its place among them; before the stub helper is written. */
  encodeLazyBinds(): void;
  /** Everything else. `structure`: sections, slots or sizes changed. */
  seal(structure: boolean): void;
}

export function createSealing(state: IncrementalState, names: Names, regions: Regions): Sealing {
  const { options, strings, parts, layout, image, segments, dirt } = state;
  const tables: SealedTables = { loadCommands: allocate(schemas.loadCommands, 1) };
  const runPass = createPassRunnerFor(state);
  const streams = createFixupStreams(state);
  const exports = createExportList(state, runPass);
  const records = createSymbolRecords(state, runPass);
  const indirect = createIndirectTable(state, records);
  const digests = createPageDigests();
  const rehashed = new Set<number>();
  /** Of the file, when all of its signature was written. */
  let signed = "";
  let commandsEnd = 0;
  /** Where __LINKEDIT begins, and the room of each part, as they were when all of it was written. */
  let placed = "";
  let starts = new Map<number, FileOffset>();

  /** What dyld has to know of weak names. */
  const weakFlags = (): number => {
    const { MH_WEAK_DEFINES, MH_BINDS_TO_WEAK } = headerFlags;
    const shares = exports.sharedWeak.size > 0;
    return (
      (shares || exports.overrides.size > 0 ? MH_WEAK_DEFINES : 0) |
      (shares || streams.hasWeakBinds() ? MH_BINDS_TO_WEAK : 0)
    );
  };
  /** Brings the parts up to date; true when a load command may have to say something else. */
  const update = (): boolean => {
    const hadNews = dirt.globalRecords.size + dirt.localRecords.size > 0 || dirt.indirectSymbols || dirt.debugMap;
    exports.update();
    records.update();
    streams.encodeOthers(exports);
    indirect.update();
    dirt.globalRecords.clear();
    dirt.localRecords.clear();
    names.markWeakLibraries();
    layout.weakFlags = weakFlags();
    return hadNews;
  };
  const copyPart = (part: number, from: number, to: number): void => {
    image.patch(fileOffset(starts.get(part)! + from), parts.get(part)!.bytes, causeKind.linkedit, part, from, to);
  };
  /** Lays the parts out and writes all of them. */
  const writeAll = (): void => {
    const start = segments.fileOffset[regions.linkeditSegment()];
    starts = new Map();
    const end = placeSignature({ layout, options }, placeRooms(state, start, starts));
    const oldSize: number = image.size();
    image.resize(end);
    const codeEnd = signatureStart(end);
    // The last page ends where the code does.
    if (oldSize !== end) image.touch(codeEnd - 1);
    let at: number = start;
    for (const [part, memory] of parts) {
      memory.takeChanges();
      copyPart(part, 0, memory.bytes.length);
      at += memory.bytes.length;
    }
    if (codeEnd > at) image.patch(fileOffset(at), new Uint8Array(codeEnd - at), causeKind.padding, 0);
  };
  /** Writes what changed of the parts; true when they are somewhere else than before. */
  const writeParts = (): boolean => {
    const rooms = Array.from(parts.values(), ({ bytes }) => bytes.length);
    const segment = regions.linkeditSegment();
    const start = segments.fileOffset[segment];
    const wanted = [start, ...rooms].join();
    const areMoved = wanted !== placed;
    placed = wanted;
    if (areMoved) writeAll();
    else for (const [part, memory] of parts) for (const { from, to } of memory.takeChanges()) copyPart(part, from, to);
    // The segment may be another one, at the same place.
    const size = image.size() - start;
    segments.fileSize[segment] = byteCount(size);
    segments.size[segment] = byteCount(alignUp(size, state.target.pageSize));
    indirect.settle();
    return areMoved;
  };
  const signatureStart = (end: number): FileOffset => {
    const { offset, size } = partRange(layout, linkeditPart.signature);
    return size === 0 ? fileOffset(end) : offset;
  };
  const writeHeader = (): void => {
    tables.loadCommands = runPass(writeCommands, "loadCommands");
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
      if (page >= count) return;
      digests.set(page, hashOfPage(of, page, pagePower));
      rehashed.add(page);
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
  /** All of it when the file's shape is another one; else the hashes of pages that changed. */
  const sign = (codeEnd: FileOffset): void => {
    if (partRange(layout, linkeditPart.signature).size === 0) return;
    const text = [...segments.rows()].find((segment) => segments.name[segment] === strings.find("__TEXT"));
    if (text === undefined) return;
    const [textOffset, textSize] = [segments.fileOffset[text], segments.fileSize[text]];
    const shape = [codeEnd, textOffset, textSize].join();
    if (shape === signed) {
      const hashes = advance(codeEnd, hashesOffset(options.outputName, codeEnd));
      for (const page of rehashed) {
        const from = page * digestBytes;
        image.patch(advance(hashes, from), digests.all(), causeKind.signature, 0, from, from + digestBytes);
      }
    } else {
      const signature = writeAdHocSignature({
        code: image.bytes().subarray(0, codeEnd),
        identifier: options.outputName,
        textOffset,
        textSize,
        isExecutable: options.output === "executable",
        pageHashes: digests.all(),
      });
      image.patch(codeEnd, signature, causeKind.signature, 0);
    }
    signed = shape;
    rehashed.clear();
    image.takePages();
  };
  return {
    tables,
    encodeLazyBinds: streams.encodeLazy,
    seal(structure) {
      const hasNews = update();
      const areMoved = writeParts();
      if (hasNews || areMoved || structure) writeHeader();
      const codeEnd = signatureStart(image.size());
      writeUuid(codeEnd);
      sign(codeEnd);
    },
  };
}
