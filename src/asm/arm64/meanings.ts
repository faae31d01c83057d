// What each instruction does, in a few words. Names are built of parts (`ldaddal` loads, adds, orders; `sqrdmulh`
// saturates, rounds, doubles), so most are read by rules, which come after the names that stand for themselves
// (plainMeanings.ts).

import { plainMeanings } from "./plainMeanings";

const widths: Readonly<Record<string, string>> = {
  "": "",
  b: " byte",
  h: " halfword",
  w: " word",
  sb: "",
  sh: "",
  sw: "",
};
const orders: Readonly<Record<string, string>> = {
  "": "",
  a: "; acquire",
  l: "; release",
  al: "; acquire and release",
};
const operations: Readonly<Record<string, string>> = {
  add: "adds to",
  clr: "clears bits of",
  eor: "flips bits of",
  set: "sets bits of",
  smax: "puts the maximum (signed) into",
  smin: "puts the minimum (signed) into",
  umax: "puts the maximum (unsigned) into",
  umin: "puts the minimum (unsigned) into",
};
const conditionTexts: Readonly<Record<string, string>> = {
  eq: "equal",
  ne: "not equal",
  hs: "unsigned higher or same (carry set)",
  cs: "carry set",
  lo: "unsigned lower (carry clear)",
  cc: "carry clear",
  mi: "negative",
  pl: "positive or zero",
  vs: "overflow",
  vc: "no overflow",
  hi: "unsigned higher",
  ls: "unsigned lower or same",
  ge: "signed greater or equal",
  lt: "signed less",
  gt: "signed greater",
  le: "signed less or equal",
  al: "always",
  nv: "always",
};
const roundings: Readonly<Record<string, string>> = {
  n: "to the nearest, ties to even",
  a: "to the nearest, ties away from zero",
  p: "up",
  m: "down",
  z: "towards zero",
  x: "as set, telling when inexact",
  i: "as set",
};
const floating: Readonly<Record<string, string>> = {
  abs: "absolute value",
  neg: "negates",
  sqrt: "square root",
  add: "adds",
  sub: "subtracts",
  mul: "multiplies",
  mulx: "multiplies, 0 × ∞ being 2",
  div: "divides",
  max: "maximum",
  min: "minimum",
  maxnm: "maximum, numbers before NaN",
  minnm: "minimum, numbers before NaN",
  abd: "absolute difference",
  mla: "multiplies and adds",
  mls: "multiplies and subtracts",
  cmeq: "all ones where equal",
  cmge: "all ones where greater or equal",
  cmgt: "all ones where greater",
  cmle: "all ones where less or equal",
  cmlt: "all ones where less",
  acge: "all ones where the absolute value is greater or equal",
  acgt: "all ones where the absolute value is greater",
  acle: "all ones where the absolute value is less or equal",
  aclt: "all ones where the absolute value is less",
};
const comparisons: Readonly<Record<string, string>> = {
  eq: "equal",
  ge: "greater or equal, signed",
  gt: "greater, signed",
  le: "less or equal, signed",
  lt: "less, signed",
  hi: "higher, unsigned",
  hs: "higher or same, unsigned",
  lo: "lower, unsigned",
  ls: "lower or same, unsigned",
  tst: "any common bit is set",
};

/** What vectors of integers do, without the letters in front and behind. */
const integerOperations: Readonly<Record<string, string>> = {
  add: "adds",
  sub: "subtracts",
  shl: "shifts left or right by a register",
  shr: "shifts right",
  sra: "shifts right and adds",
  max: "maximum",
  min: "minimum",
  abd: "absolute difference",
  aba: "absolute difference, added",
  mla: "multiplies and adds",
  mls: "multiplies and subtracts",
  mul: "multiplies",
  dmulh: "doubles the product and keeps its high half",
  dmlah: "doubles the product, keeps its high half and adds",
  dmlsh: "doubles the product, keeps its high half and subtracts",
  dmlal: "doubles the product in twice the width and adds",
  dmlsl: "doubles the product in twice the width and subtracts",
  dmull: "doubles the product in twice the width",
  abs: "absolute value",
  neg: "negates",
  xtn: "keeps the low half of each element",
  xtun: "keeps the low half of each element as unsigned",
  xtl: "extends to twice the width",
  shll: "shifts left into twice the width",
  shrn: "shifts right and keeps the low half",
  shrun: "shifts right and keeps the low half as unsigned",
  shlu: "shifts left, the result unsigned",
  addhn: "adds and keeps the high half",
  subhn: "subtracts and keeps the high half",
};

const part = (width: string | undefined) => (widths[width!] === "" ? "" : ` a${widths[width!]}`);
const memory = (width: string | undefined) => (widths[width!] === "" ? " memory" : ` a${widths[width!]} of memory`);

type Rule = readonly [RegExp, (...groups: string[]) => string | undefined];

const text = (table: Readonly<Record<string, string>>, key: string | undefined) => table[key ?? ""];
const join = (...parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== "").join(", ");

/** Letters in front of an operation on integer vectors. */
function integerVector(letters: string, name: string, tail: string): string | undefined {
  const operation = integerOperations[name];
  if (operation === undefined) return undefined;
  const prefix = [
    letters.includes("h") ? "halved" : "",
    letters.includes("q") ? "saturating" : "",
    letters.includes("r") ? "rounded" : "",
    letters.startsWith("s") ? "signed" : letters.startsWith("u") ? "unsigned" : "",
  ].filter((part) => part !== "");
  const tails: Readonly<Record<string, string>> = {
    "": "",
    p: "neighbours in pairs",
    v: "across the whole vector",
    l: "into twice the width",
    w: "the second operand half as wide",
    lv: "across the whole vector, into twice the width",
    lp: "neighbours in pairs, into twice the width",
  };
  return join(operation, tails[tail], ...prefix);
}

const rules: readonly Rule[] = [
  [/^b\.?(\w\w)$/, (condition) => join(`jumps if ${text(conditionTexts, condition)}`)],
  [
    /^ld(add|clr|eor|set|[su]max|[su]min)(al|a|l|)([bh]?)$/,
    (op, order, width) => `loads${part(width)}, and ${operations[op!]}${memory(width)}, at once${orders[order!]}`,
  ],
  [
    /^st(add|clr|eor|set|[su]max|[su]min)(l|)([bh]?)$/,
    (op, order, width) => `${operations[op!]}${memory(width)}, at once${orders[order!]}`,
  ],
  [
    /^swp(al|a|l|)([bh]?)$/,
    (order, width) => `swaps a${widths[width!] || " register"} with memory, at once${orders[order!]}`,
  ],
  [
    /^cas(al|a|l|)([bh]?)$/,
    (order, width) =>
      `compares${width === "" ? "" : ` a${widths[width!]}`} with memory and stores if equal, at once${orders[order!]}`,
  ],
  [
    /^(br|blr)(a[ab]z?)$/,
    (kind, key) =>
      `checks a signed pointer with key ${key![1]!.toUpperCase()}, and ${kind === "br" ? "jumps" : "calls"}`,
  ],
  [/^e?ret(a[ab])$/, (key) => `checks the signed return address with key ${key![1]!.toUpperCase()}, and returns`],
  [
    /^(pac|aut)i([ab])(sp|z|1716)$/,
    (verb, key, by) =>
      `${verb === "pac" ? "signs" : "checks the signature of"} ${by === "1716" ? "x17" : "x30 (lr)"} with key ${key!.toUpperCase()} and ${by === "sp" ? "sp" : by === "z" ? "zero" : "x16"}`,
  ],
  [
    /^pac(i|d)(z?)([ab])(z?)$/,
    (what, _z, key) => `signs a ${what === "i" ? "code" : "data"} pointer with key ${key!.toUpperCase()}`,
  ],
  [
    /^aut(i|d)(z?)([ab])(z?)$/,
    (what, _z, key) => `checks a signed ${what === "i" ? "code" : "data"} pointer with key ${key!.toUpperCase()}`,
  ],
  [/^dcps([123])$/, (level) => `debug: to exception level ${level}`],
  [
    /^crc32(c?)([bhwx])$/,
    (castagnoli, width) =>
      `CRC-32${castagnoli === "" ? "" : "C"} of a ${({ b: "byte", h: "halfword", w: "word", x: "doubleword" } as Readonly<Record<string, string>>)[width!]}`,
  ],
  [/^frint([namipzx])$/, (way) => `rounds to a whole number: ${text(roundings, way)}`],
  [/^frint(32|64)([zx])$/, (width, way) => `rounds to a whole number of ${width} bits: ${text(roundings, way)}`],
  [
    /^fcvt([nampz])([su])$/,
    (way, sign) => `converts to ${sign === "s" ? "a signed" : "an unsigned"} integer, rounding ${text(roundings, way)}`,
  ],
  [
    /^fcvt(xn|n|l)(2?)$/,
    (kind, high) =>
      join(
        kind === "l" ? "converts to the next wider precision" : "converts to the next narrower precision",
        kind === "xn" ? "rounding to odd" : "",
        high === "" ? "" : "high halves",
      ),
  ],
  [
    /^f(maxnm|minnm|max|min|add)(p|v)$/,
    (op, how) => join(floating[op!], how === "p" ? "neighbours in pairs" : "across the whole vector"),
  ],
  [/^f(\w+)$/, (op) => text(floating, op)],
  [/^cm(\w+)$/, (op) => (comparisons[op!] === undefined ? undefined : `all ones where ${comparisons[op!]}`)],
  [/^sha(1|256|512)\w+$/, (kind) => `part of SHA-${kind}`],
  [
    /^(ld|st)([1-4])(r?)$/,
    (way, count, replicate) =>
      `${way === "ld" ? "loads" : "stores"} structures of ${count} element${count === "1" ? "" : "s"}${replicate === "" ? "" : ", the same in every lane"}`,
  ],
  [/^suqadd$/, () => "adds unsigned to signed, saturating"],
  [/^usqadd$/, () => "adds signed to unsigned, saturating"],
  [/^([su]?q?r?h?)(\w+?)(lv|lp|p|v|l|w|)(2?)$/, vectorRule],
  [/^([su])adalp$/, (sign) => `adds neighbours in pairs to wider elements, ${sign === "s" ? "signed" : "unsigned"}`],
];

function vectorRule(letters = "", name = "", tail = "", high = ""): string | undefined {
  const found = [
    integerVector(letters, name + tail, ""),
    integerVector(letters, name, tail),
    // A letter taken for a prefix may belong to the name: `shl` is no halving of `l`.
    ...[1, 2, 3].map((count) => integerVector(letters.slice(0, -count), letters.slice(-count) + name + tail, "")),
    ...[1, 2, 3].map((count) => integerVector(letters.slice(0, -count), letters.slice(-count) + name, tail)),
  ].find((meaning) => meaning !== undefined);
  return found === undefined ? undefined : join(found, high === "" ? "" : "high halves");
}

/** `ldr`, `ldursb`, `stlrh`, `ldaxr`: direction, order, addressing, width. */
const plainAccess = /^(ld|st)(lar|llr|ar|apr|lr|apur|lur|axr|lxr|xr|ur|tr|r)(s?)([bhw]?)$/;
const accesses: Readonly<Record<string, string>> = {
  r: "",
  ur: "; unscaled offset",
  tr: "; as unprivileged code would",
  xr: "; watches the place",
  axr: "; watches the place, acquire",
  lxr: "; if the watched place was left alone, release",
  ar: "; acquire",
  lr: "; release",
  lar: "; acquire, limited order",
  llr: "; release, limited order",
  apr: "; acquire, weaker order",
  apur: "; acquire, weaker order",
  lur: "; release",
};

function accessMeaning(name: string): string | undefined {
  const match = plainAccess.exec(name);
  if (match === null) return undefined;
  const [, way, kind, sign, width] = match;
  const exclusive = way === "st" && kind === "xr" ? "; if the watched place was left alone" : accesses[kind!];
  const what = widths[width!] === "" ? " register" : `${sign === "" ? "" : " signed"}${widths[width!]}`;
  return `${way === "ld" ? "loads" : "stores"} a${what}${exclusive}`;
}

/** Empty where nothing is known but the name. */
export function meaningOf(mnemonic: string): string {
  const known = Object.hasOwn(plainMeanings, mnemonic) ? plainMeanings[mnemonic] : accessMeaning(mnemonic);
  if (known !== undefined) return known;
  for (const [pattern, read] of rules) {
    const match = pattern.exec(mnemonic);
    const meaning = match === null ? undefined : read(...match.slice(1));
    if (meaning !== undefined && meaning !== "") return meaning;
  }
  return "";
}
