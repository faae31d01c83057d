// Exported names that start with `$ld$` are no symbols but wishes to the linker: a dylib says what it was called, or did
// not export yet, for programs that must still run on an older system (`$ld$hide$os10.4$_foo`).

import { parseVersion } from "@/macho/versionText";
import type { LinkOptions } from "../options";

export type ExportDirective =
  /** The name is not to be found here. */
  | { readonly kind: "hide"; readonly name: string }
  /** It is, although the dylib does not list it. */
  | { readonly kind: "add"; readonly name: string }
  /** The whole dylib goes by another name. */
  | { readonly kind: "rename"; readonly installName: string; readonly compatibilityVersion: number | undefined }
  /** One name lives in a dylib of another name. */
  | {
      readonly kind: "elsewhere";
      readonly name: string;
      readonly installName: string;
      readonly version: number | undefined;
    }
  | { readonly kind: "malformed"; readonly text: string; readonly why: string }
  /** Holds for other targets. */
  | { readonly kind: "none" };

const prefix = "$ld$";
export const isDirective = (name: string): boolean => name.startsWith(prefix);

const none: ExportDirective = { kind: "none" };
const malformed = (text: string, why: string): ExportDirective => ({ kind: "malformed", text, why });

/** `os10.4$rest`: the rest, when the link is for exactly that version. */
function forVersion(text: string, name: string, options: LinkOptions): ExportDirective | string {
  const [condition = "", ...rest] = text.split("$");
  const version = condition.startsWith("os") ? parseVersion(condition.slice(2)) : undefined;
  if (version === undefined) return malformed(name, `'${condition}' is no system version`);
  return version === options.minimumVersion ? rest.join("$") : none;
}

/** `installName$compatibility$platform$from$until$symbol$`: for targets from one version up to, without, another. */
function previous(text: string, name: string, options: LinkOptions): ExportDirective {
  const [installName = "", compatibility = "", platform, from = "", until = "", symbol = ""] = text.split("$");
  if (platform !== String(options.platform)) return none;
  const [start, end] = [parseVersion(from), parseVersion(until)];
  if (start === undefined) return malformed(name, `'${from}' is no version`);
  if (end === undefined) return malformed(name, `'${until}' is no version`);
  if (options.minimumVersion < start || options.minimumVersion >= end) return none;
  const version = compatibility === "" ? undefined : parseVersion(compatibility);
  if (compatibility !== "" && version === undefined) return malformed(name, `'${compatibility}' is no version`);
  if (symbol !== "") return { kind: "elsewhere", name: symbol, installName, version };
  return { kind: "rename", installName, compatibilityVersion: version };
}

/** Of an exported name that `isDirective`. */
export function readDirective(name: string, options: LinkOptions): ExportDirective {
  const end = name.indexOf("$", prefix.length);
  const action = name.slice(prefix.length, end === -1 ? undefined : end);
  const rest = end === -1 ? "" : name.slice(end + 1);
  if (action === "previous") return previous(rest, name, options);
  if (action === "hide" && !rest.startsWith("os")) return { kind: "hide", name: rest };
  if (action !== "hide" && action !== "add" && action !== "install_name") return none;
  const found = forVersion(rest, name, options);
  if (typeof found !== "string") return found;
  if (action === "install_name") return { kind: "rename", installName: found, compatibilityVersion: undefined };
  return { kind: action, name: found };
}
