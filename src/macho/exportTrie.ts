// Writer of the export trie (`<mach-o/loader.h>`, EXPORT_SYMBOL_FLAGS_*): names of an image folded into a prefix tree,
// each terminal with flags and an offset from the header. Node offsets are ULEB128 numbers inside the nodes, so a
// node's size depends on where its children land: offsets are found by iterating to a fixed point.

import { concatBytes } from "@/base/buffers";
import { encodeUleb } from "@/base/leb128";
import { encodeText } from "@/base/text";
import { ByteSink } from "./byteSink";
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

interface Node {
  /** Label of the edge that leads here, as bytes. */
  readonly label: Uint8Array;
  readonly children: Node[];
  terminal: Uint8Array | undefined;
  offset: number;
}

interface Named {
  readonly bytes: Uint8Array;
  readonly terminal: Uint8Array;
}

const newNode = (label: Uint8Array): Node => ({ label, children: [], terminal: undefined, offset: 0 });

function terminalOf({ name, flags, offset, reexport, resolver }: Export): Uint8Array {
  if (reexport !== undefined) {
    const start = [...encodeUleb(flags | exportFlags.EXPORT_SYMBOL_FLAGS_REEXPORT), ...encodeUleb(reexport.ordinal)];
    // An empty name means: the same as here.
    return concatBytes([Uint8Array.from(start), encodeText(reexport.name === name ? "" : reexport.name), nul]);
  }
  if (resolver === undefined) return Uint8Array.from([...encodeUleb(flags), ...encodeUleb(offset)]);
  const resolving = flags | exportFlags.EXPORT_SYMBOL_FLAGS_STUB_AND_RESOLVER;
  return Uint8Array.from([...encodeUleb(resolving), ...encodeUleb(offset), ...encodeUleb(resolver)]);
}
const nul = new Uint8Array(1);

/** Adds the children that entries which share a prefix need. Entries keep the order given. */
function grow(root: Node, entries: readonly Named[]): void {
  const pending: { node: Node; entries: readonly Named[]; depth: number }[] = [{ node: root, entries, depth: 0 }];
  while (pending.length > 0) {
    const { node, entries: group, depth } = pending.pop()!;
    const byFirst = new Map<number, Named[]>();
    for (const entry of group) {
      if (entry.bytes.length === depth) {
        node.terminal = entry.terminal;
        continue;
      }
      const first = entry.bytes[depth]!;
      const found = byFirst.get(first);
      if (found === undefined) byFirst.set(first, [entry]);
      else found.push(entry);
    }
    for (const same of byFirst.values()) {
      const shared = sharedPrefix(same, depth);
      const child = newNode(same[0]!.bytes.subarray(depth, shared));
      node.children.push(child);
      pending.push({ node: child, entries: same, depth: shared });
    }
  }
}

function sharedPrefix(entries: readonly Named[], from: number): number {
  const first = entries[0]!.bytes;
  let length = first.length;
  for (const { bytes } of entries) {
    let i = from;
    while (i < length && i < bytes.length && bytes[i] === first[i]) i += 1;
    length = i;
  }
  return length;
}

function ulebSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** Bytes of a node without its children's offsets: the part that no iteration changes. */
function fixedSize({ terminal, children }: Node): number {
  let size = terminal === undefined ? 2 : ulebSize(terminal.length) + terminal.length + 1;
  for (const child of children) size += child.label.length + 1;
  return size;
}

/** Gives nodes their offsets. Offsets only grow from pass to pass and are bounded, so this ends. */
function place(nodes: readonly Node[]): void {
  const fixed = Uint32Array.from(nodes, fixedSize);
  for (let changed = true; changed; ) {
    changed = false;
    let at = 0;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      if (node.offset !== at) changed = true;
      node.offset = at;
      at += fixed[i]!;
      for (const child of node.children) at += ulebSize(child.offset);
    }
  }
}

function writeNode(node: Node, out: ByteSink): void {
  out.uleb(node.terminal?.length ?? 0);
  if (node.terminal !== undefined) out.append(node.terminal);
  out.byte(node.children.length);
  for (const child of node.children) {
    out.append(child.label);
    out.byte(0);
    out.uleb(child.offset);
  }
}

/** Nodes in breadth-first order, as the tools write them. */
function breadthFirst(root: Node): Node[] {
  const nodes = [root];
  for (let i = 0; i < nodes.length; i++) for (const child of nodes[i]!.children) nodes.push(child);
  return nodes;
}

/** Encoded trie; no bytes for no exports. Of two exports with one name the later stays. */
export function writeExportTrie(exports: readonly Export[]): Uint8Array<ArrayBuffer> {
  if (exports.length === 0) return new Uint8Array(0);
  const root = newNode(new Uint8Array(0));
  grow(
    root,
    exports.map((entry) => ({ bytes: encodeText(entry.name), terminal: terminalOf(entry) })),
  );
  const nodes = breadthFirst(root);
  place(nodes);
  const out = new ByteSink();
  for (const node of nodes) writeNode(node, out);
  return out.take();
}
