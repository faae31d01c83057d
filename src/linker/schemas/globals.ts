// Names across files, and what is asked of them: one row per external name, the requests for GOT, stub and TLV
// entries with their causes, and the slots handed out for them.

import { namedFlags, namedValues } from "@/base/names";
import type {
  EventIndex,
  FileIndex,
  GlobalIndex,
  RelocationIndex,
  RequestIndex,
  SlotIndex,
  StringId,
  SymbolIndex,
  VirtualAddress,
} from "@/base/units";
import { defineTable, f64, i32, u8, u16, u32 } from "@/tables/table";

/** Strength of a name's best definition so far; a higher rank wins, an equal one decides by its own rule. */
export const globalState = namedValues({ undefined: 1, tentative: 2, weak: 3, strong: 4, imported: 5 });
export const globalFlags = namedFlags({
  weakDefinition: 1 << 0,
  privateExternal: 1 << 1,
  /** Every reference is weak: a missing definition binds to 0. */
  weakReference: 1 << 2,
  referencedDynamically: 1 << 3,
  noDeadStrip: 1 << 4,
  threadLocal: 1 << 5,
  absolute: 1 << 6,
  /** Defined by the linker itself (`__mh_execute_header`, `___dso_handle`). */
  linkerDefined: 1 << 7,
  /** In the export trie. */
  exported: 1 << 8,
  /** The import may be missing at run time (weak library or weak reference). */
  weakImport: 1 << 9,
  /** Something that stays refers to it: a live atom, the entry, -u, or (without -dead_strip) any object's symbol table. */
  used: 1 << 10,
  /** Resolved by a weak definition of a dylib: bound through the weak stream too. */
  weakDylibDefinition: 1 << 11,
  canBeHidden: 1 << 12,
  /** A strong definition here, a weak one in a dylib: dyld must make other images use this one. */
  overridesWeakDylib: 1 << 13,
  /** Defined here, but dyld looks it up: another image may have the same name in a flat namespace. */
  interposable: 1 << 14,
});

/** Which indirections a name needs; OR-merged at every request and never cleared. */
export const actionFlags = namedFlags({ got: 1 << 0, stub: 1 << 1, tlv: 1 << 2, thunk: 1 << 3 });

export const globals = defineTable<GlobalIndex>("globals")(
  {
    name: u32<StringId>(),
    state: u8(),
    flags: u16(),
    /** The winning record; for an import or an unresolved name, the first reference to it. */
    symbol: u32<SymbolIndex>(),
    /** The file of the winning definition; an import's dylib; 0 while undefined or left to dyld. */
    file: u32<FileIndex>(),
    /** Two-level ordinal of an import; 0 for a definition of this image; -1 main executable, -2 look-up in all images. */
    ordinal: i32(),
    actions: u8(),
    gotSlot: u32<SlotIndex>(),
    stubSlot: u32<SlotIndex>(),
    tlvSlot: u32<SlotIndex>(),
    /** Filled when addresses are final; 0 for imports. */
    address: f64<VirtualAddress>(),
  },
  "state",
);

export const requestCause = namedValues({
  relocation: 1,
  commandLine: 2,
  entry: 3,
  stubHelper: 4,
  personality: 5,
  threadLocal: 6,
  /** A call of the declaration interface. */
  declaration: 7,
  /** A stub that jumps through the cell. */
  stub: 8,
});

/** Every request for an indirection, in the order made; the union per name is `globals.actions`. */
export const requests = defineTable<RequestIndex>("requests")(
  {
    /** 0 when the request is for a local symbol, which `symbol` then names. */
    global: u32<GlobalIndex>(),
    symbol: u32<SymbolIndex>(),
    actions: u8(),
    cause: u8(),
    relocation: u32<RelocationIndex>(),
    /** 1 when the flag was new for its target, 0 when it merged into what was already asked. */
    fresh: u8(),
    /** Incremental: number of the flush that it was first heeded in, from 1; 0 in packed links, which have but one. */
    flush: u32(),
    event: u32<EventIndex>(),
  },
  "cause",
);

export const slotKind = namedValues({ got: 1, stub: 2, threadPointer: 3, thunk: 4 });

/** Indirection slots; thunks, which placement adds, stand behind the others. A stub's row also stands for its lazy pointer and its helper entry (same number). */
export const slots = defineTable<SlotIndex>("slots")(
  {
    kind: u8(),
    /** Position in its section, from 0. */
    number: u32(),
    /** What it leads to: a global, or a local symbol. */
    global: u32<GlobalIndex>(),
    symbol: u32<SymbolIndex>(),
    /** Thunks only: bytes behind the target that it jumps to. */
    addend: i32(),
    /** First request that made it. */
    request: u32<RequestIndex>(),
    /** The slot itself (GOT cell, stub code, thread pointer). Filled when addresses are final. */
    address: f64<VirtualAddress>(),
    /** Stubs only: lazy pointer and stub helper entry. Both 0 where stubs jump through GOT cells (chained fixups). */
    lazyPointer: f64<VirtualAddress>(),
    helper: f64<VirtualAddress>(),
    /** Stubs only: where its entry starts in the lazy bind stream, in bytes. */
    lazyBindOffset: u32(),
  },
  "kind",
);
