// What the back of the linker says: numbers that do not fit their fields, and layouts that cannot be.

import type { FieldLimits } from "@/arch/evaluate";
import type { Diagnostic, Place } from "@/base/diagnostic";
import { hex0x } from "@/base/text";

const error = (code: string, message: string, place?: Place): Diagnostic =>
  place === undefined ? { code, severity: "error", message } : { code, severity: "error", message, place };

export const rangeMessages = {
  outOfRange: (place: Place, type: string, value: number, { minimum, maximum }: FieldLimits, target: string) =>
    error(
      "out-of-range",
      `${type} to ${target}: the value ${hex0x(value)} does not fit, it must be in [${hex0x(minimum)}, ${hex0x(maximum)}]`,
      place,
    ),
  misaligned: (place: Place, type: string, value: number, unit: number, target: string) =>
    error(
      "misaligned",
      `${type} to ${target}: the value ${hex0x(value)} is not a multiple of ${unit}, which the instruction counts in`,
      place,
    ),
  notRelaxable: (place: Place, type: string, target: string, expected: string) =>
    error("not-relaxable", `${type} to ${target}: ${expected} is expected here, found another instruction`, place),
  directImport: (place: Place, type: string, target: string) =>
    error(
      "direct-import",
      `${type} to ${target}: its address is known only at run time; it must be reached through the GOT or a stub`,
      place,
    ),
  narrowImport: (place: Place, type: string, target: string) =>
    error("narrow-import", `${type} to ${target}: dyld binds whole 64-bit pointers only`, place),
  textRelocation: (place: Place, type: string, target: string, segment: string) =>
    error(
      "text-relocation",
      `${type} to ${target}: dyld would have to write to ${segment}, which is not writable`,
      place,
    ),
  notThreadData: (place: Place, type: string, target: string) =>
    error("not-thread-data", `${type} to ${target}: a thread-local descriptor must lead to thread-local data`, place),
  tooManySections: (count: number) =>
    error("too-many-sections", `the image would have ${count} sections; symbols can name 255`),
  tooManySegments: (count: number) =>
    error("too-many-segments", `the image would have ${count} segments; dyld's streams can name 16`),
  reservedSegment: (segment: string, section: string) =>
    error("reserved-segment", `the section ${segment},${section} asks for a segment that holds no sections`),
  tooLarge: (what: string, size: number, limit: number) =>
    error("image-too-large", `${what} would take ${hex0x(size)} bytes; at most ${hex0x(limit)} are possible`),
  fixupUnaligned: (place: Place | undefined, distance: number, stride: number) =>
    error(
      "fixup-unaligned",
      `the pointer starts ${distance} bytes behind the one before it, which is not a multiple of ${stride}, the step of chained fixups; align it or link with -no_fixup_chains`,
      place,
    ),
  fixupsOverlap: (place: Place | undefined, distance: number) =>
    error("fixups-overlap", `the pointer starts ${distance} bytes behind another one and overlaps it`, place),
  rebaseTooFar: (place: Place | undefined, address: number, limit: number) =>
    error(
      "rebase-too-far",
      `the pointer leads to ${hex0x(address)}; chained fixups reach addresses below ${hex0x(limit)} only; link with -no_fixup_chains`,
      place,
    ),
  tooManyImports: (count: number, most: number) =>
    error(
      "too-many-imports",
      `${count} imports are bound; chained fixups can count ${most}; link with -no_fixup_chains`,
    ),
  stubsOutOfReach: (distance: number) =>
    error(
      "stubs-out-of-reach",
      `the pointers that stubs jump through would be ${hex0x(distance)} bytes away from them`,
    ),
} as const;
