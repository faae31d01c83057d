// DWARF's tables of frames: `__TEXT,__eh_frame` for unwinding at run time, `__DWARF,__debug_frame` for debuggers.
// Functions that agree in what a common information entry (CIE) holds share one; each has a description entry (FDE).

import { sectionAttributes } from "@/macho/constants";
import { symbolNamed } from "../draft";
import type { Emitter } from "../emitter";
import type { Location } from "../evaluate";
import { messages } from "../messages";
import { lebBytes } from "../numbers";
import { writeAdvance } from "../openContents";
import { frameSection } from "../sections";
import { closeLength, openLength, pad } from "../tableContents";
import { minus, symbol, writeNumber } from "../tableValues";
import { augmentationOf, compareShared } from "./commonEntries";
import type { EncodedSymbol, Frame, FrameChange } from "./frame";
import { advanceBytes, encodeFrameChange, slotBytes } from "./frameInstructions";
import type { FrameRules } from "./rules";
import { isPcRelative, pcRelative, sizeOf } from "./writing";

const debuggerSection = { segment: "__DWARF", name: "__debug_frame", flags: sectionAttributes.S_ATTR_DEBUG } as const;

const callFrameAdvance = { encode: advanceBytes, withinAtom: true } as const;
const codeUnit = 1;
const addressSize = 8;
const segmentSelectorSize = 0;

/** The table for unwinders; functions whose compact encoding suffices may stay out of it. */
export function writeRunTimeTable(emitter: Emitter, frames: readonly Frame[], rules: FrameRules): void {
  emitter.switchSection(frameSection);
  const writer = new FrameTableWriter(emitter, rules, true);
  let shared: { readonly label: string; readonly frame: Frame } | undefined;
  // Neighbours share entries; some unwinders want each function next to its common entry.
  for (const frame of [...frames].sort(compareShared)) {
    if (rules.prefersCompact && rules.compactEncoding(frame) !== rules.dwarfMode) continue;
    if (shared === undefined || compareShared(shared.frame, frame) !== 0)
      shared = { label: writer.commonEntry(frame), frame };
    writer.descriptionEntry(shared.label, frame);
  }
}

/** The table for debuggers, where all functions share the first one's entry. */
export function writeDebuggerTable(emitter: Emitter, frames: readonly Frame[], rules: FrameRules): void {
  emitter.switchSection(debuggerSection);
  const writer = new FrameTableWriter(emitter, rules, false);
  const ordered = [...frames].sort(compareShared);
  const shared = writer.commonEntry(ordered[0]!);
  for (const frame of ordered) writer.descriptionEntry(shared, frame);
}

class FrameTableWriter {
  private readonly emitter: Emitter;
  private readonly rules: FrameRules;
  private readonly isForRunTime: boolean;
  private readonly tableStart: string;
  /** What relative changes build upon: as the common entry left it, or, after a simple one, the function before. */
  private cfaOffset = 0;
  private initialCfaOffset = 0;
  /** Functions store the same registers in the same places, by the same statements. */
  private readonly savedAt = new Map<FrameChange, readonly number[]>();

  constructor(emitter: Emitter, rules: FrameRules, isForRunTime: boolean) {
    this.emitter = emitter;
    this.rules = rules;
    this.isForRunTime = isForRunTime;
    this.tableStart = emitter.hiddenLabel();
  }

  /** Returns the entry's label. */
  commonEntry(frame: Frame): string {
    const { emitter, rules, isForRunTime } = this;
    emitter.span = frame.span;
    const start = emitter.hiddenLabel();
    const open = openLength(emitter);
    const returnAddress = frame.returnAddress ?? rules.returnAddress;
    const alignment = [codeUnit, ...lebBytes(BigInt(-slotBytes), true)];
    if (isForRunTime) {
      emitter.bytes([0, 0, 0, 0, 1, ...augmentationOf(frame), 0, ...alignment, returnAddress & 0xff]);
      this.augmentationData(frame);
    } else {
      emitter.bytes([0xff, 0xff, 0xff, 0xff, 4, 0, addressSize, segmentSelectorSize, ...alignment]);
      emitter.bytes(lebBytes(BigInt(returnAddress), false));
    }
    if (!frame.isSimple) for (const change of rules.onEntry) this.change(change);
    this.initialCfaOffset = this.cfaOffset;
    // DW_CFA_nop is 0.
    pad(emitter, isForRunTime ? 2 : 3);
    closeLength(emitter, open);
    return start;
  }

  private augmentationData(frame: Frame): void {
    const { emitter, rules } = this;
    const { personality, languageData } = frame;
    const length = (personality ? 1 + sizeOf(personality.encoding) : 0) + (languageData ? 1 : 0) + 1;
    emitter.bytes([length]);
    if (personality !== undefined) {
      emitter.bytes([personality.encoding]);
      emitter.span = personality.span;
      const here = () => symbol(emitter.hiddenLabel());
      emitter.value(rules.throughGot(personality.name, here), sizeOf(personality.encoding));
      emitter.span = frame.span;
    }
    emitter.bytes([...(languageData ? [languageData.encoding] : []), pcRelative]);
  }

  descriptionEntry(common: string, frame: Frame): void {
    const { emitter, isForRunTime } = this;
    emitter.span = frame.span;
    this.cfaOffset = this.initialCfaOffset;
    const open = openLength(emitter);
    const start = emitter.hiddenLabel();
    const toCommon = isForRunTime ? [start, common] : [common, this.tableStart];
    writeNumber(emitter, minus(symbol(toCommon[0]!), symbol(toCommon[1]!)), 4);
    if (isForRunTime) this.address({ name: frame.begin, encoding: pcRelative, span: frame.span });
    else emitter.value(symbol(frame.begin), addressSize);
    writeNumber(emitter, minus(symbol(frame.end!), symbol(frame.begin)), addressSize);
    if (isForRunTime) this.languageData(frame);
    this.instructions(frame);
    emitter.span = frame.span;
    pad(emitter, 3);
    closeLength(emitter, open);
  }

  private languageData({ languageData }: Frame): void {
    this.emitter.bytes([languageData === undefined ? 0 : sizeOf(languageData.encoding)]);
    if (languageData !== undefined) this.address(languageData);
  }

  private address({ name, encoding, span }: EncodedSymbol): void {
    const { emitter, rules } = this;
    emitter.span = span;
    if (rules.distancesAreNumbers && isPcRelative(encoding) && this.isElsewhere(name)) {
      emitter.complain(messages.distanceUndefined(name));
      return;
    }
    const target = symbol(name);
    const value = isPcRelative(encoding) ? minus(target, symbol(emitter.hiddenLabel())) : target;
    if (rules.distancesAreNumbers) writeNumber(emitter, value, sizeOf(encoding));
    else emitter.value(value, sizeOf(encoding));
  }

  /** Whether only the linker knows the place. (Without one, an assembler-local name is a mistake told elsewhere.) */
  private isElsewhere(name: string): boolean {
    const { draft, evaluator } = this.emitter;
    const symbol = symbolNamed(draft, name);
    return !symbol.temporary && evaluator.locate(symbol) === undefined;
  }

  private instructions({ begin, changes, places }: Frame): void {
    const { emitter } = this;
    let from: Location = emitter.evaluator.locate(symbolNamed(emitter.draft, begin))!;
    for (const [i, place] of places.entries()) {
      emitter.span = place.span;
      writeAdvance(emitter, from, place, callFrameAdvance);
      from = place;
      this.change(changes[i]!);
    }
  }

  private change(change: FrameChange): void {
    if (change.kind === "label") {
      this.emitter.label(change.name);
      return;
    }
    const known = this.savedAt.get(change);
    if (known !== undefined) {
      this.emitter.bytes(known);
      return;
    }
    const { bytes, cfaOffset } = encodeFrameChange(change, this.cfaOffset);
    this.emitter.bytes(bytes);
    this.cfaOffset = cfaOffset;
    if (change.kind === "savedAt") this.savedAt.set(change, bytes);
  }
}
