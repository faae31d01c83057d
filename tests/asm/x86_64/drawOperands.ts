// Operands for every form of the opcode tables: by turns low and high registers, each shape of address, immediates at
// the edges, masks, broadcast and rounding. Deterministic: the same form and turn always give the same operands.

import type { Form, Pattern } from "@/asm/x86_64/forms";
import {
  bitsOfImmediate,
  bitsOfMemory,
  type Memory,
  type Operand,
  type OperandOf,
  type RoundingMode,
  type Value,
  valueOfConstant,
} from "@/asm/x86_64/operands";
import type { RegisterName, RegisterTable } from "@/asm/x86_64/registers";

export interface Drawn {
  readonly form: Form;
  /** In Intel order. */
  readonly operands: readonly Operand[];
  readonly rounding: RoundingMode | undefined;
}

/** A linear congruential generator (Numerical Recipes). */
export function drawer(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
}

const span = { at: 0, length: 0 };
const numberValue = (constant: bigint): Value => valueOfConstant(constant, undefined, span);

const displacements = [0n, 8n, -64n, 64n, 127n, -128n, 128n, 4096n, 0x1234_5678n, -0x8000_0000n];
const edges: Readonly<Record<number, readonly bigint[]>> = {
  4: [0n, 1n, 7n, 15n],
  8: [0n, 1n, 3n, 0x7fn, -0x80n, -1n, 0x80n, 0xffn, 9n, 4n],
  16: [0n, 1n, 0x80n, -0x81n, 0x7fffn, -0x8000n, 0x1234n],
  32: [0n, 0x80n, -0x81n, 0x7fff_ffffn, -0x8000_0000n, 0x1234_5678n, 0xffffn],
  64: [0x8000_0000n, -0x8000_0001n, 0x7fff_ffff_ffff_ffffn, -0x8000_0000_0000_0000n, 0x1234_5678_9abc_def0n],
};
/** What a sign-extended byte can be. */
const signedEdges = [0n, 1n, -1n, 0x7fn, -0x80n, 5n];

export class OperandDrawer {
  private readonly registers: RegisterTable;
  private readonly byClass: ReadonlyMap<string, readonly RegisterName[]>;

  constructor(registers: RegisterTable) {
    this.registers = registers;
    const named = [...registers.values()].filter(({ name }) => !name.startsWith("db") && name !== "st");
    this.byClass = groupByClass(named);
  }

  /** Undefined where the form is a branch, whose text says a distance and not a place. */
  draw(form: Form, turn: number): Drawn | undefined {
    const draw = drawer(form.code * 977 + turn * 131 + 1);
    for (let i = 0; i < 8; i++) draw(2);
    const isEvex = form.recipe.family === "evex";
    const highest = isEvex ? 31 : 15;
    const operands: Operand[] = [];
    for (const pattern of form.patterns) {
      const operand = this.operand(form, pattern, turn, draw, highest);
      if (operand === undefined) return undefined;
      operands.push(operand);
    }
    const rounding = roundingFor(form, operands, turn, draw);
    this.decorate(form, operands, turn, draw);
    return { form, operands, rounding };
  }

  private named(name: string): RegisterName {
    return this.registers.get(name)!;
  }

  /** Turns 0 and 1 take low registers, 2 and 3 high ones, the others any. */
  private register(cls: string, turn: number, draw: (limit: number) => number, highest: number): RegisterName {
    const all = this.byClass.get(cls)!.filter(({ number }) => number <= highest);
    const low = all.filter(({ number }) => number < 8);
    const high = all.filter(({ number }) => number >= 8);
    const from = turn < 2 ? low : turn < 4 && high.length > 0 ? high : all;
    return from[draw(from.length)]!;
  }

  private operand(
    form: Form,
    pattern: Pattern,
    turn: number,
    draw: (limit: number) => number,
    highest: number,
  ): Operand | undefined {
    if (pattern.fixed !== undefined) {
      for (const register of this.registers.values())
        if (register.register === pattern.fixed) return registerOperand(register);
    }
    if (pattern.immediate !== undefined) {
      const { bits, onlyOne, extendedTo } = pattern.immediate;
      const list = extendedTo !== undefined && bits === 8 ? signedEdges : edges[bits]!;
      const value = numberValue(onlyOne === true ? 1n : list[(turn + draw(2)) % list.length]!);
      return { kind: "immediate", value, bits: bitsOfImmediate(value), indirect: false, ...span };
    }
    if (pattern.branch !== undefined) return undefined;
    if (pattern.memory === "offset") {
      const displacement = numberValue([0x1234_5678_9abc_def0n, 0x8000_0000n, 4n][turn % 3]!);
      return memoryOperand({ displacement, base: undefined, index: undefined, scale: 1, segment: undefined, size: 0 });
    }
    if (pattern.memory !== undefined && pattern.memory !== "any") {
      const isSource = pattern.memory === "string-source";
      const narrow = turn % 5 === 4;
      const base = this.named(`${narrow ? "e" : "r"}${isSource ? "si" : "di"}`);
      const segment = isSource && turn % 3 === 2 ? this.named("fs") : undefined;
      return memoryOperand({ displacement: undefined, base, index: undefined, scale: 1, segment, size: 0 });
    }
    if (pattern.memory !== undefined && (pattern.register === undefined || turn % 2 === 1))
      return memoryOperand(this.address(form, pattern, turn, draw, highest));
    return registerOperand(this.register(pattern.register!, turn, draw, highest));
  }

  private address(
    form: Form,
    pattern: Pattern,
    turn: number,
    draw: (limit: number) => number,
    highest: number,
  ): Memory {
    const narrow = form.addressWidth === 4 || (form.addressWidth === 0 && turn % 13 === 12);
    const pointers = narrow ? "r32" : "r64";
    const displacement = numberValue(displacements[draw(displacements.length)]!);
    const segment = turn % 11 === 10 ? this.named("gs") : undefined;
    const scale = ([1, 2, 4, 8] as const)[draw(4)]!;
    if (pattern.vectorIndex !== undefined) {
      const index = this.register(pattern.vectorIndex, turn, draw, highest);
      return { displacement, base: this.register(pointers, turn, draw, 15), index, scale, segment, size: 0 };
    }
    const shape = Math.floor(turn / 2) % 7;
    const base = this.register(pointers, turn, draw, 15);
    const none = { index: undefined, scale: 1, segment, size: 0 } as const;
    // A bound or tile address has a base; the others may be relative or bare.
    const isFree = pattern.kindName !== "sibmem" && pattern.kindName !== "mem_mib" && form.addressWidth === 0;
    if (shape === 2 && isFree) return { displacement, base: this.named("rip"), ...none };
    if (shape === 3 && isFree) return { displacement, base: undefined, ...none };
    if (shape === 4) {
      const pivots = narrow ? ["esp", "ebp", "r12d", "r13d"] : ["rsp", "rbp", "r12", "r13"];
      return { displacement, base: this.named(pivots[draw(4)]!), ...none };
    }
    if (shape === 0) return { displacement, base, ...none };
    const drawn = this.register(pointers, turn, draw, 15);
    const index = drawn.number === 4 ? this.named(narrow ? "ebp" : "rbp") : drawn;
    return { displacement, base: shape === 5 && isFree ? undefined : base, index, scale, segment, size: 0 };
  }

  private decorate(form: Form, operands: Operand[], turn: number, draw: (limit: number) => number): void {
    const at = operands.findIndex(({ kind }) => kind === "memory");
    const memory = operands[at];
    if (memory?.kind === "memory" && form.broadcastSize > 0 && turn % 4 === 3)
      operands[at] = { ...memory, broadcast: form.memorySize / form.broadcastSize };
    const [destination] = operands;
    if (destination === undefined || !form.takesMask || !(form.needsMask || draw(2) === 0)) return;
    const zeroing = form.takesZeroing && destination.kind === "register" && draw(2) === 0;
    operands[0] = { ...destination, mask: this.named(`k${1 + draw(7)}`), ...(zeroing && { zeroing }) };
  }
}

function groupByClass(registers: readonly RegisterName[]): Map<string, RegisterName[]> {
  const groups = new Map<string, RegisterName[]>();
  for (const register of registers) {
    const group = groups.get(register.class);
    if (group === undefined) groups.set(register.class, [register]);
    else group.push(register);
  }
  return groups;
}

const registerOperand = (register: RegisterName): OperandOf<"register"> => ({
  kind: "register",
  register,
  bits: register.bit,
  indirect: false,
  ...span,
});

const memoryOperand = (memory: Memory): OperandOf<"memory"> => ({
  kind: "memory",
  ...memory,
  bits: bitsOfMemory(memory),
  indirect: false,
  ...span,
});

function roundingFor(
  form: Form,
  operands: readonly Operand[],
  turn: number,
  draw: (limit: number) => number,
): RoundingMode | undefined {
  if (operands.some(({ kind }) => kind === "memory") || turn % 4 < 2) return undefined;
  if (form.takesRounding) return (["rn-sae", "rd-sae", "ru-sae", "rz-sae"] as const)[draw(4)]!;
  return form.takesSae ? "sae" : undefined;
}
