// How a function's frame is undone, on its card; and the fields of an entry of `__eh_frame`, on that one's.

import { hex0x } from "@/base/text";
import { type AtomIndex, advance, fileOffset, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { CardRow, CardSection } from "../explanation";
import { describeEncoding, frameFields, isFrameAtom, unwindOfFunction } from "../frames";
import { atomName, symbolName } from "../names";
import { atomAt, offsetOf, slotAt } from "../places";
import type { Subject } from "../subject";
import { symbolSubject } from "../targets";
import { codeRow, counted, textRow } from "./rows";

const noSections: readonly CardSection[] = [];

export function unwindSections(view: BuildView, atom: AtomIndex): readonly CardSection[] {
  if (atom === 0) return noSections;
  if (isFrameAtom(view, atom)) return fieldSections(view, atom);
  const record = unwindOfFunction(view, atom);
  if (record === undefined) return noSections;
  const { encoding, length, personality, lsda, lsdaOffset, frame } = view.unwindRecords;
  const rows: CardRow[] = [
    { ...codeRow("Encoding", hex0x(encoding[record])), note: describeEncoding(view, encoding[record]) },
    textRow("Holds for", counted(length[record], "byte")),
  ];
  if (frame[record] !== 0)
    rows.push(codeRow("Frame", atomName(view, frame[record]), { kind: "atom", atom: frame[record] }));
  const routine = personality[record];
  if (routine !== 0) rows.push(codeRow("Personality", symbolName(view, routine), symbolSubject(view, routine)));
  if (lsda[record] !== 0)
    rows.push({
      ...codeRow("LSDA", atomName(view, lsda[record]), { kind: "atom", atom: lsda[record] }),
      note: `at +${hex0x(lsdaOffset[record])}`,
    });
  return [{ title: "How its frame is undone", rows }];
}

function fieldSections(view: BuildView, atom: AtomIndex): readonly CardSection[] {
  const rows = frameFields(view, atom).map((field): CardRow => {
    const from = offsetOf(view, advance(view.atoms.address[atom], field.offset));
    const bytes: Subject | undefined =
      from === undefined ? undefined : { kind: "bytes", from, to: fileOffset(from + field.bytes) };
    const place = field.address === undefined ? undefined : placeAt(view, field.address);
    return {
      ...codeRow(
        `+${hex0x(field.offset)} ${field.name}`,
        place?.text ?? counted(field.bytes, "byte"),
        place?.subject ?? bytes,
      ),
      note: field.meaning,
    };
  });
  return rows.length === 0 ? noSections : [{ title: "Its fields", rows }];
}

function placeAt(view: BuildView, address: number): { readonly text: string; readonly subject?: Subject } {
  const at = virtualAddress(address);
  const slot = slotAt(view, at);
  if (slot !== undefined) return { text: hex0x(address), subject: { kind: "slot", slot: slot.slot } };
  const atom = atomAt(view, at);
  if (atom === undefined) return { text: hex0x(address) };
  return { text: atomName(view, atom), subject: { kind: "atom", atom } };
}
