// What dsymutil or a debugger would stumble over in the debug map: records outside an object's pair of N_SO, functions
// without a size, names that the symbol table does not have at the same place.

import { hex0x } from "@/base/text";
import { stabs, symbolTypes } from "@/macho/constants";
import { type ImageSymbol, symbolsOf } from "@/macho/linkedit";
import type { MachoImage } from "@/macho/readImage";
import type { Complain } from "./validateFixups";

export const isStabRecord = ({ type }: ImageSymbol): boolean => (type & symbolTypes.N_STAB) !== 0;

/** What came last: nothing that is still open, Swift's modules, a source, its object, a function without its size. */
type State = "outside" | "modules" | "source" | "object" | "function";

const after = (state: State, allowed: readonly State[], next: State): State | undefined =>
  allowed.includes(state) ? next : undefined;

/** Undefined where the record does not belong. */
function step(state: State, { type, name }: ImageSymbol): State | undefined {
  const isNamed = name !== "";
  switch (type) {
    case stabs.N_AST:
      return after(state, ["outside", "modules"], "modules");
    case stabs.N_SO:
      return isNamed ? after(state, ["outside", "modules"], "source") : after(state, ["modules", "object"], "outside");
    case stabs.N_OSO:
      return after(state, ["source"], "object");
    case stabs.N_FUN:
      return isNamed ? after(state, ["object"], "function") : after(state, ["function"], "object");
    default:
      return after(state, ["object"], "object");
  }
}

const aboutSymbols: ReadonlySet<number> = new Set([stabs.N_FUN, stabs.N_GSYM, stabs.N_STSYM]);

export function checkDebugMap(image: MachoImage, complain: Complain): void {
  const records = symbolsOf(image);
  const known = new Set(records.filter((one) => !isStabRecord(one)).map(({ name, value }) => `${name} ${value}`));
  let state: State = "outside";
  for (const record of records) {
    if (!isStabRecord(record)) continue;
    const text = `${stabs.nameOf(record.type) ?? `stab ${hex0x(record.type)}`} '${record.name}'`;
    const next = step(state, record);
    if (next === undefined) complain(`${text} of the debug map comes at the wrong place`);
    else state = next;
    const isAboutSymbol = aboutSymbols.has(record.type) && record.name !== "";
    if (isAboutSymbol && !known.has(`${record.name} ${record.value}`))
      complain(`${text} is no symbol at ${hex0x(Number(record.value))}`);
  }
  if (state !== "outside") complain("the debug map has no end");
}
