import type { TimelineSlice } from "./appState";
import type { Slice } from "./slice";

export const createTimelineSlice =
  (step: number | undefined): Slice<TimelineSlice> =>
  (set) => ({
    step,
    showStep: (next) => set({ step: next }),
  });
