// Every encodable form of every 64-bit instruction, read once from iced's opcode tables: which operands it takes and
// how it is encoded. Matching a statement is a search in this table; nothing about single instructions is written
// here by hand.

import type { Iced, IcedModule } from "./icedModule";
import { immediateBits, memoryBits } from "./operands";
import { fieldOf, operandKinds, type Recipe, readRecipe } from "./recipe";
import { classBits, generalSize, type RegisterClass } from "./registers";

export interface ImmediateRule {
  /** Bits stored in the instruction. */
  readonly bits: 4 | 8 | 16 | 32 | 64;
  /** Bits the CPU extends them to, keeping the sign; undefined when the value is used as stored. */
  readonly extendedTo?: 16 | 32 | 64;
  /** The form has no immediate byte: it means "by one" (`shl %eax`). */
  readonly onlyOne?: boolean;
}

export type MemoryRule =
  | "any"
  /** `movabs`: a bare 64-bit address, no registers. */
  | "offset"
  /** `(%rsi)` of string instructions; a segment prefix may replace %ds. */
  | "string-source"
  /** `%es:(%rdi)` of string instructions. */
  | "string-destination";

/** What one operand position accepts. */
export interface Pattern {
  readonly kindName: string;
  readonly register?: RegisterClass;
  /** Only this register, and it takes no bits of the encoding: `%al`, `%cl`, `%fs`. */
  readonly fixed?: Iced.Register;
  readonly memory?: MemoryRule;
  /** Class of the index register where it is a vector (gathers, scatters). */
  readonly vectorIndex?: "xmm" | "ymm" | "zmm";
  readonly immediate?: ImmediateRule;
  /** Bytes of a branch distance. */
  readonly branch?: 1 | 4;
  /** Bytes of the general-purpose register, 0 for any other operand. */
  readonly generalSize: number;
  /** The same as bits, for matching. */
  readonly registerBits: number;
  readonly memoryBits: number;
  readonly immediateBits: number;
}

export interface Form {
  readonly code: Iced.Code;
  /** iced's name, `Mov_rm64_r64`. */
  readonly name: string;
  /** Intel mnemonic in lower case; far transfers have their AT&T names. */
  readonly mnemonic: string;
  /** Visible operands, destination first (Intel order). */
  readonly patterns: readonly Pattern[];
  /** Operands that AT&T syntax leaves out; they precede the visible ones (`maskmovdqu` writes to (%rdi)). */
  readonly hidden: readonly Pattern[];
  readonly recipe: Recipe;
  /** Bytes a size suffix on the mnemonic must agree with; 0 when none applies. */
  readonly operationSize: number;
  readonly memorySize: number;
  /** The memory operand has no size that Intel syntax could name: `lea`, `fxsave`, `lgdt`. */
  readonly takesAnySize: boolean;
  /** Bytes of the registers in the address, where a register operand is an address too (`enqcmd`); else 0. */
  readonly addressWidth: number;
  readonly broadcastSize: number;
  readonly isDefault64: boolean;
  readonly isVectorIndexed: boolean;
  readonly takesMask: boolean;
  readonly needsMask: boolean;
  readonly takesZeroing: boolean;
  readonly takesRounding: boolean;
  readonly takesSae: boolean;
  /** By convention no exchange: 0x90 is `nop`, which keeps the upper half of %rax that `xchg %eax, %eax` clears. */
  readonly isNop: boolean;
  /** Registers must differ (tile products). */
  readonly wantsUnique: boolean;
}

export type FormTable = ReadonlyMap<string, readonly Form[]>;

/** Forms that 64-bit code cannot have, or that only a 16-bit operand size would select. */
const unusableOperands = /^(farbr|br16_|br32_|xbegin_2|brdisp_|tr_reg)/;

/**
 * What iced knows and LLVM 22 does not: MPX, instructions of single makers, undocumented twins. And the jumps that an
 * operand-size prefix would cut to 16 bits, extensions that extend nothing, the
 * swap that is undefined.
 */
const unknownToLlvm =
  /^(bnd\w+|fn?(eni|disi|setpm)|fstpnce|int1|ud0|ccs_\w+|wrudbg|undoc|xsha512\w*|xstore_alt|reservednop|prefetchreserved\w*)$/;
const uselessForm = /^((Jmp|Call)_rm16|Bswap_r16|Movsxd_r(16|32)_rm\d+|Mov[sz]x_r16_rm16)$/;

export function buildForms(iced: IcedModule): FormTable {
  const patterns = buildPatterns(iced);
  const table = new Map<string, Form[]>();
  for (const [name, code] of Object.entries(iced.Code)) {
    if (typeof code !== "number") continue;
    const info = iced.CodeExt.opCode(code);
    const form = readForm(iced, info, name, patterns);
    info.free();
    if (form === undefined) continue;
    const forms = table.get(form.mnemonic);
    if (forms === undefined) table.set(form.mnemonic, [form]);
    else forms.push(form);
  }
  return table;
}

type Patterns = ReadonlyMap<Iced.OpCodeOperandKind, Pattern | undefined>;

function readForm(iced: IcedModule, info: Iced.OpCodeInfo, name: string, patterns: Patterns): Form | undefined {
  if (!info.isInstruction || !info.mode64 || /^(MVEX|VEX_KNC)_/.test(name)) return undefined;
  const mnemonic = iced.Mnemonic[info.mnemonic]!.toLowerCase();
  if (unknownToLlvm.test(mnemonic) || uselessForm.test(name)) return undefined;
  const kinds = operandKinds(info);
  // A 32-bit address size comes from the registers in the operands, never from the choice of a form, but where a
  // register itself is the address, or the mnemonic says so.
  const namesAddress = mnemonic === "jecxz" || kinds.some((kind) => addressRegister(iced, info, kind));
  if (info.addressSize === 32 && !namesAddress) return undefined;
  const all: Pattern[] = [];
  const hidden: Pattern[] = [];
  for (const kind of kinds) {
    const pattern = patterns.get(kind);
    if (pattern === undefined) return undefined;
    const isHidden = kind === iced.OpCodeOperandKind.seg_rDI || kind === iced.OpCodeOperandKind.seg_rBX_al;
    (isHidden ? hidden : all).push(pattern);
  }
  const { r64_reg_mem } = iced.OpCodeOperandKind;
  // LLVM calls the tokens of shadow stacks 32 bits wide.
  const memorySize = /^(rstorssp|clrssbsy)$/.test(mnemonic) ? 4 : iced.MemorySizeExt.size(info.memorySize);
  const recipe = readRecipe(
    iced,
    info,
    all.map(({ kindName }) => fieldOf(kindName)),
  );
  const isEvex = recipe.family === "evex";
  return {
    code: info.code,
    name,
    mnemonic: farMnemonic(name) ?? mnemonic,
    patterns: isEvex ? all.map(withHighRegisters) : all,
    hidden,
    recipe,
    operationSize: operationSize(mnemonic, all) || info.operandSize / 8 || memorySize,
    memorySize,
    takesAnySize: memorySize === 0 || memorySize > 64 || isImage(mnemonic),
    addressWidth: kinds.some((kind) => addressRegister(iced, info, kind)) ? 4 : kinds.includes(r64_reg_mem) ? 8 : 0,
    broadcastSize: info.canBroadcast ? iced.MemorySizeExt.size(info.broadcastMemorySize) : 0,
    isDefault64: info.defaultOpSize64,
    isVectorIndexed: all.some((pattern) => pattern.vectorIndex !== undefined),
    takesMask: info.canUseOpMaskRegister,
    needsMask: info.requireOpMaskRegister,
    takesZeroing: info.canUseZeroingMasking,
    takesRounding: info.canUseRoundingControl,
    takesSae: info.canSuppressAllExceptions && !info.canUseRoundingControl,
    isNop: name === "Xchg_r32_EAX",
    wantsUnique: info.requiresUniqueRegNums && all.every(({ register }) => register === "tmm"),
  };
}

function addressRegister(iced: IcedModule, info: Iced.OpCodeInfo, kind: Iced.OpCodeOperandKind): boolean {
  const K = iced.OpCodeOperandKind;
  return kind === K.r32_reg_mem || (kind === K.r32_rm && iced.Mnemonic[info.mnemonic] === "Umonitor");
}

/** Limit and base of a descriptor table; the environment of the x87. */
const isImage = (mnemonic: string): boolean => /^[ls][gi]dt$|^f(n?st|ld)env$/.test(mnemonic);

/** Far transfers share the Intel name of the near ones; AT&T tells them apart by a leading `l`. */
function farMnemonic(name: string): string | undefined {
  const match = /^(Jmp|Call)_m16|^(Retf)/.exec(name);
  if (!match) return undefined;
  return match[2] === undefined ? `l${match[1]!.toLowerCase()}` : "lret";
}

/** The suffix of conversions and of crc32 gives the size of the source; everywhere else that of the destination. */
function operationSize(mnemonic: string, patterns: readonly Pattern[]): number {
  const ordered = /^(v?cvt|crc32)/.test(mnemonic) ? [...patterns].reverse() : patterns;
  return ordered.find((pattern) => pattern.generalSize > 0)?.generalSize ?? 0;
}

/** iced names its operand kinds systematically: class, then where the register number is stored. */
const registerKind =
  /^(r8|r16|r32|r64|mm|xmm|ymm|zmm|k|tmm|bnd|cr|dr|seg)(?:p[13])?_(or_mem|reg|rm|opcode|vvvv|is4|is5)/;

type Rule = Omit<Pattern, "kindName" | "generalSize" | "registerBits" | "memoryBits" | "immediateBits"> & {
  readonly generalSize?: number;
};

function buildPatterns(iced: IcedModule): Patterns {
  const special = specialPatterns(iced);
  const table = new Map<Iced.OpCodeOperandKind, Pattern | undefined>();
  for (const [name, kind] of Object.entries(iced.OpCodeOperandKind)) {
    if (typeof kind !== "number") continue;
    const found = special[name] ?? systematicPattern(name);
    table.set(kind, found === undefined ? undefined : completed(name, found));
  }
  return table;
}

function completed(kindName: string, rule: Rule): Pattern {
  return {
    kindName,
    generalSize: 0,
    ...rule,
    registerBits: rule.register === undefined ? 0 : classBits[rule.register],
    memoryBits: rule.memory === undefined ? 0 : bitsOfRule(rule.memory, rule.vectorIndex),
    immediateBits: rule.immediate === undefined ? 0 : bitOfImmediate(rule.immediate),
  };
}

function bitsOfRule(rule: MemoryRule, vectorIndex: Pattern["vectorIndex"]): number {
  switch (rule) {
    case "any":
      return vectorIndex === undefined ? memoryBits.plain : memoryBits[`${vectorIndex}Index`];
    case "offset":
      return memoryBits.absolute;
    case "string-source":
      return memoryBits.stringSource;
    case "string-destination":
      return memoryBits.stringDestination;
  }
}

function bitOfImmediate({ bits, extendedTo, onlyOne }: ImmediateRule): number {
  if (onlyOne === true) return immediateBits.one;
  switch (bits) {
    case 4:
      return immediateBits.nibble;
    case 8:
      return extendedTo === undefined ? immediateBits.byte : immediateBits[`byteTo${extendedTo}`];
    case 16:
      return immediateBits.word;
    case 32:
      return extendedTo === undefined ? immediateBits.double : immediateBits.doubleTo64;
    case 64:
      return immediateBits.quad;
  }
}

/** EVEX reaches 32 vector registers. */
function withHighRegisters(pattern: Pattern): Pattern {
  const { registerBits, memoryBits: addresses } = pattern;
  const high =
    (registerBits & classBits.xmm ? classBits.highXmm : 0) | (registerBits & classBits.ymm ? classBits.highYmm : 0);
  const highIndex =
    (addresses & memoryBits.xmmIndex ? memoryBits.highXmmIndex : 0) |
    (addresses & memoryBits.ymmIndex ? memoryBits.highYmmIndex : 0);
  return { ...pattern, registerBits: registerBits | high, memoryBits: addresses | highIndex };
}

function systematicPattern(name: string): Rule | undefined {
  if (unusableOperands.test(name)) return undefined;
  const vsib = /^mem_vsib(?:32|64)([xyz])$/.exec(name);
  if (vsib) return { memory: "any", vectorIndex: `${vsib[1] as "x" | "y" | "z"}mm` };
  if (/^(mem|mem_mpx|mem_mib|sibmem)$/.test(name)) return { memory: "any" };
  const match = registerKind.exec(name);
  if (!match) return undefined;
  const cls = match[1] as RegisterClass;
  const base = { register: cls, generalSize: generalSize[cls] ?? 0 };
  return match[2] === "or_mem" ? { ...base, memory: "any" } : base;
}

function specialPatterns(iced: IcedModule): Readonly<Record<string, Rule>> {
  const { Register: R } = iced;
  const fixed = (register: Iced.Register, size = 0): Rule => ({ fixed: register, generalSize: size });
  const immediate = (bits: ImmediateRule["bits"], extra: Partial<ImmediateRule> = {}): Rule => ({
    immediate: { bits, ...extra },
  });
  return {
    al: fixed(R.AL, 1),
    ax: fixed(R.AX, 2),
    eax: fixed(R.EAX, 4),
    rax: fixed(R.RAX, 8),
    // The count of a shift and the port of `in` and `out` do not tell the operation's size.
    cl: fixed(R.CL),
    dx: fixed(R.DX),
    es: fixed(R.ES),
    cs: fixed(R.CS),
    ss: fixed(R.SS),
    ds: fixed(R.DS),
    fs: fixed(R.FS),
    gs: fixed(R.GS),
    st0: fixed(R.ST0),
    sti_opcode: { register: "st" },
    imm4_m2z: immediate(4),
    imm8: immediate(8),
    imm8_const_1: immediate(8, { onlyOne: true }),
    imm8sex16: immediate(8, { extendedTo: 16 }),
    imm8sex32: immediate(8, { extendedTo: 32 }),
    imm8sex64: immediate(8, { extendedTo: 64 }),
    imm16: immediate(16),
    imm32: immediate(32),
    imm32sex64: immediate(32, { extendedTo: 64 }),
    imm64: immediate(64),
    mem_offs: { memory: "offset" },
    seg_rSI: { memory: "string-source" },
    es_rDI: { memory: "string-destination" },
    seg_rDI: { memory: "string-source" },
    seg_rBX_al: { memory: "string-source" },
    br64_1: { branch: 1 },
    br64_4: { branch: 4 },
    xbegin_4: { branch: 4 },
  };
}
