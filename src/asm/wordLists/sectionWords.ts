// The sections that `.section` is usually given, written so that each gets its own type and attributes.

import { sectionDirectives, sectionText, standardSections } from "../sections";
import type { SectionWord } from "./wordLists";

export function listSections(): SectionWord[] {
  const words = new Map<string, SectionWord>();
  const directiveOf = new Map<string, string>();
  for (const [directive, { segment, name }] of Object.entries(sectionDirectives))
    if (!directiveOf.has(`${segment},${name}`)) directiveOf.set(`${segment},${name}`, directive);
  for (const section of [...standardSections(), ...Object.values(sectionDirectives)]) {
    const name = `${section.segment},${section.name}`;
    const directive = directiveOf.get(name);
    if (words.has(name)) continue;
    words.set(name, {
      name,
      written: sectionText(section),
      meaning: directive === undefined ? "" : `the same as ${directive}`,
    });
  }
  return [...words.values()];
}
