// The draft of the last good assembly, as it was before layout. An edit changes it to what its text would have made of
// it, and only layout and what follows is done anew. Whatever may come to something else than in a fresh assembly is
// refused: before anything was changed, or, where it shows only then, by giving up the draft.

import { assertNever } from "@/base/assert";
import type { AloneReading } from "../aloneReading";
import { type Assembly, type EmittedSource, placed } from "../assemble";
import { type Draft, type DraftSymbol, symbolNamed } from "../draft";
import { mostContentBytes } from "../emitter";
import type { EncodedInstruction } from "../instructionEncoder";
import { rewind } from "../rewind";
import { type PlacedStatement, StatementMoves, type VersionDifference } from "../versionDifference";
import { exchange } from "./exchange";
import { loosePlaces, type Place } from "./places";
import { comeOf, type InstructionSplice, namesOf, type Plan, planOf, type Rename, spanOf } from "./plan";
import { isDefined, Registrations } from "./registrations";
import { canRename, unname } from "./rename";
import { isAskedAcross, type Stretch, stretchOf } from "./stretch";

export class KeptDraft {
  private readonly source: EmittedSource;
  private readonly registrations: Registrations;
  private places: readonly Place[] | undefined;
  /** How many symbols are registered before layout. */
  private registered: number;
  /** Whether the draft is still that of some version. */
  isSound = true;

  private constructor(source: EmittedSource) {
    this.source = source;
    this.registered = source.registered;
    this.registrations = new Registrations(source.emitter.draft, source.ofText.symbols);
  }

  /** Undefined if the source has something whose effects are all over the place. */
  static of(source: EmittedSource): KeptDraft | undefined {
    const { draft, literals, conditional, mixesSyntaxes } = source.emitter;
    const isPlain = !literals.isUsed && !conditional.isUsed && !mixesSyntaxes;
    const hasNotes = draft.callCounts.length > 0 || draft.tellsSignificance;
    const contents = draft.sections.reduce((sum, { size }) => sum + size, 0);
    return isPlain && !hasNotes && contents <= mostContentBytes / 4 ? new KeptDraft(source) : undefined;
  }

  /** Makes it the draft of another version; false if that takes more than this. */
  follow(difference: VersionDifference): boolean {
    const { draft } = this.source.emitter;
    const plan = this.isSound ? planOf(this.source.emitter, difference) : undefined;
    const change = plan && this.changeOf(plan);
    if (change === undefined) return false;
    rewind(draft, this.registered);
    this.isSound = change() && this.registrations.isCertain;
    this.registered = draft.order.length;
    return this.isSound;
  }

  /** What the draft comes to; undefined if something has to be said about it, or it is not certain. */
  assembly(): Assembly | undefined {
    const assembly = placed(this.source);
    this.isSound = this.source.emitter.complaints === 0 && this.registrations.isCertain;
    return this.isSound ? assembly : undefined;
  }

  /** Whether what can be said about a text without these instructions is no more than about the text with them. */
  staysSilentWithout(gone: readonly PlacedStatement[], come: readonly AloneReading[]): boolean {
    const { emitter, ofText } = this.source;
    const isSame = come.every(({ names }) => !names.some((name) => emitter.assigned.has(name)));
    if (!this.isSound || !isSame) return false;
    const instructions = gone.map(({ statement: { meaning } }) =>
      meaning?.bodyAt === 0 ? meaning.instruction : undefined,
    );
    const bytes = (list: readonly (EncodedInstruction | undefined)[]) =>
      list.reduce((sum, instruction) => sum + (instruction?.bytes.length ?? 0), 0);
    if (
      instructions.includes(undefined) ||
      bytes(come.map(({ meaning }) => meaning?.instruction)) > bytes(instructions)
    )
      return false;
    if (gone.length === 0) return true;
    const stretch = stretchOf(emitter, gone);
    return stretch !== undefined && !isAskedAcross(emitter, stretch, ofText.questions);
  }

  /** How to carry out the plan; undefined if it cannot be. What it does returns whether it came out right. */
  private changeOf(plan: Plan): (() => boolean) | undefined {
    const { emitter } = this.source;
    switch (plan.kind) {
      case "move":
        return () => this.moveLines(plan.difference);
      case "rename":
        return canRename(emitter.draft, emitter.distances, plan) ? () => this.rename(plan) : undefined;
      case "instructions": {
        const stretch = stretchOf(
          emitter,
          plan.gone.map(({ placed }) => placed),
        );
        return stretch && this.canExchange(plan, stretch) ? () => this.exchange(plan, stretch) : undefined;
      }
      default:
        return assertNever(plan);
    }
  }

  private rename(plan: Rename): boolean {
    const name = unname(this.source.emitter.draft, this.registrations, plan);
    this.moveLines(plan.difference);
    name();
    return true;
  }

  private canExchange({ gone, come }: InstructionSplice, { section, firstRow }: Stretch): boolean {
    const { draft, distances } = this.source.emitter;
    const isKnown = (name: string) => {
      const symbol = draft.symbols.get(name);
      return !name.startsWith("L") || (symbol !== undefined && isDefined(symbol));
    };
    if (distances.frozen.has(section) || !come.every((instruction) => namesOf(instruction).every(isKnown)))
      return false;
    return come.length > 0 || section.lines.hasInstructionBesides(firstRow, firstRow + gone.length);
  }

  private exchange(plan: InstructionSplice, stretch: Stretch): boolean {
    const { emitter } = this.source;
    const { draft, distances } = emitter;
    this.places ??= loosePlaces(emitter);
    this.exchangeMentions(plan);
    const move = exchange(draft, stretch, plan.come);
    return labelsIn(draft).every(move) && this.places.every(move) && distances.askAgain();
  }

  private exchangeMentions({ gone, come, difference }: InstructionSplice): void {
    const { draft } = this.source.emitter;
    const { registrations } = this;
    const [from, to] = [gone[0]!.placed.line, gone.at(-1)!.placed.line];
    for (const name of gone.flatMap(namesOf)) {
      const symbol = draft.symbols.get(name)!;
      symbol.mentions--;
      registrations.drop(symbol, from, to);
    }
    this.moveLines(difference);
    for (const instruction of come)
      for (const name of namesOf(instruction)) {
        const symbol = symbolNamed(draft, name);
        symbol.mentions++;
        symbol.mentioned ??= spanOf(instruction);
        registrations.add(symbol, instruction.placed.line);
      }
    registrations.settle(come[0]?.placed.line ?? lineInFront(difference));
  }

  private moveLines(difference: VersionDifference): boolean {
    const { draft } = this.source.emitter;
    const moves = new StatementMoves(difference);
    for (const { lines } of draft.sections) lines.moveLines(moves);
    this.registrations.moveLines(moves, comeOf(difference)[0]?.line ?? lineInFront(difference));
    return true;
  }
}

/** The line of the last statement in front of the edit, in the version after. */
const lineInFront = ({ after, sameInFront, from }: VersionDifference): number =>
  after[sameInFront - 1]?.line ?? from - 1;

type Label = DraftSymbol & Place;

function labelsIn({ symbols }: Draft): readonly Label[] {
  return [...symbols.values()].filter((symbol): symbol is Label => symbol.fragment !== undefined);
}
