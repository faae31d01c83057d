import type { BuildView } from "@/linker/build";

/** A derivation of a published build: made when first asked for, and forgotten with the build. */
export function perBuild<T>(derive: (view: BuildView) => T): (view: BuildView) => T {
  const made = new WeakMap<BuildView, { readonly value: T }>();
  return (view) => {
    let entry = made.get(view);
    if (entry === undefined) {
      entry = { value: derive(view) };
      made.set(view, entry);
    }
    return entry.value;
  };
}
