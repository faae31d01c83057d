// iced-x86's package is CommonJS made for Node: it reads its own wasm file while it loads. Requiring it here, and
// only when x86_64 code is met, keeps arm64-only runs quick.

import { createRequire } from "node:module";
import type { IcedModule } from "@/asm/x86_64/icedModule";

let loaded: IcedModule | undefined;

export function loadIced(): IcedModule {
  loaded ??= createRequire(import.meta.url)("iced-x86") as IcedModule;
  return loaded;
}
