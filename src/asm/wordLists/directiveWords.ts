// Every directive that is understood, with what it does and what may follow it.

import type { Architecture } from "@/arch/architecture";
import { refusals } from "../directives/accepted";
import { directives } from "../directives/all";
import { architectureOf } from "../directives/arguments";
import { callFrameDirectives } from "../directives/callFrames";
import { contentDirectives } from "../directives/contents";
import { symbolDirectives } from "../directives/symbols";
import { syntaxDirectives } from "../directives/syntax";
import { conditionDirectives } from "../expansion/conditions";
import { expansionDirectives } from "../expansion/expander";
import { sectionDirectives } from "../sections";
import { frameRules } from "../unwinding/rules";
import { directiveHelp, sectionPurposes } from "./directiveHelp";
import type { DirectiveOperand, DirectiveWord } from "./wordLists";

const takesSection: ReadonlySet<string> = new Set([".section", ".pushsection", ".zerofill"]);
const takesText: ReadonlySet<string> = new Set([".ascii", ".asciz", ".string", ".base64"]);
const takesSymbolToo: ReadonlySet<string> = new Set([
  ".indirect_symbol",
  ".addrsig_sym",
  ".cg_profile",
  ".cfi_personality",
  ".cfi_lsda",
  ".loh",
  ".extern",
]);
const takesNumber: ReadonlySet<string> = new Set([".cfi_sections", ".cfi_escape", ".cfi_startproc", ".cfi_endproc"]);

function operandOf(name: string): DirectiveOperand {
  if (takesSection.has(name)) return "section";
  if (takesText.has(name) || takesNumber.has(name)) return "other";
  if (takesSymbolToo.has(name) || name in symbolDirectives || name in contentDirectives) return "symbol";
  if (name.startsWith(".if") || name === ".elseif") return conditionDirectives.includes(name) ? "symbol" : "other";
  return name in callFrameDirectives ? "register" : "other";
}

function meaningOf(name: string): string {
  const section = Object.hasOwn(sectionDirectives, name) ? sectionDirectives[name] : undefined;
  if (section !== undefined) {
    const purpose = sectionPurposes[name] ?? (name.startsWith(".objc") ? "metadata of the first Objective-C" : "");
    return `Continues in \`${section.segment},${section.name}\`${purpose === "" ? "" : `: ${purpose}`}.`;
  }
  if (Object.hasOwn(refusals, name)) return `Refused: ${refusals[name]}.`;
  return directiveHelp[name] ?? "";
}

/** Frames of arm64 have more to say than those of x86_64. */
const ownFrameDirectives = frameRules.arm64.ownDirectives;

function isOf(architecture: Architecture, name: string): boolean {
  if (name in syntaxDirectives) return architecture === "x86_64";
  if (ownFrameDirectives.has(name)) return architecture === "arm64";
  const directive = directives.get(name);
  const only = directive === undefined ? undefined : architectureOf(directive);
  return only === undefined || only === architecture;
}

export function listDirectives(architecture: Architecture): DirectiveWord[] {
  const names = new Set([...directives.keys(), ...expansionDirectives]);
  return [...names]
    .filter((name) => isOf(architecture, name))
    .map((name) => ({
      name,
      meaning: meaningOf(name),
      takes: operandOf(name),
      isRefused: Object.hasOwn(refusals, name),
    }));
}
