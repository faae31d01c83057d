// From AT&T mnemonics to iced's Intel ones. AT&T spells the operation's size as a suffix (`addq`), has its own names
// for sign extensions and string instructions, and accepts every alias of a condition code. One spelling may mean
// several things (`movsd` is a string move or a vector move); then the operands decide.

import type { Form, FormTable } from "./forms";
import type { Demands } from "./match";
import { classBits } from "./registers";

/** One meaning of a mnemonic, and what it demands of the forms beyond their operands. */
export interface Reading extends Demands {
  readonly forms: readonly Form[];
  /** Comparison or other selector spelled in the name; becomes a last immediate. */
  readonly selector?: number;
}

const suffixSize: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4, q: 8 };

/** Condition codes by the spelling iced uses. */
export const conditionAliases: Readonly<Record<string, string>> = {
  z: "e",
  nz: "ne",
  c: "b",
  nae: "b",
  nc: "ae",
  nb: "ae",
  na: "be",
  nbe: "a",
  nge: "l",
  nl: "ge",
  ng: "le",
  nle: "g",
  pe: "p",
  po: "np",
};

/** LLVM's names, in both syntaxes, that are not iced's. */
export const renamedEverywhere: Readonly<Record<string, string>> = {
  retn: "ret",
  xstorerng: "xstore",
  fwait: "wait",
  fucompi: "fucomip",
  fcompi: "fcomip",
  loopz: "loope",
  loopnz: "loopne",
  // Intel names the condition of the compare-and-add by its flags.
  cmpaexadd: "cmpnbxadd",
  cmpexadd: "cmpzxadd",
  cmpnexadd: "cmpnzxadd",
  cmpaxadd: "cmpnbexadd",
  cmpgexadd: "cmpnlxadd",
  cmpgxadd: "cmpnlexadd",
};

/** AT&T names that are no Intel name plus suffix. */
const renamed: Readonly<Record<string, string>> = {
  ...renamedEverywhere,
  cbtw: "cbw",
  cwtl: "cwde",
  cltq: "cdqe",
  cwtd: "cwd",
  cltd: "cdq",
  cqto: "cqo",
  leaveq: "leave",
  ud2a: "ud2",
  ud2b: "ud1",
  pushf: "pushfq",
  popf: "popfq",
  iret: "iretd",
  iretl: "iretd",
  sysretl: "sysret",
  sysexitl: "sysexit",
  xlat: "xlatb",
  repz: "repe",
  repnz: "repne",
  smovl: "movsd",
  slodl: "lodsd",
  sstol: "stosd",
  sgdtq: "sgdt",
  sidtq: "sidt",
  lgdtq: "lgdt",
  lidtq: "lidt",
  // The REX.W forms that save 64-bit pointers have names of their own at Intel.
  ...Object.fromEntries(
    ["fxsave", "fxrstor", "xsave", "xrstor", "xsaveopt", "xsavec", "xsaves", "xrstors"].map((name) => [
      `${name}q`,
      `${name}64`,
    ]),
  ),
};

const stringInstructions: Readonly<Record<string, string>> = Object.fromEntries(
  ["movs", "stos", "lods", "scas", "cmps", "ins", "outs"].flatMap((base) => [
    [`${base}b`, `${base}b`],
    [`${base}w`, `${base}w`],
    [`${base}l`, `${base}d`],
    [`${base}d`, `${base}d`],
    ...(base === "ins" || base === "outs" ? [] : [[`${base}q`, `${base}q`]]),
  ]),
);
export const isStringInstruction = (mnemonic: string): boolean => mnemonic in stringInstructions;

/** Names that no Intel name and suffix gives. */
export const attOnlyNames: readonly string[] = [...Object.keys(renamed), ...Object.keys(stringInstructions)];

/** Comparison predicates in the order of their encoding (Intel SDM, CMPPD and VCMPPD). */
export const comparisonPredicates: readonly string[] =
  "eq lt le unord neq nlt nle ord eq_uq nge ngt false neq_oq ge gt true eq_os lt_oq le_oq unord_s neq_us nlt_uq nle_uq ord_s eq_us nge_uq ngt_uq false_os neq_os ge_oq gt_oq true_us".split(
    " ",
  );
export const integerPredicates = ["eq", "lt", "le", "false", "neq", "nlt", "nle", "true"];
/** XOP numbers its comparisons differently (AMD APM volume 6, VPCOM). */
const xopPredicates = ["lt", "le", "gt", "ge", "eq", "neq", "false", "true"];
/** Which halves `pclmul…qdq` multiplies: source, then destination. */
export const carrylessHalves: Readonly<Record<string, number>> = { lqlq: 0x00, hqlq: 0x01, lqhq: 0x10, hqhq: 0x11 };

/** Intel's own names, and sizes that LLVM does not spell. */
const notAtt = /^(iretd|movsxd|leavew|enter[wq]|loop\w*q|lldtl)$/;

/** Finds the readings of a mnemonic in lower case; empty when it is unknown. */
export function readMnemonic(name: string, forms: FormTable): readonly Reading[] {
  const readings: Reading[] = [];
  const add = (mnemonic: string, extra: Omit<Reading, "forms"> = {}): boolean => {
    const all = forms.get(mnemonic) ?? [];
    const found = extra.operationSize === undefined ? all : all.filter(takesSuffix);
    if (found.length > 0) readings.push({ forms: found, ...extra });
    return found.length > 0;
  };
  if (notAtt.test(name)) return readings;
  const wide = /^movabs([bwlq]?)$/.exec(name);
  if (wide) {
    add("mov", { wide: true, ...withSize(wide[1]!) });
    return readings;
  }
  // iced knows `sal` as the undocumented twin /6 of `shl`, which no assembler emits.
  if (/^sal[bwlq]?$/.test(name)) return readMnemonic(`shl${name.slice(3)}`, forms);
  if (name in renamed && add(renamed[name]!)) return readings;
  if (name in stringInstructions) add(stringInstructions[name]!);
  addExtension(name, add);
  const exact = name in stringInstructions ? readings.length > 0 : add(name);
  if (/^v?movd$/.test(name)) addQuadMove(name, add);
  if (name.startsWith("f")) addFloating(name, exact, add);
  else addSuffixed(name, add);
  if (readings.length === 0) addSelector(name, add);
  if (readings.length === 0) addConversion(name, add);
  return readings;
}

export type Add = (mnemonic: string, extra?: Omit<Reading, "forms">) => boolean;

const withSize = (suffix: string): Omit<Reading, "forms"> =>
  suffix === "" ? {} : { operationSize: suffixSize[suffix]! };

/** `movsbl`, `movzwq`, `movslq`; also without the second letter, when the destination tells. */
function addExtension(name: string, add: Add): void {
  const match = /^mov([sz])([bwl])([wlq]?)$/.exec(name);
  if (!match) return;
  const from = suffixSize[match[2]!]!;
  const to = match[3] === "" ? undefined : suffixSize[match[3]!]!;
  if (to !== undefined && to <= from) return;
  const intel = from === 4 ? "movsxd" : match[1] === "s" ? "movsx" : "movzx";
  if (from === 4 && match[1] === "z") return;
  add(intel, { extension: to === undefined ? { from } : { from, to } });
}

/** `movd %rax, %xmm0` moves 64 bits: the register says so. */
export function addQuadMove(name: string, add: Add): void {
  add(`${name.slice(0, -1)}q`, { operationSize: 8, registersOnly: true });
}

/** x87 suffixes mean other sizes than the integer ones: s l t for reals, s l ll (or q) for integers. */
const realSuffixes = { s: 4, l: 8, t: 10 };
const integerSuffixes = { ll: 8, q: 8, l: 4, s: 2 };

function addFloating(name: string, exact: boolean, add: Add): void {
  if (exact) return;
  const suffixes = name.startsWith("fi") ? integerSuffixes : realSuffixes;
  for (const [suffix, memorySize] of Object.entries(suffixes))
    if (name.endsWith(suffix) && add(name.slice(0, -suffix.length), { memorySize })) return;
  const control = /^(f(?:n?st|ld)[cs]w)w$/.exec(name);
  if (control) add(control[1]!);
}

const suffixedVectors = /^v?(cvt|mov[dq])/;
const neverSuffixed =
  /^(nop|encodekey\d+|rstorssp|clrssbsy|prefetch\w*|cldemote|clflush(opt)?|clwb|cmpxchg(8|16)b|inv(ept|vpid|pcid)|wru?ss[dq]|rdssp[dq]|incssp[dq]|tpause|umwait|umonitor|enqcmds?|movdir\w+|[sl]lwpcb|lwp(ins|val)|senduipi|cmp\w+xadd|iretq|pushfq|popfq|xlatb|sysexitq|sysretq|(st|ld)mxcsr|\w+64|vmptr(ld|st)|vmclear|vmxon|(ins|outs|movs|cmps|scas|lods|stos)[bwdq])$/;

/** Sizes are spelled for integers, and for the integer side of a conversion. */
function takesSuffix({ mnemonic, patterns }: Form): boolean {
  if (neverSuffixed.test(mnemonic)) return mnemonic === "nop" && patterns.length > 0;
  const hasVector = patterns.some(({ registerBits, vectorIndex }) => (registerBits & vectorBits) !== 0 || vectorIndex);
  return !hasVector || (suffixedVectors.test(mnemonic) && patterns.some(({ generalSize }) => generalSize > 0));
}

const vectorBits = classBits.mm | classBits.xmm | classBits.ymm | classBits.zmm | classBits.k | classBits.tmm;

/** The vector moves carry their size in their Intel name already and take no further suffix. */
const sizedVectorMove = /^v?mov[dq]$/;

function addSuffixed(name: string, add: Add): void {
  const last = name.at(-1)!;
  const condition = /^(j|set|cmov)([a-z]+)$/.exec(name);
  if (condition) {
    const alias = conditionAliases[condition[2]!];
    if (alias !== undefined && add(condition[1]! + alias)) return;
  }
  const size = suffixSize[last];
  if (size === undefined) return;
  const bare = name.slice(0, -1);
  if (sizedVectorMove.test(bare)) return;
  if (add(bare, { operationSize: size })) return;
  const shortened = /^(set|cmov)([a-z]+)$/.exec(bare);
  const alias = shortened ? conditionAliases[shortened[2]!] : undefined;
  if (alias !== undefined) add(shortened![1]! + alias, { operationSize: size });
}

/** Names with a comparison or a choice inside: `cmpltsd`, `vpcmpleub`, `vpcomltw`, `pclmulhqlqdq`. */
export function addSelector(name: string, add: Add): boolean {
  const float = /^(v?cmp)([a-z_]+?)(ss|sd|sh|ps|pd|ph)$/.exec(name);
  if (float) return addPredicate(comparisonPredicates, float[2]!, float[1]! + float[3]!, add);
  const integer = /^vpcmp(eq|lt|le|false|neq|nlt|nle|true)(u?[bwdq])$/.exec(name);
  if (integer) return addPredicate(integerPredicates, integer[1]!, `vpcmp${integer[2]}`, add);
  const xop = /^vpcom(lt|le|gt|ge|eq|neq|false|true)(u?[bwdq])$/.exec(name);
  if (xop) return addPredicate(xopPredicates, xop[1]!, `vpcom${xop[2]}`, add);
  const carryless = /^(v?pclmul)([lh]q[lh]q)dq$/.exec(name);
  return carryless !== null && add(`${carryless[1]}qdq`, { selector: carrylessHalves[carryless[2]!]! });
}

function addPredicate(predicates: readonly string[], predicate: string, mnemonic: string, add: Add): boolean {
  const selector = predicates.indexOf(predicate);
  return selector >= 0 && add(mnemonic, { selector });
}

/** Conversions to one class of register from several, and the like. */
const narrowing =
  /^(v(?:cvtt?pd2u?dq|cvtpd2p[sh]|cvtu?qq2p[sh]|cvtu?dq2ph|cvtneps2bf16|cvtps2phx|fpclassp[sdh]))([xyz])$/;

/** `vcvtpd2psx`, `vcvtpd2psy`: the letter names the source register's class, and so the memory operand's size. */
function addConversion(name: string, add: Add): void {
  const match = narrowing.exec(name);
  if (match) add(match[1]!, { memorySize: { x: 16, y: 32, z: 64 }[match[2]!]! });
}

/** AT&T spellings to compare a mistyped mnemonic with. */
export function knownMnemonics(forms: FormTable): Set<string> {
  const names = new Set<string>();
  for (const [mnemonic, list] of forms) {
    if (sizedVectorMove.test(mnemonic)) {
      names.add(mnemonic);
      continue;
    }
    const sizes = new Set(list.filter(hasGeneralOperand).map((form) => form.operationSize));
    for (const [suffix, size] of Object.entries(suffixSize)) if (sizes.has(size)) names.add(mnemonic + suffix);
    names.add(mnemonic);
  }
  for (const name of [...Object.keys(renamed), ...Object.keys(stringInstructions)]) names.add(name);
  for (const from of "bwl") for (const to of "wlq") for (const sign of "sz") names.add(`mov${sign}${from}${to}`);
  for (const name of ["movzll", "movzlq", "movsww", "movzww", "movsll", "movslw", "movzlw"]) names.delete(name);
  for (const name of ["callq", "retq", "jmpq", "pushq", "popq", "movabsq", "jz", "jnz", "jc", "jnc"]) names.add(name);
  return names;
}

const hasGeneralOperand = (form: Form): boolean => form.patterns.some((pattern) => pattern.generalSize > 0);

const branches = /^(j[a-z]+|call[wlq]?|loop[a-z]*|xbegin)$/;
/** Whether a bare operand of the mnemonic is an address to go to, not memory to read. */
export const isBranch = (mnemonic: string): boolean => branches.test(mnemonic);

/** Whether `*` may stand before the operand: near and far transfers through a register or memory. */
export const takesStar = (mnemonic: string): boolean => isBranch(mnemonic) || /^l(jmp|call)[wlq]?$/.test(mnemonic);
