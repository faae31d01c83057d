// __TEXT,__eh_frame (LSB, "Exception Frames"): how frames are undone, in DWARF's words. A CIE holds what functions have
// in common, an FDE is about one function and names its CIE by the distance back to it. Places are distances, too: in
// an object from the field to its target, whether or not a relocation repeats it.

import { decodeSleb, decodeUleb } from "@/base/leb128";
import { fromSignedWords, fromWords } from "@/base/units";
import { checkRange, MalformedFile, readText } from "./malformed";
import { dataView } from "./struct";

/** A field that names a place. Offsets count from the start of its entry. */
export interface FramePointer {
  readonly offset: number;
  readonly bytes: 4 | 8;
  /** What the field holds: with `relative`, the distance from the field. */
  readonly value: number;
  readonly relative: boolean;
}

export interface CommonFrame {
  readonly kind: "cie";
  /** From the section's start. */
  readonly offset: number;
  readonly size: number;
  /** DWARF's letters for what its FDEs carry: `zR`, `zPLR`. */
  readonly augmentation: string;
  readonly personality: FramePointer | undefined;
  /** Where the instructions begin that all its functions start with. */
  readonly instructionsAt: number;
}

export interface FunctionFrame {
  readonly kind: "fde";
  readonly offset: number;
  readonly size: number;
  /** Its CIE's offset from the section's start. */
  readonly common: number;
  readonly function: FramePointer;
  /** Bytes of code it holds for, and where that is stored. */
  readonly length: number;
  readonly lengthAt: number;
  readonly lsda: FramePointer | undefined;
  readonly instructionsAt: number;
}

export type FrameEntry = CommonFrame | FunctionFrame;

/** Where the distance to the CIE (in an FDE), or the 0 that marks a CIE, is stored. */
export const commonAt = 4;

const omitted = 0xff;
const relativeTo = { mask: 0x70, nothing: 0, place: 0x10 } as const;
/** DW_EH_PE_*: bytes of a pointer by the low half of its encoding; those not named are refused. */
const pointerBytes: Readonly<Record<number, 4 | 8>> = { 0: 8, 3: 4, 4: 8, 11: 4, 12: 8 };

interface Shape {
  readonly functionEncoding: number;
  readonly lsdaEncoding: number;
  readonly isAugmented: boolean;
}

const signedAt = (view: DataView, at: number): number =>
  fromSignedWords(view.getUint32(at, true), view.getUint32(at + 4, true));
const unsignedAt = (view: DataView, at: number): number =>
  fromWords(view.getUint32(at, true), view.getUint32(at + 4, true));
const hex = (value: number) => `0x${value.toString(16)}`;

/** All entries in order. Throws MalformedFile where the section is not what unwinders expect. */
export function readFrames(bytes: Uint8Array): FrameEntry[] {
  const view = dataView(bytes);
  const shapes = new Map<number, Shape>();
  const cursor = frameCursor(bytes);
  const entries: FrameEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    checkRange(bytes.length, at, 4, "a frame's length", at);
    const length = view.getUint32(at, true);
    // A zero length ends the list.
    if (length === 0) break;
    if (length === 0xffff_ffff) throw new MalformedFile(at, "frames have lengths of 32 bits");
    const end = at + 4 + length;
    checkRange(bytes.length, at, 4 + length, "a frame", at);
    checkRange(end, at + commonAt, 4, "a frame's header", at);
    const distance = view.getUint32(at + commonAt, true);
    cursor.enter(at, end);
    if (distance === 0) {
      const { entry, shape } = readCommon(cursor, at, end - at);
      shapes.set(at, shape);
      entries.push(entry);
    } else {
      const common = at + commonAt - distance;
      const shape = shapes.get(common);
      if (shape === undefined)
        throw new MalformedFile(at + commonAt, "a function's frame names a CIE before it", hex(common));
      entries.push(readFunction(cursor, at, end - at, common, shape));
    }
    at = end;
  }
  return entries;
}

type Cursor = ReturnType<typeof frameCursor>;

/** Reads an entry's fields one after the other; `at` counts from the section's start. One serves all entries. */
function frameCursor(bytes: Uint8Array) {
  const view = dataView(bytes);
  let start = 0;
  let end = 0;
  let at = 0;
  const take = (count: number, what: string): number => {
    checkRange(end, at, count, what, at);
    at += count;
    return at - count;
  };
  const leb = (decode: typeof decodeUleb, what: string): number => {
    // Nearly all are one byte, and positive.
    if (at < end && bytes[at]! < 0x40) return bytes[at++]!;
    const found = decode(bytes, at, end);
    if (found === undefined) throw new MalformedFile(at, `${what} is a LEB128 number inside its frame`);
    at = found.end;
    return Number(found.value);
  };
  return {
    enter(from: number, to: number): void {
      start = from;
      end = to;
      at = start + commonAt + 4;
    },
    position: () => at,
    byte: (what: string): number => view.getUint8(take(1, what)),
    unsigned: (what: string): number => leb(decodeUleb, what),
    signed: (what: string): number => leb(decodeSleb, what),
    text(what: string): string {
      const text = readText(bytes, at, end, what);
      take(text.length + 1, what);
      return text;
    },
    moveTo(position: number, what: string): void {
      checkRange(end, at, position - at, what, at);
      at = position;
    },
    pointer(encoding: number, what: string): FramePointer {
      const size = pointerBytes[encoding & 0x0f];
      const base = encoding & relativeTo.mask;
      if (size === undefined || (base !== relativeTo.nothing && base !== relativeTo.place))
        throw new MalformedFile(at, `${what} has an encoding that Mach-O unwinders read`, hex(encoding));
      const field = take(size, what);
      const value = size === 4 ? view.getInt32(field, true) : signedAt(view, field);
      return { offset: field - start, bytes: size, value, relative: base === relativeTo.place };
    },
    number(bytesOfField: 4 | 8, what: string): number {
      const field = take(bytesOfField, what);
      return bytesOfField === 4 ? view.getUint32(field, true) : unsignedAt(view, field);
    },
  };
}

function readCommon(cursor: Cursor, offset: number, size: number): { entry: CommonFrame; shape: Shape } {
  const version = cursor.byte("a CIE's version");
  if (version !== 1 && version !== 3) throw new MalformedFile(offset + 8, "a CIE has version 1 or 3", String(version));
  const augmentation = cursor.text("a CIE's augmentation");
  cursor.unsigned("a CIE's code alignment");
  cursor.signed("a CIE's data alignment");
  if (version === 1) cursor.byte("a CIE's return register");
  else cursor.unsigned("a CIE's return register");
  let functionEncoding = 0;
  let lsdaEncoding = omitted;
  let personality: FramePointer | undefined;
  const isAugmented = augmentation.startsWith("z");
  if (!isAugmented && augmentation !== "")
    throw new MalformedFile(offset + 9, "a CIE's augmentation starts with z", augmentation);
  if (isAugmented) {
    const length = cursor.unsigned("a CIE's augmentation length");
    const end = cursor.position() + length;
    for (const letter of augmentation.slice(1)) {
      if (letter === "R") functionEncoding = cursor.byte("a CIE's pointer encoding");
      else if (letter === "L") lsdaEncoding = cursor.byte("a CIE's LSDA encoding");
      else if (letter === "P")
        personality = cursor.pointer(cursor.byte("a personality's encoding"), "a CIE's personality");
      // Signal frames, and return addresses signed with the B key: they carry no data.
      else if (letter !== "S" && letter !== "B")
        throw new MalformedFile(offset + 9, "a CIE's augmentation has letters of P, L, R, S and B", augmentation);
    }
    cursor.moveTo(end, "a CIE's augmentation");
  }
  return {
    entry: { kind: "cie", offset, size, augmentation, personality, instructionsAt: cursor.position() - offset },
    shape: { functionEncoding, lsdaEncoding, isAugmented },
  };
}

function readFunction(cursor: Cursor, offset: number, size: number, common: number, shape: Shape): FunctionFrame {
  const start = cursor.pointer(shape.functionEncoding, "a frame's function");
  const lengthAt = cursor.position() - offset;
  const length = cursor.number(start.bytes, "a function's length");
  let lsda: FramePointer | undefined;
  if (shape.isAugmented) {
    const dataLength = cursor.unsigned("a frame's augmentation length");
    const end = cursor.position() + dataLength;
    if (shape.lsdaEncoding !== omitted && dataLength > 0) lsda = cursor.pointer(shape.lsdaEncoding, "a frame's LSDA");
    cursor.moveTo(end, "a frame's augmentation");
  }
  const instructionsAt = cursor.position() - offset;
  return { kind: "fde", offset, size, common, function: start, length, lengthAt, lsda, instructionsAt };
}
