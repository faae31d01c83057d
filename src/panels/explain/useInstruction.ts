import { useEffect, useState } from "react";
import { type FileOffset, fileOffset } from "@/base/units";
import type { AfterRow } from "@/inspect/explanation";
import { sectionAt } from "@/inspect/places";
import type { BuildView } from "@/linker/build";
import { sectionAttributes } from "@/macho/constants";
import type { DisassembledLine } from "@/worker/protocol";

/** The instruction at the patched bytes, decoded by the worker; undefined for data and while it is on its way. */
export function useInstruction(
  view: BuildView,
  after: AfterRow | undefined,
  disassemble: (from: FileOffset, to: FileOffset) => Promise<readonly DisassembledLine[]>,
): string | undefined {
  const [answer, setAnswer] = useState<{ readonly view: BuildView; readonly from: number; readonly text: string }>();
  const from = after?.offset;
  const field = from === undefined || after === undefined ? undefined : from + after.bytes.fieldAt;
  const section = field === undefined ? undefined : sectionAt(view, fileOffset(field));
  const isCode =
    section !== undefined &&
    (view.outputSections.flags[section] &
      (sectionAttributes.S_ATTR_PURE_INSTRUCTIONS | sectionAttributes.S_ATTR_SOME_INSTRUCTIONS)) !==
      0;
  useEffect(() => {
    if (field === undefined || !isCode) return;
    let current = true;
    disassemble(fileOffset(field), fileOffset(field + 1)).then(
      (lines) => {
        const line = lines.find((found) => field >= found.offset && field < found.offset + found.length);
        if (current && line !== undefined) setAnswer({ view, from: field, text: line.text });
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [view, field, isCode, disassemble]);
  return answer !== undefined && answer.view === view && answer.from === field ? answer.text : undefined;
}
