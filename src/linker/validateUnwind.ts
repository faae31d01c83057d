// What an unwinder would trip over: entries out of order or outside the code, frames that describe another function
// than the entry that names them, handlers that are no cells.

import { hex0x } from "@/base/text";
import { cpuTypes, protections, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { type CommonFrame, type FrameEntry, type FramePointer, readFrames } from "@/macho/ehFrame";
import type { ImageSection, MachoImage } from "@/macho/readImage";
import { readUnwindInfo } from "@/macho/unwindInfo";
import { frameOffsetMost, isDwarfMode, unwindModes } from "./unwindModes";
import type { Complain } from "./validateFixups";

const contentsOf = ({ bytes }: MachoImage, { offset, size }: ImageSection) => bytes.subarray(offset, offset + size);
const sectionNamed = ({ sections }: MachoImage, name: string) =>
  sections.find((section) => section.segmentName === "__TEXT" && section.sectionName === name);
const sectionAt = ({ sections }: MachoImage, address: number) =>
  sections.find((section) => address >= section.address && address < section.address + section.size);

const isExecutable = (image: MachoImage, address: number): boolean =>
  sectionAt(image, address) !== undefined &&
  image.segments.some(
    (segment) =>
      address >= segment.address &&
      address < segment.address + segment.memorySize &&
      (segment.initialProtection & protections.VM_PROT_EXECUTE) !== 0,
  );

/** By offset in `__eh_frame`: the address of the function that an entry describes. */
type Described = ReadonlyMap<number, number>;

function checkFrames(image: MachoImage, complain: Complain): Described {
  const described = new Map<number, number>();
  const section = sectionNamed(image, "__eh_frame");
  if (section === undefined) return described;
  const entries = readFrames(contentsOf(image, section));
  const leadsTo = (entry: FrameEntry, pointer: FramePointer) =>
    section.address + entry.offset + pointer.offset + pointer.value;
  const commons = new Map<number, CommonFrame>();
  for (const entry of entries) {
    if (entry.kind === "cie") commons.set(entry.offset, entry);
    const pointer = entry.kind === "cie" ? entry.personality : entry.lsda;
    // A distance of 0 says that there is none.
    if (pointer !== undefined && pointer.value !== 0 && sectionAt(image, leadsTo(entry, pointer)) === undefined)
      complain(`the frame at ${hex0x(entry.offset)} names ${hex0x(leadsTo(entry, pointer))}, where nothing lies`);
    if (entry.kind === "cie") continue;
    const address = leadsTo(entry, entry.function);
    described.set(entry.offset, address);
    if (!isExecutable(image, address))
      complain(`the frame at ${hex0x(entry.offset)} describes ${hex0x(address)}, which is no code`);
  }
  const last = entries.at(-1);
  if (last !== undefined && last.offset + last.size !== section.size)
    complain(`__eh_frame goes on behind its last entry, at ${hex0x(last.offset + last.size)}`);
  return described;
}

export function checkUnwind(image: MachoImage, complain: Complain): void {
  const described = checkFrames(image, complain);
  const section = sectionNamed(image, "__unwind_info");
  if (section === undefined) {
    if (described.size > 0) complain("there are frames, but no table that leads to them");
    return;
  }
  const header = image.segments.find(({ segmentName }) => segmentName === "__TEXT")!.address;
  const { dwarf } = unwindModes[image.header.cpuType === cpuTypes.CPU_TYPE_X86_64 ? "x86_64" : "arm64"];
  const info = readUnwindInfo(contentsOf(image, section));
  if (info.functions.length === 0 && described.size > 0) complain("there are frames, but no entries that lead to them");
  let before = -1;
  for (const { offset, encoding, lsda } of info.functions) {
    const place = `the unwind entry of ${hex0x(header + offset)}`;
    if (offset <= before) complain(`${place} is not behind the one before it`);
    before = offset;
    if (!isExecutable(image, header + offset)) complain(`${place} is about no code`);
    if (lsda !== 0 && sectionAt(image, header + lsda) === undefined)
      complain(`${place} names an LSDA where nothing lies`);
    if (((encoding >>> 28) & 3) > info.personalities.length) complain(`${place} names a personality there is not`);
    const frame = encoding & frameOffsetMost;
    if (isDwarfMode(encoding, dwarf) && frame !== 0 && described.get(frame) !== header + offset)
      complain(`${place} names the frame at ${hex0x(frame)}, which does not describe it`);
  }
  if (info.functions.length > 0 && info.end <= before) complain("the unwind table ends before its last function does");
  for (const personality of info.personalities) {
    const type = sectionTypeOf(sectionAt(image, header + personality)?.flags ?? 0);
    if (type !== sectionTypes.S_NON_LAZY_SYMBOL_POINTERS)
      complain(`the personality at ${hex0x(header + personality)} is no GOT cell`);
  }
}
