// Line numbers of the compiler's source, as `.file` and `.loc` give them: each `.loc` makes a row for the next
// instruction or data.

import type { DraftSection } from "../draft";
import type { Location } from "../evaluate";
import type { Span } from "../messages";
import { SourceFiles } from "./sourceFiles";

/** What a row says beside its address. */
export interface SourcePlace {
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly isStatement: boolean;
  readonly isBlockStart: boolean;
  readonly isPrologueEnd: boolean;
  readonly isEpilogueBegin: boolean;
  readonly isa: number;
  readonly discriminator: number;
}
export interface LineRow extends SourcePlace {
  readonly at: Location;
  readonly span: Span;
}
/** The rows of a section, and the first one's label. */
export interface SectionRows {
  readonly label: string;
  readonly rows: LineRow[];
}

/** What the rows need of the place where contents are written. */
export interface LabelMaker {
  readonly section: DraftSection;
  readonly span: Span;
  hiddenLabel(): string;
  here(): Location;
}

export class DebugLines {
  readonly files = new SourceFiles();
  readonly sections = new Map<DraftSection, SectionRows>();
  /** A `.loc` that still waits for something to describe. */
  private waiting: SourcePlace | undefined;
  /** Stays as the last `.loc` left it. */
  isStatement = true;
  private readonly labels: LabelMaker;

  constructor(labels: LabelMaker) {
    this.labels = labels;
  }

  get isWaiting(): boolean {
    return this.waiting !== undefined;
  }

  loc(place: SourcePlace): void {
    // One directly after another gets its row all the same.
    this.mark();
    this.waiting = place;
    this.isStatement = place.isStatement;
  }

  /** Nothing more comes that a `.loc` could describe. */
  finish(): void {
    this.waiting = undefined;
  }

  /** Something is about to be written. */
  mark(): void {
    const { waiting, labels } = this;
    if (waiting === undefined) return;
    this.waiting = undefined;
    const row = { ...waiting, at: labels.here(), span: labels.span };
    const known = this.sections.get(labels.section);
    if (known === undefined) this.sections.set(labels.section, { label: labels.hiddenLabel(), rows: [row] });
    else known.rows.push(row);
  }
}
