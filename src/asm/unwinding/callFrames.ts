// The frames of a source while it is read: opened and closed by `.cfi_startproc` and `.cfi_endproc`, filled between.

import type { Emitter } from "../emitter";
import { messages } from "../messages";
import type { Frame, FrameChange } from "./frame";
import type { FrameRules } from "./rules";

export class CallFrames {
  readonly rules: FrameRules;
  readonly frames: Frame[] = [];
  /** The tables to write: for unwinding at run time, and for debuggers. */
  tables: { readonly forRunTime: boolean; readonly forDebuggers: boolean } = { forRunTime: true, forDebuggers: false };
  private readonly emitter: Emitter;
  /** Frames may nest as long as each has a section for itself. */
  private readonly open: Frame[] = [];

  constructor(emitter: Emitter, rules: FrameRules) {
    this.emitter = emitter;
    this.rules = rules;
  }

  start(isSimple: boolean): void {
    const { emitter, open } = this;
    const outer = open.at(-1);
    if (outer?.section === emitter.section) {
      emitter.complain(messages.frameInFrame(outer.span.line));
      return;
    }
    const frame: Frame = {
      section: emitter.section,
      begin: emitter.hiddenLabel(),
      end: undefined,
      span: emitter.span,
      isSimple,
      changes: [],
      places: [],
      personality: undefined,
      languageData: undefined,
      returnAddress: undefined,
      isSignalFrame: false,
      usesKeyB: false,
      isTagged: false,
    };
    this.frames.push(frame);
    open.push(frame);
  }

  end(): void {
    const frame = this.current();
    if (frame === undefined) return;
    frame.end = this.emitter.hiddenLabel();
    this.open.pop();
  }

  /** The frame that a directive speaks of, or a complaint that there is none here. */
  current(): Frame | undefined {
    const { emitter } = this;
    const frame = this.open.at(-1);
    if (frame === undefined) emitter.complain(messages.outsideFrame);
    else if (frame.section !== emitter.section) emitter.complain(messages.frameElsewhere(frame.span.line));
    else return frame;
    return undefined;
  }

  /** The rules change here. */
  change(change: FrameChange): void {
    const { emitter } = this;
    const frame = this.current();
    if (frame === undefined) return;
    frame.changes.push(change);
    const { fragment, offset } = emitter.here();
    frame.places.push({ fragment, offset, span: emitter.span });
  }

  /** At the end of the text. */
  complainOfOpenFrames(): void {
    for (const { span } of this.open) this.emitter.complain(messages.unclosedFrame, span);
  }
}
