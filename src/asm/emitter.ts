// Turns statements into draft contents: the one place that appends to sections, defines labels and records holes.
// It mirrors what LLVM's MCObjectStreamer and MCMachOStreamer do at each step, because the order of registration
// and the cutting of fragments show in the object's symbol table and relocations.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import { sectionAttributes, sectionTypeOf, symbolDescriptions } from "@/macho/constants";
import { dependsOn, namesIn, pointsInside } from "./assignments";
import {
  appendFragment,
  type BytesFragment,
  createDraft,
  type DraftSection,
  type DraftSymbol,
  type Fragment,
  isLinkerVisible,
  register,
  symbolNamed,
} from "./draft";
import { beforeLayout, Evaluator, eachSymbol, type Location } from "./evaluate";
import type { Expression } from "./expression";
import type { EncodedInstruction, Fixup, FixupKind, Syntax } from "./instructionEncoder";
import { LineRows } from "./lineRows";
import { lineKind } from "./lineTable";
import { type Complaint, messages, type Span } from "./messages";
import { lebBytes, littleEndian } from "./numbers";
import { indirectSections, isKnownDebugSection, isVirtual } from "./sectionKinds";
import { type SectionSpecification, textSection } from "./sections";
import { CallFrames } from "./unwinding/callFrames";
import { frameRules } from "./unwinding/rules";

/** What an object's contents may come to; a `.space` with a slipped digit must not take the page down. */
export const mostContentBytes = 64 * 1024 * 1024;
export const mostSections = 255;
const mostMessages = 1000;

const dataFixup = (kind: FixupKind): Fixup => ({ offset: 0, kind, expression: { kind: "constant", value: 0n } });
const dataFixups = { 1: dataFixup("data1"), 2: dataFixup("data2"), 4: dataFixup("data4"), 8: dataFixup("data8") };
const asNumber = (fixup: Fixup): Fixup => ({ ...fixup, isNumber: true });
const numberFixups = {
  1: asNumber(dataFixups[1]),
  2: asNumber(dataFixups[2]),
  4: asNumber(dataFixups[4]),
  8: asNumber(dataFixups[8]),
};
const zeros = { 1: new Uint8Array(1), 2: new Uint8Array(2), 4: new Uint8Array(4), 8: new Uint8Array(8) };
/** Bytes that are copied one by one. */
const shortCopy = 16;

export class Emitter {
  readonly draft = createDraft();
  readonly diagnostics: Diagnostic[] = [];
  readonly evaluator = new Evaluator(this.draft, beforeLayout);
  readonly callFrames: CallFrames;
  readonly architecture: Architecture;
  /** How x86_64 instructions are written from here on. */
  syntax: Syntax = "att";
  /** The statement in hand. */
  span: Span = { line: 1, column: 1, length: 1 };
  private readonly file: string;
  private readonly sectionsByName = new Map<string, DraftSection>();
  private readonly localLabelCounts = new Map<string, number>();
  private readonly sectionStack: { section: DraftSection; previous: DraftSection | undefined }[] = [];
  private hiddenLabels = 0;
  private sectionLabels = 0;
  private contentBytes = 0;
  /** How many assignments there were: what names mean may differ from one to the next. */
  assignments = 0;
  section: DraftSection;
  previousSection: DraftSection | undefined;

  constructor(file: string, architecture: Architecture) {
    this.file = file;
    this.architecture = architecture;
    this.callFrames = new CallFrames(this, frameRules[architecture]);
    this.section = this.sectionFor(textSection);
  }

  complain(complaint: Complaint, span: Span = this.span): void {
    if (this.hasGivenUp) return;
    const last = this.diagnostics.length === mostMessages - 1;
    this.diagnostics.push((last ? messages.tooManyErrors : complaint)(this.file, span));
  }

  /** Whether so much is wrong that the rest of the text is not worth reading: it is some other language. */
  get hasGivenUp(): boolean {
    return this.diagnostics.length >= mostMessages;
  }

  // Sections

  private sectionFor(wanted: SectionSpecification): DraftSection {
    const key = `${wanted.segment},${wanted.name}`;
    const known = this.sectionsByName.get(key);
    if (known !== undefined) return known;
    const { sections } = this.draft;
    const section: DraftSection = {
      segment: wanted.segment,
      name: wanted.name,
      flags: wanted.flags,
      stubSize: wanted.stubSize ?? 0,
      ordinal: sections.length + 1,
      fragments: [],
      holes: [],
      lines: new LineRows(),
      buffer: new Uint8Array(64),
      used: 0,
      alignment: 0,
      hasInstructions: false,
      address: 0,
      size: 0,
    };
    if (sections.length === mostSections) {
      this.complain(messages.tooManySections);
      return this.section;
    }
    sections.push(section);
    this.sectionsByName.set(key, section);
    // Its relocations cannot name a section, so every section has a symbol of its own.
    if (this.architecture === "arm64" && !isKnownDebugSection(section)) {
      this.section = section;
      this.place(symbolNamed(this.draft, `ltmp${this.sectionLabels++}`));
    }
    return section;
  }

  switchSection(wanted: SectionSpecification): void {
    const before = this.section;
    this.section = this.sectionFor(wanted);
    this.previousSection = before;
  }

  pushSection(): void {
    this.sectionStack.push({ section: this.section, previous: this.previousSection });
  }

  popSection(): boolean {
    const saved = this.sectionStack.pop();
    if (saved === undefined) return false;
    this.section = saved.section;
    this.previousSection = saved.previous;
    return true;
  }

  /** Runs `body` as if in another section. */
  within(wanted: SectionSpecification, body: () => void): void {
    const { section, previousSection } = this;
    this.section = this.sectionFor(wanted);
    body();
    this.section = section;
    this.previousSection = previousSection;
  }

  /** Whether alignment gaps here are filled with no-ops. */
  get isCode(): boolean {
    return (this.section.flags & sectionAttributes.S_ATTR_PURE_INSTRUCTIONS) !== 0;
  }

  // Fragments

  private bytesFragment(): BytesFragment {
    const { fragments } = this.section;
    const last = fragments[fragments.length - 1];
    return last?.kind === "bytes" ? last : appendFragment(this.section, "bytes", 0, undefined);
  }

  /** Makes room and counts against the budget; false when the object would become too big. */
  private claim(size: number): boolean {
    const before = this.contentBytes;
    this.contentBytes += size;
    if (this.contentBytes <= mostContentBytes) return true;
    if (before <= mostContentBytes) this.complain(messages.tooBig("64 MiB"));
    return false;
  }

  /** Room for contents: where it begins in the section's buffer, or -1 if there is none to be had. */
  private room(size: number): number {
    const { section } = this;
    if (isVirtual(section)) {
      this.complain(messages.zerofillHasContents);
      return -1;
    }
    if (!this.claim(size)) return -1;
    const at = section.used;
    const end = at + size;
    if (end > section.buffer.length) {
      const grown = new Uint8Array(Math.max(section.buffer.length * 2, end));
      grown.set(section.buffer.subarray(0, at));
      section.buffer = grown;
    }
    this.bytesFragment().size += size;
    section.used = end;
    return at;
  }

  /** Writes contents and notes whose they are; false if they have no place. */
  private write(bytes: ArrayLike<number>, kind: number): boolean {
    const { length } = bytes;
    const at = this.room(length);
    if (at < 0) return false;
    const { buffer } = this.section;
    // Most are shorter than a call that copies them is worth.
    if (length <= shortCopy) for (let i = 0; i < length; i++) buffer[at + i] = bytes[i]!;
    else buffer.set(bytes, at);
    const fragment = this.bytesFragment();
    this.note(kind, fragment, at - fragment.start, length);
    return true;
  }

  /** A hole in the `size` bytes just written. */
  private hole(size: number, fixup: Fixup, expression: Expression, symbol: DraftSymbol | undefined): void {
    const { section, span } = this;
    const fragment = this.bytesFragment();
    section.holes.push({ fragment, offset: fragment.size - size + fixup.offset, fixup, expression, symbol, span });
  }

  private note(kind: number, fragment: Fragment, offset: number, size: number | undefined): void {
    this.section.lines.add(this.span, kind, fragment, offset, size);
  }

  // Contents

  bytes(bytes: ArrayLike<number>): void {
    this.write(bytes, lineKind.data);
  }

  /**
   * One element of `.byte`, `.short`, `.long`, `.quad`. `isNumber`: whatever atoms lie between its labels, as if it were
   * the value of an assignment.
   */
  value(expression: Expression, size: 1 | 2 | 4 | 8, isNumber = false): void {
    const anchored = this.anchor(expression);
    const constant = this.evaluator.constant(anchored, isNumber);
    const symbol = this.mention(anchored);
    if (constant !== undefined) {
      const bits = size * 8;
      if (BigInt.asIntN(bits, constant) !== constant && BigInt.asUintN(bits, constant) !== constant) {
        this.complain(messages.outOfRange(constant, bits));
        return;
      }
      this.bytes(littleEndian(constant, size));
      return;
    }
    if (!this.write(zeros[size], lineKind.data)) return;
    this.hole(size, isNumber ? numberFixups[size] : dataFixups[size], anchored, symbol);
  }

  instruction(encoded: EncodedInstruction): void {
    const { bytes, fixups, short } = encoded;
    this.section.hasInstructions = true;
    if (short !== undefined) this.relaxable(encoded, short);
    else if (fixups.length === 0) this.write(bytes, lineKind.instruction);
    else if (fixups.length === 1) {
      const symbol = this.mention(fixups[0]!.expression);
      const expression = this.anchor(fixups[0]!.expression);
      if (this.write(bytes, lineKind.instruction)) this.hole(bytes.length, fixups[0]!, expression, symbol);
    } else {
      const symbols = fixups.map(({ expression }) => this.mention(expression));
      const anchored = fixups.map(({ expression }) => this.anchor(expression));
      if (this.write(bytes, lineKind.instruction))
        fixups.forEach((fixup, i) => {
          this.hole(bytes.length, fixup, anchored[i]!, symbols[i]);
        });
    }
  }

  private relaxable(long: EncodedInstruction, short: NonNullable<EncodedInstruction["short"]>): void {
    let target: DraftSymbol | undefined;
    for (const { expression } of long.fixups) target = this.mention(expression);
    if (!this.claim(long.bytes.length)) return;
    const { section, span } = this;
    if (isVirtual(section)) {
      this.complain(messages.zerofillHasContents);
      return;
    }
    const anchoredLong = { ...long, fixups: long.fixups.map((fixup) => this.anchored(fixup)) };
    const anchoredShort = { ...short, fixups: short.fixups.map((fixup) => this.anchored(fixup)) };
    const detail = { long: anchoredLong, short: anchoredShort, isLong: false, target };
    const fragment = appendFragment(section, "branch", short.bytes.length, detail);
    const { expression } = anchoredLong.fixups[0]!;
    section.holes.push({ fragment, offset: 0, fixup: undefined, expression, symbol: target, span });
    this.note(lineKind.instruction, fragment, 0, undefined);
  }

  /** `count` copies of `pattern`; all zero in a zerofill section. */
  fill(count: number, pattern: Uint8Array): void {
    const size = count * pattern.length;
    if (size === 0) return;
    if (isVirtual(this.section)) {
      if (pattern.some((byte) => byte !== 0)) {
        this.complain(messages.zerofillHasContents);
        return;
      }
    } else if (!this.claim(size)) return;
    this.note(lineKind.data, appendFragment(this.section, "fill", size, pattern), 0, undefined);
  }

  /** Alignment to `2^power` bytes; `pattern` undefined fills code with no-ops and all else with zeros. */
  align(power: number, pattern: Uint8Array | undefined, longest: number): void {
    const { section } = this;
    section.alignment = Math.max(section.alignment, power);
    const fragment = appendFragment(section, "align", 0, {
      bytes: 2 ** power,
      pattern: pattern ?? (this.isCode ? undefined : new Uint8Array(1)),
      longest: longest === 0 ? Number.POSITIVE_INFINITY : longest,
    });
    this.note(lineKind.padding, fragment, 0, undefined);
  }

  leb(expression: Expression, signed: boolean): void {
    const anchored = this.anchor(expression);
    const constant = this.evaluator.constant(anchored);
    this.mention(anchored);
    if (constant !== undefined) {
      this.bytes(lebBytes(constant, signed));
      return;
    }
    if (isVirtual(this.section)) {
      this.complain(messages.zerofillHasContents);
      return;
    }
    const detail = { expression: anchored, signed, bytes: [0], span: this.span };
    const fragment = appendFragment(this.section, "leb", 1, detail);
    this.note(lineKind.data, fragment, 0, undefined);
  }

  /** Moves the rows of a DWARF frame table on to another place in the code. */
  advance(from: Location, to: Location): void {
    const fragment = appendFragment(this.section, "advance", 0, { from, to, bytes: [], span: this.span });
    this.note(lineKind.data, fragment, 0, undefined);
  }

  // Symbols

  private place(symbol: DraftSymbol): void {
    const fragment = isLinkerVisible(symbol)
      ? appendFragment(this.section, "bytes", 0, undefined)
      : this.bytesFragment();
    symbol.fragment = fragment;
    symbol.offset = fragment.size;
    symbol.line = this.span.line;
    register(this.draft, symbol);
  }

  /** A symbol that may be given a meaning here, or a complaint that it has one. */
  private definable(name: string): DraftSymbol | undefined {
    const symbol = symbolNamed(this.draft, name);
    if (symbol.fragment === undefined && symbol.variable === undefined && symbol.common === undefined) return symbol;
    this.complain(messages.redefined(name, symbol.line));
    return undefined;
  }

  label(name: string): void {
    const symbol = this.definable(name);
    if (symbol === undefined) return;
    this.place(symbol);
    // Darwin's assembler forgets a `.lazy_reference` made before the definition.
    symbol.description &= ~0x7;
  }

  /** `1:` */
  localLabel(digits: string): void {
    const key = BigInt(digits).toString();
    const count = (this.localLabelCounts.get(key) ?? 0) + 1;
    this.localLabelCounts.set(key, count);
    this.place(symbolNamed(this.draft, localLabelName(key, count)));
  }

  /** The hidden name behind `1b` or `1f`. */
  localLabelReference(digits: string, direction: "b" | "f"): string | undefined {
    const key = BigInt(digits).toString();
    const count = this.localLabelCounts.get(key) ?? 0;
    if (direction === "b") return count === 0 ? undefined : localLabelName(key, count);
    return localLabelName(key, count + 1);
  }

  /** The current location, for those who need no name for it. */
  here(): Location {
    const fragment = this.bytesFragment();
    return { fragment, offset: fragment.size };
  }

  /** A name that no source text can write. */
  hiddenName(): string {
    return `L #${this.hiddenLabels++}`;
  }

  /** A label of such a name, at the current location. */
  hiddenLabel(): string {
    const name = this.hiddenName();
    this.place(symbolNamed(this.draft, name));
    return name;
  }

  assign(name: string, expression: Expression): DraftSymbol | undefined {
    const symbol = symbolNamed(this.draft, name);
    if (symbol.fragment !== undefined || symbol.common !== undefined) {
      this.complain(messages.redefined(name, symbol.line));
      return undefined;
    }
    const anchored = this.folded(this.anchor(expression));
    if (dependsOn(this.draft, anchored, symbol)) {
      this.complain(messages.recursiveVariable(name));
      return undefined;
    }
    register(this.draft, symbol);
    this.assignments++;
    this.mention(anchored);
    symbol.variable = anchored;
    // A name for a place inside another symbol's atom must not cut the atom there.
    if (pointsInside(expression)) {
      symbol.altEntry = true;
      symbol.description |= symbolDescriptions.N_ALT_ENTRY;
    }
    symbol.line = this.span.line;
    return symbol;
  }

  /** Numbers alone are worth their value now: `.set n, n + 1` counts. */
  private folded(expression: Expression): Expression {
    const value = namesIn(expression) === 0 ? this.evaluator.constant(expression) : undefined;
    return value === undefined ? expression : { kind: "constant", value };
  }

  common(name: string, size: number, alignment: number): void {
    const symbol = this.definable(name);
    if (symbol === undefined) return;
    register(this.draft, symbol);
    symbol.external = true;
    symbol.common = { size, alignment };
    symbol.line = this.span.line;
  }

  /** Room in a zerofill section, with its label. */
  zerofill(wanted: SectionSpecification, name: string, size: number, power: number): void {
    this.within(wanted, () => {
      if (!isVirtual(this.section)) return this.complain(messages.zerofillRegular);
      const symbol = this.definable(name);
      if (symbol === undefined) return;
      this.align(power, undefined, 0);
      this.place(symbol);
      this.fill(size, new Uint8Array(1));
    });
  }

  /** The slot at the current location belongs to the symbol (LC_DYSYMTAB's indirect table). */
  indirectSymbol(name: string): void {
    const { section, span } = this;
    const type = sectionTypeOf(section.flags);
    if (!indirectSections.has(type)) {
      this.complain(messages.indirectSection);
      return;
    }
    const symbol = symbolNamed(this.draft, name);
    symbol.mentioned ??= span;
    this.draft.indirectSymbols.push({ symbol, section, span });
  }

  /** A symbol that a directive says something about; saying it makes it part of the symbol table. */
  declare(name: string): DraftSymbol {
    const symbol = symbolNamed(this.draft, name);
    symbol.mentioned ??= this.span;
    register(this.draft, symbol);
    return symbol;
  }

  /** Declares what the expression names; returns the symbol if it is no more than one. */
  private mention(expression: Expression): DraftSymbol | undefined {
    if (expression.kind === "symbol") return this.declare(expression.name);
    if (expression.kind !== "constant") eachSymbol(expression, (name) => this.declare(name));
    return undefined;
  }

  /** The expression with `.` pinned to a label at the current location. */
  anchor(expression: Expression): Expression {
    switch (expression.kind) {
      case "here":
        return { kind: "symbol", name: this.hiddenLabel() };
      case "unary": {
        const operand = this.anchor(expression.operand);
        return operand === expression.operand ? expression : { ...expression, operand };
      }
      case "binary": {
        const left = this.anchor(expression.left);
        const right = this.anchor(expression.right);
        return left === expression.left && right === expression.right ? expression : { ...expression, left, right };
      }
      default:
        return expression;
    }
  }

  private anchored(fixup: Fixup): Fixup {
    const expression = this.anchor(fixup.expression);
    return expression === fixup.expression ? fixup : { ...fixup, expression };
  }
}

const localLabelName = (digits: string, count: number) => `L ${digits}#${count}`;
