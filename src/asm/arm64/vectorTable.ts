// Advanced SIMD (Arm ARM C7): vectors, their scalar forms, lanes, permutes, structure loads, cryptography. Pattern
// letters: `.T` an arrangement and `.E` its element, `.L` and `.N` the wide and the narrow side, `F` a scalar size.

import {
  copyLanes,
  copyVectors,
  elements,
  laneSizes as floats,
  floatVectors,
  narrowShiftScalars,
  pairwise,
  plainVectors,
  reductions,
  shiftScalars,
  shiftVectors,
  single,
  singles,
  structures,
  vectors,
  wholeVectors,
  wide,
  wideFloats,
  wideShifts,
} from "./axes";
import type { Axis, FormTable, Words } from "./forms";

const bytes = plainVectors("b");
const halves = plainVectors("h");
const words = plainVectors("s");

/** The by-lane scalars: the element is named after the register's size. */
const scalarLanes = (sizes: Axis): Axis =>
  sizes.map((entry) => ({ ...entry, letters: { ...entry.letters, E: entry.letters.F!.toLowerCase() } }));
const halfProducts = { fmlal: 0x0f800000, fmlsl: 0x0f804000, fmlal2: 0x2f808000, fmlsl2: 0x2f80c000 };
const inBothHalves = (of: Words): Words =>
  Object.fromEntries(Object.entries(of).map(([name, word]) => [name, (word | 0x40000000) >>> 0]));

/** Comparisons with their operands the other way round are the opposite ones. */
const swapped: Words = { cmlt: 0x0e203400, cmle: 0x0e203c00, cmlo: 0x2e203400, cmls: 0x2e203c00 };
const swappedFloats: Words = { fcmle: 0x2e20e400, fcmlt: 0x2ea0e400, facle: 0x2e20ec00, faclt: 0x2ea0ec00 };
const swappedHalves: Words = { fcmle: 0x2e402400, fcmlt: 0x2ec02400, facle: 0x2e402c00, faclt: 0x2ec02c00 };

/** The scalar forms of vector instructions. */
const scalarOf = (of: Words, bits: number): Words =>
  Object.fromEntries(Object.entries(of).map(([name, word]) => [name, (word | bits) >>> 0]));

function addIntegerVectors(table: FormTable): void {
  table
    .form("Vd.T, Vn.T, Vm.T", vectors("bhsd"), {
      add: 0x0e208400,
      sub: 0x2e208400,
      cmgt: 0x0e203400,
      cmge: 0x0e203c00,
      cmhi: 0x2e203400,
      cmhs: 0x2e203c00,
      cmtst: 0x0e208c00,
      cmeq: 0x2e208c00,
      sshl: 0x0e204400,
      ushl: 0x2e204400,
      srshl: 0x0e205400,
      urshl: 0x2e205400,
      sqadd: 0x0e200c00,
      uqadd: 0x2e200c00,
      sqsub: 0x0e202c00,
      uqsub: 0x2e202c00,
      sqshl: 0x0e204c00,
      uqshl: 0x2e204c00,
      sqrshl: 0x0e205c00,
      uqrshl: 0x2e205c00,
      addp: 0x0e20bc00,
      uzp1: 0x0e001800,
      trn1: 0x0e002800,
      zip1: 0x0e003800,
      uzp2: 0x0e005800,
      trn2: 0x0e006800,
      zip2: 0x0e007800,
    })
    .form("Vd.T, Vn.T, Vm.T", vectors("bhs"), {
      shadd: 0x0e200400,
      uhadd: 0x2e200400,
      srhadd: 0x0e201400,
      urhadd: 0x2e201400,
      shsub: 0x0e202400,
      uhsub: 0x2e202400,
      smax: 0x0e206400,
      umax: 0x2e206400,
      smin: 0x0e206c00,
      umin: 0x2e206c00,
      sabd: 0x0e207400,
      uabd: 0x2e207400,
      saba: 0x0e207c00,
      uaba: 0x2e207c00,
      mla: 0x0e209400,
      mls: 0x2e209400,
      mul: 0x0e209c00,
      smaxp: 0x0e20a400,
      umaxp: 0x2e20a400,
      sminp: 0x0e20ac00,
      uminp: 0x2e20ac00,
    })
    .form("Vd.T, Vm.T, Vn.T", vectors("bhsd"), swapped, { print: "never" })
    .form("Vd.T, Vn.T, Vm.T", vectors("b"), { pmul: 0x2e209c00 })
    .form("Vd.T, Vn.T, Vm.T", vectors("hs"), {
      sqdmulh: 0x0e20b400,
      sqrdmulh: 0x2e20b400,
      sqrdmlah: 0x2e008400,
      sqrdmlsh: 0x2e008c00,
    })
    .form("Vd.T, Vn=m.T", bytes, { mov: 0x0ea01c00 })
    // Whole vectors have no elements, but LLVM lets them be written.
    .form("Vd.T, Vn=m.T", wholeVectors, { mov: 0x0ea01c00 }, { print: "never" })
    .form("Vd.T, Vn.T, Vm.T", bytes, {
      and: 0x0e201c00,
      bic: 0x0e601c00,
      orr: 0x0ea01c00,
      orn: 0x0ee01c00,
      eor: 0x2e201c00,
      bsl: 0x2e601c00,
      bit: 0x2ea01c00,
      bif: 0x2ee01c00,
    })
    .form("Vd.T, Vn.T", vectors("bhsd"), {
      abs: 0x0e20b800,
      neg: 0x2e20b800,
      sqabs: 0x0e207800,
      sqneg: 0x2e207800,
      suqadd: 0x0e203800,
      usqadd: 0x2e203800,
    })
    .form("Vd.T, Vn.T", vectors("bhs"), { rev64: 0x0e200800, cls: 0x0e204800, clz: 0x2e204800 })
    .form("Vd.T, Vn.T", vectors("bh"), { rev32: 0x2e200800 })
    .form("Vd.T, Vn.T", vectors("b"), { rev16: 0x0e201800, cnt: 0x0e205800 })
    .form("Vd.T, Vn.T", bytes, { mvn: 0x2e205800, rbit: 0x2e605800 })
    .form("Vd.T, Vn.T", bytes, { not: 0x2e205800 }, { print: "never" })
    .form("Vd.T, Vn.T, #0", vectors("bhsd"), {
      cmgt: 0x0e208800,
      cmge: 0x2e208800,
      cmeq: 0x0e209800,
      cmle: 0x2e209800,
      cmlt: 0x0e20a800,
    })
    .form("Vd.L, Vn.N", pairwise, { saddlp: 0x0e202800, uaddlp: 0x2e202800, sadalp: 0x0e206800, uadalp: 0x2e206800 })
    .form("Fd, Vn.T", reductions(false), {
      addv: 0x0e31b800,
      smaxv: 0x0e30a800,
      sminv: 0x0e31a800,
      umaxv: 0x2e30a800,
      uminv: 0x2e31a800,
    })
    .form("Fd, Vn.T", reductions(true), { saddlv: 0x0e303800, uaddlv: 0x2e303800 });
}

function addFloatVectors(table: FormTable): void {
  const three = {
    fadd: 0x0e20d400,
    fsub: 0x0ea0d400,
    fmul: 0x2e20dc00,
    fdiv: 0x2e20fc00,
    fmla: 0x0e20cc00,
    fmls: 0x0ea0cc00,
    fmax: 0x0e20f400,
    fmin: 0x0ea0f400,
    fmaxnm: 0x0e20c400,
    fminnm: 0x0ea0c400,
    fmulx: 0x0e20dc00,
    fcmeq: 0x0e20e400,
    fcmge: 0x2e20e400,
    fcmgt: 0x2ea0e400,
    facge: 0x2e20ec00,
    facgt: 0x2ea0ec00,
    frecps: 0x0e20fc00,
    frsqrts: 0x0ea0fc00,
    fabd: 0x2ea0d400,
    faddp: 0x2e20d400,
    fmaxp: 0x2e20f400,
    fminp: 0x2ea0f400,
    fmaxnmp: 0x2e20c400,
    fminnmp: 0x2ea0c400,
  };
  table
    .form("Vd.T, Vn.T, Vm.T", floatVectors, three)
    .form("Vd.T, Vn.T, Vm.T", halves, {
      fadd: 0x0e401400,
      fsub: 0x0ec01400,
      fmul: 0x2e401c00,
      fdiv: 0x2e403c00,
      fmla: 0x0e400c00,
      fmls: 0x0ec00c00,
      fmax: 0x0e403400,
      fmin: 0x0ec03400,
      fmaxnm: 0x0e400400,
      fminnm: 0x0ec00400,
      fcmeq: 0x0e402400,
      fcmge: 0x2e402400,
      fcmgt: 0x2ec02400,
      fmulx: 0x0e401c00,
      facge: 0x2e402c00,
      facgt: 0x2ec02c00,
      frecps: 0x0e403c00,
      frsqrts: 0x0ec03c00,
      faddp: 0x2e401400,
      fabd: 0x2ec01400,
      fmaxp: 0x2e403400,
      fminp: 0x2ec03400,
      fmaxnmp: 0x2e400400,
      fminnmp: 0x2ec00400,
    })
    .form("Vd.T, Vm.T, Vn.T", floatVectors, swappedFloats, { print: "never" })
    .form("Vd.T, Vm.T, Vn.T", halves, swappedHalves, { print: "never" })
    .form("Vd.T, Vn.T, #0.0", halves, {
      fcmgt: 0x0ef8c800,
      fcmge: 0x2ef8c800,
      fcmeq: 0x0ef8d800,
      fcmle: 0x2ef8d800,
      fcmlt: 0x0ef8e800,
    })
    .form("Vd.T, Vn.T", halves, {
      fabs: 0x0ef8f800,
      fneg: 0x2ef8f800,
      fsqrt: 0x2ef9f800,
      frintn: 0x0e798800,
      frinta: 0x2e798800,
      frintp: 0x0ef98800,
      frintm: 0x0e799800,
      frintx: 0x2e799800,
      frintz: 0x0ef99800,
      frinti: 0x2ef99800,
      scvtf: 0x0e79d800,
      ucvtf: 0x2e79d800,
      fcvtns: 0x0e79a800,
      fcvtnu: 0x2e79a800,
      fcvtms: 0x0e79b800,
      fcvtmu: 0x2e79b800,
      fcvtas: 0x0e79c800,
      fcvtau: 0x2e79c800,
      fcvtps: 0x0ef9a800,
      fcvtpu: 0x2ef9a800,
      fcvtzs: 0x0ef9b800,
      fcvtzu: 0x2ef9b800,
      frecpe: 0x0ef9d800,
      frsqrte: 0x2ef9d800,
    })
    .form("Vd.T, Vn.T, #0.0", floatVectors, {
      fcmgt: 0x0ea0c800,
      fcmge: 0x2ea0c800,
      fcmeq: 0x0ea0d800,
      fcmle: 0x2ea0d800,
      fcmlt: 0x0ea0e800,
    })
    .form("Vd.T, Vn.T", floatVectors, {
      fabs: 0x0ea0f800,
      fneg: 0x2ea0f800,
      fsqrt: 0x2ea1f800,
      frintn: 0x0e218800,
      frinta: 0x2e218800,
      frintp: 0x0ea18800,
      frintm: 0x0e219800,
      frintx: 0x2e219800,
      frintz: 0x0ea19800,
      frinti: 0x2ea19800,
      scvtf: 0x0e21d800,
      ucvtf: 0x2e21d800,
      fcvtns: 0x0e21a800,
      fcvtnu: 0x2e21a800,
      fcvtms: 0x0e21b800,
      fcvtmu: 0x2e21b800,
      fcvtas: 0x0e21c800,
      fcvtau: 0x2e21c800,
      fcvtps: 0x0ea1a800,
      fcvtpu: 0x2ea1a800,
      fcvtzs: 0x0ea1b800,
      fcvtzu: 0x2ea1b800,
      frecpe: 0x0ea1d800,
      frsqrte: 0x2ea1d800,
      frint32z: 0x0e21e800,
      frint32x: 0x2e21e800,
      frint64z: 0x0e21f800,
      frint64x: 0x2e21f800,
    })
    .form("Vd.T, Vn.T, right.T", shiftVectors("hsd"), {
      scvtf: 0x0f00e400,
      ucvtf: 0x2f00e400,
      fcvtzs: 0x0f00fc00,
      fcvtzu: 0x2f00fc00,
    })
    .form("Vd.T, Vn.T", words, { urecpe: 0x0ea1c800, ursqrte: 0x2ea1c800 })
    .form("Vd.N!, Vn.L!", wideFloats, { fcvtn: 0x0e216800 })
    .form("Vd.L!, Vn.N!", wideFloats, { fcvtl: 0x0e217800 })
    .form(
      "Vd.N!, Vn.L!",
      wideFloats.filter(({ letters }) => letters.E === "s"),
      { fcvtxn: 0x2e216800 },
    )
    .form("Sd, Vn.4s", single, { fmaxv: 0x6e30f800, fminv: 0x6eb0f800, fmaxnmv: 0x6e30c800, fminnmv: 0x6eb0c800 })
    .form("Hd, Vn.T", halves, { fmaxv: 0x0e30f800, fminv: 0x0eb0f800, fmaxnmv: 0x0e30c800, fminnmv: 0x0eb0c800 });
}

function addWideningForms(table: FormTable): void {
  table
    .form("Vd.L, Vn.N, Vm.N", wide("bhs"), {
      saddl: 0x0e200000,
      uaddl: 0x2e200000,
      ssubl: 0x0e202000,
      usubl: 0x2e202000,
      sabal: 0x0e205000,
      uabal: 0x2e205000,
      sabdl: 0x0e207000,
      uabdl: 0x2e207000,
      smlal: 0x0e208000,
      umlal: 0x2e208000,
      smlsl: 0x0e20a000,
      umlsl: 0x2e20a000,
      smull: 0x0e20c000,
      umull: 0x2e20c000,
    })
    .form("Vd.L, Vn.N, Vm.N", wide("b"), { pmull: 0x0e20e000 })
    .form("Vd.1q, Vn.1d, Vm.1d", single, { pmull: 0x0ee0e000 })
    .form("Vd.1q, Vn.2d, Vm.2d", single, { pmull2: 0x4ee0e000 })
    .form("Vd.L, Vn.N, Vm.N", wide("hs"), { sqdmlal: 0x0e209000, sqdmlsl: 0x0e20b000, sqdmull: 0x0e20d000 })
    .form("Vd.L, Vn.L, Vm.N", wide("bhs"), {
      saddw: 0x0e201000,
      uaddw: 0x2e201000,
      ssubw: 0x0e203000,
      usubw: 0x2e203000,
    })
    .form("Vd.N, Vn.L, Vm.L", wide("bhs"), {
      addhn: 0x0e204000,
      raddhn: 0x2e204000,
      subhn: 0x0e206000,
      rsubhn: 0x2e206000,
    })
    .form("Vd.N, Vn.L", wide("bhs"), { xtn: 0x0e212800, sqxtn: 0x0e214800, uqxtn: 0x2e214800, sqxtun: 0x2e212800 })
    .form("Vd.L, Vn.N", wideShifts, { sxtl: 0x0f00a400, uxtl: 0x2f00a400 }, { print: "never" })
    .form("Vd.L, Vn.N, left.E", wideShifts, { sshll: 0x0f00a400, ushll: 0x2f00a400 })
    .form("Vd.N, Vn.L, right.E", wideShifts, {
      shrn: 0x0f008400,
      rshrn: 0x0f008c00,
      sqshrn: 0x0f009400,
      uqshrn: 0x2f009400,
      sqrshrn: 0x0f009c00,
      uqrshrn: 0x2f009c00,
      sqshrun: 0x2f008400,
      sqrshrun: 0x2f008c00,
    })
    .form("Vd.L, Vn.N, #8", wide("b"), { shll: 0x2e213800 })
    .form("Vd.L, Vn.N, #16", wide("h"), { shll: 0x2e213800 })
    .form("Vd.L, Vn.N, #32", wide("s"), { shll: 0x2e213800 });
}

function addShiftForms(table: FormTable): void {
  const right = {
    sshr: 0x0f000400,
    ushr: 0x2f000400,
    ssra: 0x0f001400,
    usra: 0x2f001400,
    srshr: 0x0f002400,
    urshr: 0x2f002400,
    srsra: 0x0f003400,
    ursra: 0x2f003400,
    sri: 0x2f004400,
  };
  const scalar = (of: Words) => scalarOf(of, 0x50400000);
  table
    .form("Vd.T, Vn.T, right.T", shiftVectors("bhsd"), right)
    .form("Vd.T, Vn.T, left.T", shiftVectors("bhsd"), {
      shl: 0x0f005400,
      sli: 0x2f005400,
      sqshl: 0x0f007400,
      uqshl: 0x2f007400,
      sqshlu: 0x2f006400,
    })
    .form("Dd, Dn, right.d", single, scalar(right))
    .form("Dd, Dn, left.d", single, scalar({ shl: 0x0f005400, sli: 0x2f005400 }))
    .form("Fd, Fn, left.E", shiftScalars("bhsd"), { sqshl: 0x5f007400, uqshl: 0x7f007400, sqshlu: 0x7f006400 })
    .form("Nd, Ln, right.E", narrowShiftScalars, {
      sqshrn: 0x5f009400,
      uqshrn: 0x7f009400,
      sqrshrn: 0x5f009c00,
      uqrshrn: 0x7f009c00,
      sqshrun: 0x7f008400,
      sqrshrun: 0x7f008c00,
    })
    .form("Fd, Fn, right.E", shiftScalars("hsd"), {
      scvtf: 0x5f00e400,
      ucvtf: 0x7f00e400,
      fcvtzs: 0x5f00fc00,
      fcvtzu: 0x7f00fc00,
    });
}

function addLaneForms(table: FormTable): void {
  const h = vectors("h");
  const s = vectors("s");
  const integers = {
    mul: 0x0f008000,
    mla: 0x2f000000,
    mls: 0x2f004000,
    sqdmulh: 0x0f00c000,
    sqrdmulh: 0x0f00d000,
    sqrdmlah: 0x2f00d000,
    sqrdmlsh: 0x2f00f000,
  };
  const widening = {
    smull: 0x0f00a000,
    umull: 0x2f00a000,
    smlal: 0x0f002000,
    umlal: 0x2f002000,
    smlsl: 0x0f006000,
    umlsl: 0x2f006000,
    sqdmull: 0x0f00b000,
    sqdmlal: 0x0f003000,
    sqdmlsl: 0x0f007000,
  };
  const doubling = { sqdmlal: 0x5f003000, sqdmlsl: 0x5f007000, sqdmull: 0x5f00b000 };
  table
    .form("Vd.T, Vn.T, Vm.E[x]", [...h, ...s], integers)
    .form("Vd.T, Vn.T, Vm.E[x]", floatVectors, {
      fmul: 0x0f809000,
      fmla: 0x0f801000,
      fmls: 0x0f805000,
      fmulx: 0x2f809000,
    })
    .form("Vd.T, Vn.T, Vm.E[x]", halves, { fmul: 0x0f009000, fmla: 0x0f001000, fmls: 0x0f005000, fmulx: 0x2f009000 })
    .form("Fd, Fn, Vm.E[x]", scalarLanes(floats), {
      fmul: 0x5f009000,
      fmla: 0x5f001000,
      fmls: 0x5f005000,
      fmulx: 0x7f009000,
    })
    .form("Fd, Fn, Vm.E[x]", scalarLanes(elements("hs")), {
      sqdmulh: 0x5f00c000,
      sqrdmulh: 0x5f00d000,
      sqrdmlah: 0x7f00d000,
      sqrdmlsh: 0x7f00f000,
    })
    .form("Sd, Hn, Vm.h[x]", elements("h"), doubling)
    .form("Dd, Sn, Vm.s[x]", elements("s"), doubling)
    .form("Vd.L, Vn.N, Vm.E[x]", wide("hs"), widening)
    .form("Vd.2s, Vn.8b, Vm.8b", single, { sdot: 0x0e809400, udot: 0x2e809400 })
    .form("Vd.4s, Vn.16b, Vm.16b", single, { sdot: 0x4e809400, udot: 0x6e809400 })
    // LLVM's Apple printer leaves out the arrangements of these lanes, and its parser takes that for the wide form.
    .form("Vd.2s!, Vn.8b!, Vm.4b[x]!", single, { sdot: 0x0f80e000, udot: 0x2f80e000 })
    .form("Vd.4s!, Vn.16b!, Vm.4b[x]!", single, { sdot: 0x4f80e000, udot: 0x6f80e000 })
    .form("Vd.2s, Vn.2h, Vm.2h", single, {
      fmlal: 0x0e20ec00,
      fmlsl: 0x0ea0ec00,
      fmlal2: 0x2e20cc00,
      fmlsl2: 0x2ea0cc00,
    })
    .form("Vd.4s, Vn.4h, Vm.4h", single, {
      fmlal: 0x4e20ec00,
      fmlsl: 0x4ea0ec00,
      fmlal2: 0x6e20cc00,
      fmlsl2: 0x6ea0cc00,
    })
    .form("Vd.2s!, Vn.2h!, Vm.h[x]!", single, halfProducts)
    .form("Vd.4s!, Vn.4h!, Vm.h[x]!", single, inBothHalves(halfProducts))
    .form(
      "Vd.4s, Vn.16b, Vm.4b[x]",
      single,
      { sdot: 0x4f80e000, udot: 0x6f80e000 },
      { vectors: "bare", print: "never" },
    )
    .form("Vd.4s, Vn.4h, Vm.h[x]", single, inBothHalves(halfProducts), { vectors: "bare", print: "never" })
    .form("Vd.T, Vn.E[]", copyVectors, { dup: 0x0e000400 })
    .form("Fd, Vn.E[]", copyLanes("bhsd"), { mov: 0x5e000400 }, { vectors: "bare" })
    .form("Fd, Vn.E[]", copyLanes("bhsd"), { mov: 0x5e000400 }, { vectors: "spelled", print: "never" })
    .form("Fd, Vn.E[]", copyLanes("bhsd"), { dup: 0x5e000400 }, { vectors: "bare", print: "never" })
    .form("Fd, Vn.E[]", copyLanes("bhsd"), { dup: 0x5e000400 }, { vectors: "spelled", print: "never" })
    .form(
      "Vd.T, Wn",
      copyVectors.filter(({ letters }) => letters.E !== "d"),
      { dup: 0x0e000c00 },
    )
    .form("Vd.2d, Xn", single, { dup: 0x4e080c00 })
    .form("Vd.E[], Wn", copyLanes("bhs"), { mov: 0x4e001c00 })
    .form("Vd.E[], Wn", copyLanes("bhs"), { ins: 0x4e001c00 }, { print: "never" })
    .form("Vd.d[], Xn", single, { mov: 0x4e081c00 })
    .form("Vd.d[], Xn", single, { ins: 0x4e081c00 }, { print: "never" })
    .form("Vd.E[], Vn.E[imm4]", copyLanes("bhsd"), { mov: 0x6e000400 })
    .form("Vd.E[], Vn.E[imm4]", copyLanes("bhsd"), { ins: 0x6e000400 }, { print: "never" })
    .form("Wd, Vn.s[]", single, { mov: 0x0e043c00 })
    .form("Xd, Vn.d[]", single, { mov: 0x4e083c00 })
    .form("Wd, Vn.E[]", copyLanes("bhs"), { umov: 0x0e003c00 })
    .form("Xd, Vn.d[]", single, { umov: 0x4e083c00 })
    .form("Wd, Vn.E[]", copyLanes("bh"), { smov: 0x0e002c00 })
    .form("Xd, Vn.E[]", copyLanes("bhs"), { smov: 0x4e002c00 })
    .form("Vd.T, Vn.T, Vm.T, ext.T", bytes, { ext: 0x2e000000 });
  for (const count of [1, 2, 3, 4])
    table.form(`Vd.T, L${count}.16b, Vm.T`, bytes, {
      tbl: 0x0e000000 | ((count - 1) << 13),
      tbx: 0x0e001000 | ((count - 1) << 13),
    });
}

/** Complex numbers: a pair of lanes is real and imaginary part, the last operand a rotation in degrees. */
function addComplexForms(table: FormTable): void {
  for (const axis of [vectors("h"), vectors("s"), vectors("d")])
    table
      .form("Vd.T, Vn.T, Vm.T, turn@11", axis, { fcmla: 0x2e00c400 })
      .form("Vd.T, Vn.T, Vm.T, halfturn", axis, { fcadd: 0x2e00e400 });
  table
    .form("Vd.4h, Vn.4h, Vm.h[pair], turn@13", single, { fcmla: 0x2f401000 })
    .form("Vd.8h, Vn.8h, Vm.h[x2], turn@13", single, { fcmla: 0x6f401000 })
    .form("Vd.4s, Vn.4s, Vm.s[x2], turn@13", single, { fcmla: 0x6f801000 });
}

/** cmode (bits 12 to 15) says element size and shift; op (bit 29) inverts. */
function addModifiedImmediates(table: FormTable): void {
  table
    .form("Vd.T, mod.8", bytes, { movi: 0x0f00e400 })
    .form("Vd.T, mod.16", halves, { movi: 0x0f008400, mvni: 0x2f008400, orr: 0x0f009400, bic: 0x2f009400 })
    .form("Vd.T, mod.32", words, { movi: 0x0f000400, mvni: 0x2f000400, orr: 0x0f001400, bic: 0x2f001400 })
    .form("Vd.T, mod.msl", words, { movi: 0x0f00c400, mvni: 0x2f00c400 })
    .form("Vd.2d, bytemask", single, { movi: 0x6f00e400 })
    .form("Dd, bytemask", single, { movi: 0x2f00e400 })
    .form("Vd.T, vfloat", words, { fmov: 0x0f00f400 })
    .form("Vd.T, vfloat", halves, { fmov: 0x0f00fc00 })
    .form("Vd.2d, vfloat", single, { fmov: 0x6f00f400 });
}

function addScalarForms(table: FormTable): void {
  table
    .form("Fd, Fn", singles, {
      scvtf: 0x5e21d800,
      ucvtf: 0x7e21d800,
      fcvtns: 0x5e21a800,
      fcvtnu: 0x7e21a800,
      fcvtms: 0x5e21b800,
      fcvtmu: 0x7e21b800,
      fcvtas: 0x5e21c800,
      fcvtau: 0x7e21c800,
      fcvtps: 0x5ea1a800,
      fcvtpu: 0x7ea1a800,
      fcvtzs: 0x5ea1b800,
      fcvtzu: 0x7ea1b800,
      frecpe: 0x5ea1d800,
      frsqrte: 0x7ea1d800,
      frecpx: 0x5ea1f800,
    })
    .form("Fd, Fn, Fm", singles, {
      fmulx: 0x5e20dc00,
      frecps: 0x5e20fc00,
      frsqrts: 0x5ea0fc00,
      fcmeq: 0x5e20e400,
      fcmge: 0x7e20e400,
      fcmgt: 0x7ea0e400,
      facge: 0x7e20ec00,
      facgt: 0x7ea0ec00,
      fabd: 0x7ea0d400,
    })
    .form("Hd, Hn", single, {
      scvtf: 0x5e79d800,
      ucvtf: 0x7e79d800,
      fcvtns: 0x5e79a800,
      fcvtnu: 0x7e79a800,
      fcvtms: 0x5e79b800,
      fcvtmu: 0x7e79b800,
      fcvtas: 0x5e79c800,
      fcvtau: 0x7e79c800,
      fcvtps: 0x5ef9a800,
      fcvtpu: 0x7ef9a800,
      fcvtzs: 0x5ef9b800,
      fcvtzu: 0x7ef9b800,
      frecpe: 0x5ef9d800,
      frsqrte: 0x7ef9d800,
      frecpx: 0x5ef9f800,
    })
    .form("Hd, Hn, Hm", single, {
      fmulx: 0x5e401c00,
      frecps: 0x5e403c00,
      frsqrts: 0x5ec03c00,
      fcmeq: 0x5e402400,
      fcmge: 0x7e402400,
      fcmgt: 0x7ec02400,
      facge: 0x7e402c00,
      facgt: 0x7ec02c00,
      fabd: 0x7ec01400,
    })
    .form("Hd, Hn, #0.0", single, {
      fcmgt: 0x5ef8c800,
      fcmge: 0x7ef8c800,
      fcmeq: 0x5ef8d800,
      fcmle: 0x7ef8d800,
      fcmlt: 0x5ef8e800,
    })
    .form("Fd, Fn, #0.0", singles, {
      fcmgt: 0x5ea0c800,
      fcmge: 0x7ea0c800,
      fcmeq: 0x5ea0d800,
      fcmle: 0x7ea0d800,
      fcmlt: 0x5ea0e800,
    })
    .form("Sd, Dn", single, { fcvtxn: 0x7e616800 })
    .form("Dd, Dn, Dm", single, {
      add: 0x5ee08400,
      sub: 0x7ee08400,
      cmgt: 0x5ee03400,
      cmge: 0x5ee03c00,
      cmhi: 0x7ee03400,
      cmhs: 0x7ee03c00,
      cmtst: 0x5ee08c00,
      cmeq: 0x7ee08c00,
      sshl: 0x5ee04400,
      ushl: 0x7ee04400,
      srshl: 0x5ee05400,
      urshl: 0x7ee05400,
    })
    .form("Dd, Dm, Dn", single, scalarOf(swapped, 0x50c00000), { print: "never" })
    .form("Fd, Fm, Fn", singles, scalarOf(swappedFloats, 0x50000000), { print: "never" })
    .form("Dd, Dn, #0", single, {
      cmgt: 0x5ee08800,
      cmge: 0x7ee08800,
      cmeq: 0x5ee09800,
      cmle: 0x7ee09800,
      cmlt: 0x5ee0a800,
    })
    .form("Dd, Dn", single, { abs: 0x5ee0b800, neg: 0x7ee0b800 })
    .form("Fd, Fn, Fm", elements("bhsd"), {
      sqadd: 0x5e200c00,
      uqadd: 0x7e200c00,
      sqsub: 0x5e202c00,
      uqsub: 0x7e202c00,
      sqshl: 0x5e204c00,
      uqshl: 0x7e204c00,
      sqrshl: 0x5e205c00,
      uqrshl: 0x7e205c00,
    })
    .form("Fd, Fn, Fm", elements("hs"), {
      sqdmulh: 0x5e20b400,
      sqrdmulh: 0x7e20b400,
      sqrdmlah: 0x7e008400,
      sqrdmlsh: 0x7e008c00,
    })
    .form("Fd, Fn", elements("bhsd"), { sqabs: 0x5e207800, sqneg: 0x7e207800, suqadd: 0x5e203800, usqadd: 0x7e203800 })
    .form("Dd, Vn.2d", single, {
      addp: 0x5ef1b800,
      faddp: 0x7e70d800,
      fmaxp: 0x7e70f800,
      fminp: 0x7ef0f800,
      fmaxnmp: 0x7e70c800,
      fminnmp: 0x7ef0c800,
    })
    .form("Sd, Vn.2s", single, {
      faddp: 0x7e30d800,
      fmaxp: 0x7e30f800,
      fminp: 0x7eb0f800,
      fmaxnmp: 0x7e30c800,
      fminnmp: 0x7eb0c800,
    })
    .form("Hd, Vn.2h", single, {
      faddp: 0x5e30d800,
      fmaxp: 0x5e30f800,
      fminp: 0x5eb0f800,
      fmaxnmp: 0x5e30c800,
      fminnmp: 0x5eb0c800,
    });
  const narrowing: readonly (readonly [string, string, number])[] = [
    ["B", "H", 0],
    ["H", "S", 1],
    ["S", "D", 2],
  ];
  for (const [narrow, wider, size] of narrowing) {
    const at = size << 22;
    table.form(`${narrow}d, ${wider}n`, single, {
      sqxtn: (0x5e214800 | at) >>> 0,
      uqxtn: (0x7e214800 | at) >>> 0,
      sqxtun: (0x7e212800 | at) >>> 0,
    });
    if (size > 0)
      table.form(`${wider}d, ${narrow}n, ${narrow}m`, single, {
        sqdmlal: (0x5e209000 | at) >>> 0,
        sqdmlsl: (0x5e20b000 | at) >>> 0,
        sqdmull: (0x5e20d000 | at) >>> 0,
      });
  }
}

function addCryptographyForms(table: FormTable): void {
  table
    .form("Vd.16b, Vn.16b", single, { aese: 0x4e284800, aesd: 0x4e285800, aesmc: 0x4e286800, aesimc: 0x4e287800 })
    .form("Qd*, Qn*, Vm.4s", single, { sha256h: 0x5e004000, sha256h2: 0x5e005000 })
    .form("Vd.4s, Vn.4s", single, { sha256su0: 0x5e282800, sha1su1: 0x5e281800 })
    .form("Vd.4s, Vn.4s, Vm.4s", single, { sha256su1: 0x5e006000, sha1su0: 0x5e003000 })
    .form("Qd*, Sn, Vm.4s", single, { sha1c: 0x5e000000, sha1p: 0x5e001000, sha1m: 0x5e002000 })
    .form("Sd, Sn", single, { sha1h: 0x5e280800 })
    .form("Qd*, Qn*, Vm.2d", single, { sha512h: 0xce608000, sha512h2: 0xce608400 })
    .form("Vd.2d, Vn.2d", single, { sha512su0: 0xcec08000 })
    .form("Vd.2d, Vn.2d, Vm.2d", single, { sha512su1: 0xce608800, rax1: 0xce608c00 })
    .form("Vd.16b, Vn.16b, Vm.16b, Va.16b", single, { eor3: 0xce000000, bcax: 0xce200000 })
    .form("Vd.2d, Vn.2d, Vm.2d, u6@10", single, { xar: 0xce800000 });
}

/** Post-indexed structure loads have bit 23 set. */
const postIndexed = 0x00800000;

function addStructures(
  table: FormTable,
  pattern: string,
  axis: Axis,
  bytesOf: (entry: Axis[number]) => number,
  of: Readonly<Record<string, number>>,
): void {
  table.form(`${pattern}, [Xn]`, axis, of);
  for (const entry of axis)
    table.form(
      `${pattern}, [Xn]+${bytesOf(entry)}|Xm`,
      [entry],
      Object.fromEntries(Object.entries(of).map(([name, word]) => [name, word | postIndexed])),
    );
}

function addStructureForms(table: FormTable): void {
  const whole = (count: number) => (entry: Axis[number]) => (entry.bits >>> 30 === 0 ? 8 : 16) * count;
  const all = structures("bhsd");
  // De-interleaving needs two lanes at least.
  const interleaved = all.filter(({ letters }) => letters.T !== "1d");
  const several = { 1: 0x7000, 2: 0xa000, 3: 0x6000, 4: 0x2000 } as const;
  const apart = { 2: 0x8000, 3: 0x4000, 4: 0x0000 } as const;
  for (const count of [1, 2, 3, 4] as const) {
    addStructures(table, `T${count}.T`, all, whole(count), {
      ld1: 0x0c400000 | several[count],
      st1: 0x0c000000 | several[count],
    });
    if (count > 1)
      addStructures(table, `T${count}.T`, interleaved, whole(count), {
        [`ld${count}`]: 0x0c400000 | apart[count as 2 | 3 | 4],
        [`st${count}`]: 0x0c000000 | apart[count as 2 | 3 | 4],
      });
    addLanes(table, count, all);
  }
}

/** One lane of each register, or one element repeated into all lanes. */
function addLanes(table: FormTable, count: 1 | 2 | 3 | 4, all: Axis): void {
  const opcode = { 1: 0x0000, 2: 0x200000, 3: 0x2000, 4: 0x202000 }[count];
  const sizes = { b: [1, 0x0000], h: [2, 0x4000], s: [4, 0x8000], d: [8, 0x8400] } as const;
  for (const [E, [bytesPerLane, bits]] of Object.entries(sizes))
    addStructures(table, `T${count}.E[]`, [{ letters: { E }, bits }], () => bytesPerLane * count, {
      [`ld${count}`]: 0x0d400000 | opcode,
      [`st${count}`]: 0x0d000000 | opcode,
    });
  const elementBytes = (entry: Axis[number]) => 2 ** "bhsd".indexOf(entry.letters.E!);
  addStructures(table, `T${count}.T`, all, (entry) => elementBytes(entry) * count, {
    [`ld${count}r`]: 0x0d40c000 | opcode,
  });
}

export function addVectorForms(table: FormTable): void {
  addIntegerVectors(table);
  addFloatVectors(table);
  addWideningForms(table);
  addShiftForms(table);
  addLaneForms(table);
  addComplexForms(table);
  addModifiedImmediates(table);
  addScalarForms(table);
  addCryptographyForms(table);
  addStructureForms(table);
}
