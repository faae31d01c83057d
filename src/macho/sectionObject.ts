// An object of one section and nothing that refers to anything: how bytes that no compiler made join a link
// (`-sectcreate`). It does not promise that its parts are apart, so all of it stays.

import { byteCount, fileOffset, virtualAddress } from "@/base/units";
import { fileTypes, loadCommands, sectionTypes, symbolTypes } from "./constants";
import { header64, nlist64, section64, segmentCommand64, symtabCommand } from "./layouts";
import { dataView } from "./struct";

const magic64 = 0xfeedfacf;
/** A label tools made up, which the image does not list: an empty section is there because something names it. */
const label = "l_created";

export interface SectionContents {
  readonly segment: string;
  readonly section: string;
  readonly bytes: Uint8Array;
}

export function sectionObject(
  { segment, section, bytes }: SectionContents,
  cpuType: number,
  cpuSubtype: number,
): Uint8Array<ArrayBuffer> {
  const segmentBytes = segmentCommand64.bytes + section64.bytes;
  const commandBytes = segmentBytes + symtabCommand.bytes;
  const contentsAt = header64.bytes + commandBytes;
  const symbolsAt = Math.ceil((contentsAt + bytes.length) / 8) * 8;
  const stringsAt = symbolsAt + nlist64.bytes;
  const strings = `\0${label}\0`;
  const object = new Uint8Array(stringsAt + strings.length);
  const view = dataView(object);
  header64.write(view, 0, {
    magic: magic64,
    cpuType,
    cpuSubtype,
    fileType: fileTypes.MH_OBJECT,
    commandCount: 2,
    commandBytes: byteCount(commandBytes),
    flags: 0,
    reserved: 0,
  });
  segmentCommand64.write(view, header64.bytes, {
    command: loadCommands.LC_SEGMENT_64,
    size: byteCount(segmentBytes),
    segmentName: "",
    address: virtualAddress(0),
    memorySize: byteCount(bytes.length),
    fileOffset: fileOffset(contentsAt),
    fileSize: byteCount(bytes.length),
    maximumProtection: 7,
    initialProtection: 7,
    sectionCount: 1,
    flags: 0,
  });
  section64.write(view, header64.bytes + segmentCommand64.bytes, {
    sectionName: section,
    segmentName: segment,
    address: virtualAddress(0),
    size: byteCount(bytes.length),
    offset: fileOffset(contentsAt),
    alignment: 0,
    relocationOffset: fileOffset(0),
    relocationCount: 0,
    flags: sectionTypes.S_REGULAR,
    reserved1: 0,
    reserved2: 0,
    reserved3: 0,
  });
  symtabCommand.write(view, header64.bytes + segmentBytes, {
    command: loadCommands.LC_SYMTAB,
    size: byteCount(symtabCommand.bytes),
    symbolOffset: fileOffset(symbolsAt),
    symbolCount: 1,
    stringOffset: fileOffset(stringsAt),
    stringSize: byteCount(strings.length),
  });
  object.set(bytes, contentsAt);
  nlist64.write(view, symbolsAt, { name: 1, type: symbolTypes.N_SECT, section: 1, description: 0, value: 0 });
  for (let i = 0; i < strings.length; i++) object[stringsAt + i] = strings.charCodeAt(i);
  return object;
}
