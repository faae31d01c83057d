// What a mnemonic means: the forms it may select, in the order in which LLVM would take them, and how its operands are
// read. Worked out once for each mnemonic met, so that a statement costs a look-up and few comparisons.

import type { Syntax } from "../instructionEncoder";
import { type Rewrite, rewriteOf } from "./aliases";
import type { Form, FormTable } from "./forms";
import { readIntelMnemonic, stringFamilies } from "./intelMnemonics";
import { agreesWithReading, isSignExtendedByte } from "./match";
import { isBranch, isStringInstruction, type Reading, readMnemonic, takesStar } from "./mnemonics";

/** A form as one reading of the mnemonic selects it. */
export interface Entry {
  readonly form: Form;
  readonly wide: boolean;
  /** Comparison or other selector spelled in the name; becomes a last immediate. */
  readonly selector: number | undefined;
  /** Lower is better; only among equals does the shorter encoding win (an EVEX disp8*N may be shorter than VEX). */
  readonly rank: number;
  /** Bytes that the memory operand would have, where neither suffix nor name says it; else 0. */
  readonly openSize: number;
}

export interface Mnemonic {
  readonly name: string;
  readonly readings: readonly Reading[];
  /** By number of operands; with a memory operand among them, and without. */
  readonly withMemory: readonly (readonly Entry[])[];
  readonly withoutMemory: readonly (readonly Entry[])[];
  readonly isBranch: boolean;
  readonly takesStar: boolean;
  readonly isString: boolean;
  /** Its operands stand in Intel's order even in AT&T syntax. */
  readonly keepsOrder: boolean;
  readonly rewrite: Rewrite | undefined;
}

export class Vocabulary {
  private readonly forms: FormTable;
  private readonly syntax: Syntax;
  private readonly known = new Map<string, Mnemonic>();

  constructor(forms: FormTable, syntax: Syntax) {
    this.forms = forms;
    this.syntax = syntax;
  }

  /** By its name in lower case. */
  find(name: string): Mnemonic | undefined {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const readings = this.syntax === "att" ? readMnemonic(name, this.forms) : readIntelMnemonic(name, this.forms);
    // Only real mnemonics are kept, so that mistyped words cannot fill the memory.
    if (readings.length === 0) return undefined;
    const made = this.make(name, readings);
    this.known.set(name, made);
    return made;
  }

  private make(name: string, readings: readonly Reading[]): Mnemonic {
    const isAtt = this.syntax === "att";
    return {
      name,
      readings,
      withMemory: entriesByCount(readings, true, isAtt),
      withoutMemory: entriesByCount(readings, false, isAtt),
      isBranch: isBranch(name),
      takesStar: isAtt && takesStar(name),
      isString: isStringInstruction(name) || (!isAtt && stringFamilies.has(name)),
      keepsOrder: /^enter[wq]?$/.test(name),
      rewrite: rewriteOf(name, this.syntax),
    };
  }
}

function entriesByCount(readings: readonly Reading[], hasMemory: boolean, isAtt: boolean): Entry[][] {
  const table: { entry: Entry; length: number; signed: number }[][] = [];
  for (const reading of readings)
    for (const form of reading.forms) {
      if (!agreesWithReading(form, reading) || !takesMemory(form, hasMemory)) continue;
      if (hasMemory && reading.registersOnly === true) continue;
      const count = form.patterns.length - (reading.selector === undefined ? 0 : 1);
      table[count] ??= [];
      const entry: Entry = {
        form,
        wide: reading.wide === true,
        selector: reading.selector,
        rank: preference(form, hasMemory) + (isUnlikelyStack(form, reading, isAtt) ? 1 : 0),
        openSize: hasMemory ? (isAtt ? openSize(form, reading) : form.takesAnySize ? 0 : form.memorySize) : 0,
      };
      table[count]!.push({ entry, length: lengthOf(form), signed: takesSignedByte(form) ? 0 : 1 });
    }
  // The sort is stable: among equals iced's first form is LLVM's.
  return Array.from(table, (list) =>
    (list ?? [])
      .sort((a, b) => a.entry.rank - b.entry.rank || a.length - b.length || a.signed - b.signed)
      .map(({ entry }) => entry),
  );
}

/**
 * The stack holds 64 bits at a time: LLVM pushes 16 only where a suffix says so. But in Intel syntax it takes `push fs`
 * for the 16-bit one.
 */
function isUnlikelyStack({ recipe, patterns }: Form, { operationSize, forms }: Reading, isAtt: boolean): boolean {
  if (operationSize !== undefined || !forms.some(({ isDefault64 }) => isDefault64)) return false;
  const isSegment = patterns[0]?.fixed !== undefined;
  return isSegment && !isAtt ? !recipe.has66 : recipe.has66;
}

function takesMemory({ patterns }: Form, hasMemory: boolean): boolean {
  return hasMemory
    ? patterns.some((pattern) => pattern.memory !== undefined)
    : patterns.every(
        (pattern) => pattern.memory === undefined || pattern.register !== undefined || isImplied(pattern.memory),
      );
}

/** String instructions may leave their addresses out. */
const isImplied = (rule: string): boolean => rule.startsWith("string");

const takesSignedByte = ({ patterns }: Form): boolean =>
  patterns.some(({ immediate }) => isSignExtendedByte(immediate));

/** Bytes of the encoding that do not depend on the operands' values. */
function lengthOf({ recipe, patterns }: Form): number {
  const isVector = recipe.family !== "legacy" && recipe.family !== "3dnow";
  const prefixes = isVector ? 0 : (recipe.has66 || recipe.mandatory !== 0 ? 1 : 0) + recipe.w;
  const immediates = patterns.reduce(
    (sum, { immediate, memory }) =>
      sum + (memory === "offset" ? 8 : immediate === undefined || immediate.onlyOne === true ? 0 : immediate.bits / 8),
    0,
  );
  return prefixes + recipe.opcode.length + (recipe.hasModRm ? 1 : 0) + immediates;
}

/** Instructions whose VEX form came after the EVEX one: LLVM takes VEX only where `{vex}` asks for it. */
const evexFirst = /^(vpdp(bu|wss)sds?|vpdp(bus|wss)ds?|vpmadd52[lh]uq|vcvtneps2bf16)$/;
/** LLVM moves a quadword between vector and memory by F3 0F 7E and 66 0F D6, never by the general-register forms. */
const generalQuadMove = /movq_(x?mm_rm64|rm64_x?mm)$/i;
/** FMA4 has each form twice, with the memory operand third or last; between registers LLVM takes the latter (W1). */
const fourOperandFma = /^vfn?m(add|sub|addsub|subadd)[ps][sd]$/;
const familyRank = { legacy: 0, vex: 2, xop: 4, "3dnow": 4, evex: 6 } as const;

function preference(form: Form, hasMemory: boolean): number {
  let rank: number = familyRank[form.recipe.family];
  if (rank === familyRank.evex && evexFirst.test(form.mnemonic)) rank = 1;
  if (hasMemory && generalQuadMove.test(form.name)) rank++;
  if (!hasMemory && fourOperandFma.test(form.mnemonic) && form.patterns.at(-1)!.memory === undefined) rank++;
  return rank;
}

/** AT&T memory operands without a suffix that have a size by convention: the 32-bit one. */
const conventionalSize = /^(v?cvtu?si2s[sdh]|bt[crs]?)$/;
/** Their memory operand tells the vector length, unless the name does. */
const openVectors = /^v(cvt|fpclass)/;
const stateImages = /^f(n?st|ld)env|^f(n?save|rstor)/;

/** Bytes that `mov $1, (%rax)` could store by this form; 0 when the statement leaves nothing open. */
function openSize(form: Form, { operationSize, memorySize }: Reading): number {
  if (operationSize !== undefined || memorySize !== undefined || form.isDefault64) return 0;
  if (conventionalSize.test(form.mnemonic) || stateImages.test(form.mnemonic)) return 0;
  const pattern = form.patterns.find(({ memory }) => memory !== undefined)!;
  const isFloat = form.mnemonic.startsWith("f") && pattern.memory === "any" && pattern.register === undefined;
  return pattern.generalSize > 0 || isFloat || openVectors.test(form.mnemonic) ? form.memorySize : 0;
}
