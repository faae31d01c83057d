// What a dump knows, as plain data: `--json` prints exactly this, and the text is made from it. Addresses, offsets
// and flags are numbers; a 64-bit value past 2^53, which a number cannot hold, is a string "0x…". Lists are in
// the order of the file. What a file does not have is an empty list or null, never a missing key.
//
//   { "file", "size", "format": "macho",   "image": ImageDump }
//   { "file", "size", "format": "archive", "index": [...] | null, "members": [{ "name", "offset", "size", "contents" }] }
//   { "file", "size", "format": "fat",     "slices": [{ "architecture", "offset", "size", "contents" }] }
//   { "file", "size", "format": "tbd",     "documents": [...] }
//   { "file", "size", "format": "other",   "kind" }                a member or slice that is none of these
//   { "file", "size", "format": "damaged", "problems": [...] }     a member or slice that cannot be read
//
// `contents` is again such a document.

import type { TbdDocument } from "@/macho/tbd";

/** A part that could not be read. */
export interface Problem {
  /** `the rebase stream`, or null for the file as a whole. */
  readonly part: string | null;
  /** With the offset, as it is printed. */
  readonly message: string;
  readonly offset: number;
}

/** A number that does not fit 53 bits is a string "0x…". */
export type WideNumber = number | string;

/** A record: `values` by field name as they stand in the file (bytes as hexadecimal), `texts` as people read them. */
export interface RecordDump {
  readonly values: Readonly<Record<string, number | string>>;
  readonly texts: Readonly<Record<string, string>>;
}

export interface CommandDump extends RecordDump {
  /** `LC_SYMTAB` */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  /** Sections of a segment, tools of a build version. */
  readonly records: readonly RecordDump[];
  /** Install name, path, linker options. */
  readonly strings: readonly string[];
}

export interface RelocationDump {
  /** Offset of the patched bytes in the section. */
  readonly address: number;
  readonly type: number;
  /** `ARM64_RELOC_BRANCH26` */
  readonly typeName: string;
  /** log2 of the patched bytes. */
  readonly length: number;
  readonly pcRelative: boolean;
  readonly external: boolean;
  /** Symbol number, section ordinal or (ARM64_RELOC_ADDEND) addend. */
  readonly number: number;
  /** The symbol's or section's name; null for an addend. */
  readonly target: string | null;
  /** Of an ARM64_RELOC_ADDEND record, else null. */
  readonly addend: number | null;
}

export interface SectionDump {
  /** Ordinal, from 1, as symbols use it. */
  readonly number: number;
  readonly segment: string;
  readonly section: string;
  readonly address: number;
  readonly size: number;
  readonly offset: number;
  /** log2. */
  readonly alignment: number;
  readonly flags: number;
  readonly type: string;
  readonly attributes: readonly string[];
  readonly reserved1: number;
  readonly reserved2: number;
  readonly reserved3: number;
  readonly relocations: readonly RelocationDump[];
}

export interface SymbolDump {
  readonly index: number;
  readonly name: string;
  readonly value: WideNumber;
  readonly kind: "undefined" | "tentative" | "absolute" | "defined" | "indirect" | "stab" | "other";
  /** The stab's name, else null. */
  readonly stab: string | null;
  readonly external: boolean;
  readonly privateExternal: boolean;
  /** n_type and n_desc. */
  readonly type: number;
  readonly description: number;
  readonly flags: readonly string[];
  readonly sectionNumber: number;
  /** `__TEXT,__text`, else null. */
  readonly section: string | null;
  /** Of an import in a two-level image, else null. */
  readonly ordinal: number | null;
  readonly library: string | null;
}

/** A pointer that dyld changes. */
export interface FixupPlace {
  readonly segment: string;
  /** Section name alone; empty outside of sections. */
  readonly section: string;
  readonly address: number;
}
export interface BindDump extends FixupPlace {
  readonly symbol: string;
  /** Null in weak binds, which look in every image. */
  readonly ordinal: number | null;
  readonly library: string | null;
  readonly addend: WideNumber;
  readonly weakImport: boolean;
  /** Lazy binds: where the entry starts in its stream, in bytes. Else null. */
  readonly streamOffset: number | null;
}
export interface FixupsDump {
  /** How the file stores them. */
  readonly form: "none" | "opcodes" | "chained";
  readonly rebases: readonly FixupPlace[];
  readonly binds: readonly BindDump[];
  readonly weakBinds: readonly BindDump[];
  /** Names of the weak bind stream that this image defines strongly. */
  readonly strongDefinitions: readonly string[];
  readonly lazyBinds: readonly BindDump[];
  /** The encoding of chained fixups; null for opcode streams. What they do is in `rebases` and `binds`. */
  readonly chains: ChainsDump | null;
}

/** One pointer of a chain, as it stands in the file. */
export interface ChainedPointerDump extends FixupPlace {
  /** All 64 bits, `0x8010000000000001`. */
  readonly word: string;
  readonly kind: "rebase" | "bind";
  /** Steps of 4 bytes to the next pointer of the page; 0 for the last. */
  readonly next: number;
  /** Rebase: the address it leads to without the top byte, and the top byte. Else null. */
  readonly target: number | null;
  readonly high8: number | null;
  /** Bind: the import's number and the addend in the pointer. Else null. */
  readonly importNumber: number | null;
  readonly addend: number | null;
}
export interface ChainedImportDump {
  readonly symbol: string;
  readonly ordinal: number;
  readonly library: string;
  readonly addend: WideNumber;
  readonly weakImport: boolean;
}
export interface ChainsDump {
  readonly importsFormat: number;
  /** `DYLD_CHAINED_IMPORT` */
  readonly importsFormatName: string;
  readonly segments: readonly {
    readonly segment: string;
    readonly pageSize: number;
    readonly pointerFormat: number;
    readonly pointerFormatName: string;
    /** Offset of the first pointer of each page; null for a page without. */
    readonly pageStarts: readonly (number | null)[];
  }[];
  readonly imports: readonly ChainedImportDump[];
  readonly pointers: readonly ChainedPointerDump[];
}

export interface ExportDump {
  readonly name: string;
  /** In memory; the value itself when absolute; null for a re-export. */
  readonly address: number | null;
  readonly flags: number;
  readonly kind: string;
  readonly weak: boolean;
  /** A name of another dylib under this one's roof. */
  readonly reexport: { readonly ordinal: number; readonly library: string; readonly name: string } | null;
  readonly resolver: number | null;
}

export interface IndirectDump extends FixupPlace {
  readonly index: number;
  /** Symbol number; null for the marks below. */
  readonly symbol: number | null;
  /** Symbol name, or `LOCAL`, `ABSOLUTE`. */
  readonly name: string;
}

export interface FunctionStartDump {
  readonly address: number;
  /** A symbol there, else null. */
  readonly name: string | null;
}

export interface DataInCodeDump {
  readonly offset: number;
  readonly length: number;
  readonly kind: number;
  readonly kindName: string;
}

export interface SignatureDump {
  readonly offset: number;
  readonly size: number;
  readonly identifier: string;
  readonly version: number;
  readonly flags: number;
  readonly flagNames: readonly string[];
  readonly codeLimit: number;
  readonly pageBytes: number;
  readonly pageCount: number;
  readonly hashType: number;
  readonly blobs: readonly {
    readonly type: number;
    readonly typeName: string;
    readonly offset: number;
    readonly size: number;
  }[];
  /** What is wrong with it as an ad-hoc signature; empty when every page's hash is right. */
  readonly problems: readonly string[];
}

export interface ImageDump {
  readonly architecture: string;
  /** `MH_EXECUTE` */
  readonly fileType: string;
  readonly header: RecordDump;
  readonly commands: readonly CommandDump[];
  readonly sections: readonly SectionDump[];
  readonly symbols: readonly SymbolDump[];
  /** Install names in the order of their ordinals, from 1. */
  readonly libraries: readonly string[];
  readonly fixups: FixupsDump;
  readonly exports: readonly ExportDump[];
  readonly indirectSymbols: readonly IndirectDump[];
  readonly functionStarts: readonly FunctionStartDump[];
  readonly dataInCode: readonly DataInCodeDump[];
  readonly signature: SignatureDump | null;
  /** Parts that are damaged; they are empty above. */
  readonly problems: readonly Problem[];
}

interface Described {
  /** `libx.a`, `libx.a(member.o)`, `libx.a (arm64)`. */
  readonly file: string;
  readonly size: number;
}
export type DumpDocument = Described &
  (
    | { readonly format: "macho"; readonly image: ImageDump }
    | {
        readonly format: "archive";
        readonly index: readonly { readonly name: string; readonly member: string }[] | null;
        readonly members: readonly {
          readonly name: string;
          readonly offset: number;
          readonly size: number;
          readonly contents: DumpDocument;
        }[];
      }
    | {
        readonly format: "fat";
        readonly slices: readonly {
          readonly architecture: string;
          readonly cpuType: number;
          readonly cpuSubtype: number;
          readonly offset: number;
          readonly size: number;
          readonly contents: DumpDocument;
        }[];
      }
    | { readonly format: "tbd"; readonly documents: readonly TbdDocument[] }
    | { readonly format: "other"; readonly kind: string }
    | { readonly format: "damaged"; readonly problems: readonly Problem[] }
  );
