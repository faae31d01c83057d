// What an object file says, by names: sections with their bytes, relocations, symbols. For comparing two objects
// whose sections may be numbered differently.

import { decodeText, hexBytes } from "@/base/text";
import { loadCommands, sectionTypeOf, sectionTypes, symbolTypes } from "@/macho/constants";
import {
  header64,
  loadCommand,
  nlist64,
  relocationInfo,
  section64,
  segmentCommand64,
  symtabCommand,
  unpackRelocation,
} from "@/macho/layouts";
import { dataView } from "@/macho/struct";

export interface ObjectContents {
  /** `__TEXT,__text` to a header line and bytes. */
  readonly sections: ReadonlyMap<string, { readonly header: string; readonly bytes: string }>;
  readonly relocations: ReadonlyMap<string, readonly string[]>;
  readonly symbols: readonly string[];
}

interface SectionRecord {
  readonly key: string;
  readonly record: ReturnType<typeof section64.read>;
}

const zerofillTypes: ReadonlySet<number> = new Set([
  sectionTypes.S_ZEROFILL,
  sectionTypes.S_GB_ZEROFILL,
  sectionTypes.S_THREAD_LOCAL_ZEROFILL,
]);

export function readObject(object: Uint8Array): ObjectContents {
  const view = dataView(object);
  const header = header64.read(view, 0);
  const sections: SectionRecord[] = [];
  let symtab: ReturnType<typeof symtabCommand.read> | undefined;
  let at = header64.bytes;
  for (let i = 0; i < header.commandCount; i++) {
    const { command, size } = loadCommand.read(view, at);
    if (command === loadCommands.LC_SEGMENT_64) {
      const { sectionCount } = segmentCommand64.read(view, at);
      for (let j = 0; j < sectionCount; j++) {
        const record = section64.read(view, at + segmentCommand64.bytes + j * section64.bytes);
        sections.push({ key: `${record.segmentName},${record.sectionName}`, record });
      }
    } else if (command === loadCommands.LC_SYMTAB) symtab = symtabCommand.read(view, at);
    at += size;
  }
  const names = symbolNames(object, symtab);
  return {
    sections: new Map(
      sections.map(({ key, record }) => {
        const hasBytes = !zerofillTypes.has(sectionTypeOf(record.flags));
        return [
          key,
          {
            header: `${record.size} 2^${record.alignment} ${record.flags.toString(16)} ${record.reserved1} ${record.reserved2}`,
            bytes: hasBytes ? hexBytes(object.subarray(record.offset, record.offset + record.size)) : "",
          },
        ] as const;
      }),
    ),
    relocations: new Map(
      sections.map(({ key, record }) => [key, relocationLines(view, record, sections, names)] as const),
    ),
    symbols: symbolLines(view, symtab, sections, names),
  };
}

function symbolNames(object: Uint8Array, symtab: ReturnType<typeof symtabCommand.read> | undefined): string[] {
  if (symtab === undefined) return [];
  const view = dataView(object);
  return Array.from({ length: symtab.symbolCount }, (_, i) => {
    const start = symtab.stringOffset + nlist64.read(view, symtab.symbolOffset + i * nlist64.bytes).name;
    return decodeText(object.subarray(start, object.indexOf(0, start)));
  });
}

function relocationLines(
  view: DataView,
  record: SectionRecord["record"],
  sections: readonly SectionRecord[],
  names: readonly string[],
): string[] {
  return Array.from({ length: record.relocationCount }, (_, i) => {
    const { address, packed } = relocationInfo.read(view, record.relocationOffset + i * relocationInfo.bytes);
    const { symbolNumber, pcRelative, length, external, type } = unpackRelocation(packed);
    const target = external ? names[symbolNumber] : (sections[symbolNumber - 1]?.key ?? `#${symbolNumber}`);
    return `${address.toString(16)} type ${type} length ${length}${pcRelative ? " pcrel" : ""} ${target}`;
  });
}

function symbolLines(
  view: DataView,
  symtab: ReturnType<typeof symtabCommand.read> | undefined,
  sections: readonly SectionRecord[],
  names: readonly string[],
): string[] {
  return names.map((name, i) => {
    const { type, section, description, value } = nlist64.read(view, symtab!.symbolOffset + i * nlist64.bytes);
    const owner = sections[section - 1];
    const isInSection = (type & symbolTypes.N_TYPE) === symbolTypes.N_SECT;
    const place = isInSection ? `${owner!.key}+${(value - owner!.record.address).toString(16)}` : value.toString(16);
    return `${name} type ${type.toString(16)} desc ${description.toString(16)} ${place}`;
  });
}
