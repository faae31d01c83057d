// On-disk records. A layout is declared once, as data; its reader, its writer, the hex panel's field spans and
// the dumper all come from the declaration, so they cannot disagree. Fields carry units: nothing that is decoded
// here is ever a bare number where an address or an offset is meant. All fields are little endian unless named
// otherwise (fat headers, code signatures).

import { type ByteCount, type FileOffset, fromWords, highWord, lowWord, type VirtualAddress } from "@/base/units";

/** One kind of field: its width, its printed form, and how its bytes become a value and back. */
export interface Field<Value> {
  readonly bytes: number;
  /** How people want to read it. */
  readonly shown: "hex" | "decimal" | "text" | "bytes" | "version";
  read(view: DataView, at: number): Value;
  write(view: DataView, at: number, value: Value): void;
}

const u32 = <Value extends number>(shown: "hex" | "decimal"): Field<Value> => ({
  bytes: 4,
  shown,
  read: (view, at) => view.getUint32(at, true) as Value,
  write: (view, at, value) => view.setUint32(at, value, true),
});
/** A 64-bit word as a number. Values past 2^53 lose low bits: readers range-check before they trust one. */
const u64 = <Value extends number>(): Field<Value> => ({
  bytes: 8,
  shown: "hex",
  read: (view, at) => fromWords(view.getUint32(at, true), view.getUint32(at + 4, true)) as Value,
  write: (view, at, value) => {
    view.setUint32(at, lowWord(value), true);
    view.setUint32(at + 4, highWord(value), true);
  },
});

export const count: Field<number> = u32("decimal");
export const word: Field<number> = u32("hex");
export const fileOffset: Field<FileOffset> = u32<FileOffset>("hex");
export const byteCount: Field<ByteCount> = u32<ByteCount>("decimal");
export const address: Field<VirtualAddress> = u64<VirtualAddress>();
export const byteCount64: Field<ByteCount> = u64<ByteCount>();
export const fileOffset64: Field<FileOffset> = u64<FileOffset>();
export const word64: Field<number> = u64<number>();
/** Major.minor.patch in nibbles xxxx.yy.zz, as load commands store versions. */
export const version: Field<number> = { ...u32<number>("decimal"), shown: "version" };
export const byte: Field<number> = {
  bytes: 1,
  shown: "decimal",
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => view.setUint8(at, value),
};
export const half: Field<number> = {
  bytes: 2,
  shown: "hex",
  read: (view, at) => view.getUint16(at, true),
  write: (view, at, value) => view.setUint16(at, value, true),
};
/** Big-endian 32 bits: fat headers and code signatures. */
export const bigEndianWord: Field<number> = {
  bytes: 4,
  shown: "hex",
  read: (view, at) => view.getUint32(at, false),
  write: (view, at, value) => view.setUint32(at, value, false),
};
export const bigEndianWord64: Field<number> = {
  bytes: 8,
  shown: "hex",
  read: (view, at) => fromWords(view.getUint32(at + 4, false), view.getUint32(at, false)),
  write: (view, at, value) => {
    view.setUint32(at, highWord(value), false);
    view.setUint32(at + 4, lowWord(value), false);
  },
};

/** Fixed room for a name, NUL padded; not NUL terminated when it fills the room (segment and section names). */
export const name16: Field<string> = {
  bytes: 16,
  shown: "text",
  read: (view, at) => {
    let text = "";
    for (let i = 0; i < 16; i++) {
      const code = view.getUint8(at + i);
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text;
  },
  write: (view, at, value) => {
    for (let i = 0; i < 16; i++) view.setUint8(at + i, i < value.length ? value.charCodeAt(i) : 0);
  },
};
export const rawBytes = (bytes: number): Field<Uint8Array> => ({
  bytes,
  shown: "bytes",
  read: (view, at) => new Uint8Array(view.buffer, view.byteOffset + at, bytes).slice(),
  write: (view, at, value) => {
    for (let i = 0; i < bytes; i++) view.setUint8(at + i, value[i] ?? 0);
  },
});

type ValueOf<F> = F extends Field<infer Value> ? Value : never;
// biome-ignore lint/suspicious/noExplicitAny: a record of fields of any value type; each key keeps its own
type AnyField = Field<any>;
export type RecordOf<S> = S extends Struct<infer F> ? { readonly [K in keyof F]: ValueOf<F[K]> } : never;

export interface Struct<F extends Readonly<Record<string, AnyField>>> {
  /** The C spelling, `section_64`. */
  readonly name: string;
  /** Size in bytes. */
  readonly bytes: number;
  readonly fields: F;
  /** Byte offset of each field from the record's start. */
  readonly offsets: { readonly [K in keyof F]: number };
  read(view: DataView, at: number): { readonly [K in keyof F]: ValueOf<F[K]> };
  write(view: DataView, at: number, record: { readonly [K in keyof F]: ValueOf<F[K]> }): void;
  /** The record as fresh bytes. */
  encode(record: { readonly [K in keyof F]: ValueOf<F[K]> }): Uint8Array<ArrayBuffer>;
}

/** Declares a record; fields lie one after the other without padding, in the order written. */
export function struct<const F extends Readonly<Record<string, AnyField>>>(name: string, fields: F): Struct<F> {
  const entries = Object.entries(fields);
  const offsets: Record<string, number> = {};
  let bytes = 0;
  for (const [key, field] of entries) {
    offsets[key] = bytes;
    bytes += field.bytes;
  }
  // Tables of records are long: no look-ups that the declaration can answer once.
  const keys = entries.map(([key]) => key);
  const places = entries.map(([key]) => offsets[key]!);
  const kinds = entries.map(([, field]) => field);
  const write: Struct<F>["write"] = (view, at, record) => {
    for (let i = 0; i < kinds.length; i++) kinds[i]!.write(view, at + places[i]!, record[keys[i]!]);
  };
  return {
    name,
    bytes,
    fields,
    offsets: offsets as Struct<F>["offsets"],
    read: (view, at) => {
      const record: Record<string, unknown> = {};
      for (const [key, field] of entries) record[key] = field.read(view, at + offsets[key]!);
      return record as ReturnType<Struct<F>["read"]>;
    },
    write,
    encode: (record) => {
      const encoded = new Uint8Array(bytes);
      write(new DataView(encoded.buffer), 0, record);
      return encoded;
    },
  };
}

/** A DataView over exactly the bytes of `view`, shared memory included. */
export const dataView = (view: Uint8Array): DataView => new DataView(view.buffer, view.byteOffset, view.byteLength);
