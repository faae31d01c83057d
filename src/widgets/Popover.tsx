// A floating box that belongs to a button: closes on Escape, on a press elsewhere and when focus leaves, and gives
// focus back to its button.

import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Button, type ButtonProps, IconButton } from "./Button";
import type { IconName } from "./Icon";
import { placeBeside } from "./placement";
import styles from "./popover.module.css";

interface FloatingProps {
  readonly id: string;
  readonly anchor: HTMLElement;
  readonly role: "dialog" | "menu";
  readonly label: string;
  readonly onClose: (refocus: boolean) => void;
  readonly onKeys: ((event: KeyboardEvent<HTMLElement>) => void) | undefined;
  readonly children: ReactNode;
}

function Floating({ id, anchor, role, label, onClose, onKeys, children }: FloatingProps) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    placeBeside(element, anchor.getBoundingClientRect(), "start");
    const first = element.querySelector<HTMLElement>("[data-first]");
    (first ?? element.querySelector<HTMLElement>("button, input, select, a[href]"))?.focus();
  }, [anchor]);
  useEffect(() => {
    const press = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.contains(target)) close.current(false);
    };
    const resize = () => close.current(false);
    document.addEventListener("pointerdown", press, true);
    window.addEventListener("resize", resize);
    return () => {
      document.removeEventListener("pointerdown", press, true);
      window.removeEventListener("resize", resize);
    };
  }, [anchor]);
  return createPortal(
    // The role is always one of two interactive ones.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: see above
    <div
      ref={box}
      id={id}
      className={styles.floating}
      role={role}
      aria-label={label}
      onKeyDown={(event) => {
        onKeys?.(event);
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose(true);
      }}
      onBlur={(event) => {
        const next = event.relatedTarget;
        if (next !== null && !event.currentTarget.contains(next) && next !== anchor) onClose(false);
      }}
    >
      {children}
    </div>,
    document.body,
  );
}

export interface PopoverProps {
  readonly label: string;
  /** What the button shows; only its icon when absent. */
  readonly title?: ReactNode;
  readonly icon?: IconName;
  readonly kind?: ButtonProps["kind"];
  readonly hint?: string;
  readonly role?: "dialog" | "menu";
  readonly disabled?: boolean;
  /** Keys pressed inside, besides Escape. */
  readonly onKeys?: (event: KeyboardEvent<HTMLElement>) => void;
  readonly children: (close: () => void) => ReactNode;
}

export function Popover({
  label,
  title,
  icon,
  kind = "plain",
  hint,
  role = "dialog",
  disabled,
  onKeys,
  children,
}: PopoverProps) {
  const [anchor, setAnchor] = useState<HTMLElement | undefined>(undefined);
  const id = useId();
  const open = anchor !== undefined;
  const close = (refocus: boolean) => {
    if (refocus) anchor?.focus();
    setAnchor(undefined);
  };
  const shared = {
    kind,
    disabled,
    "aria-haspopup": role,
    "aria-expanded": open,
    "aria-controls": open ? id : undefined,
    onClick: (event: { currentTarget: HTMLElement }) => (open ? close(true) : setAnchor(event.currentTarget)),
  } as const;
  return (
    <>
      {title === undefined && icon !== undefined ? (
        <IconButton icon={icon} label={hint ?? label} {...shared} />
      ) : (
        <Button {...(icon === undefined ? {} : { icon })} hint={hint} aria-label={label} {...shared}>
          {title}
        </Button>
      )}
      {anchor !== undefined && (
        <Floating id={id} anchor={anchor} role={role} label={label} onClose={close} onKeys={onKeys}>
          {children(() => close(true))}
        </Floating>
      )}
    </>
  );
}
