// What dyld would refuse of an image's fixups: opcode streams, or chains that run through the pointers themselves.

import { decodeText, hex0x } from "@/base/text";
import { rebasedAddress } from "@/macho/chainedPointer";
import { loadCommands as lc, protections } from "@/macho/constants";
import { bindsOf, chainedFixupsOf, rebasesOf } from "@/macho/linkedit";
import { commandOf, type ImageSegment, type MachoImage } from "@/macho/readImage";
import { dataView } from "@/macho/struct";

export type Complain = (problem: string) => void;

export const segmentEnd = ({ address, memorySize }: ImageSegment): number => address + memorySize;
export const libraryCommands = new Set<number>([lc.LC_LOAD_DYLIB, lc.LC_LOAD_WEAK_DYLIB, lc.LC_REEXPORT_DYLIB]);

const countLibraries = (image: MachoImage): number =>
  image.commands.filter(({ command }) => libraryCommands.has(command)).length;

/** dyld writes only to writable segments, whole pointers, and takes names only from libraries that are loaded. */
export function checkFixups(image: MachoImage, complain: Complain): void {
  const isChained = commandOf(image, lc.LC_DYLD_CHAINED_FIXUPS) !== undefined;
  if (isChained && commandOf(image, lc.LC_DYLD_INFO_ONLY) !== undefined)
    complain("both chained fixups and opcode streams");
  if (isChained) checkChains(image, complain);
  else checkStreams(image, complain);
}

/** Names the place when it is one that dyld can write to. */
function checkPlace(
  image: MachoImage,
  what: string,
  segmentNumber: number,
  offset: number,
  complain: Complain,
): string | undefined {
  const segment = image.segments[segmentNumber];
  if (segment === undefined) {
    complain(`${what} names segment ${segmentNumber}, which is not there`);
    return undefined;
  }
  const place = `${segment.segmentName}+${hex0x(offset)}`;
  if ((segment.initialProtection & protections.VM_PROT_WRITE) === 0)
    complain(`${what} at ${place}, which is not writable`);
  if (offset + 8 > segment.fileSize) complain(`${what} at ${place}, outside the segment's bytes`);
  return place;
}

function checkStreams(image: MachoImage, complain: Complain): void {
  const places = new Set<string>();
  for (const { segment, offset } of rebasesOf(image).rebases) {
    const place = checkPlace(image, "a rebase", segment, offset, complain);
    if (place === undefined) continue;
    if (places.has(place)) complain(`two rebases at ${place}`);
    places.add(place);
    const { fileOffset, fileSize } = image.segments[segment]!;
    if (offset + 8 > fileSize) continue;
    checkTarget(image, place, dataView(image.bytes).getBigUint64(fileOffset + offset, true), complain);
  }
  const libraryCount = countLibraries(image);
  for (const kind of ["bind", "lazy", "weak"] as const) {
    for (const bind of bindsOf(image, kind).binds) {
      checkPlace(image, `a ${kind} bind of ${bind.name}`, bind.segment, bind.offset, complain);
      if (kind !== "weak" && (bind.ordinal > libraryCount || bind.ordinal < -3))
        complain(`${bind.name} comes from library ${bind.ordinal} of ${libraryCount}`);
    }
  }
}

/** Chains that leave their pages throw while they are read; the caller tells it. */
function checkChains(image: MachoImage, complain: Complain): void {
  const chains = chainedFixupsOf(image);
  if (chains === undefined) {
    complain("LC_DYLD_CHAINED_FIXUPS points to nothing");
    return;
  }
  const { data, places } = chains;
  const header = image.segments.find(({ segmentName }) => segmentName === "__TEXT")?.address ?? 0;
  if (data.segments.length !== image.segments.length)
    complain(`the chains are those of ${data.segments.length} segments, the image has ${image.segments.length}`);
  for (const [index, starts] of data.segments.entries())
    if (starts !== undefined && starts.segmentOffset !== image.segments[index]!.address - header)
      complain(`the chains of segment ${index} start at ${hex0x(starts.segmentOffset)} from the header`);
  const libraryCount = countLibraries(image);
  for (const { name, ordinal } of data.imports)
    if (ordinal > libraryCount || ordinal < -3)
      complain(`${decodeText(name)} comes from library ${ordinal} of ${libraryCount}`);
  for (const { segment, offset, pointer } of places) {
    const what = pointer.kind === "bind" ? `the bind of import ${pointer.ordinal}` : "a rebase";
    const place = checkPlace(image, what, segment, offset, complain);
    if (pointer.kind === "bind") {
      if (pointer.ordinal >= data.imports.length) complain(`${what} of ${data.imports.length}`);
    } else if (place !== undefined)
      checkTarget(image, place, rebasedAddress(pointer, data.segments[segment]!.pointerFormat, header), complain);
  }
}

/** What is slid must be an address of the image. The top byte is the program's own (C++ marks type names there). */
function checkTarget(image: MachoImage, place: string, pointer: bigint, complain: Complain): void {
  const value = Number(BigInt.asUintN(56, pointer));
  const inside = image.segments.some((s) => s.initialProtection !== 0 && value >= s.address && value <= segmentEnd(s));
  if (!inside) complain(`the pointer at ${place} is rebased, but leads to ${hex0x(value)}`);
}
