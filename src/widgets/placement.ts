const margin = 8;
const gap = 4;

/** Puts a floating element below its anchor, or above where there is no room, and keeps it inside the window. */
export function placeBeside(floating: HTMLElement, anchor: DOMRect, align: "start" | "center" | "end"): void {
  const { width, height } = floating.getBoundingClientRect();
  const starts = { start: anchor.left, center: anchor.left + (anchor.width - width) / 2, end: anchor.right - width };
  const left = Math.max(margin, Math.min(starts[align], window.innerWidth - width - margin));
  const below = anchor.bottom + gap;
  const fitsBelow = below + height + margin <= window.innerHeight;
  const top = fitsBelow ? below : Math.max(margin, anchor.top - gap - height);
  floating.style.left = `${left}px`;
  floating.style.top = `${top}px`;
}
