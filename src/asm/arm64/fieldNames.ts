// What Arm's manual calls the bits of each kind of operand. A run of bits that no line here names is called after the
// operand.

export interface NamedBits {
  readonly name: string;
  readonly at: number;
  readonly width: number;
}

const bits = (name: string, at: number, width: number): NamedBits => ({ name, at, width });
const base = bits("Rn", 5, 5);
const bitfield = [bits("immr", 16, 6), bits("imms", 10, 6)];
const bitmask = [bits("N", 22, 1), ...bitfield];
const halves = [bits("abc", 16, 3), bits("defgh", 5, 5), bits("cmode", 12, 3)];
const system = [bits("op0", 19, 2), bits("op1", 16, 3), bits("CRn", 12, 4), bits("CRm", 8, 4), bits("op2", 5, 3)];
const lanes = [bits("H", 11, 1), bits("L", 21, 1), bits("M", 20, 1), bits("Rm", 16, 5)];

const known: readonly (readonly [RegExp, readonly NamedBits[]])[] = [
  [/^-?imm12/, [bits("sh", 22, 1), bits("imm12", 10, 12)]],
  [/^l?shift\./, [bits("shift", 22, 2), bits("imm6", 10, 6)]],
  [/^x?extend\./, [bits("option", 13, 3), bits("imm3", 10, 3)]],
  [/^(~?bitmask|movmask)\./, bitmask],
  [/^(chunk|movz|movn)\./, [bits("hw", 21, 2), bits("imm16", 5, 16)]],
  [/^(immr|imms|lsl|put|take|clear)\./, bitfield],
  [/^bit\./, [bits("b40", 19, 5)]],
  [/^target26$/, [bits("imm26", 0, 26)]],
  [/^(target|literal)19$|^literal(move)?\./, [bits("imm19", 5, 19)]],
  [/^target14$/, [bits("imm14", 5, 14)]],
  [/^adrp?$/, [bits("immlo", 29, 2), bits("immhi", 5, 19)]],
  [/^\[Xn\+u12/, [bits("imm12", 10, 12), base]],
  [/^\[Xn(\+|\]\+)s9/, [bits("imm9", 12, 9), base]],
  [/^\[Xn(\+|\]\+)s7/, [bits("imm7", 15, 7), base]],
  [/^\[Xn\+s10/, [bits("S", 22, 1), bits("imm9", 12, 9), base]],
  [/^\[Xn\+Rm/, [bits("Rm", 16, 5), bits("option", 13, 3), bits("S", 12, 1), base]],
  [/^\[Xn\]\+\d+\|Xm$/, [bits("Rm", 16, 5), base]],
  [/^\[Xn\]$/, [base]],
  [/^!?cond/, [bits("cond", 12, 4), bits("cond", 0, 4)]],
  [/^(mod\.|vfloat|bytemask)/, halves],
  [/^float$/, [bits("imm8", 13, 8)]],
  [/^(readable|writable)$/, system],
  [/^(alone|with)\./, system.slice(1)],
  [/^c@12$/, [bits("CRn", 12, 4)]],
  [/^c@8$/, [bits("CRm", 8, 4)]],
  [/^(barrier|ibarrier)$/, [bits("CRm", 8, 4)]],
  [/^prefetch$/, [bits("prfop", 0, 5)]],
  [/^(left|right)\./, [bits("immh:immb", 16, 7)]],
  [/^ext\./, [bits("imm4", 11, 4)]],
  [/^turn|^halfturn/, [bits("rot", 11, 4)]],
  [/^fraction\./, [bits("scale", 10, 6)]],
  [/^Vm\.\S*\[/, lanes],
  [/^V[dn]\.\w\[(\]|imm4)/, [bits("Rd", 0, 5), bits("Rn", 5, 5), bits("imm5", 16, 5), bits("imm4", 11, 4)]],
  [/^[LT]\d\.\w+\[\]$/, [bits("Q", 30, 1), bits("S", 12, 1), bits("size", 10, 2), bits("Rt", 0, 5)]],
  [/^T\d/, [bits("Rt", 0, 5)]],
  [/^L\d/, [base]],
  [/^[WXV]n=m/, [base, bits("Rm", 16, 5)]],
];

const role = /^[WXBHSDQV](t2|[dnmats])/;

/** The named runs of an operand of this name in the table; of its mask at least. */
export function namedBits(operand: string, mask: number): readonly NamedBits[] {
  const found = known.find(([pattern]) => pattern.test(operand))?.[1];
  if (found !== undefined) return found;
  const at = 31 - Math.clz32(mask & -mask);
  const width = 32 - Math.clz32(mask) - at;
  const letter = role.exec(operand)?.[1];
  return [bits(letter === undefined ? `imm${width}` : `R${letter}`, at, width)];
}
