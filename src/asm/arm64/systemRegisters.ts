// System registers by name, and by their five numbers for the rest: `tpidr_el0`, `s3_3_c13_c0_2`. A register's number
// is op0, op1, CRn, CRm and op2 packed as `msr` and `mrs` hold them in bits 5 to 20.

import { systemRegisterText } from "./systemRegisterTable";

export type Access = "read" | "write";

interface Names {
  readonly numbers: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number, string>;
}

const pack = (op0: number, op1: number, n: number, m: number, op2: number) =>
  (op0 << 14) | (op1 << 11) | (n << 7) | (m << 3) | op2;

function readTable(): Readonly<Record<Access, Names>> {
  const make = () => ({ numbers: new Map<string, number>(), names: new Map<number, string>() });
  const found = { read: make(), write: make() };
  const add = ({ numbers, names }: ReturnType<typeof make>, name: string, number: number) => {
    numbers.set(name.toLowerCase(), number);
    if (!names.has(number)) names.set(number, name);
  };
  for (const line of systemRegisterText.trim().split("\n")) {
    const [place, ...entries] = line.split(" ");
    const [op0, op1, n, m] = place!.split("_").map(Number);
    for (const entry of entries) {
      const [op2, name] = entry.split(":");
      const number = pack(op0!, op1!, n!, m!, Number(op2![0]));
      if (op2![1] !== "w") add(found.read, name!, number);
      if (op2![1] !== "r") add(found.write, name!, number);
    }
  }
  return found;
}

let table: Readonly<Record<Access, Names>> | undefined;
const namesFor = (access: Access): Names => {
  table ??= readTable();
  return table[access];
};

const numbered = /^s([0-3])_([0-7])_c(\d|1[0-5])_c(\d|1[0-5])_([0-7])$/;

/** The number of a register that can be accessed so; `name` in lower case. */
export function systemRegister(name: string, access: Access): number | undefined {
  const known = namesFor(access).numbers.get(name);
  if (known !== undefined) return known;
  const fields = numbered.exec(name);
  if (fields === null) return undefined;
  const [op0, op1, n, m, op2] = fields.slice(1).map(Number);
  return pack(op0!, op1!, n!, m!, op2!);
}

export const systemRegisterNames = (access: Access): Iterable<string> => namesFor(access).numbers.keys();

export function nameOfSystemRegister(number: number, access: Access): string {
  const name = namesFor(access).names.get(number);
  if (name !== undefined) return name;
  const field = (at: number, width: number) => (number >>> at) & ((1 << width) - 1);
  return `S${field(14, 2)}_${field(11, 3)}_C${field(7, 4)}_C${field(3, 4)}_${field(0, 3)}`;
}
