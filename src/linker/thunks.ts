// Range extension on arm64: a branch reaches 128 MiB, and what it cannot reach it reaches through a thunk, a few
// instructions nearby that may jump anywhere. Code is laid out in groups small enough that each branch reaches the end
// of its own; thunks stand there. Sections are placed as often as it takes: a thunk pushes on what is behind it, so it
// may put further targets out of reach, but none is ever taken back, so this ends.

import { instructionLimits } from "@/arch/evaluate";
import { isDataField, type RelocationRule } from "@/arch/rules";
import { relocationRules, type Target } from "@/arch/target";
import {
  type AtomIndex,
  advance,
  alignUp,
  fromSignedWords,
  type GlobalIndex,
  type OutputSectionIndex,
  type RelocationIndex,
  row,
  type SymbolIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import { isCode } from "./outputNames";
import type { Schemas } from "./schemas/all";
import { referenceAddress, type TargetTables, targetGlobal } from "./target";

export interface Thunk {
  /** What it jumps to: a name, or a symbol that only its file knows; so many bytes behind it. */
  readonly global: GlobalIndex;
  readonly symbol: SymbolIndex;
  readonly addend: number;
  /** Branches that go through it, in the order of their places. */
  readonly branches: RelocationIndex[];
  address: VirtualAddress;
}

interface Group {
  readonly output: OutputSectionIndex;
  readonly atoms: AtomIndex[];
  readonly thunks: Thunk[];
}

export interface ThunkTables extends TargetTables {
  readonly slots: ReadonlyTable<Schemas["slots"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
}

/** Room that thunks may take at the end of a group, some 400,000 of them (the seed's number). */
const roomForThunks = 0x50_0000;
const thunkAlignment = 4;

export type ThunkPlan = ReturnType<typeof createThunkPlan>;

/** The branches that thunks can stand behind: a field of an instruction, which goes to code. */
export const isBranch = (rule: RelocationRule): boolean => rule.via === "stub" && !isDataField(rule.field);

export function createThunkPlan(target: Target, reach = branchReach(target)) {
  const rules = relocationRules(target.architecture);
  const size = target.code.thunk?.bytes.length ?? 0;
  const groupLimit = reach - Math.min(roomForThunks, reach / 2);
  const groups: Group[] = [];
  /** The group that each atom ends. */
  const endings = new Map<AtomIndex, Group>();
  let isGrouped = false;
  let open: Group | undefined;
  let start = virtualAddress(0);

  const fits = (from: VirtualAddress, to: VirtualAddress) => to - from >= -reach && to - from < reach;
  const close = () => {
    const last = open?.atoms.at(-1);
    if (open !== undefined && last !== undefined) endings.set(last, open);
    open = undefined;
  };
  /** In the first round: which group the atom belongs to. */
  const group = (atom: AtomIndex, output: OutputSectionIndex, address: VirtualAddress, end: VirtualAddress) => {
    if (open !== undefined && (open.output !== output || end - start > groupLimit)) close();
    if (open === undefined) {
      open = { output, atoms: [], thunks: [] };
      groups.push(open);
      start = address;
    }
    open.atoms.push(atom);
  };

  return {
    groups,
    /** Told of every atom as it is placed; returns where the next one may start. */
    placed(atom: AtomIndex, output: OutputSectionIndex, address: VirtualAddress, end: VirtualAddress): VirtualAddress {
      if (!isGrouped) {
        group(atom, output, address, end);
        return end;
      }
      const ending = endings.get(atom);
      if (ending === undefined || ending.thunks.length === 0) return end;
      let at = alignUp(end, thunkAlignment);
      for (const thunk of ending.thunks) {
        thunk.address = at;
        at = advance(at, size);
      }
      return at;
    },
    /** Adds a thunk for everything that is out of reach where it lies now. False when nothing was missing. */
    addMissing(link: ThunkTables): boolean {
      if (!isGrouped) close();
      isGrouped = true;
      const byTarget = new Map<string, Thunk[]>();
      for (const { thunks } of groups)
        for (const thunk of thunks) {
          thunk.branches.length = 0;
          noteThunk(byTarget, thunk);
        }
      let found = false;
      for (const one of groups) {
        if (!isCode(link.outputSections.flags[one.output])) continue;
        const own = new Map(one.thunks.map((thunk) => [thunkName(thunk), thunk]));
        for (const atom of one.atoms) visitBranches(link, atom, one, own);
      }
      return found;

      function visitBranches(tables: ThunkTables, atom: AtomIndex, inside: Group, own: Map<string, Thunk>): void {
        const { atoms, relocations } = tables;
        for (let at = atoms.firstRelocation[atom]; at < atoms.relocationEnd[atom]; at = row(at + 1)) {
          if (!isBranch(rules[relocations.type[at]]!)) continue;
          const place = advance(atoms.address[atom], relocations.offset[at]);
          if (fits(place, branchTarget(tables, at))) continue;
          const key = keyOf(tables, at);
          // One of an earlier group may be near enough; its own group's always is, unless a function fills the group.
          let thunk = own.get(key) ?? byTarget.get(key)?.find(({ address }) => address !== 0 && fits(place, address));
          if (thunk === undefined) {
            thunk = newThunk(tables, at);
            own.set(key, thunk);
            inside.thunks.push(thunk);
            found = true;
          }
          thunk.branches.push(at);
        }
      }
    },
  };
}

/** How far a branch leads, in bytes. */
export function branchReach(target: Target): number {
  for (const rule of target.rules)
    if (rule !== undefined && !isDataField(rule.field) && isBranch(rule))
      return -instructionLimits(rule.field, Number(rule.field.scale)).minimum;
  return Number.POSITIVE_INFINITY;
}

function noteThunk(byTarget: Map<string, Thunk[]>, thunk: Thunk): void {
  const key = thunkName(thunk);
  const known = byTarget.get(key);
  if (known === undefined) byTarget.set(key, [thunk]);
  else known.push(thunk);
}

const addendOf = ({ relocations }: TargetTables, at: RelocationIndex): number =>
  fromSignedWords(relocations.addendLow[at], relocations.addendHigh[at]);

/** One string for all branches that may share a thunk. */
export const thunkName = ({ global, symbol, addend }: Pick<Thunk, "global" | "symbol" | "addend">): string =>
  `${global} ${symbol} ${addend}`;

export function keyOf(tables: TargetTables, at: RelocationIndex): string {
  const global = targetGlobal(tables, at);
  const symbol = global === 0 ? tables.relocations.symbol[at] : row<SymbolIndex>(0);
  return thunkName({ global, symbol, addend: addendOf(tables, at) });
}

function newThunk(tables: TargetTables, at: RelocationIndex): Thunk {
  const global = targetGlobal(tables, at);
  const symbol = global === 0 ? tables.relocations.symbol[at] : row<SymbolIndex>(0);
  return { global, symbol, addend: addendOf(tables, at), branches: [], address: virtualAddress(0) };
}

/** Where a branch leads, through the stub of a name that has one. */
function branchTarget(tables: ThunkTables, at: RelocationIndex): VirtualAddress {
  const global = targetGlobal(tables, at);
  const stub = tables.globals.stubSlot[global];
  const to = stub === 0 ? referenceAddress(tables, tables.relocations.symbol[at]) : tables.slots.address[stub];
  return advance(to, addendOf(tables, at));
}
