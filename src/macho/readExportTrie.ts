// Reader of the export trie that exportTrie.ts writes, with bounds: nodes do not overlap and are reached once, and
// the names it spells out stay in proportion to its size.

import { decodeUleb } from "@/base/leb128";
import { decodeText, hex0x } from "@/base/text";
import { exportFlags, exportKindMask, exportKinds } from "./constants";
import type { Export } from "./exportTrie";
import { MalformedFile, readText } from "./malformed";
import type { DecodedOpcode } from "./opcodeReader";

export interface DecodedTrie {
  readonly exports: readonly Export[];
  /** One line a node, by offset. */
  readonly nodes: readonly DecodedOpcode[];
}

/** Longest exported name read; C++ names reach a few thousand bytes. */
const longestName = 1 << 16;
/** Bytes of names one byte of trie may stand for. Shared prefixes give real tries a factor of up to about 10. */
const largestExpansion = 64;

interface Edge {
  readonly label: Uint8Array;
  readonly to: number;
  /** Length of the name up to the edge's start. */
  readonly depth: number;
}

class TrieReader {
  readonly bytes: Uint8Array;
  readonly exports: Export[] = [];
  readonly nodes: DecodedOpcode[] = [];
  /** The name up to the node being read. Depth-first order keeps every pending edge's prefix intact. */
  readonly #name = new Uint8Array(longestName);
  /** Offsets some edge leads to. */
  readonly #reached: Uint8Array;
  #nodeBytes = 0;
  #nameBytes = 0;

  /** Whether node texts are wanted: they cost more than the reading. */
  readonly #listing: boolean;

  constructor(bytes: Uint8Array, listing: boolean) {
    this.bytes = bytes;
    this.#listing = listing;
    this.#reached = new Uint8Array(bytes.length);
    this.#reached[0] = 1;
  }

  uleb(at: number, limit: number): { readonly value: number; readonly end: number } {
    const number = decodeUleb(this.bytes, at, limit);
    if (number === undefined) throw new MalformedFile(at, "a complete ULEB128 number is expected in the export trie");
    return { value: Number(number.value), end: number.end };
  }

  /** Reads one node and returns its edges, whose prefix is `depth` bytes of the name. */
  node(at: number, depth: number): Edge[] {
    const { bytes } = this;
    const size = this.uleb(at, bytes.length);
    const childrenAt = size.end + size.value;
    if (childrenAt >= bytes.length)
      throw new MalformedFile(at, "a trie node reaches past the end of the export trie", `${size.value} bytes`);
    const texts: string[] = [];
    if (size.value > 0) {
      const found = this.#terminal(size.end, childrenAt, depth);
      this.exports.push(found);
      if (this.#listing) texts.push(terminalText(found));
    }
    const edges: Edge[] = [];
    let next = childrenAt + 1;
    for (let i = 0; i < bytes[childrenAt]!; i++) {
      const end = bytes.indexOf(0, next);
      if (end === -1) throw new MalformedFile(next, "a terminated edge label is expected in the export trie");
      const to = this.uleb(end + 1, bytes.length);
      const label = bytes.subarray(next, end);
      this.#reach(at, to.value);
      if (depth + label.length > longestName)
        throw new MalformedFile(next, `an exported name must be at most ${longestName} bytes long`);
      edges.push({ label, to: to.value, depth });
      if (this.#listing) texts.push(`“${decodeText(label)}” → ${hex0x(to.value)}`);
      next = to.end;
      this.#spend(at, next - at);
    }
    this.#spend(at, next - at);
    this.#nodeBytes += next - at;
    if (this.#listing) this.nodes.push({ offset: at, text: texts.join(", ") });
    return edges;
  }

  /** Nodes lie side by side, so together they are no longer than the trie. */
  #spend(at: number, nodeBytes: number): void {
    if (this.#nodeBytes + nodeBytes > this.bytes.length)
      throw new MalformedFile(at, "nodes of the export trie overlap");
  }

  #reach(from: number, to: number): void {
    if (to >= this.bytes.length)
      throw new MalformedFile(from, "an edge leads past the end of the export trie", hex0x(to));
    if (this.#reached[to] === 1) throw new MalformedFile(from, `two edges lead to the trie node at ${hex0x(to)}`);
    this.#reached[to] = 1;
  }

  /** Puts an edge's label into the name and gives the name's new length. */
  follow({ label, depth }: Edge): number {
    this.#name.set(label, depth);
    return depth + label.length;
  }

  /** The export whose terminal lies between `at` and `limit`. */
  #terminal(at: number, limit: number, depth: number): Export {
    this.#nameBytes += depth;
    if (this.#nameBytes > this.bytes.length * largestExpansion + longestName)
      throw new MalformedFile(at, "the export trie spells out more names than its size can stand for");
    const name = decodeText(this.#name.subarray(0, depth));
    const { value: flags, end } = this.uleb(at, limit);
    const second = this.uleb(end, limit);
    if ((flags & exportFlags.EXPORT_SYMBOL_FLAGS_REEXPORT) !== 0) {
      const imported = readText(this.bytes, second.end, limit, "the name of a re-export");
      return { name, offset: 0, flags, reexport: { ordinal: second.value, name: imported === "" ? name : imported } };
    }
    if ((flags & exportFlags.EXPORT_SYMBOL_FLAGS_STUB_AND_RESOLVER) === 0) return { name, offset: second.value, flags };
    return { name, offset: second.value, flags, resolver: this.uleb(second.end, limit).value };
  }
}

function terminalText({ name, flags, offset, reexport, resolver }: Export): string {
  const kind = exportKinds.nameOf(flags & exportKindMask) ?? "unknown kind";
  const shown = [name, kind, ...exportFlags.namesOf(flags)].join(" ");
  if (reexport !== undefined) return `${shown}: ${reexport.name} of dylib ${reexport.ordinal}`;
  return `${shown}: ${hex0x(offset)}${resolver === undefined ? "" : `, resolver ${hex0x(resolver)}`}`;
}

function readNodes(bytes: Uint8Array, listing: boolean): DecodedTrie {
  if (bytes.length === 0) return { exports: [], nodes: [] };
  const reader = new TrieReader(bytes, listing);
  const pending: Edge[] = [{ label: bytes.subarray(0, 0), to: 0, depth: 0 }];
  while (pending.length > 0) {
    const edge = pending.pop()!;
    for (const next of reader.node(edge.to, reader.follow(edge)).reverse()) pending.push(next);
  }
  return { exports: reader.exports, nodes: reader.nodes.sort((a, b) => a.offset - b.offset) };
}

/** All exports, in the trie's own order, and its nodes as text. Throws MalformedFile. */
export const decodeExportTrie = (bytes: Uint8Array): DecodedTrie => readNodes(bytes, true);

/** The exports alone. Throws MalformedFile. */
export const readExportTrie = (bytes: Uint8Array): readonly Export[] => readNodes(bytes, false).exports;
