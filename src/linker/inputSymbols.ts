// What an nlist record is to the linker, told from its type and description words.

import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import { globalState } from "./schemas/globals";

export const isStab = (type: number): boolean => (type & symbolTypes.N_STAB) !== 0;
/** Takes part in resolution across files; private externals do, too. */
export const isExternal = (type: number): boolean => !isStab(type) && (type & symbolTypes.N_EXT) !== 0;
/** Defined in a section, so it lies in an atom when the section has any. */
export const isInSection = (type: number): boolean =>
  !isStab(type) && (type & symbolTypes.N_TYPE) === symbolTypes.N_SECT;
export const isAbsolute = (type: number): boolean => !isStab(type) && (type & symbolTypes.N_TYPE) === symbolTypes.N_ABS;
/** An alias by name: its value is the other name. */
export const isIndirect = (type: number): boolean =>
  !isStab(type) && (type & symbolTypes.N_TYPE) === symbolTypes.N_INDR;

/**
 * How strongly an external record speaks for its name: strong > weak > tentative > undefined. Private externals are
 * as strong as others (lld and ld64 report two of them as duplicates; the seed took them for weak).
 */
export function strengthOf(type: number, description: number, value: number): number {
  const kind = type & symbolTypes.N_TYPE;
  if (kind === symbolTypes.N_UNDF || kind === symbolTypes.N_PBUD)
    return kind === symbolTypes.N_UNDF && value !== 0 ? globalState.tentative : globalState.undefined;
  return (description & symbolDescriptions.N_WEAK_DEF) !== 0 ? globalState.weak : globalState.strong;
}

/** Bits 8 to 11 of a tentative definition's description. */
export const tentativeAlignment = (description: number): number => (description >>> 8) & 0xf;
