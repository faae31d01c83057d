// Spellings that assemblers accept and the opcode tables do not have: operands left out, written in the other order, or
// swapped for a shorter encoding. Each rule rewrites mnemonic and operands; operands stand in Intel order (destination
// first) here.

import { comparisonPredicates } from "./mnemonics";
import type { Operand, OperandOf } from "./operands";
import { bitsOfImmediate } from "./operands";
import type { RegisterName, RegisterTable } from "./registers";

export interface Written {
  readonly mnemonic: string;
  readonly operands: readonly Operand[];
}

export type Rewrite = (statement: Written, registers: RegisterTable) => Written;

/** A constant operand that the statement implies but does not spell. */
export function impliedImmediate(constant: number): OperandOf<"immediate"> {
  const value = { expression: undefined, number: constant, wide: undefined, at: 0, length: 0 };
  return { kind: "immediate", value, bits: bitsOfImmediate(value), indirect: false, at: 0, length: 0 };
}

export const impliedRegister = (register: RegisterName): OperandOf<"register"> => ({
  kind: "register",
  register,
  bits: register.bit,
  indirect: false,
  at: 0,
  length: 0,
});

/** No form of these mnemonics is without operands. */
const refused = (mnemonic: string): Written => ({ mnemonic, operands: [] });

/** The rules for a mnemonic; undefined for the many that have none. */
export function rewriteOf(mnemonic: string, syntax: "att" | "intel"): Rewrite | undefined {
  if (mnemonic.startsWith("f")) return syntax === "att" ? attFloatingPoint : intelFloatingPoint;
  if (commutable.test(mnemonic) || packedComparison.test(mnemonic)) return commuteForShortVex;
  if (/^(in|out)s?[bwld]?$/.test(mnemonic)) return withPort;
  if (mnemonic === "int") return breakpoint;
  if (descriptorTable.test(mnemonic)) return withoutOperandSize;
  if (/^(lldt|ltr|lmsw|verr|verw|lkgs|sldt|str|smsw)[lq]$/.test(mnemonic)) return ofRegister;
  if (/^mov[wlq]?$/.test(mnemonic)) return syntax === "att" ? attSegmentMove : intelSegmentMove;
  if (/^xchg[bwlq]?$/.test(mnemonic)) return exchange;
  if (integerRules.test(mnemonic)) return integerOperands;
  if (mnemonic in impliedNames) return syntax === "att" ? attImplied : intelImplied;
  if (narrowResult.test(mnemonic)) return withNarrowRegister;
  return undefined;
}

const integerRules = /^(sh[lr]d?|sa[lr]|ro[lr]|rc[lr]|imul|test|lar|lsl)[bwlq]?$|^(p?blendv(b|ps|pd)|sha256rnds2)$/;

/** `inb (%dx), %al`: the parentheses round the port register mean nothing. */
function portRegister(operand: Operand): Operand {
  if (operand.kind !== "memory" || operand.base?.name !== "dx" || operand.displacement !== undefined) return operand;
  return { ...impliedRegister(operand.base), at: operand.at, length: operand.length };
}

/** The accumulator may be left out where a suffix says its size. */
function withPort({ mnemonic, operands }: Written, registers: RegisterTable): Written {
  const named = operands.map(portRegister);
  const size = mnemonic.at(-1)!;
  if (named.length !== 1 || !/^(in|out)[bwl]$/.test(mnemonic)) return { mnemonic, operands: named };
  const accumulator = implied(registers, size === "b" ? "al" : size === "w" ? "ax" : "eax");
  // Only beside the accumulator the port may have its parentheses.
  const [port] = operands;
  return { mnemonic, operands: mnemonic.startsWith("in") ? [accumulator, port!] : [port!, accumulator] };
}

const isRegister = (operand: Operand | undefined): operand is OperandOf<"register"> => operand?.kind === "register";
const isSegment = (operand: Operand | undefined): boolean => isRegister(operand) && operand.register.class === "seg";

/** Segment registers have 16 bits whatever the other side is, so the suffix only says how the other side is spelled. */
function attSegmentMove(statement: Written, registers: RegisterTable): Written {
  const { mnemonic, operands } = statement;
  if (!operands.some(isSegment)) return statement;
  if (/^mov[lq]$/.test(mnemonic) && operands.some(({ kind }) => kind === "memory")) return refused(mnemonic);
  const toOrFromMemory = operands.some((operand) => operand.kind === "memory");
  const intoSegment = isSegment(operands[0]);
  const [first, second] = operands;
  const source = intoSegment && isRegister(second) && !mnemonic.endsWith("q") ? widened(second, registers) : second;
  return {
    mnemonic: /^mov[wl]$/.test(mnemonic) && (toOrFromMemory || intoSegment) ? "mov" : mnemonic,
    operands: operands.length === 2 ? [first!, source!] : operands,
  };
}

/** LLVM has it the other way round here: the operand-size prefix when reading 16 bits, none when storing them. */
function intelSegmentMove(statement: Written, registers: RegisterTable): Written {
  const { mnemonic, operands } = statement;
  const [first, second] = operands;
  if (!isSegment(second) || !isRegister(first) || operands.length !== 2) return statement;
  return { mnemonic, operands: [widened(first, registers), second!] };
}

/** `int $3` has a one-byte encoding of its own, the one debuggers patch in. */
function breakpoint(statement: Written): Written {
  const [vector] = statement.operands;
  const isThree = vector?.kind === "immediate" && vector.value.number === 3;
  return isThree ? { mnemonic: "int3", operands: [] } : statement;
}

/** `xchg %rax, %rax` changes nothing; with %eax it clears the upper half, and so is no `nop` in 64-bit mode. */
const isWideNop = ({ mnemonic, operands }: Written): boolean =>
  /^xchgq?$/.test(mnemonic) &&
  operands.length === 2 &&
  operands.every((operand) => isRegister(operand) && operand.register.name === "rax");

/** Registers that the instruction means anyway, in the one order in which each syntax may write them. */
const impliedNames: Readonly<Record<string, { readonly att: string; readonly intel?: string }>> = {
  invlpga: { att: "rax ecx", intel: "rax ecx" },
  vmrun: { att: "rax", intel: "rax" },
  vmload: { att: "rax", intel: "rax" },
  vmsave: { att: "rax", intel: "rax" },
  clzero: { att: "rax", intel: "rax" },
  skinit: { att: "eax", intel: "eax" },
  monitor: { att: "rax rcx rdx" },
  monitorx: { att: "rax rcx rdx" },
  mwait: { att: "rax rcx" },
  mwaitx: { att: "rax rcx rbx" },
};

const namesOf = (operands: readonly Operand[]): readonly string[] =>
  operands.map((operand) => (isRegister(operand) ? operand.register.name : "?"));

const attImplied: Rewrite = (statement) => {
  const isImplied = namesOf(statement.operands).toReversed().join(" ") === impliedNames[statement.mnemonic]!.att;
  return isImplied ? { ...statement, operands: [] } : statement;
};

const intelImplied: Rewrite = (statement) => {
  const isImplied = namesOf(statement.operands).join(" ") === impliedNames[statement.mnemonic]!.intel;
  return isImplied ? { ...statement, operands: [] } : statement;
};

/** They move at most 32 bits to or from the register, so LLVM takes the 64-bit name for the same encoding. */
const narrowResult = /^v?(p(extr|insr)[bw]|extractps|movmskp[sd]|pmovmskb)$|^(umwait|tpause)$/;

function withNarrowRegister({ mnemonic, operands }: Written, registers: RegisterTable): Written {
  const narrow = (operand: Operand): Operand => {
    if (!isRegister(operand) || operand.register.class !== "r64") return operand;
    const { name } = operand.register;
    return renamed(operand, registers.get(/^r\d/.test(name) ? `${name}d` : name.replace("r", "e"))!);
  };
  return { mnemonic, operands: operands.map(narrow) };
}

/** They read or store 16 bits whatever the operand size, so LLVM writes no 0x66 prefix for them. */
const descriptorTable = /^(lldt|ltr|lmsw|verr|verw|lkgs|sldt|str|smsw)w?$/;

function withoutOperandSize({ mnemonic, operands }: Written, registers: RegisterTable): Written {
  const [operand] = operands;
  const stores = /^(sldt|str|smsw)/.test(mnemonic);
  // Storing into a register does depend on its size.
  if (operand === undefined || (stores && isRegister(operand))) return { mnemonic, operands };
  if (isRegister(operand) ? operand.register.class !== "r16" : /^ver[rw]w$/.test(mnemonic)) return refused(mnemonic);
  const bare = mnemonic.replace(/(?<=dt|tr|sw|gs|rr|rw)w$/, "");
  return { mnemonic: bare, operands: [isRegister(operand) ? widened(operand, registers) : operand] };
}

/** Only storing into a register can be wider than 16 bits. */
function ofRegister(statement: Written): Written {
  const { mnemonic, operands } = statement;
  return /^(sldt|str|smsw)/.test(mnemonic) && isRegister(operands[0]) ? statement : refused(mnemonic);
}

const shifts = /^(sh[lr]|sa[lr]|ro[lr]|rc[lr])[bwlq]?$/;
const implicitXmm0 = /^(p?blendv(b|ps|pd)|sha256rnds2)$/;

const isPlainXmm0 = (operand: Operand | undefined): boolean =>
  isRegister(operand) && operand.register.name === "xmm0" && operand.mask === undefined;

const integerOperands: Rewrite = ({ mnemonic, operands }, registers) => ({
  mnemonic,
  operands: completed(mnemonic, operands, registers),
});

function completed(mnemonic: string, operands: readonly Operand[], registers: RegisterTable): readonly Operand[] {
  const [first, second, third] = operands;
  if (operands.length === 1 && shifts.test(mnemonic)) return [first!, impliedImmediate(1)];
  if (operands.length === 2 && /^sh[lr]d[wlq]?$/.test(mnemonic)) return [...operands, implied(registers, "cl")];
  if (operands.length === 2 && /^imul[wlq]?$/.test(mnemonic) && second!.kind === "immediate")
    return [first!, first!, second];
  if (operands.length === 3 && implicitXmm0.test(mnemonic) && isPlainXmm0(third)) return [first!, second!];
  // Symmetric, and encoded with the register second.
  if (mnemonic.startsWith("test") && isRegister(first) && second?.kind === "memory") return [second, first];
  if (operands.length === 2 && /^(lar|lsl)[lq]?$/.test(mnemonic) && isRegister(second) && second.register.size > 1)
    return [first!, resized(second, first!, registers)];
  return operands;
}

/**
 * The one-byte form of `xchg` names the accumulator second; the general one gets the written source in r/m, as LLVM
 * does it, so that all other pairs swap. Memory stands first.
 */
function exchange(statement: Written): Written {
  const { mnemonic, operands } = statement;
  const [first, second] = operands;
  if (isWideNop(statement)) return { mnemonic: "nop", operands: [] };
  if (!isRegister(first) || second === undefined || operands.length > 2) return statement;
  if (second.kind === "memory") return { mnemonic, operands: [second, first] };
  const isAccumulator = isRegister(second) && second.register.number === 0 && second.register.class !== "r8";
  return isAccumulator ? statement : { mnemonic, operands: [second, first] };
}

/** The low 32 bits of a 16-bit register: `movw %ax, %ds` needs no operand-size prefix. */
function widened(operand: OperandOf<"register">, registers: RegisterTable): OperandOf<"register"> {
  const { register } = operand;
  if (register.class !== "r16") return operand;
  const name = /^r\d/.test(register.name) ? register.name.replace("w", "d") : `e${register.name}`;
  return renamed(operand, registers.get(name)!);
}

/** `lar` and `lsl` read 16 bits, whatever name the source register is given; encodings exist for equal sizes. */
function resized(source: OperandOf<"register">, destination: Operand, registers: RegisterTable): Operand {
  if (!isRegister(destination)) return source;
  const { class: wanted } = destination.register;
  if (wanted !== "r32" && wanted !== "r64") return source;
  for (const register of registers.values())
    if (register.class === wanted && register.number === source.register.number) return renamed(source, register);
  return source;
}

const renamed = (operand: OperandOf<"register">, register: RegisterName): OperandOf<"register"> => ({
  ...operand,
  register,
  bits: register.bit,
});

const implied = (registers: RegisterTable, name: string): Operand => impliedRegister(registers.get(name)!);

const popping = /^f(add|mul|subr?|divr?)p$/;
const withStackTop = /^(f(add|mul|subr?|divr?)|fu?com(i|ip|p)?|fcompi|fucompi|fxch)$/;
/** Without operands they pop. */
const poppingBare = /^f(add|mul|subr?|divr?)$/;

/**
 * x87: one of the two operands is always %st and may be left out, and AT&T swaps the names of the reversed
 * subtractions and divisions when the destination is not %st (a mistake of the first Unix assembler, kept by all).
 */
function attFloatingPoint(statement: Written, registers: RegisterTable): Written {
  const { mnemonic, operands } = intelFloatingPoint(statement, registers);
  const destination = operands[0];
  const match = /^(fsub|fdiv)(r?)(p?)$/.exec(mnemonic);
  if (!match || !isRegister(destination) || (destination.register.number === 0 && match[3] === ""))
    return { mnemonic, operands };
  return { mnemonic: `${match[1]}${match[2] === "" ? "r" : ""}${match[3]}`, operands };
}

function intelFloatingPoint({ mnemonic, operands }: Written, registers: RegisterTable): Written {
  const stack = operands.every((operand) => isRegister(operand) && operand.register.class === "st");
  if (!stack) return { mnemonic, operands };
  if (operands.length === 0 && poppingBare.test(mnemonic))
    return intelFloatingPoint({ mnemonic: `${mnemonic}p`, operands }, registers);
  if (operands.length === 0 && /^fn?stsw$/.test(mnemonic)) return { mnemonic, operands: [implied(registers, "ax")] };
  let full = operands;
  if (popping.test(mnemonic) && operands.length < 2) {
    full = [operands[0] ?? implied(registers, "st(1)"), implied(registers, "st")];
  } else if (withStackTop.test(mnemonic) && operands.length < 2) {
    full = [implied(registers, "st"), operands[0] ?? implied(registers, "st(1)")];
  }
  return { mnemonic, operands: full };
}

const commutable =
  /^v(add|mul)p[sd]$|^v(and|or|xor)p[sd]$|^vp(add[bwdq]|addu?s[bw]|and|or|xor|avg[bw]|cmpeq[bwd]|maddwd|max(sw|ub)|min(sw|ub)|mulhu?w|mullw|muludq|sadbw)$/;
/** Comparisons of reals; the predicate is in the name or the last immediate. */
const packedComparison = /^vcmp([a-z_]*?)p[sd]$/;

/** Predicates 0, 3, 4 and 7 (mod 8) do not care for the order of their sources: eq, unord, neq, ord and kin. */
function isSymmetricComparison({ mnemonic, operands }: Written): boolean {
  const match = packedComparison.exec(mnemonic);
  if (!match) return false;
  const last = operands.at(-1);
  const spelled = last?.kind === "immediate" ? last.value.number : -1;
  const predicate = match[1] === "" ? spelled : comparisonPredicates.indexOf(match[1]!);
  return predicate >= 0 && ((predicate & 3) === 0 || (predicate & 3) === 3);
}

const isVexOperand = (operand: Operand): boolean =>
  !isRegister(operand) ||
  (/^[xy]mm$/.test(operand.register.class) && operand.register.number < 16 && operand.mask === undefined);

/**
 * The two-byte VEX prefix cannot say that the r/m register is one of 8 to 15, but can say it of the other source;
 * LLVM swaps the sources of a commutable instruction to save the byte (X86EncodingOptimization).
 */
function commuteForShortVex(statement: Written): Written {
  const { mnemonic, operands } = statement;
  const [destination, first, second, ...rest] = operands;
  const swaps =
    (commutable.test(mnemonic) || isSymmetricComparison(statement)) &&
    isRegister(first) &&
    isRegister(second) &&
    second.register.number >= 8 &&
    first.register.number < 8 &&
    operands.every(isVexOperand);
  return swaps ? { mnemonic, operands: [destination!, second, first, ...rest] } : statement;
}
