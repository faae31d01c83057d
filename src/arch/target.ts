// What differs between the CPUs beside relocations: sizes, limits, header values, and the code the linker writes.

import { cpuSubtypes, cpuTypes } from "@/macho/constants";
import type { Architecture } from "./architecture";
import { arm64RelocationRules } from "./arm64/relocations";
import { arm64Code } from "./arm64/stubs";
import type { RelocationRules } from "./rules";
import type { SyntheticCode } from "./syntheticCode";
import { x86RelocationRules } from "./x86_64/relocations";
import { x86Code } from "./x86_64/stubs";

export interface Target {
  readonly architecture: Architecture;
  readonly cpuType: number;
  readonly cpuSubtype: number;
  /** The subtype that a program of macOS carries: x86_64 adds CPU_SUBTYPE_LIB64 since 10.5. */
  readonly executableSubtype: number;
  /** Bytes; segments start on multiples of it. */
  readonly pageSize: number;
  readonly rules: RelocationRules;
  readonly code: SyntheticCode;
  /** arm64 macOS refuses unsigned executables. */
  readonly signsByDefault: boolean;
}

/** CPU_SUBTYPE_LIB64 (`<mach/machine.h>`): the libraries it loads are 64-bit. */
const subtypeLib64 = 0x80000000;

const targets: Readonly<Record<Architecture, Target>> = {
  arm64: {
    architecture: "arm64",
    cpuType: cpuTypes.CPU_TYPE_ARM64,
    cpuSubtype: cpuSubtypes.CPU_SUBTYPE_ARM64_ALL,
    executableSubtype: cpuSubtypes.CPU_SUBTYPE_ARM64_ALL,
    pageSize: 0x4000,
    rules: arm64RelocationRules,
    code: arm64Code,
    signsByDefault: true,
  },
  x86_64: {
    architecture: "x86_64",
    cpuType: cpuTypes.CPU_TYPE_X86_64,
    cpuSubtype: cpuSubtypes.CPU_SUBTYPE_X86_64_ALL,
    executableSubtype: (cpuSubtypes.CPU_SUBTYPE_X86_64_ALL | subtypeLib64) >>> 0,
    pageSize: 0x1000,
    rules: x86RelocationRules,
    code: x86Code,
    signsByDefault: false,
  },
};

export const targetFor = (architecture: Architecture): Target => targets[architecture];
export const relocationRules = (architecture: Architecture): RelocationRules => targets[architecture].rules;
