// An export trie that names join and leave one by one, at the cost of the name. There is nothing but its bytes: a name
// is found by walking them, as dyld does. Offsets have one width, so that a node that outgrows its place is put
// elsewhere by changing one number of its parent; what it leaves is used again. The root cannot move and has room.

import { assert } from "@/base/assert";
import type { RoomyBytes } from "@/base/roomyBytes";
import { createVacancies } from "@/base/vacancies";
import {
  type Export,
  type ExportColumns,
  putUleb,
  specialTerminal,
  type TrieRoom,
  ulebSize,
  writeSortedTrie,
} from "./exportTrie";

export interface GrowingTrie {
  /** Begins anew with these, compactly. */
  build(exports: ExportColumns): void;
  /** Adds an export, or replaces the one of its name. */
  set(name: Uint8Array, entry: Omit<Export, "name">): void;
  /** Takes a name out, if it is there. */
  remove(name: Uint8Array): void;
}

/** Holds offsets below 256 MB: as many names as fit no other part of an image. */
const offsetBytes = 4;
const largestOffset = 2 ** (7 * offsetBytes) - 1;
/** Addresses up to 32 GB change in place. */
const addressBytes = 5;
/** A child for each first byte, with labels of that byte alone, and what may be said of the empty name. */
const rootBytes = 255 * (2 + offsetBytes) + 64;
const room: TrieRoom = { offsetBytes, addressBytes, rootBytes };

interface Edge {
  readonly label: Uint8Array;
  readonly child: number;
}
interface Node {
  readonly at: number;
  /** Bytes it takes. */
  readonly size: number;
  /** Empty when no name ends here. */
  readonly terminal: Uint8Array;
  readonly edges: readonly (Edge & { readonly offsetAt: number })[];
}
/** A node on the way to a name, and which of its edges goes on. */
interface Step {
  readonly node: Node;
  readonly edge: number;
}

const nothing = new Uint8Array(0);

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function encode(terminal: Uint8Array, edges: readonly Edge[]): Uint8Array {
  let size = ulebSize(terminal.length) + terminal.length + 1;
  for (const { label } of edges) size += label.length + 1 + offsetBytes;
  const bytes = new Uint8Array(size);
  let at = putUleb(bytes, 0, terminal.length);
  bytes.set(terminal, at);
  at += terminal.length;
  bytes[at++] = edges.length;
  for (const { label, child } of edges) {
    bytes.set(label, at);
    at = putUleb(bytes, at + label.length + 1, child, offsetBytes);
  }
  return bytes;
}

function plainTerminal({ flags, offset }: Omit<Export, "name">): Uint8Array {
  const terminal = new Uint8Array(ulebSize(flags) + Math.max(ulebSize(offset), addressBytes));
  putUleb(terminal, putUleb(terminal, 0, flags), offset, addressBytes);
  return terminal;
}

/** Bytes that a label and what is left of a name begin with both. */
function sharedLength(label: Uint8Array, name: Uint8Array, depth: number): number {
  let shared = 0;
  while (shared < label.length && depth + shared < name.length && label[shared] === name[depth + shared]) shared += 1;
  return shared;
}

/** What follows may write over the place they are read from. */
const copyOf = (edges: readonly Edge[]): Edge[] => edges.map(({ label, child }) => ({ label: label.slice(), child }));

/** True when a node says nothing but where its one child is. */
const isBare = ({ node }: Step): boolean => node.terminal.length === 0 && node.edges.length === 1;

/** The trie lives in `memory` alone, from its start on. */
export function createGrowingTrie(memory: RoomyBytes): GrowingTrie {
  const vacancies = createVacancies();
  let end = 0;

  const uleb = (at: number): { value: number; end: number } => {
    const { bytes } = memory;
    let value = 0;
    let next = at;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[next++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return { value, end: next };
    }
  };
  const nodeAt = (at: number): Node => {
    const { bytes } = memory;
    const length = uleb(at);
    let next = length.end + length.value;
    const terminal = bytes.subarray(length.end, next);
    const edges: (Edge & { offsetAt: number })[] = [];
    for (let left = bytes[next++]!; left > 0; left--) {
      const labelEnd = bytes.indexOf(0, next);
      const { value, end: offsetEnd } = uleb(labelEnd + 1);
      edges.push({ label: bytes.subarray(next, labelEnd), child: value, offsetAt: labelEnd + 1 });
      next = offsetEnd;
    }
    return { at, size: next - at, terminal, edges };
  };
  const free = (at: number, size: number): void => {
    memory.fill(0, at, at + size);
    vacancies.give(at, size);
  };
  const put = (node: Uint8Array): number => {
    let at = vacancies.take(node.length);
    if (at === -1) {
      at = end;
      end += node.length;
      memory.reserve(end);
    }
    assert(at <= largestOffset, "an export trie is smaller than 256 MB");
    memory.write(at, node);
    return at;
  };
  const putOffset = (at: number, child: number): void => {
    const bytes = new Uint8Array(offsetBytes);
    putUleb(bytes, 0, child, offsetBytes);
    memory.write(at, bytes);
  };
  /** Other contents for a node, at the end of a path; it may have to move. */
  const replace = (path: readonly Step[], node: Node, terminal: Uint8Array, edges: readonly Edge[]): void => {
    const bytes = encode(terminal, edges);
    if (node.at === 0) {
      assert(bytes.length <= rootBytes, "a root has room for a child for each byte");
      memory.write(0, bytes);
      if (bytes.length < node.size) memory.fill(0, bytes.length, node.size);
      return;
    }
    if (bytes.length <= node.size) {
      memory.write(node.at, bytes);
      free(node.at + bytes.length, node.size - bytes.length);
      return;
    }
    const at = put(bytes);
    free(node.at, node.size);
    const { node: parent, edge } = path.at(-1)!;
    putOffset(parent.edges[edge]!.offsetAt, at);
  };
  /** Follows a name as far as there are nodes for it. */
  const walk = (name: Uint8Array): { path: Step[]; node: Node; depth: number; edge: number } => {
    const path: Step[] = [];
    let node = nodeAt(0);
    let depth = 0;
    for (;;) {
      const at = depth;
      const edge = at === name.length ? -1 : node.edges.findIndex(({ label }) => label[0] === name[at]);
      const label = node.edges[edge]?.label;
      if (label === undefined || sharedLength(label, name, depth) < label.length) return { path, node, depth, edge };
      path.push({ node, edge });
      depth += label.length;
      node = nodeAt(node.edges[edge]!.child);
    }
  };
  /** A new leaf for what is left of a name; below the root it hangs on a node of its own. */
  const leafEdge = (rest: Uint8Array, terminal: Uint8Array, isAtRoot: boolean): Edge => {
    const leaf = { label: rest, child: 0 };
    if (!isAtRoot || rest.length === 1) return { ...leaf, child: put(encode(terminal, [])) };
    const child = put(encode(terminal, []));
    return { label: rest.slice(0, 1), child: put(encode(nothing, [{ label: rest.slice(1), child }])) };
  };
  const withEdge = (edges: readonly Edge[], fresh: Edge): Edge[] =>
    [...edges, fresh].sort((a, b) => a.label[0]! - b.label[0]!);
  /** An edge that a name leaves half way is cut there. */
  const split = (edge: Edge, shared: number, rest: Uint8Array, terminal: Uint8Array): Edge => {
    const lower = { label: edge.label.slice(shared), child: edge.child };
    const middle =
      rest.length === 0
        ? encode(terminal, [lower])
        : encode(nothing, withEdge([lower], leafEdge(rest, terminal, false)));
    return { label: edge.label.slice(0, shared), child: put(middle) };
  };
  const set = (name: Uint8Array, terminal: Uint8Array): void => {
    const { path, node, depth, edge } = walk(name);
    const edges = copyOf(node.edges);
    const rest = name.subarray(depth);
    const own = node.terminal.slice();
    if (rest.length === 0) replace(path, node, terminal, edges);
    else if (edge === -1) replace(path, node, own, withEdge(edges, leafEdge(rest, terminal, node.at === 0)));
    else {
      const shared = sharedLength(edges[edge]!.label, name, depth);
      edges[edge] = split(edges[edge]!, shared, rest.subarray(shared), terminal);
      replace(path, node, own, edges);
    }
  };
  /** A node without a name of its own and with one child is passed by; the root's children stay. */
  const settle = (path: Step[], node: Node, terminal: Uint8Array, edges: readonly Edge[]): void => {
    const above = path.at(-1);
    const only = edges[0];
    const isIdle = terminal.length === 0 && above !== undefined && above.node.at !== 0;
    if (!isIdle || edges.length !== 1 || only === undefined) {
      replace(path, node, terminal, edges);
      return;
    }
    const { node: parent, edge } = above;
    const joined = copyOf(parent.edges);
    joined[edge] = { label: join(joined[edge]!.label, only.label), child: only.child };
    free(node.at, node.size);
    replace(path.slice(0, -1), parent, parent.terminal.slice(), joined);
  };
  const remove = (name: Uint8Array): void => {
    const { path, node, depth } = walk(name);
    if (depth < name.length || node.terminal.length === 0) return;
    const edges = copyOf(node.edges);
    let last = path.pop();
    if (edges.length > 0 || last === undefined) {
      if (last !== undefined) path.push(last);
      settle(path, node, nothing, edges);
      return;
    }
    free(node.at, node.size);
    // A child of the root that leads to nothing else goes with it.
    while (isBare(last) && path.length > 0) {
      free(last.node.at, last.node.size);
      last = path.pop()!;
    }
    const { node: parent, edge } = last;
    const left = copyOf(parent.edges).filter((_, index) => index !== edge);
    settle(path, parent, parent.terminal.slice(), left);
  };
  return {
    build(exports) {
      vacancies.clear();
      memory.clear();
      const bytes = exports.count === 0 ? encode(nothing, []) : writeSortedTrie(exports, room);
      end = Math.max(bytes.length, rootBytes);
      memory.reserve(end);
      memory.write(0, bytes);
    },
    set: (name, entry) => set(name, specialTerminal(entry) ?? plainTerminal(entry)),
    remove,
  };
}
