// Indexes the sources while nothing else is to do, so that the first question finds them indexed.

import type { IndexedSource } from "./projectSymbols";

/** Scanned in one go; some milliseconds. */
const linesAtOnce = 400;

export interface Idle {
  request(run: () => void): void;
}

export class IdleIndexer {
  private readonly sources: () => readonly IndexedSource[];
  private readonly idle: Idle;
  private isWaiting = false;
  private isOver = false;

  constructor(sources: () => readonly IndexedSource[], idle: Idle) {
    this.sources = sources;
    this.idle = idle;
  }

  /** Something may have changed. */
  wake(): void {
    if (this.isWaiting || this.isOver) return;
    this.isWaiting = true;
    this.idle.request(() => {
      this.isWaiting = false;
      if (!this.isOver && this.sources().some(({ index }) => !index.advance(linesAtOnce))) this.wake();
    });
  }

  dispose(): void {
    this.isOver = true;
  }
}
