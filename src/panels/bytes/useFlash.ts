import { useEffect, useRef, useState } from "react";
import { fileOffset, row, type WriteIndex } from "@/base/units";
import type { ByteSpan } from "@/inspect/spans";
import type { BuildView } from "@/linker/build";

const none: readonly ByteSpan[] = [];
/** Long enough to be seen, short enough to keep up with scrubbing. */
const milliseconds = 240;

/** The bytes that the step just shown wrote, for a moment. Not at all when motion is unwelcome. */
export function useFlash(view: BuildView, step: number | undefined): readonly ByteSpan[] {
  const [flash, setFlash] = useState<readonly ByteSpan[]>(none);
  const before = useRef(step);
  useEffect(() => {
    const moved = before.current !== step;
    before.current = step;
    if (!moved || step === undefined || step === 0) {
      setFlash(none);
      return;
    }
    const write = row<WriteIndex>(step);
    const from = view.writes.offset[write];
    setFlash([{ from, to: fileOffset(from + view.writes.size[write]) }]);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = window.setTimeout(() => setFlash(none), still ? 0 : milliseconds);
    return () => window.clearTimeout(timer);
  }, [view, step]);
  return flash;
}
