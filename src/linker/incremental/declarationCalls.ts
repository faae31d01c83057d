// The calls a compiler makes to an incremental linker, and what it hands over with them.

import type { Diagnostic } from "@/base/diagnostic";
import type { GlobalIndex, SymbolIndex } from "@/base/units";
import type { CodeRelocation, TaggedIndex } from "./codeRelocations";

/** A declaration as its compiler names it; any text, unique among declarations. */
export type DeclarationId = string;

export interface DeclaredBytes {
  readonly bytes: Uint8Array;
  /** log2; 0 when left out, for code the CPU's. */
  readonly alignment?: number;
  readonly relocations?: readonly CodeRelocation[];
}

export interface DeclaredVariable extends DeclaredBytes {
  /** `const`: `__const`, which is read-only once dyld is done. */
  readonly section?: "data" | "const";
  readonly threadLocal?: boolean;
}

export interface DeclaredExport {
  /** Without the leading underscore, as compilers write it. */
  readonly name: string;
  readonly linkage: "internal" | "strong" | "weak" | "link-once";
  /** A section the source asks for; only `__text` is understood. */
  readonly section?: string;
}

export interface Declarations {
  /** Each of these returns the symbol of the declaration: an untagged index that relocations may name. */
  updateFunction(id: DeclarationId, code: DeclaredBytes): SymbolIndex;
  updateVariable(id: DeclarationId, variable: DeclaredVariable): SymbolIndex;
  /** A constant inside a function: freed when the function is updated. */
  lowerUnnamedConstant(owner: DeclarationId, constant: DeclaredBytes): SymbolIndex;
  /** A value known by what it is: lowered once for a key, unless more alignment is asked later. */
  lowerAnonymous(key: string, constant: DeclaredBytes): SymbolIndex;
  /** A named constant; what refers to it already is patched again. */
  lowerConstant(name: string, constant: DeclaredBytes & { readonly section?: "data" | "const" }): SymbolIndex;
  /** An extern function is registered by its calls only. */
  declareExternFunction(name: string): void;
  /** An extern variable is reached through the GOT. */
  declareExternVariable(name: string): TaggedIndex;
  referenceExternVariable(name: string): TaggedIndex;
  referenceExternFunction(name: string): TaggedIndex;
  /** Full Mach-O name, with its underscore. */
  addUndefined(name: string, flags?: { readonly got?: boolean; readonly stub?: boolean }): GlobalIndex;
  /** Returns what is wrong, export by export; the others take effect. */
  updateExports(id: DeclarationId, exports: readonly DeclaredExport[]): readonly Diagnostic[];
  deleteExport(id: DeclarationId, name: string): void;
  free(id: DeclarationId): void;
  symbolOf(id: DeclarationId): SymbolIndex | undefined;
  /** The name's row, with the leading underscore added. */
  globalOf(name: string): GlobalIndex | undefined;
}
