// What begins in the image apart from symbols: its header and load commands, sections, slots, parts of __LINKEDIT, and the
// padding between them. These are few.

import { type FileOffset, fileOffset } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type ByteRole, sectionRole } from "./byteRoles";
import { headerBytes, loadCommandTitle } from "./commandFields";
import { linkeditRanges } from "./linkedit";
import { outputSectionName, slotName } from "./names";
import { isZerofillSection, offsetOf, slotRanges } from "./places";
import type { Subject } from "./subject";

export interface Mark {
  readonly at: FileOffset;
  role?: ByteRole | undefined;
  heading?: string;
  headingSubject?: Subject;
  label?: string;
  labelSubject?: Subject;
  padding?: boolean;
}

class Marks {
  readonly #byOffset = new Map<number, Mark>();
  /** The mark at an offset; what is said there last adds to what was said before. */
  set(at: FileOffset, change: Omit<Mark, "at">): void {
    const known = this.#byOffset.get(at);
    this.#byOffset.set(at, { ...known, ...change, at });
  }
  /** Bytes from here on are padding, unless something begins here. */
  end(at: FileOffset): void {
    if (!this.#byOffset.has(at)) this.#byOffset.set(at, { at, padding: true, role: undefined });
  }
  sorted(length: number): readonly Mark[] {
    return [...this.#byOffset.values()].filter(({ at }) => at < length).sort((a, b) => a.at - b.at);
  }
}

function markCommands(view: BuildView, marks: Marks): void {
  marks.set(fileOffset(0), { role: "header", heading: "Header and load commands", label: "mach_header_64" });
  let end = headerBytes;
  for (const command of view.loadCommands.rows()) {
    const at = view.loadCommands.offset[command];
    marks.set(at, {
      role: "header",
      label: loadCommandTitle(view, command),
      labelSubject: { kind: "loadCommand", command },
    });
    end = Math.max(end, at + view.loadCommands.size[command]);
  }
  marks.end(fileOffset(end));
}

function markSections(view: BuildView, marks: Marks): void {
  for (const section of view.outputSections.rows()) {
    const size = view.outputSections.size[section];
    if (size === 0 || isZerofillSection(view, section)) continue;
    const at = view.outputSections.fileOffset[section];
    marks.set(at, {
      role: sectionRole(view, section),
      padding: false,
      heading: outputSectionName(view, section),
      headingSubject: { kind: "section", section },
    });
    marks.end(fileOffset(at + size));
  }
}

function markSlots(view: BuildView, marks: Marks): void {
  for (const { slot, part, address } of slotRanges(view)) {
    const at = offsetOf(view, address);
    if (at !== undefined)
      marks.set(at, { label: slotName(view, slot, part), labelSubject: { kind: "slot", slot, part } });
  }
}

function markLinkedit(view: BuildView, marks: Marks): void {
  for (const range of linkeditRanges(view)) {
    const headingSubject: Subject = { kind: "bytes", from: range.from, to: range.to };
    marks.set(range.from, { role: "linkedit", padding: false, heading: `__LINKEDIT, ${range.title}`, headingSubject });
    marks.end(range.to);
  }
}

/** Upwards; one a place. */
export function findMarks(view: BuildView, length: number): readonly Mark[] {
  const marks = new Marks();
  markCommands(view, marks);
  markSections(view, marks);
  markSlots(view, marks);
  markLinkedit(view, marks);
  return marks.sorted(length);
}
