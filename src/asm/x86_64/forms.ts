// Every encodable form of every 64-bit instruction, read once from iced's opcode tables: which operands it takes and
// how it is encoded. Matching a statement is a search in this table; nothing about single instructions is written
// here by hand.

import type { Iced, IcedModule } from "./icedModule";
import { generalSize, type RegisterClass } from "./registers";

export interface ImmediateRule {
  readonly opKind: Iced.OpKind;
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
  readonly register?: RegisterClass;
  /** Only this register, and it takes no bits of the encoding: `%al`, `%cl`, `%fs`. */
  readonly fixed?: Iced.Register;
  readonly memory?: MemoryRule;
  /** Class of the index register where it is a vector (gathers, scatters). */
  readonly vectorIndex?: RegisterClass;
  readonly immediate?: ImmediateRule;
  /** Bytes of a branch distance. */
  readonly branch?: 1 | 4;
  readonly opKind?: Iced.OpKind;
  /** Bytes of the general-purpose register, 0 for any other operand. */
  readonly generalSize: number;
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
  readonly encoding: Iced.EncodingKind;
  /** Bytes a size suffix on the mnemonic must agree with; 0 when none applies. */
  readonly operationSize: number;
  readonly memorySize: number;
  readonly broadcastSize: number;
  readonly isDefault64: boolean;
  readonly isVectorIndexed: boolean;
}

export type FormTable = ReadonlyMap<string, readonly Form[]>;

/** Forms that 64-bit code cannot have, or that only a 16-bit operand size would select. */
const unusableOperands = /^(farbr|br16_|br32_|xbegin_2|brdisp_|tr_reg)/;

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

function readForm(
  iced: IcedModule,
  info: Iced.OpCodeInfo,
  name: string,
  patterns: ReadonlyMap<Iced.OpCodeOperandKind, Pattern | undefined>,
): Form | undefined {
  if (!info.isInstruction || !info.mode64 || /^(MVEX|VEX_KNC)_/.test(name)) return undefined;
  const mnemonic = iced.Mnemonic[info.mnemonic]!.toLowerCase();
  // A 32-bit address size comes from the registers in the operands, never from the choice of a form; `jecxz` alone
  // has a name of its own.
  if (info.addressSize === 32 && mnemonic !== "jecxz") return undefined;
  const all: Pattern[] = [];
  const hidden: Pattern[] = [];
  for (let i = 0; i < info.opCount; i++) {
    const kind = info.opKind(i);
    const pattern = patterns.get(kind);
    if (pattern === undefined) return undefined;
    const isHidden = kind === iced.OpCodeOperandKind.seg_rDI || kind === iced.OpCodeOperandKind.seg_rBX_al;
    (isHidden ? hidden : all).push(pattern);
  }
  const memorySize = iced.MemorySizeExt.size(info.memorySize);
  return {
    code: info.code,
    name,
    mnemonic: farMnemonic(name) ?? mnemonic,
    patterns: all,
    hidden,
    encoding: info.encoding,
    operationSize: operationSize(mnemonic, all) || info.operandSize / 8 || memorySize,
    memorySize,
    broadcastSize: info.canBroadcast ? iced.MemorySizeExt.size(info.broadcastMemorySize) : 0,
    isDefault64: info.defaultOpSize64,
    isVectorIndexed: all.some((pattern) => pattern.vectorIndex !== undefined),
  };
}

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

function buildPatterns(iced: IcedModule): ReadonlyMap<Iced.OpCodeOperandKind, Pattern | undefined> {
  const special = specialPatterns(iced);
  const table = new Map<Iced.OpCodeOperandKind, Pattern | undefined>();
  for (const [name, kind] of Object.entries(iced.OpCodeOperandKind)) {
    if (typeof kind !== "number") continue;
    const found = special[name] ?? systematicPattern(name);
    table.set(kind, found === undefined ? undefined : { generalSize: 0, ...found });
  }
  return table;
}

function systematicPattern(name: string): Omit<Pattern, "generalSize"> | undefined {
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

function specialPatterns(iced: IcedModule): Readonly<Record<string, Partial<Pattern>>> {
  const { OpKind, Register: R } = iced;
  const fixed = (register: Iced.Register, size = 0): Partial<Pattern> => ({ fixed: register, generalSize: size });
  const immediate = (opKind: Iced.OpKind, bits: ImmediateRule["bits"], extra = {}): Partial<Pattern> => ({
    immediate: { opKind, bits, ...extra },
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
    imm4_m2z: immediate(OpKind.Immediate8, 4),
    imm8: immediate(OpKind.Immediate8, 8),
    imm8_const_1: immediate(OpKind.Immediate8, 8, { onlyOne: true }),
    imm8sex16: immediate(OpKind.Immediate8to16, 8, { extendedTo: 16 }),
    imm8sex32: immediate(OpKind.Immediate8to32, 8, { extendedTo: 32 }),
    imm8sex64: immediate(OpKind.Immediate8to64, 8, { extendedTo: 64 }),
    imm16: immediate(OpKind.Immediate16, 16),
    imm32: immediate(OpKind.Immediate32, 32),
    imm32sex64: immediate(OpKind.Immediate32to64, 32, { extendedTo: 64 }),
    imm64: immediate(OpKind.Immediate64, 64),
    mem_offs: { memory: "offset" },
    seg_rSI: { memory: "string-source", opKind: OpKind.MemorySegRSI },
    es_rDI: { memory: "string-destination", opKind: OpKind.MemoryESRDI },
    seg_rDI: { memory: "string-source", opKind: OpKind.MemorySegRDI },
    seg_rBX_al: { memory: "string-source", opKind: OpKind.Memory },
    br64_1: { branch: 1 },
    br64_4: { branch: 4 },
    xbegin_4: { branch: 4 },
  };
}
