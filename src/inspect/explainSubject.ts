// The card of anything the page can point at except relocations, which have their own five rows.

import { assertNever } from "@/base/assert";
import type { BuildView } from "@/linker/build";
import { atomCard, bytesCard, fixupCard, lineCard, writeCard } from "./cards/contentCards";
import { fileCard, loadCommandCard, sectionCard, segmentCard } from "./cards/layoutCards";
import { slotCard } from "./cards/slotCard";
import { globalCard, localCard } from "./cards/symbolCard";
import type { Card } from "./explanation";
import type { SourceFile } from "./sources";
import type { Subject } from "./subject";

export type CardSubject = Exclude<Subject, { readonly kind: "relocation" }>;

export function explainSubject(view: BuildView, sources: readonly SourceFile[], subject: CardSubject): Card {
  switch (subject.kind) {
    case "global":
      return globalCard(view, sources, subject.global);
    case "symbol":
      return localCard(view, sources, subject.symbol);
    case "slot":
      return slotCard(view, subject.slot, subject.part ?? "slot");
    case "atom":
      return atomCard(view, sources, subject.atom);
    case "section":
      return sectionCard(view, subject.section);
    case "segment":
      return segmentCard(view, subject.segment);
    case "loadCommand":
      return loadCommandCard(view, subject.command);
    case "fixup":
      return fixupCard(view, subject.fixup);
    case "write":
      return writeCard(view, subject.write);
    case "file":
      return fileCard(view, subject.file);
    case "bytes":
      return bytesCard(view, sources, subject.from, subject.to);
    case "line":
      return lineCard(view, sources, subject.file, subject.line);
    default:
      return assertNever(subject);
  }
}
