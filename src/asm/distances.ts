// Distances that were asked for while the text was read: what was written depends on the answers. Whoever moves
// something later asks again, and writes anew what follows from another answer.

import type { DraftSection, DraftSymbol } from "./draft";
import { beforeLayout, type Location, type Stage } from "./evaluate";
import { copyBytes } from "./numbers";

/** Bytes that follow from distances and nothing else. */
export interface Written {
  readonly at: Location;
  readonly size: number;
  /** What they would be now; undefined if they would be no plain bytes. */
  again(): ArrayLike<number> | undefined;
}

export interface Question {
  readonly to: Location;
  readonly from: Location;
  answer: number | undefined;
  /** Missing where something else than bytes follows from the answer. */
  written: Written | undefined;
  /** A shorter distance is as good: it is the value, and has room for it. */
  mayShrink: boolean;
}

const isSymbol = (at: Location): at is DraftSymbol & Location => "name" in at;

export class Distances {
  readonly questions: Question[] = [];
  /** Sections in which more than distances between labels was asked for. */
  readonly frozen = new Set<DraftSection>();
  private isOver = false;

  readonly stage: Stage = (to, from, inSet) => {
    const answer = beforeLayout(to, from, inSet);
    const { section } = to.fragment;
    if (this.isOver || section !== from.fragment.section) return answer;
    // A name for a place beside a label is a place that nothing else knows.
    if (isSymbol(to) && isSymbol(from)) this.questions.push({ to, from, answer, written: undefined, mayShrink: false });
    else this.freeze(section);
    return answer;
  };

  get count(): number {
    return this.questions.length;
  }

  /** Of two places, which somebody keeps. */
  between(to: Location, from: Location): number | undefined {
    const answer = beforeLayout(to, from, false);
    this.questions.push({ to, from, answer, written: undefined, mayShrink: false });
    return answer;
  }

  /** The bytes at `at` follow from what was asked since there were `asked` questions. */
  wrote(asked: number, at: Location, size: number, again: Written["again"]): void {
    const written = { at, size, again };
    for (let i = asked; i < this.questions.length; i++) this.questions[i]!.written = written;
  }

  /** What was asked since there were `asked` questions is a value as such. */
  allowShrinking(asked: number): void {
    for (let i = asked; i < this.questions.length; i++) this.questions[i]!.mayShrink = true;
  }

  /** Where the section begins matters. */
  freeze(section: DraftSection): void {
    this.frozen.add(section);
  }

  /**
   * Things have moved: writes what follows from other answers now. False if something else than as many bytes follows
   * from one of them.
   */
  askAgain(): boolean {
    const changed = new Set<Written>();
    for (const question of this.questions) {
      const answer = beforeLayout(question.to, question.from, false);
      if (answer === question.answer) continue;
      if (question.written === undefined || answer === undefined) return false;
      question.answer = answer;
      changed.add(question.written);
    }
    for (const { at, size, again } of changed) {
      const bytes = again();
      if (bytes?.length !== size) return false;
      const { section, start } = at.fragment;
      copyBytes(section.buffer, start + at.offset, bytes, 0, size);
    }
    return true;
  }

  /** What is asked from here on follows from the draft as it is then. */
  close(): void {
    this.isOver = true;
  }
}
