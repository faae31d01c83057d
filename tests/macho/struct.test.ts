import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as layouts from "@/macho/layouts";
import { dataView, type Struct } from "@/macho/struct";

// biome-ignore lint/suspicious/noExplicitAny: any record layout
type AnyStruct = Struct<any>;
const structs = Object.values(layouts).filter((value): value is AnyStruct => typeof value === "object");

/** Sizes of the C structs, from the headers. */
const sizes: Readonly<Record<string, number>> = {
  mach_header_64: 32,
  load_command: 8,
  segment_command_64: 72,
  section_64: 80,
  nlist_64: 16,
  relocation_info: 8,
  symtab_command: 24,
  dysymtab_command: 80,
  build_version_command: 24,
  build_tool_version: 8,
  version_min_command: 16,
  entry_point_command: 24,
  dylinker_command: 12,
  dylib_command: 24,
  rpath_command: 12,
  uuid_command: 24,
  source_version_command: 16,
  dyld_info_command: 48,
  linkedit_data_command: 16,
  linker_option_command: 12,
  data_in_code_entry: 8,
  dyld_chained_fixups_header: 28,
  dyld_chained_starts_in_segment: 22,
  fat_header: 8,
  fat_arch: 20,
  fat_arch_64: 32,
  CS_SuperBlob: 12,
  CS_BlobIndex: 8,
  CS_CodeDirectory: 88,
};

it("lists every layout once", () => {
  expect(Object.fromEntries(structs.map(({ name, bytes }) => [name, bytes]))).toEqual(sizes);
});

/** Bytes of 64-bit fields stay below 2^53, as numbers can hold no more. */
const sample = (layout: AnyStruct) =>
  fc.uint8Array({ minLength: layout.bytes, maxLength: layout.bytes }).map((bytes) => {
    for (const [key, field] of Object.entries(layout.fields)) {
      if ((field as { bytes: number }).bytes !== 8) continue;
      const isBig = layout.name.startsWith("CS_") || layout.name.startsWith("fat_");
      bytes[layout.offsets[key]! + (isBig ? 0 : 7)] = 0;
      bytes[layout.offsets[key]! + (isBig ? 1 : 6)]! &= 0x1f;
    }
    return bytes;
  });

describe.each(structs.map((layout) => [layout.name, layout] as const))("%s", (_, layout) => {
  it("writes back what it read, at any offset", () => {
    const hasNames = Object.values(layout.fields).some((field) => (field as { shown: string }).shown === "text");
    fc.assert(
      fc.property(sample(layout), fc.nat(9), (bytes, offset) => {
        const room = new Uint8Array(layout.bytes + offset + 3).fill(0xee);
        room.set(bytes, offset);
        const record = layout.read(dataView(room), offset);
        const target = new Uint8Array(room.length).fill(0xee);
        layout.write(dataView(target), offset, record);
        // Names are read up to their NUL, so what follows it is not kept.
        if (hasNames) expect(layout.read(dataView(target), offset)).toEqual(record);
        else expect(target).toEqual(room);
      }),
      { numRuns: 30 },
    );
  });
});

it("packs and unpacks relocations", () => {
  const word = fc.record({
    symbolNumber: fc.nat(0xffffff),
    pcRelative: fc.boolean(),
    length: fc.nat(3),
    external: fc.boolean(),
    type: fc.nat(15),
  });
  fc.assert(
    fc.property(word, (fields) => {
      expect(layouts.unpackRelocation(layouts.packRelocation(fields))).toEqual(fields);
    }),
  );
});
