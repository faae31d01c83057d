import { describe, expect, it } from "vitest";
import { fileOffset, row } from "@/base/units";
import { type CardSubject, explainSubject } from "@/inspect/explainSubject";
import { neighbouringRelocation } from "@/inspect/patchedFields";
import { describeEvent, describeWrite } from "@/inspect/sentences";
import { suggestions } from "@/inspect/suggestions";
import { at, program } from "./program";

const { view, sources } = program();

/** A card as text: easy to read in a review. */
function dump(subject: CardSubject): string {
  const card = explainSubject(view, sources, subject);
  const lines = [`[${card.kind}] ${card.title}: ${card.summary}`];
  for (const section of card.sections) {
    lines.push(`# ${section.title}${section.sentence === undefined ? "" : ` (${section.sentence})`}`);
    for (const entry of section.rows) {
      const note = entry.note === undefined ? "" : ` {${entry.note}}`;
      lines.push(
        `${entry.label}: ${entry.value}${note}${entry.subject === undefined ? "" : ` -> ${entry.subject.kind}`}`,
      );
    }
  }
  return lines.join("\n");
}

const subjects: Readonly<Record<string, CardSubject>> = {
  "defined symbol": { kind: "global", global: row(2) },
  "imported symbol": { kind: "global", global: row(3) },
  stub: { kind: "slot", slot: row(1) },
  "lazy pointer": { kind: "slot", slot: row(1), part: "lazyPointer" },
  "helper entry": { kind: "slot", slot: row(1), part: "helper" },
  atom: { kind: "atom", atom: row(1) },
  section: { kind: "section", section: row(1) },
  segment: { kind: "segment", segment: row(2) },
  "load command": { kind: "loadCommand", command: row(1) },
  file: { kind: "file", file: row(2) },
  rebase: { kind: "fixup", fixup: row(2) },
  write: { kind: "write", write: row(8) },
  bytes: { kind: "bytes", from: fileOffset(at.main), to: fileOffset(at.main + 8) },
  line: { kind: "line", file: "main.s", line: 5 },
  "empty line": { kind: "line", file: "main.s", line: 1 },
  "local symbol": { kind: "symbol", symbol: row(1) },
};

describe("cards", () => {
  for (const [name, subject] of Object.entries(subjects))
    it(name, () => {
      expect(dump(subject)).toMatchSnapshot();
    });
});

describe("sentences", () => {
  it("tells decisions and writes", () => {
    expect([...view.events.rows()].map((event) => describeEvent(view, event))).toEqual([
      "_helper is defined in help.s.",
      "_puts is provided by libSystem.tbd: dyld will find it there.",
    ]);
    expect(describeWrite(view, row(8))).toBe(
      "Apply relocations: fills 4 bytes at 0x400, BRANCH26 to _helper in _main.",
    );
  });
});

describe("walking", () => {
  it("goes round the patches", () => {
    expect(neighbouringRelocation(view, row(3), 1)).toBe(1);
    expect(neighbouringRelocation(view, row(1), -1)).toBe(3);
  });
  it("suggests where to begin", () => {
    expect(suggestions(view).map((suggestion) => suggestion.title)).toEqual([
      "The hole for _helper",
      "The stub of _puts",
      "_main",
    ]);
  });
});
