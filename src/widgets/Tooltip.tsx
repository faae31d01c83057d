// One tooltip for the page: elements say in attributes what theirs is, and this layer shows it on hover after a moment,
// on keyboard focus at once. Names for assistive technology stand on the elements themselves.

import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { placeBeside } from "./placement";
import styles from "./tooltip.module.css";

export const tooltipProps = (text: string | undefined, shortcut: string | undefined) => ({
  "data-tooltip": text,
  "data-shortcut": shortcut,
});

interface Shown {
  readonly text: string;
  readonly shortcut: string | undefined;
  readonly anchor: DOMRect;
}

const delay = 450;
const owner = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>("[data-tooltip]") ?? undefined) : undefined;

function tooltipOf(element: HTMLElement): Shown | undefined {
  const { tooltip, shortcut } = element.dataset;
  if (tooltip === undefined || element.getAttribute("aria-expanded") === "true") return undefined;
  return { text: tooltip, shortcut, anchor: element.getBoundingClientRect() };
}

/** Mounted once, by the shell. */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const bubble = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer = 0;
    const hide = () => {
      window.clearTimeout(timer);
      setShown(undefined);
    };
    const over = (event: PointerEvent) => {
      const element = owner(event.target);
      hide();
      if (element === undefined || event.pointerType === "touch") return;
      timer = window.setTimeout(() => setShown(tooltipOf(element)), delay);
    };
    const focus = (event: FocusEvent) => {
      const element = owner(event.target);
      if (element?.matches(":focus-visible")) setShown(tooltipOf(element));
    };
    const listeners = [
      ["pointerover", over],
      ["focusin", focus],
      ["pointerdown", hide],
      ["focusout", hide],
      ["keydown", hide],
      ["wheel", hide],
    ] as const;
    for (const [name, listener] of listeners)
      document.addEventListener(name, listener as EventListener, { passive: true });
    return () => {
      window.clearTimeout(timer);
      for (const [name, listener] of listeners) document.removeEventListener(name, listener as EventListener);
    };
  }, []);
  useEffect(() => {
    if (shown !== undefined && bubble.current !== null) placeBeside(bubble.current, shown.anchor, "center");
  }, [shown]);
  if (shown === undefined) return null;
  return createPortal(
    <div ref={bubble} className={styles.tooltip} role="presentation">
      {shown.text}
      {shown.shortcut !== undefined && <kbd>{shown.shortcut}</kbd>}
    </div>,
    document.body,
  );
}
