// System instructions (Arm ARM C5, C6): hints, barriers, exceptions, system registers, cache and translation
// maintenance, pointer authentication. A word after `=` in a pattern is written as it stands.

import { single } from "./axes";
import type { FormTable, Words } from "./forms";

/** Hints are no-ops to a CPU that does not know them, so old software may carry them. */
const hints: Words = {
  nop: 0xd503201f,
  yield: 0xd503203f,
  wfe: 0xd503205f,
  wfi: 0xd503207f,
  sev: 0xd503209f,
  sevl: 0xd50320bf,
  dgh: 0xd50320df,
  xpaclri: 0xd50320ff,
  pacia1716: 0xd503211f,
  pacib1716: 0xd503215f,
  autia1716: 0xd503219f,
  autib1716: 0xd50321df,
  esb: 0xd503221f,
  csdb: 0xd503229f,
  paciaz: 0xd503231f,
  paciasp: 0xd503233f,
  pacibz: 0xd503235f,
  pacibsp: 0xd503237f,
  autiaz: 0xd503239f,
  autiasp: 0xd50323bf,
  autibz: 0xd50323df,
  autibsp: 0xd50323ff,
};

function addHints(table: FormTable): void {
  table
    .form("", single, hints)
    .form("=csync", single, { tsb: 0xd503225f })
    .form("u7@5", single, { hint: 0xd503201f })
    // Hints of CPUs after the M1: assembled by name, printed by number.
    .form("", single, { bti: 0xd503241f, clrbhb: 0xd50322df, pacm: 0xd50324ff }, { print: "never" })
    .form("btarget", single, { bti: 0xd503241f }, { print: "never" })
    .form("=dsync", single, { gcsb: 0xd503227f }, { print: "never" })
    .form("=X16", single, { chkfeat: 0xd503251f }, { print: "never" })
    .form("", single, { smstart: 0xd503477f, smstop: 0xd503467f }, { print: "never" })
    .form("=sm", single, { smstart: 0xd503437f, smstop: 0xd503427f }, { print: "never" })
    .form("=za", single, { smstart: 0xd503457f, smstop: 0xd503447f }, { print: "never" });
}

function addBarriers(table: FormTable): void {
  table
    .form("", single, {
      clrex: 0xd5033f5f,
      isb: 0xd5033fdf,
      ssbb: 0xd503309f,
      pssbb: 0xd503349f,
      sb: 0xd50330ff,
    })
    .form("u4@8", single, { clrex: 0xd503305f })
    .form("barrier", single, { dmb: 0xd50330bf, dsb: 0xd503309f })
    .form("ibarrier", single, { isb: 0xd50330df });
}

function addExceptions(table: FormTable): void {
  table
    .form("u16@5", single, {
      svc: 0xd4000001,
      hvc: 0xd4000002,
      smc: 0xd4000003,
      brk: 0xd4200000,
      hlt: 0xd4400000,
    })
    .form("", single, { dcps1: 0xd4a00001, dcps2: 0xd4a00002, dcps3: 0xd4a00003, drps: 0xd6bf03e0 })
    .form("u16@5", single, { dcps1: 0xd4a00001, dcps2: 0xd4a00002, dcps3: 0xd4a00003 })
    .form("u16@0", single, { udf: 0x00000000 });
}

function addRegisterAccess(table: FormTable): void {
  // The fields of the process state are written by an immediate in CRm.
  const fields = {
    SPSel: 0xd50040bf,
    DAIFSet: 0xd50340df,
    DAIFClr: 0xd50340ff,
    UAO: 0xd500407f,
    PAN: 0xd500409f,
    DIT: 0xd503405f,
    SSBS: 0xd503403f,
  };
  for (const [name, word] of Object.entries(fields)) table.form(`=${name}, u4@8`, single, { msr: word });
  table
    .form("=PM, u1@8", single, { msr: 0xd501421f })
    .form("", single, { cfinv: 0xd500401f, xaflag: 0xd500403f, axflag: 0xd500405f })
    .form("Xt, readable", single, { mrs: 0xd5200000 })
    // LLVM keeps these few words free: sb with an operand.
    .form("writable, Xt", single, { msr: 0xd5000000 }, { print: (word) => (word & 0xfffff3ff) >>> 0 !== 0xd50333ff });
}

function addMaintenance(table: FormTable): void {
  table
    .form("alone.ic", single, { ic: 0xd508001f })
    .form("alone.tlbi", single, { tlbi: 0xd508001f })
    .form("with.ic, Xt", single, { ic: 0xd5080000 })
    .form("with.dc, Xt", single, { dc: 0xd5080000 })
    .form("with.at, Xt", single, { at: 0xd5080000 })
    .form("with.tlbi, Xt", single, { tlbi: 0xd5080000 })
    .form("=rctx, Xt", single, { cfp: 0xd50b7380, dvp: 0xd50b73a0, cpp: 0xd50b73e0 })
    .form("Xt", single, { apas: 0xd50e7000 })
    .form("u3@16, c@12, c@8, u3@5", single, { sys: 0xd508001f })
    .form("u3@16, c@12, c@8, u3@5, Xt", single, { sys: 0xd5080000 })
    .form("Xt, u3@16, c@12, c@8, u3@5", single, { sysl: 0xd5280000 });
}

function addPointerAuthentication(table: FormTable): void {
  table
    .form("Xd", single, {
      xpaci: 0xdac143e0,
      xpacd: 0xdac147e0,
      paciza: 0xdac123e0,
      pacizb: 0xdac127e0,
      pacdza: 0xdac12be0,
      pacdzb: 0xdac12fe0,
      autiza: 0xdac133e0,
      autizb: 0xdac137e0,
      autdza: 0xdac13be0,
      autdzb: 0xdac13fe0,
    })
    .form("Xd, Xn|sp", single, {
      pacia: 0xdac10000,
      pacib: 0xdac10400,
      pacda: 0xdac10800,
      pacdb: 0xdac10c00,
      autia: 0xdac11000,
      autib: 0xdac11400,
      autda: 0xdac11800,
      autdb: 0xdac11c00,
    })
    .form("Xd, Xn, Xm|sp", single, { pacga: 0x9ac03000 })
    .form("Xn, u6@15, u4@0", single, { rmif: 0xba000400 })
    .form("Wn", single, { setf8: 0x3a00080d, setf16: 0x3a00480d });
}

export function addSystemForms(table: FormTable): void {
  addHints(table);
  addBarriers(table);
  addExceptions(table);
  addMaintenance(table);
  addRegisterAccess(table);
  addPointerAuthentication(table);
}
