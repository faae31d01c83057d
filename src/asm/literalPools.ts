// Literal pools: `ldr x0, =value` loads a word that the assembler puts where `.ltorg` stands, or else at the end of
// the section. What LLVM shares (numbers, and bare symbols) is shared also after the pool was written.

import { dataInCodeKinds } from "@/macho/constants";
import type { DraftSection } from "./draft";
import type { Emitter } from "./emitter";
import type { Expression } from "./expression";
import type { Fixup } from "./instructionEncoder";
import type { Span } from "./messages";

type LiteralSize = 4 | 8;

interface Literal {
  readonly label: string;
  readonly expression: Expression;
  readonly size: LiteralSize;
  readonly span: Span;
}
interface Pool {
  readonly labels: Map<string, string>;
  /** Referred to, but not written yet. */
  readonly waiting: Literal[];
}

/** Literals with one key are one literal. */
function keyOf(expression: Expression, size: LiteralSize): string | undefined {
  if (expression.kind === "constant") return `#${expression.value}/${size}`;
  return expression.kind === "symbol" && expression.modifier === undefined ? `${expression.name}/${size}` : undefined;
}

export class LiteralPools {
  private readonly emitter: Emitter;
  private readonly pools = new Map<DraftSection, Pool>();

  constructor(emitter: Emitter) {
    this.emitter = emitter;
  }

  get isUsed(): boolean {
    return this.pools.size > 0;
  }

  /** What fills a hole: its expression, or the label of the literal that the expression becomes. */
  target({ expression, pooled }: Fixup): Expression {
    return pooled === undefined ? expression : this.reference(expression, pooled);
  }

  private reference(expression: Expression, size: LiteralSize): Expression {
    const { section, span } = this.emitter;
    const anchored = this.emitter.anchor(expression);
    let pool = this.pools.get(section);
    if (pool === undefined) {
      pool = { labels: new Map(), waiting: [] };
      this.pools.set(section, pool);
    }
    const key = keyOf(anchored, size);
    let label = key === undefined ? undefined : pool.labels.get(key);
    if (label === undefined) {
      label = this.emitter.hiddenName();
      if (key !== undefined) pool.labels.set(key, label);
      pool.waiting.push({ label, expression: anchored, size, span });
    }
    return { kind: "symbol", name: label };
  }

  /** `.ltorg`: the literals of the current section that wait for a place. */
  write(): void {
    const { emitter } = this;
    const waiting = this.pools.get(emitter.section)?.waiting ?? [];
    if (waiting.length === 0) return;
    const { span } = emitter;
    const start = emitter.hiddenLabel();
    for (const { label, expression, size, span: reference } of waiting.splice(0)) {
      emitter.span = reference;
      emitter.align(Math.log2(size), new Uint8Array(1), 0);
      emitter.label(label);
      emitter.value(expression, size);
    }
    emitter.span = span;
    emitter.draft.dataRegions.push({ kind: dataInCodeKinds.DICE_KIND_DATA, start, end: emitter.hiddenLabel(), span });
  }

  /** At the end of the text, in the order in which sections first had a literal. */
  writeAll(): void {
    for (const section of this.pools.keys()) this.emitter.within(section, () => this.write());
  }
}
