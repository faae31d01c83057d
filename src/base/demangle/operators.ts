// Operators: their two letters, how they are written, and how an expression with one is made (Itanium C++ ABI 5.1.4).

import type { precedence } from "./output";

export type OperatorKind =
  | "prefix"
  | "postfix"
  | "binary"
  | "subscript"
  | "member"
  | "new"
  | "delete"
  | "call"
  | "conversion"
  | "conditional"
  | "named-cast"
  /** `sizeof (…)` of a type or an expression. */
  | "of-type"
  | "of-value";

export interface Operator {
  readonly kind: OperatorKind;
  readonly symbol: string;
  readonly precedence: keyof typeof precedence;
  /** The array form of `new` and `delete`; for others false. */
  readonly isArray: boolean;
}

/** Entries are the two letters and the symbol; words before parentheses keep their space. */
const rows: readonly (readonly [OperatorKind, keyof typeof precedence, ...string[]])[] = [
  [
    "binary",
    "assign",
    "aN &=",
    "aS =",
    "dV /=",
    "eO ^=",
    "lS <<=",
    "mI -=",
    "mL *=",
    "oR |=",
    "pL +=",
    "rM %=",
    "rS >>=",
  ],
  ["binary", "and", "an &"],
  ["binary", "andIf", "aa &&"],
  ["binary", "comma", "cm ,"],
  ["binary", "multiplicative", "dv /", "ml *", "rm %"],
  ["binary", "xor", "eo ^"],
  ["binary", "equality", "eq ==", "ne !="],
  ["binary", "relational", "ge >=", "gt >", "le <=", "lt <"],
  ["binary", "shift", "ls <<", "rs >>"],
  ["binary", "additive", "mi -", "pl +"],
  ["binary", "orIf", "oo ||"],
  ["binary", "or", "or |"],
  ["binary", "spaceship", "ss <=>"],
  ["prefix", "unary", "ad &", "co ~", "de *", "ng -", "nt !", "ps +", "aw co_await "],
  ["postfix", "postfix", "mm --", "pp ++"],
  ["member", "memberPointer", "ds .*", "pm ->*"],
  ["member", "postfix", "dt .", "pt ->"],
  ["subscript", "postfix", "ix []"],
  ["call", "postfix", "cl ()"],
  ["conversion", "cast", "cv (cast)"],
  ["conditional", "conditional", "qu ?"],
  ["new", "unary", "na new[]", "nw new"],
  ["delete", "unary", "da delete[]", "dl delete"],
  ["named-cast", "postfix", "cc const_cast", "dc dynamic_cast", "rc reinterpret_cast", "sc static_cast"],
  ["of-type", "unary", "at alignof ", "st sizeof ", "ti typeid "],
  ["of-value", "unary", "az alignof ", "sz sizeof ", "te typeid "],
];

export const operators: ReadonlyMap<string, Operator> = new Map(
  rows.flatMap(([kind, precedence, ...entries]) =>
    entries.map((entry): [string, Operator] => [
      entry.slice(0, 2),
      { kind, precedence, symbol: entry.slice(3), isArray: entry.endsWith("[]") && kind !== "subscript" },
    ]),
  ),
);
