// Directives that say something about a symbol.

import { symbolDescriptions } from "@/macho/constants";
import type { DraftSymbol } from "../draft";
import { messages } from "../messages";
import { isVirtual } from "../sectionKinds";
import { bssSection, parseSection, threadBssSection } from "../sections";
import type { Arguments, Directive } from "./arguments";

/** Low three bits of n_desc: how an undefined symbol is referred to. */
const referenceTypeMask = 0x7;
const undefinedLazy = 0x1;
const commonAlignmentLimit = 15;
const mostAlignment = 31;

const attribute =
  (apply: (symbol: DraftSymbol) => void): Directive =>
  (args) => {
    const names: string[] = [];
    args.list(() => names.push(linkerVisible(args)));
    if (!args.finish()) return;
    return (emitter) => {
      for (const name of names) apply(emitter.declare(name));
    };
  };

/** A name that gets into the symbol table, which is where the directive's word would stand. */
export function linkerVisible(args: Arguments): string {
  const from = args.position;
  const name = args.symbol();
  if (name.startsWith("L")) args.failSince(from, messages.invisibleSymbol(name));
  return name;
}

const setting = (bits: number): Directive =>
  attribute((symbol) => {
    symbol.description |= bits;
  });

const isUndefined = (symbol: DraftSymbol) => symbol.fragment === undefined && symbol.variable === undefined;

const global = attribute((symbol) => {
  symbol.external = true;
  symbol.description &= ~referenceTypeMask;
});

const privateExternal = attribute((symbol) => {
  symbol.external = true;
  symbol.privateExternal = true;
});

const lazyReference = attribute((symbol) => {
  symbol.isOrdered = true;
  symbol.description |= symbolDescriptions.N_NO_DEAD_STRIP;
  if (isUndefined(symbol)) symbol.description |= undefinedLazy;
});

const weakReference = attribute((symbol) => {
  symbol.isOrdered = true;
  if (isUndefined(symbol)) symbol.description |= symbolDescriptions.N_WEAK_REF;
});

const altEntry: Directive = (args) => {
  const name = args.symbol();
  if (!args.finish()) return;
  return (emitter) => {
    const symbol = emitter.declare(name);
    if (symbol.fragment !== undefined) return emitter.complain(messages.altEntryTooLate(name));
    symbol.isOrdered = true;
    symbol.altEntry = true;
    symbol.description |= symbolDescriptions.N_ALT_ENTRY;
  };
};

const description: Directive = (args, emitter) => {
  const name = args.symbol();
  args.comma();
  const value = Number(BigInt.asUintN(16, args.bigConstant()));
  if (!args.finish()) return;
  const symbol = emitter.declare(name);
  symbol.isOrdered = true;
  symbol.description = value;
};

const assignment =
  (redefinable: boolean): Directive =>
  (args, emitter) => {
    const name = args.symbol();
    args.comma();
    const expression = args.expression();
    if (!args.finish()) return;
    const symbol = emitter.assign(name, expression, redefinable);
    // Unlike `name = expression`, the directive also keeps the symbol alive, as Darwin's assembler does.
    if (symbol !== undefined) symbol.description |= symbolDescriptions.N_NO_DEAD_STRIP;
  };

/** `.lto_set_conditional name, target`: an assignment that waits for its target. */
const conditionalAssignment: Directive = (args, emitter) => {
  const name = args.symbol();
  args.comma();
  const target = args.symbol();
  if (args.finish()) emitter.assignOnce(name, target);
};

/** `.lto_discard names`: definitions of these names do not count from here on. */
const discard: Directive = (args, emitter) => {
  const names: string[] = [];
  args.list(() => names.push(args.symbol()));
  if (args.finish()) emitter.conditional.discard(names);
};

/** `name, size[, power]` */
function roomArguments(args: Arguments, mostPower: number): { name: string; size: number; power: number } {
  const name = args.symbol();
  args.comma();
  const size = args.integer(0, Number.MAX_SAFE_INTEGER);
  const power = args.take(",") ? args.integer(0, mostPower) : 0;
  return { name, size, power };
}

const common: Directive = (args, emitter) => {
  const from = args.position;
  const { name, size, power } = roomArguments(args, commonAlignmentLimit);
  if (name.startsWith("L")) args.fail(messages.invisibleSymbol(name), from, name.length);
  if (args.finish()) emitter.common(name, size, power);
};

const localCommon: Directive = (args, emitter) => {
  const { name, size, power } = roomArguments(args, mostAlignment);
  if (args.finish()) emitter.zerofill(bssSection, name, size, power);
};

const threadBss: Directive = (args, emitter) => {
  const { name, size, power } = roomArguments(args, mostAlignment);
  if (args.finish()) emitter.zerofill(threadBssSection, name, size, power);
};

/** `.zerofill segment,section[,symbol,size[,power]]` */
const zerofill: Directive = (args, emitter) => {
  const segment = args.upToComma();
  args.comma();
  const section = parseSection(`${segment},${args.upToComma()},zerofill`);
  if ("complaint" in section) args.fail(section.complaint, 0);
  else if (!isVirtual(section)) args.fail(messages.zerofillRegular, 0);
  const room = args.take(",") ? roomArguments(args, mostAlignment) : undefined;
  if (!args.finish() || "complaint" in section) return;
  if (room === undefined) emitter.within(section, () => undefined);
  else emitter.zerofill(section, room.name, room.size, room.power);
};

export const symbolDirectives: Readonly<Record<string, Directive>> = {
  ".globl": global,
  ".global": global,
  ".private_extern": privateExternal,
  ".weak_definition": setting(symbolDescriptions.N_WEAK_DEF),
  ".weak_reference": weakReference,
  ".weak_def_can_be_hidden": setting(symbolDescriptions.N_WEAK_DEF | symbolDescriptions.N_WEAK_REF),
  ".no_dead_strip": setting(symbolDescriptions.N_NO_DEAD_STRIP),
  ".reference": setting(symbolDescriptions.N_NO_DEAD_STRIP),
  ".lazy_reference": lazyReference,
  ".symbol_resolver": setting(symbolDescriptions.N_SYMBOL_RESOLVER),
  ".cold": setting(symbolDescriptions.N_COLD_FUNC),
  ".alt_entry": altEntry,
  ".desc": description,
  ".set": assignment(true),
  ".equ": assignment(true),
  ".equiv": assignment(false),
  ".lto_set_conditional": conditionalAssignment,
  ".lto_discard": discard,
  ".comm": common,
  ".common": common,
  ".lcomm": localCommon,
  ".tbss": threadBss,
  ".zerofill": zerofill,
};
