// Row 3 of a relocation's card: what the linker calculated, as a line of symbols, the same line with numbers, and where
// each number comes from. The terms come from the patch, so they are the numbers that were used, not a second guess.

import { hex0x } from "@/base/text";
import { fromSignedWords, type PatchIndex, pageOf, type RelocationIndex, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { patchRoute } from "@/linker/schemas/image";
import { relocationFlags } from "@/linker/schemas/inputs";
import type { FormulaRow, FormulaToken, Term } from "./explanation";
import { relocationTargetName, slotName, symbolName } from "./names";
import { slotAt } from "./places";
import type { RelocationForm } from "./relocationForm";
import type { Subject } from "./subject";
import { symbolSubject, targetSubject } from "./targets";

/** Numbers of one applied relocation. */
export interface Operands {
  readonly target: number;
  readonly addend: number;
  readonly place: number;
  readonly subtrahend: number;
  readonly value: number;
}

export const operandsOf = (view: BuildView, relocation: RelocationIndex, patch: PatchIndex): Operands => ({
  target: view.patches.target[patch],
  // A thunk jumps to the target and what is added to it.
  addend:
    view.patches.route[patch] === patchRoute.thunk
      ? 0
      : fromSignedWords(view.relocations.addendLow[relocation], view.relocations.addendHigh[relocation]),
  place: view.patches.place[patch],
  subtrahend: view.patches.subtrahend[patch],
  value: view.patches.value[patch],
});

const text = (value: string): FormulaToken => ({ text: value });
const term = (index: number): FormulaToken => ({ term: index });

export interface Terms {
  readonly target: Term;
  readonly addend: Term | undefined;
  readonly place: Term | undefined;
  readonly subtrahend: Term | undefined;
}

/** Lays out `S + A − P` in the shape of the form: pages, low bits, distances. */
export function formulaOf(form: RelocationForm, operands: Operands, terms: Terms): FormulaRow {
  const used: Term[] = [terms.target];
  const sum: FormulaToken[] = [term(0)];
  if (terms.addend !== undefined) {
    used.push(terms.addend);
    sum.push(text(" + "), term(used.length - 1));
  }
  const add = (next: Term) => {
    used.push(next);
    return term(used.length - 1);
  };
  const done = (tokens: readonly FormulaToken[], sentence: string): FormulaRow => ({
    sentence,
    tokens,
    terms: used,
    result: operands.value,
    shown: hex0x(operands.value),
  });
  if (form.operand === "page" && terms.place !== undefined) {
    const pages = [text("page("), ...sum, text(") − page("), add(terms.place), text(")")];
    const from = hex0x(pageOf(virtualAddress(operands.target + operands.addend)));
    const to = hex0x(pageOf(virtualAddress(operands.place)));
    return done(pages, `Both addresses are rounded down to 4 KiB pages: ${from} − ${to} = ${hex0x(operands.value)}.`);
  }
  if (form.operand === "page-offset")
    return done(
      [...(used.length > 1 ? [text("("), ...sum, text(")")] : sum), text(" & 0xfff")],
      `Only the low 12 bits count, the place in the page: ${hex0x(operands.value)}.`,
    );
  if (terms.subtrahend !== undefined)
    return done(
      [...sum, text(" − "), add(terms.subtrahend)],
      `The distance between two places: ${hex0x(operands.value)}.`,
    );
  if (terms.place === undefined || form.from === "zero")
    return done(sum, `The address itself: ${hex0x(operands.value)}.`);
  // The CPU has already read the whole instruction when it adds the number: what it measures from lies `bias` behind P.
  const bias = operands.target + operands.addend - operands.value - operands.place;
  const from = bias === 0 ? [add(terms.place)] : [text("("), add(terms.place), text(` + ${bias})`)];
  const why =
    bias === 0
      ? "The distance from this place to the target"
      : `The distance to the target from the next instruction, ${bias} bytes after the field starts`;
  return done([...sum, text(" − "), ...from], `${why}: ${hex0x(operands.value)}.`);
}

const routeLetters = new Map<number, string>([
  [patchRoute.got, "G"],
  [patchRoute.stub, "ST"],
  [patchRoute.threadPointer, "T"],
  [patchRoute.thunk, "TH"],
]);

function targetTerm(view: BuildView, relocation: RelocationIndex, patch: PatchIndex): Term {
  const address = view.patches.target[patch];
  const route = view.patches.route[patch];
  const name = relocationTargetName(view, relocation);
  const slot = routeLetters.has(route) ? slotAt(view, address) : undefined;
  const base = { name: routeLetters.get(route) ?? "S", value: address, shown: hex0x(address), role: "target" } as const;
  if (slot !== undefined)
    return {
      ...base,
      meaning: `address of the ${slotName(view, slot.slot)}, which stands for it`,
      subject: { kind: "slot", slot: slot.slot },
    };
  const subject = targetSubject(view, relocation);
  const bound = route === patchRoute.bound;
  const meaning = bound ? `${name} is known only when dyld loads the program` : `address of ${name} in the image`;
  return subject === undefined ? { ...base, meaning } : { ...base, meaning, subject };
}

function addendTerm(view: BuildView, relocation: RelocationIndex, addend: number): Term | undefined {
  if (addend === 0) return undefined;
  const inRecord = view.relocations.pairedRecord[relocation] !== 0 && view.relocations.subtrahend[relocation] === 0;
  const fromRecord = inRecord && view.relocations.subtrahendAtom[relocation] === 0;
  return {
    name: "A",
    value: addend,
    shown: hex0x(addend),
    role: "addend",
    meaning: fromRecord
      ? "the addend, from the ADDEND record"
      : "the addend: the source asks for this many bytes past the target",
    row: fromRecord ? "record" : "before",
  };
}

function subtrahendTerm(view: BuildView, relocation: RelocationIndex, address: number): Term | undefined {
  const symbol = view.relocations.subtrahend[relocation];
  const atom = view.relocations.subtrahendAtom[relocation];
  if (symbol === 0 && atom === 0) return undefined;
  const subject: Subject = symbolSubject(view, symbol) ?? { kind: "atom", atom };
  const name = symbol === 0 ? "the place that is subtracted" : symbolName(view, symbol);
  return {
    name: "SUB",
    value: address,
    shown: hex0x(address),
    role: "subtrahend",
    meaning: `address of ${name}`,
    subject,
  };
}

/** The formula of an applied relocation. */
export function explainFormula(
  view: BuildView,
  relocation: RelocationIndex,
  patch: PatchIndex,
  form: RelocationForm,
): FormulaRow {
  const operands = operandsOf(view, relocation, patch);
  const atom = view.relocations.atom[relocation];
  const relative = form.from !== "zero" || (view.relocations.flags[relocation] & relocationFlags.pcRelative) !== 0;
  const formula = formulaOf(relative && form.from === "zero" ? { ...form, from: "place" } : form, operands, {
    target: targetTerm(view, relocation, patch),
    addend: addendTerm(view, relocation, operands.addend),
    place: relative
      ? {
          name: "P",
          value: operands.place,
          shown: hex0x(operands.place),
          role: "place",
          meaning: "address of the bytes that are patched",
          subject: { kind: "atom", atom },
        }
      : undefined,
    subtrahend: subtrahendTerm(view, relocation, operands.subtrahend),
  });
  if (view.patches.route[patch] !== patchRoute.bound) return formula;
  return { ...formula, sentence: "dyld does this sum when it loads the program: only then is the address known." };
}
