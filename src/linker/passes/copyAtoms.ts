// Copies the kept bytes of the inputs to their places, holes and all. Gaps between functions are filled with
// instructions that do nothing, so that a disassembly of them makes sense; other gaps stay zero.

import { targetFor } from "@/arch/target";
import { type AtomIndex, advance, type FileOffset, type OutputSectionIndex, row } from "@/base/units";
import { definePass, type PassInput } from "../context";
import { isCode, isZerofill } from "../outputNames";
import { causeKind } from "../schemas/image";

type Link = PassInput<"sections" | "atoms" | "outputSections" | "placements", never, never>;

export const copyAtoms = definePass({
  id: "copy-atoms",
  title: "Copy code and data",
  stage: "Patch",
  reads: ["sections", "atoms", "outputSections", "placements"],
  writes: [],
  creates: [],
  requires: "addresses-final",
  run(link: Link) {
    const { atoms, outputSections, placements } = link;
    const padding = Uint8Array.from(targetFor(link.options.architecture).code.padding);
    let output = row<OutputSectionIndex>(0);
    let end = 0;
    for (const placement of placements.rows()) {
      const atom = placements.atom[placement];
      if (atoms.output[atom] !== output) {
        output = atoms.output[atom];
        end = outputSections.address[output];
      }
      if (isZerofill(outputSections.flags[output])) continue;
      const address = atoms.address[atom];
      const offset = advance(outputSections.fileOffset[output], address - outputSections.address[output]);
      if (address > end && isCode(outputSections.flags[output])) fill(link, offset, address - end, padding);
      copy(link, atom, offset);
      end = address + atoms.size[atom];
    }
  },
});

function copy({ sections, atoms, image, parsed }: Link, atom: AtomIndex, offset: FileOffset): void {
  const size = atoms.size[atom];
  if (size === 0) return;
  const section = atoms.section[atom];
  const object = parsed.objects.get(atoms.file[atom]);
  // The linker's own cells hold nothing yet; zerofill that became part of a section with bytes holds zeros.
  if (object === undefined || isZerofill(sections.flags[section])) {
    image.patch(offset, new Uint8Array(size), causeKind.atom, atom);
    return;
  }
  const from = sections.offset[section] + atoms.offset[atom];
  image.patch(offset, object.bytes, causeKind.atom, atom, from, from + size);
}

/** Whole instructions, ending at `offset`. */
function fill({ image }: Link, offset: FileOffset, size: number, padding: Uint8Array): void {
  const unit = padding.length;
  const bytes = Uint8Array.from({ length: size - (size % unit) }, (_, index) => padding[index % unit]!);
  if (bytes.length > 0) image.patch(advance(offset, -bytes.length), bytes, causeKind.padding, 0);
}
