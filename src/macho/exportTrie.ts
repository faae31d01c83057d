// Writer of the export trie (`<mach-o/loader.h>`, EXPORT_SYMBOL_FLAGS_*): names of an image folded into a prefix tree,
// each terminal with flags and an offset from the header. Node offsets are ULEB128 numbers inside the nodes, so a
// node's size depends on where its children land: offsets are found by iterating to a fixed point.

import { compareBytes, concatBytes } from "@/base/buffers";
import { encodeUleb } from "@/base/leb128";
import { encodeText } from "@/base/text";
import { exportFlags } from "./constants";

export interface Export {
  readonly name: string;
  /** Bytes from the image's header (the value itself for an absolute symbol, the stub's place for a resolver). */
  readonly offset: number;
  /** exportKinds in the low two bits, exportFlags above. */
  readonly flags: number;
  /** With EXPORT_SYMBOL_FLAGS_REEXPORT: the dylib's ordinal, and the name there. */
  readonly reexport?: { readonly ordinal: number; readonly name: string };
  /** With EXPORT_SYMBOL_FLAGS_STUB_AND_RESOLVER: where the function that picks an implementation is. */
  readonly resolver?: number;
}

/**
 * What an image exports, as columns: name i is `names[nameStart[i], nameEnd[i])`. An image exports as many names as its
 * program has functions, so none of them is an object here.
 */
export interface ExportColumns {
  readonly count: number;
  readonly names: Uint8Array;
  readonly nameStart: Uint32Array;
  readonly nameEnd: Uint32Array;
  /** Of a plain export, see `Export`. */
  readonly offset: Float64Array;
  readonly flags: Uint32Array;
  /** What terminals of other exports say, by position. */
  readonly special: ReadonlyMap<number, Uint8Array>;
}

const nul = new Uint8Array(1);

/** What the terminal of an export that is not plain says; undefined for one that is. */
export function specialTerminal({
  name,
  flags,
  offset,
  reexport,
  resolver,
}: Pick<Export, "flags" | "offset" | "reexport" | "resolver"> & { readonly name?: string }): Uint8Array | undefined {
  if (reexport !== undefined) {
    const start = [...encodeUleb(flags | exportFlags.EXPORT_SYMBOL_FLAGS_REEXPORT), ...encodeUleb(reexport.ordinal)];
    // An empty name means: the same as here.
    return concatBytes([Uint8Array.from(start), encodeText(reexport.name === name ? "" : reexport.name), nul]);
  }
  if (resolver === undefined) return undefined;
  const resolving = flags | exportFlags.EXPORT_SYMBOL_FLAGS_STUB_AND_RESOLVER;
  return Uint8Array.from([...encodeUleb(resolving), ...encodeUleb(offset), ...encodeUleb(resolver)]);
}

/** Room that a trie leaves, so that parts of it can change in place. */
export interface TrieRoom {
  /** Least bytes of each node's offset. */
  readonly offsetBytes: number;
  /** Least bytes of each export's address. */
  readonly addressBytes: number;
  /** Bytes set aside for the root, whose labels are one byte then: it can have 255 of them. 0: as it comes. */
  readonly rootBytes: number;
}
const noRoom: TrieRoom = { offsetBytes: 1, addressBytes: 1, rootBytes: 0 };

export function ulebSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  if (value < 0x1000_0000) return 4;
  let size = 5;
  for (let rest = value / 0x8_0000_0000; rest >= 1; rest /= 128) size += 1;
  return size;
}

/** Returns the position behind the number, which takes at least `least` bytes. */
export function putUleb(bytes: Uint8Array, at: number, value: number, least = 1): number {
  let rest = value;
  let next = at;
  for (; rest >= 128 || next - at + 1 < least; rest = Math.floor(rest / 128)) bytes[next++] = (rest % 128) | 0x80;
  bytes[next++] = rest;
  return next;
}

function terminalSize({ flags, offset, special }: ExportColumns, { addressBytes }: TrieRoom, entry: number): number {
  return special.get(entry)?.length ?? ulebSize(flags[entry]!) + Math.max(ulebSize(offset[entry]!), addressBytes);
}

/**
 * The tree in breadth-first order, as the tools write it, so that the children of a node follow each other. A node
 * stands for the sorted names [from, to), which agree in their first `depth` bytes; its label is what it adds to its
 * parent's.
 */
interface Nodes {
  readonly count: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly labelStart: Uint32Array;
  readonly depth: Uint32Array;
  readonly firstChild: Uint32Array;
  readonly childEnd: Uint32Array;
  /** Position + 1 of the name that ends here; 0 for none. */
  readonly terminal: Uint32Array;
}

function buildNodes({ count: names, names: bytes, nameStart, nameEnd }: ExportColumns, { rootBytes }: TrieRoom): Nodes {
  // At most a leaf a name and a branching a name, plus the root, and its children where they must not be longer.
  const most = 2 * names + (rootBytes === 0 ? 2 : 258);
  const column = () => new Uint32Array(most);
  const nodes = {
    from: column(),
    to: column(),
    labelStart: column(),
    depth: column(),
    firstChild: column(),
    childEnd: column(),
    terminal: column(),
  };
  nodes.to[0] = names;
  let count = 1;
  for (let node = 0; node < count; node++) {
    const depth = nodes.depth[node]!;
    const end = nodes.to[node]!;
    let at = nodes.from[node]!;
    if (nameEnd[at]! - nameStart[at]! === depth) nodes.terminal[node] = ++at;
    nodes.firstChild[node] = count;
    while (at < end) {
      const first = nameStart[at]!;
      const letter = bytes[first + depth];
      let last = at;
      while (last + 1 < end && bytes[nameStart[last + 1]! + depth] === letter) last += 1;
      // Sorted names agree at least as far as the first and the last of them do.
      const other = nameStart[last]!;
      const isShort = node === 0 && rootBytes > 0;
      const shortest = isShort ? 0 : Math.min(nameEnd[at]! - first, nameEnd[last]! - other);
      let shared = depth + 1;
      while (shared < shortest && bytes[first + shared] === bytes[other + shared]) shared += 1;
      nodes.from[count] = at;
      nodes.to[count] = last + 1;
      nodes.labelStart[count] = depth;
      nodes.depth[count] = shared;
      count += 1;
      at = last + 1;
    }
    nodes.childEnd[node] = count;
  }
  return { ...nodes, count };
}

/** Bytes of a node without its children's offsets: the part that no iteration changes. */
function fixedSizes(nodes: Nodes, exports: ExportColumns, room: TrieRoom): Uint32Array {
  const { terminal, firstChild, childEnd, depth, labelStart } = nodes;
  const sizes = new Uint32Array(nodes.count);
  for (let node = 0; node < nodes.count; node++) {
    const length = terminal[node] === 0 ? 0 : terminalSize(exports, room, terminal[node]! - 1);
    let size = ulebSize(length) + length + 1;
    for (let child = firstChild[node]!; child < childEnd[node]!; child++)
      size += depth[child]! - labelStart[child]! + 1;
    sizes[node] = size;
  }
  return sizes;
}

/** Offsets of the nodes and, last, the end. They only grow from pass to pass and are bounded, so this ends. */
function place(nodes: Nodes, exports: ExportColumns, room: TrieRoom): Uint32Array {
  const { count, firstChild, childEnd } = nodes;
  const { offsetBytes, rootBytes } = room;
  const fixed = fixedSizes(nodes, exports, room);
  const offsets = new Uint32Array(count + 1);
  for (let changed = true; changed; ) {
    changed = false;
    let at = 0;
    for (let node = 0; node < count; node++) {
      if (offsets[node] !== at) changed = true;
      offsets[node] = at;
      at += fixed[node]!;
      for (let child = firstChild[node]!; child < childEnd[node]!; child++)
        at += Math.max(ulebSize(offsets[child]!), offsetBytes);
      if (node === 0) at = Math.max(at, rootBytes);
    }
    offsets[count] = at;
  }
  return offsets;
}

/** Returns the position behind it. */
function putTerminal(out: Uint8Array, from: number, exports: ExportColumns, room: TrieRoom, entry: number): number {
  const at = putUleb(out, from, terminalSize(exports, room, entry));
  const special = exports.special.get(entry);
  if (special === undefined)
    return putUleb(out, putUleb(out, at, exports.flags[entry]!), exports.offset[entry]!, room.addressBytes);
  out.set(special, at);
  return at + special.length;
}

/** Encoded trie of names in the order of their bytes, each once; no bytes for no exports. */
export function writeSortedTrie(exports: ExportColumns, room: TrieRoom = noRoom): Uint8Array<ArrayBuffer> {
  if (exports.count === 0) return new Uint8Array(0);
  const { names, nameStart } = exports;
  const nodes = buildNodes(exports, room);
  const { from, depth, labelStart, firstChild, childEnd, terminal } = nodes;
  const offsets = place(nodes, exports, room);
  const out = new Uint8Array(offsets[nodes.count]!);
  for (let node = 0; node < nodes.count; node++) {
    let at = offsets[node]!;
    if (terminal[node] === 0) out[at++] = 0;
    else at = putTerminal(out, at, exports, room, terminal[node]! - 1);
    out[at++] = childEnd[node]! - firstChild[node]!;
    for (let child = firstChild[node]!; child < childEnd[node]!; child++) {
      const name = nameStart[from[child]!]!;
      for (let i = name + labelStart[child]!; i < name + depth[child]!; i++) out[at++] = names[i]!;
      out[at++] = 0;
      at = putUleb(out, at, offsets[child]!, room.offsetBytes);
    }
  }
  return out;
}

/** Encoded trie; no bytes for no exports. Of two exports with one name the later stays. */
export const writeExportTrie = (exports: readonly Export[]): Uint8Array<ArrayBuffer> =>
  writeSortedTrie(exportColumnsOf(exports));

export function exportColumnsOf(exports: readonly Export[]): ExportColumns {
  const named = exports.map((entry) => ({ ...entry, bytes: encodeText(entry.name) }));
  named.sort((a, b) => compareBytes(a.bytes, b.bytes));
  const kept = named.filter(({ bytes }, i) => i + 1 === named.length || compareBytes(bytes, named[i + 1]!.bytes) !== 0);
  const nameEnd = new Uint32Array(kept.length);
  const special = new Map<number, Uint8Array>();
  let end = 0;
  for (const [index, entry] of kept.entries()) {
    end += entry.bytes.length;
    nameEnd[index] = end;
    const terminal = specialTerminal(entry);
    if (terminal !== undefined) special.set(index, terminal);
  }
  return {
    count: kept.length,
    names: concatBytes(kept.map(({ bytes }) => bytes)),
    nameStart: Uint32Array.from(kept, ({ bytes }, index) => nameEnd[index]! - bytes.length),
    nameEnd,
    offset: Float64Array.from(kept, ({ offset }) => offset),
    flags: Uint32Array.from(kept, ({ flags }) => flags),
    special,
  };
}
