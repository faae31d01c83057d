// Random sources with call frame directives: prologues as compilers write them, prologues that just miss what a compact
// encoding can say, and every directive in any order.

import type { Architecture } from "@/arch/architecture";
import type { Random } from "../../fuzz/mutate";

interface Dialect {
  readonly registers: readonly string[];
  /** Directives and instructions of a prologue that may fit a compact encoding. */
  prologue(random: Random): string[];
  /** Something that the section grows by, sometimes by an amount known only after layout. */
  filler(random: Random, label: string): string[];
  readonly ownDirectives: readonly string[];
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)]!;
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const shuffled = <T>(random: Random, list: readonly T[]): T[] =>
  list
    .map((item) => ({ item, key: random.below(1 << 20) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

function x86Prologue(random: Random): string[] {
  const saved = shuffled(random, ["%rbx", "%r12", "%r13", "%r14", "%r15", "%rbp"]).slice(0, random.below(7));
  if (random.below(8) === 0) saved.push(pick(random, ["%rsi", "%rbx", "%r12"]));
  const hasFrame = random.below(2) === 0;
  const pushes = saved.map((register) => `pushq ${register}`);
  const first = hasFrame ? 24 : 16;
  const order = random.below(4) === 0 ? [...saved.keys()] : [...saved.keys()].reverse();
  const offsets = order.map((i) => `.cfi_offset ${saved[i]}, -${first + 8 * (i + (random.below(30) === 0 ? 1 : 0))}`);
  const size = pick(random, [8, 16, 64, 1000, 2032, 2040, 2048, 4096, 100_000]);
  if (hasFrame)
    return [
      "pushq %rbp",
      ".cfi_def_cfa_offset 16",
      ".cfi_offset %rbp, -16",
      "movq %rsp, %rbp",
      `.cfi_def_cfa_register ${random.below(20) === 0 ? "%rbx" : "%rbp"}`,
      ...pushes,
      ...(random.below(3) === 0 ? [`subq $${size}, %rsp`] : []),
      ...offsets,
    ];
  return [
    ...pushes.flatMap((push, i) => [push, `.cfi_def_cfa_offset ${16 + 8 * i}`]),
    ...(random.below(2) === 0 ? [`subq $${size}, %rsp`, `.cfi_def_cfa_offset ${size + 8 + 8 * saved.length}`] : []),
    ...offsets,
  ];
}

function arm64Prologue(random: Random): string[] {
  const pairs = [
    ["w19", "w20"], ["w21", "w22"], ["w23", "w24"], ["w25", "w26"], ["w27", "w28"],
    ["b8", "b9"], ["b10", "b11"], ["b12", "b13"], ["b14", "b15"],
  ].filter(() => random.below(2) === 0); // biome-ignore format: in the order of their numbers
  const order = random.below(6) === 0 ? shuffled(random, pairs) : pairs;
  const hasFrame = random.below(3) > 0;
  const size = pick(random, [16, 32, 160, 512, 4096, 65_520, 65_536, 24]);
  let at = hasFrame ? -16 : 0;
  const next = () => (at -= random.below(60) === 0 ? 16 : 8);
  const offsets = order.flatMap(([first, second]) => [
    `.cfi_offset ${first}, ${next()}`,
    ...(random.below(60) === 0 ? [] : [`.cfi_offset ${second}, ${next()}`]),
  ]);
  const adjust = ["sub sp, sp, #16", ...(random.below(4) > 0 ? [`.cfi_def_cfa_offset ${size}`] : [])];
  if (!hasFrame) return [...adjust, ...offsets];
  return [
    ...adjust,
    `.cfi_def_cfa ${random.below(20) === 0 ? "wsp" : "w29"}, 16`,
    `.cfi_offset w30, ${random.below(30) === 0 ? -16 : -8}`,
    `.cfi_offset w29, -16`,
    ...offsets,
  ];
}

const dialects: Readonly<Record<Architecture, Dialect>> = {
  x86_64: {
    registers: ["%rax", "%rbx", "rcx", "%rbp", "%rsp", "%r8", "%r15", "%rip", "%xmm0", "%xmm15", "%xmm20", "%st(2)",
      "%mm1", "%k3", "%fs", "0", "6", "7", "16", "3+3"], // biome-ignore format: a list of names
    prologue: x86Prologue,
    filler: (random, label) =>
      pick(random, [
        () => ["nop"],
        () => [`jne ${label}`, `.space ${random.below(300)}`, `${label}:`],
        () => [".p2align 4, 0x90"],
        () => [`.space ${pick(random, [1, 63, 64, 255, 256, 70_000])}`],
      ])(),
    ownDirectives: [],
  },
  arm64: {
    registers: ["x0", "w1", "x19", "w29", "fp", "lr", "sp", "wsp", "xzr", "b8", "d15", "q31", "s3", "h4", "vg", "0",
      "29", "72", "2*15"], // biome-ignore format: a list of names
    prologue: arm64Prologue,
    filler: (random) =>
      pick(random, [
        () => ["nop"],
        () => [".p2align 4"],
        () => [`.space ${4 * pick(random, [1, 15, 16, 63, 64, 20_000])}`],
      ])(),
    ownDirectives: [
      ".cfi_negate_ra_state",
      ".cfi_negate_ra_state_with_pc",
      ".cfi_b_key_frame",
      ".cfi_mte_tagged_frame",
    ],
  },
};

function anyDirective(random: Random, dialect: Dialect, unique: () => string): string {
  const register = () => pick(random, dialect.registers);
  const offset = () => pick(random, [-8, -16, -24, -4, 0, 8, 16, 24, 100, -1000, 4096, 1_000_000]);
  return pick(random, [
    () => `.cfi_def_cfa ${register()}, ${offset()}`,
    () => `.cfi_def_cfa_offset ${offset()}`,
    () => `.cfi_adjust_cfa_offset ${offset()}`,
    () => `.cfi_def_cfa_register ${register()}`,
    () => `.cfi_offset ${register()}, ${offset()}`,
    () => `.cfi_rel_offset ${register()}, ${offset()}`,
    () => `.cfi_val_offset ${register()}, ${offset()}`,
    () => `.cfi_register ${register()}, ${register()}`,
    () => `.cfi_restore ${register()}`,
    () => `.cfi_undefined ${register()}`,
    () => `.cfi_same_value ${register()}`,
    () => ".cfi_remember_state",
    () => ".cfi_restore_state",
    () => ".cfi_window_save",
    () => `.cfi_escape ${times(1 + random.below(4), () => random.below(300)).join(", ")}`,
    () => `.cfi_return_column ${register()}`,
    () => ".cfi_signal_frame",
    () => (random.below(4) === 0 ? `.cfi_label ${unique()}` : ".cfi_remember_state"),
    () => (dialect.ownDirectives.length === 0 ? ".cfi_remember_state" : pick(random, dialect.ownDirectives)),
  ])();
}

function exceptionDirectives(random: Random): string[] {
  const personality = pick(random, ["___gxx_personality_v0", "___objc_personality_v0", "_own", "_local", "Ltemporary"]);
  const lines: string[] = [];
  if (random.below(3) > 0) lines.push(`.cfi_personality ${pick(random, [155, 155, 16, 0])}, ${personality}`);
  if (random.below(3) > 0)
    lines.push(`.cfi_lsda ${pick(random, [16, 16, 27, 0])}, ${pick(random, ["Ldata", "_data"])}`);
  if (random.below(20) === 0) lines.push(".cfi_personality 255", ".cfi_lsda 255");
  return shuffled(random, lines);
}

function functionText(random: Random, dialect: Dialect, name: string): string[] {
  let labels = 0;
  const unique = () => `${name}_${labels++}`;
  const filler = () => (random.below(3) === 0 ? dialect.filler(random, `L${unique()}`) : []);
  const body =
    random.below(3) > 0
      ? dialect.prologue(random)
      : times(random.below(8), () => [anyDirective(random, dialect, unique), ...filler()]).flat();
  if (random.below(8) === 0) body.splice(random.below(body.length + 1), 0, ".cfi_remember_state");
  if (random.below(12) === 0) {
    const name = unique();
    body.splice(random.below(body.length + 1), 0, `.alt_entry ${name}`, `${name}:`);
  }
  return [
    ...(random.below(6) === 0 ? [".section __TEXT,__other,regular,pure_instructions"] : [".text"]),
    ...(random.below(2) === 0 ? [`.globl ${name}`] : []),
    `${name}:`,
    `.cfi_startproc${random.below(8) === 0 ? " simple" : ""}`,
    ...(random.below(3) === 0 ? exceptionDirectives(random) : []),
    ...body.flatMap((line) => [line, ...filler()]),
    "ret",
    ...filler(),
    ".cfi_endproc",
    ...filler(),
  ];
}

export function callFrameSource(random: Random, architecture: Architecture): string {
  const dialect = dialects[architecture];
  const tables = pick(random, [
    ".eh_frame",
    ".eh_frame",
    ".eh_frame",
    ".other",
    ".debug_frame, .eh_frame",
    ".debug_frame",
  ]);
  const lines = [
    ...(random.below(6) === 0 ? [`.cfi_sections ${tables}`] : []),
    ...times(1 + random.below(5), (i) => functionText(random, dialect, `_f${i}`)).flat(),
    ".section __TEXT,__gcc_except_tab",
    ".p2align 2",
    "Ldata: .long 1",
    "_data: .long 2",
    ".text",
    "_local:",
    "Ltemporary: nop",
    ...(random.below(4) > 0 ? [".subsections_via_symbols"] : []),
    "",
  ];
  // A label can stand in one table only.
  const isInTwoTables = lines[0] === ".cfi_sections .debug_frame, .eh_frame";
  return lines.filter((line) => !isInTwoTables || !line.startsWith(".cfi_label")).join("\n");
}
