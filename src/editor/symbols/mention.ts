// A name in a source, and what its being there means.

export type MentionKind =
  /** A label, or what refers to a symbol. */
  | "symbol"
  | "label"
  /** `1:`, `1b`, `1f`; `name` is the digits with the direction. */
  | "number"
  /** `.set`, `.equ`, `name = …`. */
  | "value"
  /** `.comm`: room of whichever file asks for most. */
  | "common"
  /** `.zerofill`, `.lcomm`, `.tbss`. */
  | "room"
  | "macro"
  /** The word that a statement begins with: an instruction, or a macro if there is one of the name. */
  | "operation"
  /** `name` is `segment,section`, or the directive for `.previous` and `.popsection`. */
  | "section";

export interface Mention {
  /** Without quotes. */
  readonly name: string;
  /** As written, quotes included; columns count from 1. */
  readonly column: number;
  readonly length: number;
  readonly kind: MentionKind;
  /** A declaration says something about a name (`.globl`), or switches to a section. */
  readonly role: "definition" | "declaration" | "reference";
  /** What it is an argument of; absent for labels, operands and `name = …`. */
  readonly directive?: string;
  /** Of a section: holds instructions. */
  readonly isCode?: boolean;
}

export interface PlacedMention extends Mention {
  readonly line: number;
}

/** Whether the name is the assembler's own and never gets into the object. */
export const isTemporary = (name: string): boolean => name.startsWith("L");
