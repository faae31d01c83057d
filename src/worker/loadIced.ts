// iced-x86 in the browser: vite/icedX86.ts turns the package's Node glue into a module with a default `init`, which
// fetches and instantiates the wasm file once.

import * as glue from "iced-x86";
import type { IcedModule } from "@/asm/x86_64/icedModule";

/** What vite/icedX86.ts adds to the package: not in iced's own type declarations. */
interface BrowserGlue {
  default(source?: unknown): Promise<void>;
}

let loading: Promise<IcedModule> | undefined;

/** The initialised module; a failed load (offline) is tried again at the next call. */
export function loadIced(): Promise<IcedModule> {
  loading ??= initialise();
  return loading;
}

async function initialise(): Promise<IcedModule> {
  const module: IcedModule & Partial<BrowserGlue> = glue;
  try {
    await module.default?.();
    return module;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}
