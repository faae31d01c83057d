// Operand names of the table (table.ts explains them) to slots.

import { defined } from "@/base/assert";
import { extractFieldSlot, insertFieldSlot, leftShiftSlot, positionSlot, rotationSlot } from "./bitfieldSlots";
import {
  arithmeticShifts,
  bitmaskMoveSlot,
  bitmaskSlot,
  chunkSlot,
  conditionSlot,
  extendSlot,
  imm12Slot,
  literalMoveSlot,
  logicalShifts,
  shiftSlot,
  testBitSlot,
  wideMoveSlot,
} from "./immediateSlots";
import { operationsAlone, operationsWithRegister } from "./maintenanceTable";
import {
  addressSlot,
  authenticatedSlot,
  baseSlot,
  type Indexing,
  indexedSlot,
  literalSlot,
  scaledSlot,
  signedSlot,
  structurePostSlot,
  targetSlot,
} from "./memorySlots";
import {
  byElementSlot,
  copyLaneSlot,
  eitherWidthSlot,
  fixedSlot,
  generalSlot,
  laneListSlot,
  listSlot,
  onlyGeneralSlot,
  pairLaneSlot,
  pairSlot,
  type Role,
  roles,
  scalarSlot,
  sourceLaneSlot,
  spelledVectorSlot,
  twinSlot,
  upperDoubleSlot,
  vectorSlot,
  zeroSlot,
} from "./registerSlots";
import { type Slot, unsignedSlot } from "./slot";
import {
  barrierSlot,
  branchTargetSlot,
  controlRegisterSlot,
  instructionBarrierSlot,
  keywordSlot,
  operationSlot,
  prefetchSlot,
  rangePrefetchSlot,
  systemRegisterSlot,
} from "./systemSlots";
import {
  byteMaskSlot,
  extractSlot,
  floatSlot,
  fractionSlot,
  modifiedSlot,
  turnSlot,
  vectorFloatSlot,
  vectorShiftSlot,
} from "./vectorImmediateSlots";

const fixed: Readonly<Record<string, Slot>> = {
  "Xn*": eitherWidthSlot(5),
  "imm12@": imm12Slot(1, true),
  imm12: imm12Slot(1),
  "-imm12": imm12Slot(-1),
  cond: conditionSlot(12, false),
  "!cond": conditionSlot(12, true),
  "cond@0": conditionSlot(0, false),
  barrier: barrierSlot,
  ibarrier: instructionBarrierSlot,
  prefetch: prefetchSlot,
  btarget: branchTargetSlot,
  rangeprefetch: rangePrefetchSlot,
  readable: systemRegisterSlot("read"),
  writable: systemRegisterSlot("write"),
  "=X16": onlyGeneralSlot(64, 16),
  "#0": zeroSlot("#0", true),
  "#0.0": zeroSlot("#0.0", true),
  "#0.0!": zeroSlot("#0.0", false),
  float: floatSlot,
  vfloat: vectorFloatSlot,
  bytemask: byteMaskSlot,
  target26: targetSlot("branch26", 0, 26),
  target19: targetSlot("branch19", 5, 19),
  target14: targetSlot("branch14", 5, 14),
  literal19: targetSlot("literal19", 5, 19),
  adr: addressSlot("adr21"),
  adrp: addressSlot("page21"),
  "turn@11": turnSlot(11, 2, 90, 0),
  "turn@13": turnSlot(13, 2, 90, 0),
  halfturn: turnSlot(12, 1, 180, 90),
  "[Xn]": baseSlot,
  "mod.8": modifiedSlot(undefined),
  "mod.16": modifiedSlot({ name: "lsl", at: 13, width: 1 }),
  "mod.32": modifiedSlot({ name: "lsl", at: 13, width: 2 }),
  "mod.msl": modifiedSlot({ name: "msl", at: 12, width: 1 }),
};

/** Names that end in the register width they depend on. */
const byWidth: Readonly<Record<string, (width: 32 | 64) => Slot>> = {
  shift: (width) => shiftSlot(width, arithmeticShifts),
  lshift: (width) => shiftSlot(width, logicalShifts),
  extend: (width) => extendSlot(width, 32, width === 32),
  xextend: (width) => extendSlot(width, 64, true),
  bitmask: (width) => bitmaskSlot(width, false),
  "~bitmask": (width) => bitmaskSlot(width, true),
  movmask: bitmaskMoveSlot,
  movz: (width) => wideMoveSlot(width, false),
  movn: (width) => wideMoveSlot(width, true),
  chunk: chunkSlot,
  literalmove: literalMoveSlot,
  literal: literalSlot,
  immr: rotationSlot,
  imms: positionSlot,
  lsl: leftShiftSlot,
  take: extractFieldSlot,
  put: (width) => insertFieldSlot(width),
  clear: (width) => insertFieldSlot(width, true),
  bit: testBitSlot,
  fraction: fractionSlot,
};

const isRole = (text: string): text is Role => Object.hasOwn(roles, text);
const widthOf = (letter: string) => (letter === "W" ? 32 : 64);

type Maker = (...groups: string[]) => Slot | undefined;

/** Patterns of the names that carry numbers or arrangements. */
const patterns: readonly (readonly [RegExp, Maker])[] = [
  [
    /^([WX])(t2|[dnmats])(\|sp)?$/,
    (w, r, s) => (isRole(r!) ? generalSlot(widthOf(w!), roles[r], s !== undefined) : undefined),
  ],
  [/^([WX])n=m$/, (w) => twinSlot(widthOf(w!), 5, 16)],
  // A whole vector that LLVM takes bare as well.
  [/^Q([dn])\*$/, (r) => (isRole(r!) ? scalarSlot("q", roles[r], true) : undefined)],
  [/^([BHSDQ])(t2|[dnmat])$/, (size, r) => (isRole(r!) ? scalarSlot(size!.toLowerCase(), roles[r]) : undefined)],
  [/^V([dnma])\.(\d+[bhsdq])$/, (r, a) => (isRole(r!) ? vectorSlot(a!, roles[r]) : undefined)],
  [/^V([dn])\.(\d+[bhsd])!$/, (r, a) => (isRole(r!) ? spelledVectorSlot(a!, roles[r]) : undefined)],
  [/^Vn=m\.(\d+[bhsd])$/, (a) => vectorSlot(a!, 5, 16)],
  [/^V([dn])\.([bhsd])\[\]$/, (r, e) => (isRole(r!) ? copyLaneSlot(e!, roles[r]) : undefined)],
  [/^Vn\.([bhsd])\[imm4\]$/, (e) => sourceLaneSlot(e!, 5)],
  [/^V([dn])\.d\[1\]$/, (r) => (isRole(r!) ? upperDoubleSlot(roles[r]) : undefined)],
  [/^Vm\.(4b|[hsd])\[x\](!?)$/, (e, spelled) => byElementSlot(e!, spelled === "!")],
  [/^Vm\.([hs])\[(x2|pair)\]$/, (e, lanes) => pairLaneSlot(e!, lanes === "pair" || e === "s" ? 2 : 4)],
  [/^L([1-4])\.(\d+b)$/, (count, a) => listSlot(Number(count), a!, 5)],
  [/^T([1-4])\.(\d+[bhsd])$/, (count, a) => listSlot(Number(count), a!, 0)],
  [/^T([1-4])\.([bhsd])\[\]$/, (count, e) => laneListSlot(Number(count), e!)],
  [/^=(\w+)$/, (keyword) => keywordSlot(keyword!)],
  [/^c@(\d+)$/, (at) => controlRegisterSlot(Number(at))],
  [/^with\.(\w+)$/, (mnemonic) => operationSlot(defined(operationsWithRegister[mnemonic!], mnemonic!))],
  [/^alone\.(\w+)$/, (mnemonic) => operationSlot(defined(operationsAlone[mnemonic!], mnemonic!))],
  [/^([WX])([st])\+1$/, (w, r) => (isRole(r!) ? pairSlot(widthOf(w!), roles[r]) : undefined)],
  [/^\[Xn\+s10\](!?)$/, (bang) => authenticatedSlot(bang === "!")],
  [/^u(\d+)@(\d+)$/, (width, at) => unsignedSlot(Number(at), Number(width))],
  [/^#(8|16|32)$/, (value) => fixedSlot(Number(value))],
  [/^(right|left)\.(\d*[bhsd])$/, (way, a) => vectorShiftSlot(a!, way === "right")],
  [/^ext\.(8b|16b)$/, (a) => extractSlot(a!)],
  [/^\[Xn\+u12\*(\d+)\]$/, (unit) => scaledSlot(Math.log2(Number(unit)))],
  [/^\[Xn\+Rm\*(\d+)\]$/, (unit) => indexedSlot(Math.log2(Number(unit)))],
  [/^\[Xn\]\+(\d+)\|Xm$/, (bytes) => structurePostSlot(Number(bytes))],
  [/^\[Xn(?:\+(s9|s7)\*(\d+)\](!?)|\]\+(s9|s7)\*(\d+))$/, signedOffset],
  [/^(\S+)\.([WX])$/, (name, w) => (Object.hasOwn(byWidth, name!) ? byWidth[name!]!(widthOf(w!)) : undefined)],
];

function signedOffset(...groups: string[]): Slot {
  const [inside, unit, bang, after, unitAfter] = groups;
  const indexing: Indexing = after !== undefined ? "post" : bang === "!" ? "pre" : "offset";
  const power = Math.log2(Number(unit ?? unitAfter));
  return (inside ?? after) === "s9" ? signedSlot(12, 9, power, indexing) : signedSlot(15, 7, power, indexing);
}

const known = new Map<string, Slot>(Object.entries(fixed));

export function slotNamed(name: string): Slot {
  let slot = known.get(name);
  for (const [pattern, make] of slot === undefined ? patterns : []) {
    const match = pattern.exec(name);
    slot = match === null ? undefined : make(...match.slice(1));
    if (slot !== undefined) break;
  }
  const found = defined(slot, `operand '${name}' of the arm64 table`);
  known.set(name, found);
  return found;
}
