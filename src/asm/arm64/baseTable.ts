// The base instruction set: integer, branches, exclusive and atomic accesses. One line per operand pattern; each mnemonic's word holds the
// fixed bits (Arm ARM C6). Operand names: R W X general registers with their field's role (`Rd`, `Rn|sp`), `imm12`,
// `shift.R`… as slots.ts lists them. Aliases stand before the instruction they rename, because the disassembler
// takes the first row that fits; rows printed "never" are other spellings.

import {
  atomicStores,
  atomics,
  bitfields,
  compareAndSwaps,
  fractions,
  product,
  registers,
  rightShifts,
  single,
  sizeBit30,
  testBits,
} from "./axes";
import type { FormTable } from "./forms";
import { conditionNames } from "./registers";

const field = (word: number, at: number, width: number) => (word >>> at) & ((1 << width) - 1);
const rd = (word: number) => field(word, 0, 5);
const rn = (word: number) => field(word, 5, 5);
const rs = (word: number) => field(word, 16, 5);
const rt2 = (word: number) => field(word, 10, 5);
const usesStackPointer = (word: number) => rd(word) === 31 || rn(word) === 31;

const statusComplaint = "the status register is also a source";
const statusIsSource = (word: number) =>
  rs(word) === rd(word) || (rs(word) === rn(word) && rn(word) !== 31) ? statusComplaint : undefined;

function addIntegerForms(table: FormTable): void {
  table
    .form("Rd, Rm", registers, { mov: 0x2a0003e0 })
    .form("Rd|sp, Rn|sp", registers, { mov: 0x11000000 }, { print: usesStackPointer })
    .form("Rn|sp, imm12", registers, { cmn: 0x3100001f, cmp: 0x7100001f })
    .form("Rn|sp, -imm12", registers, { cmp: 0x3100001f, cmn: 0x7100001f }, { print: "never" })
    .form("Rd|sp, Rn|sp, imm12@", registers, { add: 0x11000000 })
    .form("Rd|sp, Rn|sp, imm12", registers, { sub: 0x51000000 })
    .form("Rd|sp, Rn|sp, -imm12", registers, { sub: 0x11000000, add: 0x51000000 }, { print: "never" })
    .form("Rd, Rn|sp, imm12", registers, { adds: 0x31000000, subs: 0x71000000 })
    .form("Rd, Rn|sp, -imm12", registers, { subs: 0x31000000, adds: 0x71000000 }, { print: "never" })
    .form("Rn, Rm, shift.R", registers, { cmn: 0x2b00001f, cmp: 0x6b00001f })
    .form("Rd, Rm, shift.R", registers, { neg: 0x4b0003e0, negs: 0x6b0003e0 })
    .form("Rd, Rn, Rm, shift.R", registers, { add: 0x0b000000, adds: 0x2b000000, sub: 0x4b000000, subs: 0x6b000000 })
    .form("Rn|sp, Wm, extend.R", registers, { cmn: 0x2b20001f, cmp: 0x6b20001f })
    .form("Xn|sp, Xm, xextend.X", single, { cmn: 0xab20001f, cmp: 0xeb20001f })
    .form("Rd|sp, Rn|sp, Wm, extend.R", registers, { add: 0x0b200000, sub: 0x4b200000 })
    .form("Xd|sp, Xn|sp, Xm, xextend.X", single, { add: 0x8b200000, sub: 0xcb200000 })
    .form("Rd, Rn|sp, Wm, extend.R", registers, { adds: 0x2b200000, subs: 0x6b200000 })
    .form("Xd, Xn|sp, Xm, xextend.X", single, { adds: 0xab200000, subs: 0xeb200000 })
    .form("Rn, Rm, lshift.R", registers, { tst: 0x6a00001f })
    .form("Rd, Rm, lshift.R", registers, { mvn: 0x2a2003e0 })
    .form("Rd, Rn, Rm, lshift.R", registers, {
      and: 0x0a000000,
      bic: 0x0a200000,
      orr: 0x2a000000,
      orn: 0x2a200000,
      eor: 0x4a000000,
      eon: 0x4a200000,
      ands: 0x6a000000,
      bics: 0x6a200000,
    })
    .form("Rd, movz.R", registers, { mov: 0x52800000 })
    .form("Rd, movn.R", registers, { mov: 0x12800000 })
    .form("Rd, chunk.R", registers, { movn: 0x12800000, movz: 0x52800000, movk: 0x72800000 })
    .form("Rd|sp, movmask.R", registers, { mov: 0x320003e0 })
    .form("Rn, bitmask.R", registers, { tst: 0x7200001f })
    .form("Rd|sp, Rn, bitmask.R", registers, { and: 0x12000000, orr: 0x32000000, eor: 0x52000000 })
    .form("Rd, Rn, bitmask.R", registers, { ands: 0x72000000 })
    .form("Rd|sp, Rn, ~bitmask.R", registers, { bic: 0x12000000, orn: 0x32000000, eon: 0x52000000 }, { print: "never" })
    .form("Rd, Rn, ~bitmask.R", registers, { bics: 0x72000000 }, { print: "never" })
    .form("Rd, Rm", registers, { ngc: 0x5a0003e0, ngcs: 0x7a0003e0 })
    .form("Rd, Rn, Rm", registers, { adc: 0x1a000000, adcs: 0x3a000000, sbc: 0x5a000000, sbcs: 0x7a000000 })
    .form("Rd, Rn, Rm", registers, {
      udiv: 0x1ac00800,
      sdiv: 0x1ac00c00,
      lsl: 0x1ac02000,
      lsr: 0x1ac02400,
      asr: 0x1ac02800,
      ror: 0x1ac02c00,
      mul: 0x1b007c00,
      mneg: 0x1b00fc00,
    })
    .form(
      "Rd, Rn, Rm",
      registers,
      { lslv: 0x1ac02000, lsrv: 0x1ac02400, asrv: 0x1ac02800, rorv: 0x1ac02c00 },
      { print: "never" },
    )
    .form("Rd, Rn", registers, { rbit: 0x5ac00000, rev16: 0x5ac00400, clz: 0x5ac01000, cls: 0x5ac01400 })
    .form("Wd, Wn", single, { rev: 0x5ac00800 })
    .form("Xd, Xn", single, { rev: 0xdac00c00, rev32: 0xdac00800 })
    .form("Xd, Xn", single, { rev64: 0xdac00c00 }, { print: "never" })
    .form("Rd, Rn, Rm, Ra", registers, { madd: 0x1b000000, msub: 0x1b008000 })
    .form("Xd, Wn, Wm", single, { smull: 0x9b207c00, smnegl: 0x9b20fc00, umull: 0x9ba07c00, umnegl: 0x9ba0fc00 })
    .form("Xd, Wn, Wm, Xa", single, { smaddl: 0x9b200000, smsubl: 0x9b208000, umaddl: 0x9ba00000, umsubl: 0x9ba08000 })
    .form("Xd, Xn, Xm", single, { smulh: 0x9b407c00, umulh: 0x9bc07c00 })
    .form("Wd, Wn, Wm", single, {
      crc32b: 0x1ac04000,
      crc32h: 0x1ac04400,
      crc32w: 0x1ac04800,
      crc32cb: 0x1ac05000,
      crc32ch: 0x1ac05400,
      crc32cw: 0x1ac05800,
    })
    .form("Wd, Wn, Xm", single, { crc32x: 0x9ac04c00, crc32cx: 0x9ac05c00 });
}

function addBitfieldForms(table: FormTable): void {
  table
    .form("Rd, Rn, immr.R", rightShifts, { lsr: 0x53000000, asr: 0x13000000 })
    .form("Wd, Wn", single, { sxtb: 0x13001c00, sxth: 0x13003c00, uxtb: 0x53001c00, uxth: 0x53003c00 })
    .form("Xd, Xn*", single, { sxtb: 0x93401c00, sxth: 0x93403c00, sxtw: 0x93407c00 })
    .form("Xd, Wn", single, { uxtb: 0x53001c00, uxth: 0x53003c00 }, { print: "never" })
    .form("Xd, Xn*", single, { uxtw: 0xd3407c00 }, { print: "never" })
    .form("Rd, Rn, lsl.R", bitfields, { lsl: 0x53000000 })
    .form("Rd, Rn, put.R", bitfields, { ubfiz: 0x53000000, sbfiz: 0x13000000 })
    .form("Rd, clear.R", bitfields, { bfc: 0x330003e0 })
    .form("Rd, Rn, put.R", bitfields, { bfi: 0x33000000 })
    .form("Rd, Rn, take.R", bitfields, { ubfx: 0x53000000, sbfx: 0x13000000, bfxil: 0x33000000 })
    .form(
      "Rd, Rn, immr.R, imms.R",
      bitfields,
      { ubfm: 0x53000000, sbfm: 0x13000000, bfm: 0x33000000 },
      { print: "never" },
    )
    .form("Rd, Rn=m, imms.R", bitfields, { ror: 0x13800000 })
    .form("Rd, Rn, Rm, imms.R", bitfields, { extr: 0x13800000 });
}

function addConditionalForms(table: FormTable): void {
  table
    .form("Rd, !cond", registers, { cset: 0x1a9f07e0, csetm: 0x5a9f03e0 })
    .form("Rd, Rn=m, !cond", registers, { cinc: 0x1a800400, cinv: 0x5a800000 }, { print: (word) => rn(word) !== 31 })
    .form("Rd, Rn=m, !cond", registers, { cneg: 0x5a800400 })
    .form("Rd, Rn, Rm, cond", registers, {
      csel: 0x1a800000,
      csinc: 0x1a800400,
      csinv: 0x5a800000,
      csneg: 0x5a800400,
    })
    .form("Rn, Rm, u4@0, cond", registers, { ccmn: 0x3a400000, ccmp: 0x7a400000 })
    .form("Rn, u5@16, u4@0, cond", registers, { ccmn: 0x3a400800, ccmp: 0x7a400800 });
}

function addBranchForms(table: FormTable): void {
  const conditional: Record<string, number> = {};
  const joined: Record<string, number> = {};
  for (const [name, code] of conditionNames()) {
    conditional[`b.${name}`] = 0x54000000 | code;
    joined[`b${name}`] = 0x54000000 | code;
  }
  table
    .form("target26", single, { b: 0x14000000, bl: 0x94000000 })
    .form("target19", single, conditional)
    .form("target19", single, joined, { print: "never" })
    .form("Rt, target19", registers, { cbz: 0x34000000, cbnz: 0x35000000 })
    .form("Rt, bit.R, target14", testBits, { tbz: 0x36000000, tbnz: 0x37000000 })
    // A low bit of a 64-bit register is the same instruction as of its lower half.
    .form("Xt, bit.W, target14", single, { tbz: 0x36000000, tbnz: 0x37000000 }, { print: "never" })
    .form("", single, { ret: 0xd65f03c0, eret: 0xd69f03e0, retaa: 0xd65f0bff, retab: 0xd65f0fff })
    .form("", single, { eretaa: 0xd69f0bff, eretab: 0xd69f0fff })
    .form("Xn", single, {
      br: 0xd61f0000,
      blr: 0xd63f0000,
      ret: 0xd65f0000,
      braaz: 0xd61f081f,
      brabz: 0xd61f0c1f,
      blraaz: 0xd63f081f,
      blrabz: 0xd63f0c1f,
    })
    .form("Xn, Xd|sp", single, { braa: 0xd71f0800, brab: 0xd71f0c00, blraa: 0xd73f0800, blrab: 0xd73f0c00 })
    .form("Xd, adr", single, { adr: 0x10000000 })
    .form("Xd, adrp", single, { adrp: 0x90000000 });
}

function addExclusiveForms(table: FormTable): void {
  table
    .form("Wt, [Xn]", single, {
      ldxrb: 0x085f7c00,
      ldaxrb: 0x085ffc00,
      ldarb: 0x08dffc00,
      stlrb: 0x089ffc00,
      ldxrh: 0x485f7c00,
      ldaxrh: 0x485ffc00,
      ldarh: 0x48dffc00,
      stlrh: 0x489ffc00,
      ldlarb: 0x08df7c00,
      stllrb: 0x089f7c00,
      ldlarh: 0x48df7c00,
      stllrh: 0x489f7c00,
      ldaprb: 0x38bfc000,
      ldaprh: 0x78bfc000,
    })
    .form("Rt, [Xn]", sizeBit30, {
      ldxr: 0x885f7c00,
      ldaxr: 0x885ffc00,
      ldar: 0x88dffc00,
      stlr: 0x889ffc00,
      ldlar: 0x88df7c00,
      stllr: 0x889f7c00,
    })
    .form("Rt, [Xn]", sizeBit30, { ldapr: 0xb8bfc000 })
    .form(
      "Ws, Wt, [Xn]",
      single,
      { stxrb: 0x08007c00, stlxrb: 0x0800fc00, stxrh: 0x48007c00, stlxrh: 0x4800fc00 },
      { unpredictable: statusIsSource },
    )
    .form("Ws, Rt, [Xn]", sizeBit30, { stxr: 0x88007c00, stlxr: 0x8800fc00 }, { unpredictable: statusIsSource })
    .form("Rt, Rt2, [Xn]", sizeBit30, { ldxp: 0x887f0000, ldaxp: 0x887f8000 })
    .form(
      "Ws, Rt, Rt2, [Xn]",
      sizeBit30,
      { stxp: 0x88200000, stlxp: 0x88208000 },
      { unpredictable: (word) => (rs(word) === rt2(word) ? statusComplaint : statusIsSource(word)) },
    )
    .form("Wt, [Xn+s9*1]", single, {
      ldapurb: 0x19400000,
      stlurb: 0x19000000,
      ldapursb: 0x19c00000,
      ldapurh: 0x59400000,
      stlurh: 0x59000000,
      ldapursh: 0x59c00000,
    })
    .form("Rt, [Xn+s9*1]", sizeBit30, { ldapur: 0x99400000, stlur: 0x99000000 })
    .form("Xt, [Xn+s9*1]", single, { ldapursb: 0x19800000, ldapursh: 0x59800000, ldapursw: 0x99800000 })
    .form("Rs+1, Rt+1, [Xn]", sizeBit30, {
      casp: 0x08207c00,
      caspl: 0x0820fc00,
      caspa: 0x08607c00,
      caspal: 0x0860fc00,
    })
    .form("Xt, [Xn+s10]", single, { ldraa: 0xf8200400, ldrab: 0xf8a00400 })
    .form(
      "Xt, [Xn+s10]!",
      single,
      { ldraa: 0xf8200c00, ldrab: 0xf8a00c00 },
      {
        unpredictable: (word) =>
          rd(word) === rn(word) && rn(word) !== 31
            ? "the base that is written back is also the destination"
            : undefined,
      },
    )
    .form("Rs, [Xn]", atomicStores, {
      stadd: 0x3820001f,
      stclr: 0x3820101f,
      steor: 0x3820201f,
      stset: 0x3820301f,
      stsmax: 0x3820401f,
      stsmin: 0x3820501f,
      stumax: 0x3820601f,
      stumin: 0x3820701f,
    })
    .form("Rs, Rt, [Xn]", atomics, {
      ldadd: 0x38200000,
      ldclr: 0x38201000,
      ldeor: 0x38202000,
      ldset: 0x38203000,
      ldsmax: 0x38204000,
      ldsmin: 0x38205000,
      ldumax: 0x38206000,
      ldumin: 0x38207000,
      swp: 0x38208000,
    })
    .form("Rs, Rt, [Xn]", compareAndSwaps, { cas: 0x08a07c00 });
}

/** Scalar floating point (Arm ARM C7, the forms that share registers with vectors but not their syntax). */
export function addFloatForms(table: FormTable, floats: Parameters<FormTable["form"]>[1]): void {
  const general = product(registers, floats);
  table
    .form("Fd, Fn", floats, {
      fmov: 0x1e204000,
      fabs: 0x1e20c000,
      fneg: 0x1e214000,
      fsqrt: 0x1e21c000,
      frintn: 0x1e244000,
      frintp: 0x1e24c000,
      frintm: 0x1e254000,
      frintz: 0x1e25c000,
      frinta: 0x1e264000,
      frintx: 0x1e274000,
      frinti: 0x1e27c000,
    })
    .form(
      "Fd, Fn",
      floats.filter(({ letters }) => letters.F !== "H"),
      { frint32z: 0x1e284000, frint32x: 0x1e28c000, frint64z: 0x1e294000, frint64x: 0x1e29c000 },
    )
    .form("Fd, Fn, Fm", floats, {
      fmul: 0x1e200800,
      fdiv: 0x1e201800,
      fadd: 0x1e202800,
      fsub: 0x1e203800,
      fmax: 0x1e204800,
      fmin: 0x1e205800,
      fmaxnm: 0x1e206800,
      fminnm: 0x1e207800,
      fnmul: 0x1e208800,
    })
    .form("Fd, Fn, Fm, Fa", floats, { fmadd: 0x1f000000, fmsub: 0x1f008000, fnmadd: 0x1f200000, fnmsub: 0x1f208000 })
    .form("Fn, Fm", floats, { fcmp: 0x1e202000, fcmpe: 0x1e202010 })
    .form("Fn, #0.0!", floats, { fcmp: 0x1e202008, fcmpe: 0x1e202018 })
    .form("Fn, Fm, u4@0, cond", floats, { fccmp: 0x1e200400, fccmpe: 0x1e200410 })
    .form("Fd, Fn, Fm, cond", floats, { fcsel: 0x1e200c00 })
    .form("Fd, float", floats, { fmov: 0x1e201000 })
    .form("Sd, #0.0", single, { fmov: 0x1e2703e0 }, { print: "never" })
    .form("Dd, #0.0", single, { fmov: 0x9e6703e0 }, { print: "never" })
    .form("Hd, #0.0", single, { fmov: 0x1ee703e0 }, { print: "never" })
    .form("Sd, Wn", single, { fmov: 0x1e270000 })
    .form("Wd, Sn", single, { fmov: 0x1e260000 })
    .form("Dd, Xn", single, { fmov: 0x9e670000 })
    .form("Xd, Dn", single, { fmov: 0x9e660000 })
    .form("Hd, Rn", registers, { fmov: 0x1ee70000 })
    .form("Rd, Hn", registers, { fmov: 0x1ee60000 })
    .form("Xd, Vn.d[1]", single, { fmov: 0x9eae0000 })
    .form("Vd.d[1], Xn", single, { fmov: 0x9eaf0000 })
    .form("Dd, Sn", single, { fcvt: 0x1e22c000 })
    .form("Hd, Sn", single, { fcvt: 0x1e23c000 })
    .form("Sd, Dn", single, { fcvt: 0x1e624000 })
    .form("Hd, Dn", single, { fcvt: 0x1e63c000 })
    .form("Sd, Hn", single, { fcvt: 0x1ee24000 })
    .form("Dd, Hn", single, { fcvt: 0x1ee2c000 })
    .form("Rd, Fn", general, {
      fcvtns: 0x1e200000,
      fcvtnu: 0x1e210000,
      fcvtas: 0x1e240000,
      fcvtau: 0x1e250000,
      fcvtps: 0x1e280000,
      fcvtpu: 0x1e290000,
      fcvtms: 0x1e300000,
      fcvtmu: 0x1e310000,
      fcvtzs: 0x1e380000,
      fcvtzu: 0x1e390000,
    })
    .form("Wd, Dn", single, { fjcvtzs: 0x1e7e0000 })
    .form("Fd, Rn", general, { scvtf: 0x1e220000, ucvtf: 0x1e230000 })
    .form("Rd, Fn, fraction.R", product(fractions, floats), { fcvtzs: 0x1e180000, fcvtzu: 0x1e190000 })
    .form("Fd, Rn, fraction.R", product(fractions, floats), { scvtf: 0x1e020000, ucvtf: 0x1e030000 });
}

export function addBaseForms(table: FormTable): void {
  addIntegerForms(table);
  addBitfieldForms(table);
  addConditionalForms(table);
  addBranchForms(table);
  addExclusiveForms(table);
}
