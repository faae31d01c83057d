// Random calls of the declaration interface, and the assembly that says the same, for a one-shot link to compare with:
// functions that call and load each other and the library, variables that point, constants; they are updated, grow,
// change their exports and are freed.

import type { Architecture } from "@/arch/architecture";
import { relocationRules } from "@/arch/target";
import { fromSignedWords } from "@/base/units";
import { attachBuild } from "@/linker/build";
import type { CodeRelocation, CodeRelocationKind } from "@/linker/incremental/codeRelocations";
import type { Declarations } from "@/linker/incremental/declarationCalls";
import { link } from "@/linker/link";
import { objectOf, sceneOptions } from "../support/linkScene";

interface Declared {
  readonly name: string;
  readonly kind: "function" | "variable";
  linkage: "strong" | "weak" | "internal";
  value: number;
  size: number;
  /** Names of other declarations or of the library. */
  references: string[];
}

const imports = ["_strcmp", "_memcpy", "_atoi"];

const kindsByRule: Readonly<Record<string, CodeRelocationKind>> = {
  X86_64_RELOC_BRANCH: "branch",
  X86_64_RELOC_GOT_LOAD: "got",
  X86_64_RELOC_UNSIGNED: "unsigned",
  ARM64_RELOC_BRANCH26: "branch",
  ARM64_RELOC_GOT_LOAD_PAGE21: "got-page",
  ARM64_RELOC_GOT_LOAD_PAGEOFF12: "got-pageoff",
  ARM64_RELOC_UNSIGNED: "unsigned",
};

export interface DeclarationModel {
  /** One random change, as calls. */
  edit(declarations: Declarations): void;
  /** All of it as assembly. */
  text(): string;
}

export function createDeclarationModel(architecture: Architecture, seed: number): DeclarationModel {
  let state = (seed * 747796405 + 1) >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const upTo = (count: number) => Math.floor(random() * count);
  const items: Declared[] = [];
  /** Names that calls asked for: the interface remembers them for good. */
  const asked = new Set<string>();
  let next = 0;

  const referable = (item: Declared): string[] => [
    ...imports,
    ...items.filter((other) => other !== item).map(({ name }) => name),
  ];
  const add = (): Declared => {
    const item: Declared = {
      name: `_decl${next++}`,
      kind: random() < 0.6 ? "function" : "variable",
      linkage: "strong",
      value: upTo(200),
      size: upTo(6),
      references: [],
    };
    items.push(item);
    return item;
  };
  const shuffle = (item: Declared): void => {
    const names = referable(item);
    item.references = Array.from({ length: upTo(3) }, () => names[upTo(names.length)]!);
    item.value = upTo(200);
    item.size = random() < 0.2 ? upTo(500) : upTo(8);
  };
  /** What an assembler makes of the item: bytes and holes, which go through the interface. */
  const compiled = (item: Declared, declarations: Declarations) => {
    const bytes = objectOf(architecture, "one", `${textOf(architecture, item)}.subsections_via_symbols\n`);
    const view = attachBuild(
      link([{ name: "one", bytes }], { ...sceneOptions(architecture), entry: item.name, trace: "off" })!,
    );
    const atom = [...view.atoms.rows()].find(
      (one) => view.strings.text(view.symbols.name[view.atoms.symbol[one]]) === item.name,
    )!;
    const start = view.sections.offset[view.atoms.section[atom]] + view.atoms.offset[atom];
    const code = bytes.slice(start, start + view.atoms.size[atom]);
    const rules = relocationRules(architecture);
    const relocations = [...view.relocations.rows()]
      .filter((relocation) => view.relocations.atom[relocation] === atom)
      .map((relocation): CodeRelocation => {
        const kind = kindsByRule[rules[view.relocations.type[relocation]]!.name]!;
        const name = view.strings.text(view.symbols.name[view.relocations.symbol[relocation]]).slice(1);
        asked.add(`_${name}`);
        const refer = kind === "branch" ? declarations.referenceExternFunction : declarations.referenceExternVariable;
        const addend = fromSignedWords(view.relocations.addendLow[relocation], view.relocations.addendHigh[relocation]);
        return { kind, offset: view.relocations.offset[relocation], target: refer(name), addend };
      });
    return { bytes: code, alignment: item.kind === "variable" ? 3 : 2, relocations };
  };
  const update = (item: Declared, declarations: Declarations): void => {
    const wanted = compiled(item, declarations);
    if (item.kind === "function") declarations.updateFunction(item.name, wanted);
    else declarations.updateVariable(item.name, wanted);
    declarations.updateExports(item.name, [{ name: item.name.slice(1), linkage: item.linkage }]);
  };
  return {
    edit(declarations) {
      const choice = random();
      if (items.length < 3 || choice < 0.25) update(add(), declarations);
      else if (choice < 0.8) {
        const item = items[upTo(items.length)]!;
        shuffle(item);
        update(item, declarations);
      } else if (choice < 0.9) {
        const item = items[upTo(items.length)]!;
        item.linkage = random() < 0.5 ? "strong" : "weak";
        declarations.updateExports(item.name, [{ name: item.name.slice(1), linkage: item.linkage }]);
      } else {
        const free = items.find(({ name }) => !asked.has(name));
        if (free === undefined) return;
        items.splice(items.indexOf(free), 1);
        declarations.free(free.name);
      }
    },
    text: () =>
      `${items.map((item) => textOf(architecture, item)).join("")}${[...asked].map((name) => `.reference ${name}\n`).join("")}.subsections_via_symbols\n`,
  };
}

function textOf(architecture: Architecture, { name, kind, linkage, value, size, references }: Declared): string {
  const scope = `.globl ${name}\n${linkage === "strong" ? "" : `.weak_definition ${name}\n`}`;
  if (kind === "variable")
    return `.data\n${scope}.p2align 3\n${name}:\n.quad ${value}\n${references.map((to) => `.quad ${to}\n`).join("")}${".quad 1\n".repeat(size)}`;
  const code = references.map((to, index) => {
    if (architecture === "arm64")
      return index % 2 === 0 ? ` bl ${to}\n` : ` adrp x0, ${to}@GOTPAGE\n ldr x0, [x0, ${to}@GOTPAGEOFF]\n`;
    return index % 2 === 0 ? ` callq ${to}\n` : ` movq ${to}@GOTPCREL(%rip), %rax\n`;
  });
  const filling = architecture === "arm64" ? ` mov w0, #${value}\n` : ` movl $${value}, %eax\n`;
  return `.text\n${scope}.p2align 2\n${name}:\n${code.join("")}${filling}${" nop\n".repeat(size)} ret\n`;
}
