// Programs of any size as object files, made by our own assembler once and then linked by everybody: functions with
// frames, as compilers write them, that call their neighbours, other files' functions and the library, load variables
// through the GOT, name strings, and variables that point to functions.

import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import type { LinkInput } from "@/linker/options";
import { encoders } from "./encoders";

export interface ProgramShape {
  readonly objects: number;
  /** Names that each object defines; one in six is a variable. */
  readonly namesPerObject: number;
  readonly referencesPerFunction: number;
  /** The first function's name. */
  readonly entry?: string;
}

const imports = "_puts _malloc _free _strlen _memcpy _printf _abort _getenv _strcmp _exit _qsort _realloc".split(" ");
const classes = "Element StyleResolver DocumentParser LayoutBox EventQueue FontCache NetworkSession Range".split(" ");
const methods = "resolve applyChanges visitChildren serialize invalidate computeBounds appendText flush".split(" ");

const length = (text: string): string => `${text.length}${text}`;
/** Names as C++ compilers make them: long, and alike in their beginnings. */
const mangled = (object: number, name: number, kind: string): string => {
  const space = length(`module${object}`);
  const inside = length(classes[(object + name) % classes.length]!) + length(`${methods[name % 8]}${kind}${name}`);
  return `__ZN3app${space}${inside}EPKcii`;
};

const variablesOf = ({ namesPerObject }: ProgramShape): number => Math.floor(namesPerObject / 6);
const functionsOf = (shape: ProgramShape): number => shape.namesPerObject - variablesOf(shape);
const isVariableNamed = (shape: ProgramShape): boolean => variablesOf(shape) > 0;

interface Writer {
  readonly functionStart: readonly string[];
  readonly functionEnd: readonly string[];
  call(name: string): readonly string[];
  loadFromGot(name: string): readonly string[];
  addressOf(label: string): readonly string[];
}

const frame = (save: readonly string[], registers: readonly [string, number, string, number]): string[] => [
  "\t.cfi_startproc",
  ...save,
  `\t.cfi_def_cfa ${registers[0]}, 16`,
  `\t.cfi_offset ${registers[2]}, ${registers[3]}`,
  `\t.cfi_offset ${registers[0]}, -16`,
];
const writers: Readonly<Record<Architecture, Writer>> = {
  arm64: {
    functionStart: frame(["\tstp x29, x30, [sp, #-16]!", "\tmov x29, sp"], ["w29", 16, "w30", -8]),
    functionEnd: ["\tldp x29, x30, [sp], #16", "\tret", "\t.cfi_endproc"],
    call: (name) => ["\tmov w1, #3", `\tbl ${name}`],
    loadFromGot: (name) => [`\tadrp x8, ${name}@GOTPAGE`, `\tldr x8, [x8, ${name}@GOTPAGEOFF]`, "\tldr w0, [x8]"],
    addressOf: (label) => [`\tadrp x0, ${label}@PAGE`, `\tadd x0, x0, ${label}@PAGEOFF`],
  },
  x86_64: {
    functionStart: [
      "\t.cfi_startproc",
      "\tpushq %rbp",
      "\t.cfi_def_cfa_offset 16",
      "\t.cfi_offset %rbp, -16",
      "\tmovq %rsp, %rbp",
      "\t.cfi_def_cfa_register %rbp",
    ],
    functionEnd: ["\tpopq %rbp", "\tretq", "\t.cfi_endproc"],
    call: (name) => ["\tmovl $3, %esi", `\tcallq ${name}`],
    loadFromGot: (name) => [`\tmovq ${name}@GOTPCREL(%rip), %rax`, "\tmovl (%rax), %edi"],
    addressOf: (label) => [`\tleaq ${label}(%rip), %rdi`],
  },
};

function objectText(architecture: Architecture, shape: ProgramShape, object: number): string {
  const writer = writers[architecture];
  const functions = functionsOf(shape);
  const variables = variablesOf(shape);
  const nameOf = (file: number, n: number) => (file === 0 && n === 0 ? (shape.entry ?? "_main") : mangled(file, n, ""));
  const variableOf = (file: number, n: number) => mangled(file, n % variables, "State");
  const other = (n: number) => (object + 1 + (n % 7)) % shape.objects;
  const text = [`\t.section __TEXT,__text,regular,pure_instructions`, `\t.build_version macos, 12, 0`];
  const strings: string[] = ["\t.section __TEXT,__cstring,cstring_literals"];
  const reference = (n: number, kind: number): readonly string[] => {
    switch (kind) {
      case 0:
        return writer.call(nameOf(object, (n + 1) % functions));
      case 1:
        return writer.call(nameOf(other(n), (n * 7) % functions));
      case 2:
        return writer.call(imports[(object + n) % imports.length]!);
      case 3:
        return isVariableNamed(shape) ? writer.loadFromGot(variableOf(other(n), n)) : [];
      case 4:
        return writer.call(nameOf(object, (n + 5) % functions));
      default: {
        const label = `l_.str.${strings.length}`;
        // Every fourth is one that all files have.
        strings.push(`${label}:`, `\t.asciz "${n % 4 === 0 ? `expected ${n}` : `file ${object}: cannot read ${n}`}"`);
        return writer.addressOf(label);
      }
    }
  };
  for (let n = 0; n < functions; n++) {
    const name = nameOf(object, n);
    text.push(`\t.globl ${name}`, "\t.p2align 2", `${name}:`, ...writer.functionStart);
    for (let i = 0; i < shape.referencesPerFunction; i++) text.push(...reference(n, (n + i) % 6));
    text.push(...writer.functionEnd);
  }
  const data = ["\t.section __DATA,__data"];
  for (let n = 0; n < variables; n++) {
    const name = variableOf(object, n);
    data.push(`\t.globl ${name}`, "\t.p2align 3", `${name}:`, "\t.long 7", "\t.long 1");
    data.push(`\t.quad ${nameOf(object, n)}`, `\t.quad ${nameOf(other(n), n)}`);
  }
  return [...text, ...strings, ...data, ".subsections_via_symbols", ""].join("\n");
}

export function makeProgram(architecture: Architecture, shape: ProgramShape): LinkInput[] {
  return Array.from({ length: shape.objects }, (_, object) => {
    const name = `module${object}.o`;
    const text = objectText(architecture, shape, object);
    const { object: bytes, diagnostics } = assemble({ name, text, architecture }, encoders);
    if (bytes === undefined) throw new Error(`${name}: ${JSON.stringify(diagnostics[0])}`);
    return { name, bytes };
  });
}
