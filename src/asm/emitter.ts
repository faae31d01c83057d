// Turns statements into draft contents: the one place that appends to sections, defines labels and records holes.
// It mirrors what LLVM's MCObjectStreamer and MCMachOStreamer do at each step, because the order of registration
// and the cutting of fragments show in the object's symbol table and relocations.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import { sectionAttributes, sectionTypeOf, symbolDescriptions } from "@/macho/constants";
import { dependsOn, folded, pointsInside, supersede } from "./assignments";
import { ConditionalNames } from "./conditionalNames";
import { dataFixups, numberFixups } from "./dataFixups";
import { DebugLines } from "./debugLines/debugLines";
import { Distances } from "./distances";
import { noteValue } from "./distanceValues";
import {
  appendFragment,
  type BytesFragment,
  createDraft,
  createSection,
  type DraftSection,
  type DraftSymbol,
  type Fragment,
  isLinkerVisible,
  register,
  symbolNamed,
} from "./draft";
import { Evaluator, eachSymbol, type Location } from "./evaluate";
import { type Expression, withHere } from "./expression";
import type { EncodedInstruction, Fixup, Syntax } from "./instructionEncoder";
import type { InstructionRun } from "./instructionRun";
import { lineKind } from "./lineTable";
import { LiteralPools } from "./literalPools";
import { LocalLabels } from "./localLabels";
import { type Complaint, messages, type Span } from "./messages";
import { copyBytes, fitsBytes, integerBytes } from "./numbers";
import { indirectSections, isKnownDebugSection, isVirtual } from "./sectionKinds";
import { type SectionSpecification, textSection } from "./sections";
import { symbol as symbolNode } from "./tableValues";
import { CallFrames } from "./unwinding/callFrames";
import { frameRules } from "./unwinding/rules";

/** What an object's contents may come to; a `.space` with a slipped digit must not take the page down. */
export const mostContentBytes = 64 * 1024 * 1024;
export const mostSections = 255;
const mostMessages = 1000;

const zeros = { 1: new Uint8Array(1), 2: new Uint8Array(2), 4: new Uint8Array(4), 8: new Uint8Array(8) };

/** A place among bytes. */
export type ContentsPlace = Location & { readonly fragment: BytesFragment };

export class Emitter {
  readonly draft = createDraft();
  readonly diagnostics: Diagnostic[] = [];
  /** How many of them are errors; without any, there is an object. */
  errors = 0;
  /** How often something was said, even where there was no room for it. */
  complaints = 0;
  readonly distances = new Distances();
  readonly evaluator = new Evaluator(this.draft, this.distances.stage);
  readonly callFrames: CallFrames;
  readonly debugLines: DebugLines = new DebugLines(this);
  readonly literals = new LiteralPools(this);
  /** How x86_64 instructions are written from here on. */
  syntax: Syntax = "att";
  mixesSyntaxes = false;
  /** The statement in hand. */
  span: Span = { line: 1, column: 1, length: 1 };
  readonly architecture: Architecture;
  private readonly file: string;
  private readonly sectionsByName = new Map<string, DraftSection>();
  readonly localLabels = new LocalLabels();
  private readonly sectionStack: { section: DraftSection; previous: DraftSection | undefined }[] = [];
  private hiddenLabels = 0;
  private sectionLabels = 0;
  private contentBytes = 0;
  readonly conditional = new ConditionalNames();
  /** Names that were given a value: statements that speak of them mean something else from one to the next. */
  readonly assigned = new Set<string>();
  section: DraftSection;
  previousSection: DraftSection | undefined;

  constructor(file: string, architecture: Architecture) {
    this.file = file;
    this.architecture = architecture;
    this.callFrames = new CallFrames(this, frameRules[architecture]);
    this.section = this.sectionFor(textSection);
  }

  complain(complaint: Complaint, span: Span = this.span): void {
    this.complaints++;
    if (this.hasGivenUp) return;
    const diagnostic = complaint(this.file, span);
    const isError = diagnostic.severity === "error";
    const count = this.diagnostics.length + 1;
    // Remarks leave room for errors.
    if (!isError && count > mostMessages / 2) return;
    if (isError) this.errors++;
    this.diagnostics.push(count === mostMessages ? messages.tooManyErrors(this.file, span) : diagnostic);
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
    if (sections.length === mostSections) {
      this.complain(messages.tooManySections);
      return this.section;
    }
    const section = createSection(wanted, sections.length + 1);
    sections.push(section);
    this.sectionsByName.set(key, section);
    // Its relocations cannot name a section, so every section has a symbol of its own.
    if (this.architecture === "arm64" && wanted.isUnlabelled !== true && !isKnownDebugSection(section)) {
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

  /** Makes room for contents: where they go in the section's buffer, or -1 if there is none to be had. */
  private room(size: number): number {
    const { section } = this;
    if (isVirtual(section)) {
      this.complain(messages.zerofillHasContents);
      return -1;
    }
    if (!this.claim(size)) return -1;
    if (this.debugLines.isWaiting) this.debugLines.mark();
    const at = section.used;
    const end = at + size;
    if (end > section.buffer.length) {
      const grown = new Uint8Array(Math.max(section.buffer.length * 2, end));
      grown.set(section.buffer.subarray(0, at));
      section.buffer = grown;
    }
    return at;
  }

  /** Writes contents and notes whose they are; false if they have no place. */
  private write(bytes: ArrayLike<number>, kind: number): boolean {
    const { length } = bytes;
    const at = this.room(length);
    if (at < 0) return false;
    const fragment = this.bytesFragment();
    copyBytes(this.section.buffer, at, bytes, 0, length);
    this.note(kind, fragment, fragment.size, length);
    fragment.size += length;
    this.section.used = at + length;
    return true;
  }

  /** A hole in the `size` bytes just written. */
  private hole(size: number, fixup: Fixup, expression: Expression, symbol: DraftSymbol | undefined): void {
    const { section, span } = this;
    const fragment = this.bytesFragment();
    section.holes.push({ fragment, offset: fragment.size - size + fixup.offset, fixup, expression, symbol, span });
  }

  /** Lists the statement in hand as the one that made these bytes; `size` is undefined where it is open. */
  note(kind: number, fragment: Fragment, offset: number, size: number | undefined): void {
    this.section.lines.add(this.span, kind, fragment.index, offset, size);
  }

  // Contents

  bytes(bytes: ArrayLike<number>, kind: number = lineKind.data): void {
    if (isVirtual(this.section) && Array.prototype.every.call(bytes, (byte) => byte === 0))
      this.fill(bytes.length, zeros[1]);
    else this.write(bytes, kind);
  }

  /**
   * One element of `.byte`, `.short`, `.long`, `.quad`. `isNumber`: whatever atoms lie between its labels, as if it were
   * the value of an assignment.
   */
  value(expression: Expression, size: 1 | 2 | 4 | 8, isNumber = false): void {
    const anchored = this.anchor(expression);
    const symbol = this.mention(anchored);
    // A name without a value is no number.
    const isOpen = symbol !== undefined && symbol.variable === undefined;
    const asked = this.distances.count;
    const constant = isOpen ? undefined : this.evaluator.constant(anchored, isNumber);
    if (constant === undefined) {
      if (!this.write(zeros[size], lineKind.data)) return;
      this.hole(size, isNumber ? numberFixups[size] : dataFixups[size], anchored, symbol);
    } else if (fitsBytes(constant, size)) this.bytes(integerBytes(constant, size));
    else this.complain(messages.outOfRange(constant, size * 8));
    if (this.distances.count > asked) noteValue(this, asked, { expression: anchored, size, isNumber }, constant);
  }

  instruction(encoded: EncodedInstruction): void {
    const { bytes, fixups, short } = encoded;
    this.section.hasInstructions = true;
    if (short !== undefined) this.relaxable(encoded, short);
    else if (fixups.length === 0) this.write(bytes, lineKind.instruction);
    else if (fixups.length === 1) {
      const target = this.literals.target(fixups[0]!);
      const symbol = this.mention(target);
      const expression = this.anchor(target);
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

  /** Instructions that refer to nothing, the first of them `line` lines down; false if they must come one by one. */
  run({ bytes, rows, first }: InstructionRun, line: number): boolean {
    const { section } = this;
    const { length } = bytes;
    if (isVirtual(section) || this.contentBytes + length > mostContentBytes) return false;
    section.hasInstructions = true;
    this.span = { line: first.line + line, column: first.column, length: first.length };
    const at = this.room(length);
    copyBytes(section.buffer, at, bytes, 0, length);
    const fragment = this.bytesFragment();
    section.lines.addAll(rows, line, fragment.index, fragment.size);
    fragment.size += length;
    section.used = at + length;
    return true;
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
    if (this.debugLines.isWaiting) this.debugLines.mark();
    // A name is the same everywhere; what holds `.` gets its labels.
    const isName = target !== undefined && long.fixups.length === 1;
    const detail = {
      long: isName ? long : this.anchoredForm(long),
      short: isName ? short : this.anchoredForm(short),
      isLong: false,
      target,
    };
    const fragment = appendFragment(section, "branch", short.bytes.length, detail);
    const { expression } = detail.long.fixups[0]!;
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

  // Symbols

  private place(symbol: DraftSymbol): void {
    const fragment = isLinkerVisible(symbol)
      ? appendFragment(this.section, "bytes", 0, undefined)
      : this.bytesFragment();
    symbol.fragment = fragment;
    symbol.offset = fragment.size;
    symbol.line = this.span.line;
    register(this.draft, symbol, this.span.line);
  }

  /** The draft's key for a name of the text. */
  keyOf(name: string): string {
    return this.draft.latest.get(name) ?? name;
  }

  /** A symbol that may be given a meaning here, or a complaint that it has one. */
  private definable(name: string): DraftSymbol | undefined {
    const symbol = symbolNamed(this.draft, this.keyOf(name));
    if (symbol.redefinable) symbol.variable = undefined;
    if (symbol.fragment === undefined && symbol.variable === undefined) return symbol;
    this.complain(messages.redefined(name, symbol.line));
    return undefined;
  }

  label(name: string): void {
    if (this.conditional.discarded.has(name)) return;
    if (name === ".") {
      this.complain(messages.notAName(name));
      return;
    }
    const symbol = this.definable(name);
    if (symbol === undefined) return;
    this.place(symbol);
    for (const waiting of this.conditional.fulfil(name)) this.assign(waiting, symbolNode(name));
    // Darwin's assembler forgets a `.lazy_reference` made before the definition.
    symbol.description &= ~0x7;
  }

  /** Gives `name` the meaning of `target` if that is used, now or later. */
  assignOnce(name: string, target: string): void {
    this.conditional.isUsed = true;
    if (this.draft.symbols.get(this.keyOf(target))?.registered === true) this.assign(name, symbolNode(target));
    else this.conditional.wait(name, target);
  }

  /** `1:` */
  localLabel(digits: string): void {
    this.place(symbolNamed(this.draft, this.localLabels.define(digits)));
  }

  /** The current location, for those who need no name for it. */
  here(): ContentsPlace {
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

  assign(name: string, expression: Expression, redefinable = true): DraftSymbol | undefined {
    if (this.conditional.discarded.has(name)) return undefined;
    const known = symbolNamed(this.draft, this.keyOf(name));
    const isFinal = known.variable !== undefined && !(redefinable && known.redefinable);
    if (known.fragment !== undefined || known.common !== undefined || isFinal) {
      this.complain(messages.redefined(name, known.line));
      return undefined;
    }
    const symbol = known.variable === undefined ? known : supersede(this.draft, name, known);
    symbol.redefinable = redefinable;
    const anchored = folded(this.anchor(expression), this.evaluator);
    if (dependsOn(this.draft, anchored, symbol)) {
      this.complain(messages.recursiveVariable(name));
      return undefined;
    }
    register(this.draft, symbol, this.span.line);
    this.assigned.add(name);
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

  common(name: string, size: number, alignment: number): void {
    const symbol = this.definable(name);
    if (symbol === undefined) return;
    register(this.draft, symbol, this.span.line);
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
    const symbol = symbolNamed(this.draft, this.keyOf(name));
    symbol.mentioned ??= span;
    this.draft.indirectSymbols.push({ symbol, section, span });
  }

  /** A symbol that a directive says something about; saying it makes it part of the symbol table. */
  declare(name: string): DraftSymbol {
    return this.used(this.keyOf(name));
  }

  private used(key: string): DraftSymbol {
    const symbol = symbolNamed(this.draft, key);
    symbol.mentioned ??= this.span;
    symbol.mentions++;
    register(this.draft, symbol, this.span.line);
    return symbol;
  }

  /** Declares what the expression names; returns the symbol if it is no more than one. */
  mention(expression: Expression): DraftSymbol | undefined {
    if (expression.kind === "symbol") return this.used(expression.name);
    if (expression.kind !== "constant") eachSymbol(expression, (key) => this.used(key));
    return undefined;
  }

  /** The expression with `.` pinned to a label at the current location. */
  anchor(expression: Expression): Expression {
    const isSimple = expression.kind === "symbol" || expression.kind === "constant";
    return isSimple ? expression : withHere(expression, () => symbolNode(this.hiddenLabel()));
  }

  private anchoredForm<Form extends { readonly fixups: readonly Fixup[] }>(form: Form): Form {
    return {
      ...form,
      fixups: form.fixups.map((fixup) => ({ ...fixup, expression: this.anchor(fixup.expression) })),
    };
  }
}
