// A random program that is edited at random: functions and variables in several files that call, load and point to each
// other and to the library; they grow, shrink, come, go, move between files, and turn weak, local or tentative.

import type { Architecture } from "@/arch/architecture";
import type { Files } from "./session";

type Reference = { readonly kind: "call" | "load" | "address" | "pointer" | "difference"; readonly to: string };

interface Item {
  name: string;
  file: number;
  kind: "function" | "data" | "const" | "zero" | "common" | "thread" | "string";
  scope: "strong" | "weak" | "local" | "private";
  /** Instructions or words of filling. */
  size: number;
  value: number;
  references: Reference[];
}

export interface ProgramModel {
  edit(): void;
  files(): Files;
  /** What the edits were. */
  log(): readonly string[];
}

const imports = ["_puts", "_malloc", "_free", "_strlen", "_exit", "___stdoutp"];
const fileNames = ["main.s", "a.s", "b.s", "c.s"];

function createRandom(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function createProgramModel(architecture: Architecture, seed: number): ProgramModel {
  const random = createRandom(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)]!;
  let next = 0;
  let log: string[] = [];
  const items: Item[] = [];
  const kinds = ["function", "function", "function", "data", "const", "zero", "common", "thread", "string"] as const;

  const referenceFrom = (item: Item): Reference | undefined => {
    const isCode = item.kind === "function";
    if (item.kind !== "function" && item.kind !== "data" && item.kind !== "const") return undefined;
    const reachable = items.filter(
      (other) => other.kind !== "thread" && (other.scope !== "local" || other.file === item.file),
    );
    const useImport = random() < 0.3 || reachable.length === 0;
    if (useImport) {
      const name = pick(imports);
      const isFunction = name !== "___stdoutp";
      if (!isCode) return { kind: "pointer", to: name };
      return { kind: isFunction && random() < 0.6 ? "call" : "load", to: name };
    }
    const other = pick(reachable);
    if (!isCode) {
      const isNear = other.file === item.file && other.kind !== "common" && other.scope !== "weak";
      return { kind: isNear && random() < 0.3 ? "difference" : "pointer", to: other.name };
    }
    if (other.kind === "function" && random() < 0.6) return { kind: "call", to: other.name };
    const isOwn = other.scope === "local" || other.scope === "private" || other.scope === "strong";
    return { kind: isOwn && other.kind !== "common" && random() < 0.5 ? "address" : "load", to: other.name };
  };
  const add = (kind: Item["kind"] = pick(kinds)): Item => {
    const item: Item = {
      name: `_${kind[0]}${next++}`,
      file: upTo(fileNames.length),
      kind,
      scope: kind === "common" ? "strong" : pick(["strong", "strong", "strong", "weak", "local", "private"] as const),
      size: upTo(12),
      value: upTo(250),
      references: [],
    };
    items.push(item);
    for (let i = upTo(3); i > 0; i--) {
      const reference = referenceFrom(item);
      if (reference !== undefined) item.references.push(reference);
    }
    return item;
  };
  const main: Item = { name: "_main", file: 0, kind: "function", scope: "strong", size: 2, value: 1, references: [] };
  items.push(main);
  for (let i = 0; i < 8; i++) add();

  const others = () => items.filter((item) => item !== main);
  const removeReferences = (name: string): void => {
    for (const item of items) item.references = item.references.filter(({ to }) => to !== name);
  };
  const forgetUnreachable = (item: Item): void => {
    // A local name is seen in its own file only.
    if (item.scope === "local")
      for (const other of items)
        if (other.file !== item.file) other.references = other.references.filter(({ to }) => to !== item.name);
    for (const other of items)
      other.references = other.references.filter(
        ({ kind, to }) =>
          to !== item.name ||
          ((kind !== "difference" || other.file === item.file) && (kind !== "address" || item.scope !== "weak")),
      );
    item.references = item.references.filter(({ kind, to }) => {
      const target = items.find(({ name }) => name === to);
      return target === undefined || target.file === item.file || (target.scope !== "local" && kind !== "difference");
    });
  };
  const edits: readonly (readonly [name: string, run: () => void])[] = [
    ["add", () => add()],
    ["add", () => add("function")],
    [
      "remove",
      () => {
        const gone = pick(others());
        items.splice(items.indexOf(gone), 1);
        removeReferences(gone.name);
      },
    ],
    [
      "remove, leaving references",
      () => {
        const gone = pick(others());
        items.splice(items.indexOf(gone), 1);
        if (random() < 0.5) removeReferences(gone.name);
        for (const item of items)
          item.references = item.references.filter(({ kind, to }) => to !== gone.name || kind === "call");
      },
    ],
    ["change a value", () => void (pick(items).value = upTo(250))],
    ["resize", () => void (pick(items).size = upTo(20))],
    ["grow much", () => void (pick(items).size = 20 + upTo(700))],
    [
      "grow beyond its section",
      () => {
        if (random() < 0.5) pick(items).size = 1500 + upTo(4000);
      },
    ],
    ["shrink", () => void (pick(items).size = 0)],
    [
      "refer",
      () => {
        const item = pick(items);
        const reference = referenceFrom(item);
        if (reference !== undefined) item.references.push(reference);
      },
    ],
    ["refer no more", () => void pick(items).references.shift()],
    [
      "rename",
      () => {
        const item = pick(others());
        const fresh = `_r${next++}`;
        for (const other of items)
          other.references = other.references.map((one) => (one.to === item.name ? { ...one, to: fresh } : one));
        item.name = fresh;
      },
    ],
    [
      "move",
      () => {
        const item = pick(others());
        item.file = upTo(fileNames.length);
        forgetUnreachable(item);
      },
    ],
    [
      "rescope",
      () => {
        const item = pick(others());
        if (item.kind === "common") return;
        item.scope = pick(["strong", "weak", "local", "private"] as const);
        forgetUnreachable(item);
      },
    ],
    [
      "call something undefined",
      () => {
        if (random() < 0.3)
          pick(items.filter(({ kind }) => kind === "function")).references.push({ kind: "call", to: "_nowhere" });
        else removeReferences("_nowhere");
      },
    ],
    [
      "define it",
      () => {
        if (random() < 0.3 && !items.some(({ name }) => name === "_nowhere")) add("function").name = "_nowhere";
        const own = items.find(({ name }) => name === "_nowhere");
        if (own !== undefined) own.scope = "strong";
      },
    ],
  ];
  const undefinedNow = () => {
    const known = new Set([...items.map(({ name }) => name), ...imports]);
    return items.some(({ references }) => references.some(({ to }) => !known.has(to)));
  };
  return {
    edit() {
      if (items.length < 4) add();
      const [name, run] = pick(edits);
      run();
      log = [...log.slice(-30), name];
      // Not broken for long.
      if (undefinedNow() && random() < 0.6) {
        const known = new Set([...items.map((item) => item.name), ...imports]);
        for (const item of items) item.references = item.references.filter(({ to }) => known.has(to));
      }
    },
    files() {
      const found: Record<string, string> = {};
      for (const [index, file] of fileNames.entries()) {
        const own = items.filter((item) => item.file === index);
        found[file] = `${own.map((item) => textOf(architecture, item, items)).join("")}.subsections_via_symbols\n`;
      }
      return found;
    },
    log: () => log,
  };
}

const codeReferences: Readonly<Record<Architecture, Readonly<Record<string, (to: string) => string>>>> = {
  x86_64: {
    call: (to) => `  callq ${to}\n`,
    load: (to) => `  movq ${to}@GOTPCREL(%rip), %rax\n`,
    address: (to) => `  leaq ${to}(%rip), %rcx\n`,
  },
  arm64: {
    call: (to) => `  bl ${to}\n`,
    load: (to) => `  adrp x0, ${to}@GOTPAGE\n  ldr x0, [x0, ${to}@GOTPAGEOFF]\n`,
    address: (to) => `  adrp x1, ${to}@PAGE\n  add x1, x1, ${to}@PAGEOFF\n`,
  },
};

function scopeOf({ scope, name, kind }: Item): string {
  if (kind === "common" || kind === "zero") return scope === "local" || kind === "common" ? "" : `.globl ${name}\n`;
  if (scope === "local") return "";
  if (scope === "weak") return `.globl ${name}\n.weak_definition ${name}\n`;
  return `.globl ${name}\n${scope === "private" ? `.private_extern ${name}\n` : ""}`;
}

function textOf(architecture: Architecture, item: Item, items: readonly Item[]): string {
  const { name, kind, size, value, references } = item;
  const scope = scopeOf(item);
  const pointers = references
    .map(({ kind: how, to }) =>
      how === "difference"
        ? `.quad ${to} - ${name}\n`
        : `.quad ${to} + ${how === "pointer" && items.some((one) => one.name === to) ? 0 : 0}\n`,
    )
    .join("");
  switch (kind) {
    case "function": {
      const filling =
        architecture === "arm64"
          ? `  mov w0, #${value}\n${"  nop\n".repeat(size)}`
          : `  movl $${value}, %eax\n${"  nop\n".repeat(size)}`;
      const calls = references.map(({ kind: how, to }) => codeReferences[architecture][how]!(to)).join("");
      return `.text\n${scope}.p2align ${architecture === "arm64" ? 2 : 4}\n${name}:\n${calls}${filling}  ret\n`;
    }
    case "data":
      return `.data\n${scope}.p2align 3\n${name}:\n.quad ${value}\n${pointers}${".quad 7\n".repeat(size)}`;
    case "const":
      return `.section __DATA,__const\n${scope}.p2align 3\n${name}:\n.quad ${value}\n${pointers}`;
    case "string":
      return `.section __TEXT,__const\n${scope}${name}:\n.asciz "${"s".repeat(size)}${value}"\n`;
    case "zero":
      return `${scope}.zerofill __DATA,__bss,${name},${8 + size * 8},3\n`;
    case "common":
      return `.comm ${name},${8 + size * 8},3\n`;
    case "thread":
      return `.section __DATA,__thread_data,thread_local_regular\n.p2align 3\n${name}$tlv$init:\n.quad ${value}\n.section __DATA,__thread_vars,thread_local_variables\n${scope}${name}:\n.quad __tlv_bootstrap\n.quad 0\n.quad ${name}$tlv$init\n`;
  }
}
