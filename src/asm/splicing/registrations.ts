// The order in which a text names its symbols, which is that of the local ones in the symbol table, while statements
// come and go.

import type { Draft, DraftSymbol } from "../draft";
import { isLinkerVisible } from "../draft";
import type { StatementMoves } from "../versionDifference";

export class Registrations {
  private readonly draft: Draft;
  /** How many of the draft's symbols were registered by the text; others follow them. */
  private ofText: number;
  /** Symbols that some statement further down is the first to name, and nobody knows which. */
  private readonly misplaced = new Set<DraftSymbol>();
  /** Symbols whose first mention went in the edit in hand. */
  private floating = new Set<DraftSymbol>();

  constructor(draft: Draft, ofText: number) {
    this.draft = draft;
    this.ofText = ofText;
    for (const symbol of draft.order.slice(ofText)) symbol.since = Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.draft.order.length;
  }

  /** A statement on one of these lines, which are about to go, does not name the symbol any more. */
  drop(symbol: DraftSymbol, from: number, to: number): void {
    const isFirst = symbol.since >= from && symbol.since <= to;
    const isLast = symbol.mentions === 0 && !isDefined(symbol);
    if (!symbol.registered || !(isFirst || isLast)) return;
    this.remove(symbol);
    this.floating.add(symbol);
  }

  /** A statement names the symbol. */
  add(symbol: DraftSymbol, line: number): void {
    // One that is misplaced is first named below the line that it has here.
    const isEarlier = symbol.since < line || (symbol.since === line && !this.misplaced.has(symbol));
    if (symbol.registered && isEarlier) return;
    if (symbol.registered) this.remove(symbol);
    this.floating.delete(symbol);
    this.misplaced.delete(symbol);
    this.insert(symbol, line);
  }

  /** What went and did not come again is named further down, or nowhere. `line` is the edit's, or the one in front. */
  settle(line: number): void {
    for (const symbol of this.floating) {
      if (symbol.mentions === 0 && !isDefined(symbol)) continue;
      this.insert(symbol, line);
      this.misplaced.add(symbol);
    }
    this.floating = new Set();
  }

  /** Whether the symbol table has none whose place in it is unknown. */
  get isCertain(): boolean {
    for (const symbol of this.misplaced)
      if (symbol.registered && isDefined(symbol) && !symbol.external && isLinkerVisible(symbol)) return false;
    return true;
  }

  /** Lines have moved; those of statements that went count as `front`. */
  moveLines(moves: StatementMoves, front: number): void {
    for (const symbol of this.draft.order)
      if (symbol.since >= moves.from) symbol.since = moves.line(symbol.since) ?? front;
  }

  private remove(symbol: DraftSymbol): void {
    const at = this.draft.order.indexOf(symbol);
    this.draft.order.splice(at, 1);
    if (at < this.ofText) this.ofText--;
    symbol.registered = false;
    symbol.since = Number.POSITIVE_INFINITY;
  }

  /** Behind all that were named by then. */
  private insert(symbol: DraftSymbol, line: number): void {
    const { order } = this.draft;
    let low = 0;
    for (let high = this.ofText; low < high; ) {
      const middle = (low + high) >> 1;
      if (order[middle]!.since <= line) low = middle + 1;
      else high = middle;
    }
    order.splice(low, 0, symbol);
    this.ofText++;
    symbol.registered = true;
    symbol.since = line;
  }
}

/** Whether the name has a meaning of its own. */
export const isDefined = (symbol: DraftSymbol): boolean =>
  symbol.fragment !== undefined || symbol.variable !== undefined || symbol.common !== undefined;
