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

/** An export to be written: its name as text, or as the bytes of the symbol table. */
export type NewExport = Omit<Export, "name"> & { readonly name: string | Uint8Array };

const nul = new Uint8Array(1);
const bytesOf = (name: string | Uint8Array): Uint8Array => (typeof name === "string" ? encodeText(name) : name);

/** What a terminal node says of its export. */
function terminalOf({ name, flags, offset, reexport, resolver }: NewExport): Uint8Array {
  if (reexport !== undefined) {
    const start = [...encodeUleb(flags | exportFlags.EXPORT_SYMBOL_FLAGS_REEXPORT), ...encodeUleb(reexport.ordinal)];
    // An empty name means: the same as here.
    return concatBytes([Uint8Array.from(start), encodeText(reexport.name === name ? "" : reexport.name), nul]);
  }
  if (resolver === undefined) {
    const terminal = new Uint8Array(ulebSize(flags) + ulebSize(offset));
    putUleb(terminal, putUleb(terminal, 0, flags), offset);
    return terminal;
  }
  const resolving = flags | exportFlags.EXPORT_SYMBOL_FLAGS_STUB_AND_RESOLVER;
  return Uint8Array.from([...encodeUleb(resolving), ...encodeUleb(offset), ...encodeUleb(resolver)]);
}

function ulebSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** Returns the position behind the number. */
function putUleb(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[next++] = (rest % 128) | 0x80;
  bytes[next++] = rest;
  return next;
}

interface Named {
  readonly bytes: Uint8Array;
  readonly terminal: Uint8Array;
}

/** Sorted by name, each name once: of two with one name the later stays. */
function sorted(exports: readonly NewExport[]): Named[] {
  const named = exports.map((entry) => ({ bytes: bytesOf(entry.name), terminal: terminalOf(entry) }));
  if (named.some(({ bytes }, i) => i > 0 && compareBytes(named[i - 1]!.bytes, bytes) > 0))
    named.sort((a, b) => compareBytes(a.bytes, b.bytes));
  return named.filter(({ bytes }, i) => i + 1 === named.length || compareBytes(bytes, named[i + 1]!.bytes) !== 0);
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

function buildNodes(names: readonly Named[]): Nodes {
  // At most a leaf a name and a branching a name, plus the root.
  const room = 2 * names.length + 2;
  const column = () => new Uint32Array(room);
  const nodes = {
    from: column(),
    to: column(),
    labelStart: column(),
    depth: column(),
    firstChild: column(),
    childEnd: column(),
    terminal: column(),
  };
  nodes.to[0] = names.length;
  let count = 1;
  for (let node = 0; node < count; node++) {
    const depth = nodes.depth[node]!;
    const end = nodes.to[node]!;
    let at = nodes.from[node]!;
    if (names[at]!.bytes.length === depth) nodes.terminal[node] = ++at;
    nodes.firstChild[node] = count;
    while (at < end) {
      const first = names[at]!.bytes;
      let last = at;
      while (last + 1 < end && names[last + 1]!.bytes[depth] === first[depth]) last += 1;
      // Sorted names agree at least as far as the first and the last of them do.
      const other = names[last]!.bytes;
      let shared = depth + 1;
      while (shared < first.length && shared < other.length && first[shared] === other[shared]) shared += 1;
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
function fixedSizes(nodes: Nodes, names: readonly Named[]): Uint32Array {
  const sizes = new Uint32Array(nodes.count);
  for (let node = 0; node < nodes.count; node++) {
    const length = nodes.terminal[node] === 0 ? 0 : names[nodes.terminal[node]! - 1]!.terminal.length;
    let size = ulebSize(length) + length + 1;
    for (let child = nodes.firstChild[node]!; child < nodes.childEnd[node]!; child++)
      size += nodes.depth[child]! - nodes.labelStart[child]! + 1;
    sizes[node] = size;
  }
  return sizes;
}

/** Offsets of the nodes and, last, the end. They only grow from pass to pass and are bounded, so this ends. */
function place(nodes: Nodes, names: readonly Named[]): Uint32Array {
  const fixed = fixedSizes(nodes, names);
  const offsets = new Uint32Array(nodes.count + 1);
  for (let changed = true; changed; ) {
    changed = false;
    let at = 0;
    for (let node = 0; node < nodes.count; node++) {
      if (offsets[node] !== at) changed = true;
      offsets[node] = at;
      at += fixed[node]!;
      for (let child = nodes.firstChild[node]!; child < nodes.childEnd[node]!; child++) at += ulebSize(offsets[child]!);
    }
    offsets[nodes.count] = at;
  }
  return offsets;
}

/** Encoded trie; no bytes for no exports. Of two exports with one name the later stays. */
export function writeExportTrie(exports: readonly NewExport[]): Uint8Array<ArrayBuffer> {
  if (exports.length === 0) return new Uint8Array(0);
  const names = sorted(exports);
  const nodes = buildNodes(names);
  const offsets = place(nodes, names);
  const out = new Uint8Array(offsets[nodes.count]!);
  for (let node = 0; node < nodes.count; node++) {
    let at = offsets[node]!;
    const terminal = nodes.terminal[node] === 0 ? undefined : names[nodes.terminal[node]! - 1]!.terminal;
    at = putUleb(out, at, terminal?.length ?? 0);
    if (terminal !== undefined) {
      out.set(terminal, at);
      at += terminal.length;
    }
    out[at++] = nodes.childEnd[node]! - nodes.firstChild[node]!;
    for (let child = nodes.firstChild[node]!; child < nodes.childEnd[node]!; child++) {
      const { bytes } = names[nodes.from[child]!]!;
      for (let i = nodes.labelStart[child]!; i < nodes.depth[child]!; i++) out[at++] = bytes[i]!;
      out[at++] = 0;
      at = putUleb(out, at, offsets[child]!);
    }
  }
  return out;
}
