// Damaged files: every reader ends with a result or with MalformedFile, quickly, whatever bytes it is given.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeText } from "@/base/text";
import { readArchive, writeArchive } from "@/macho/archive";
import { readFat } from "@/macho/fat";
import { identify } from "@/macho/identify";
import { fatArch, fatHeader } from "@/macho/layouts";
import {
  bindsOf,
  dataInCodeOf,
  exportsOf,
  functionStartsOf,
  indirectSymbolsOf,
  rebasesOf,
  relocationsOf,
  symbolsOf,
} from "@/macho/linkedit";
import { MalformedFile } from "@/macho/malformed";
import { readDylib } from "@/macho/readDylib";
import { type MachoImage, readImage } from "@/macho/readImage";
import { readObject } from "@/macho/readObject";
import { readTbd } from "@/macho/tbd";
import { verifySignature } from "@/macho/verifySignature";
import { smallDylib, smallObject, smallTbd, smallTbd5 } from "./smallFiles";

/** Reads everything there is; each part may be malformed by itself. */
const attempt = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return undefined;
  }
};

function readWholeObject(bytes: Uint8Array): void {
  const object = readObject(bytes);
  for (let i = 0; i < object.symbolCount; i++) {
    expect(object.nameStart(i)).toBeLessThanOrEqual(object.nameEnd(i));
    expect(object.nameEnd(i)).toBeLessThanOrEqual(bytes.length);
    object.symbolValueHigh(i);
  }
  for (const [index, section] of object.sections.entries())
    for (let i = 0; i < section.relocationCount; i++) {
      object.relocationAddress(index, i);
      object.relocationPacked(index, i);
    }
}

function readWholeImage(bytes: Uint8Array): void {
  verifySignature(bytes);
  attempt(() => readDylib(bytes));
  const image = attempt(() => readImage(bytes)) as MachoImage | undefined;
  if (image === undefined) return;
  attempt(() => rebasesOf(image));
  for (const kind of ["bind", "weak", "lazy"] as const) attempt(() => bindsOf(image, kind));
  for (const part of [exportsOf, functionStartsOf, dataInCodeOf, symbolsOf, indirectSymbolsOf])
    attempt(() => part(image));
  for (const section of image.sections) attempt(() => relocationsOf(image, section));
}

const fat = () => {
  const object = smallObject();
  const slice = { cpuType: 0x0100000c, cpuSubtype: 0, offset: 64, size: object.length, alignment: 3 };
  const bytes = new Uint8Array(64 + object.length);
  bytes.set(fatHeader.encode({ magic: 0xcafebabe, architectureCount: 1 }));
  bytes.set(fatArch.encode(slice), 8);
  bytes.set(object, 64);
  return bytes;
};

const archive = () =>
  writeArchive([
    { name: "one.o", bytes: smallObject(), defines: ["_main", "_value"] },
    { name: "two.o", bytes: encodeText("text"), defines: [] },
  ]);
function readWholeArchive(bytes: Uint8Array): void {
  for (const { start, end } of readArchive(bytes).members) {
    expect(end).toBeLessThanOrEqual(bytes.length);
    attempt(() => readWholeObject(bytes.subarray(start, end)));
  }
}

type Mutation = (bytes: Uint8Array) => Uint8Array;
/** Values that stress bounds: small, sign bits, and near the width's end. */
const tricky = [0, 1, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff];
/** Damage is as likely in the first 1,500 bytes (headers and commands) as anywhere. */
const place = (size: number) => fc.oneof(fc.nat(Math.min(size, 1500) - 1), fc.nat(size - 1));
const mutation = (size: number): fc.Arbitrary<Mutation> =>
  fc.oneof(
    fc.tuple(place(size), fc.nat(255)).map(
      ([at, value]): Mutation =>
        (bytes) => {
          bytes[at] = value;
          return bytes;
        },
    ),
    fc.tuple(place(size), fc.constantFrom(...tricky)).map(
      ([at, value]): Mutation =>
        (bytes) => {
          const word = at - (at % 4);
          if (word + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(word, value, true);
          return bytes;
        },
    ),
    fc.nat(size).map(
      (length): Mutation =>
        (bytes) =>
          bytes.slice(0, length),
    ),
    fc.tuple(place(size), place(size), fc.nat(64)).map(
      ([from, to, length]): Mutation =>
        (bytes) => {
          bytes.copyWithin(to, from, from + length);
          return bytes;
        },
    ),
  );

describe("2,000 mutations", () => {
  it.each([
    ["an object", smallObject, readWholeObject],
    ["an archive", archive, readWholeArchive],
    ["a dylib", smallDylib, readWholeImage],
    ["an object as an image", smallObject, readWholeImage],
    ["a universal file", fat, (bytes: Uint8Array) => readFat(bytes)],
    ["a text stub", () => encodeText(smallTbd), (bytes: Uint8Array) => readTbd(bytes)],
    ["a text stub of version 5", () => encodeText(smallTbd5), (bytes: Uint8Array) => readTbd(bytes)],
  ])(
    "of %s end in a result or in MalformedFile",
    (_, make, read) => {
      const original = make();
      read(original);
      let accepted = 0;
      fc.assert(
        fc.property(fc.array(mutation(original.length), { minLength: 1, maxLength: 4 }), (mutations) => {
          const bytes = mutations.reduce<Uint8Array>(
            (damaged, mutate) => (damaged.length === 0 ? damaged : mutate(damaged)),
            original.slice(),
          );
          identify(bytes);
          attempt(() => {
            read(bytes);
            accepted += 1;
          });
        }),
        { numRuns: 2000, seed: 20231030 },
      );
      // Some mutations do no harm: a test in which all were refused would test the first check only.
      expect(accepted).toBeGreaterThan(20);
    },
    20_000,
  );
});
