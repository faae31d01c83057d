// Short messages about something just done. They stay while the pointer or focus is on them.

import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import { IconButton } from "./Button";
import { Icon } from "./Icon";
import styles from "./toast.module.css";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "success" | "danger";
}
type ShowToast = (text: string, tone?: Toast["tone"]) => void;

const ToastContext = createContext<ShowToast>(() => {});
/** Shows a message for a few seconds. */
export const useToast = (): ShowToast => use(ToastContext);

const lifetime = 5_000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);
  const held = useRef(false);
  const remove = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const show = useCallback<ShowToast>(
    (text, tone = "success") => {
      next.current += 1;
      const id = next.current;
      setToasts((shown) => [...shown.filter((toast) => toast.text !== text), { id, text, tone }].slice(-3));
      const leave = () => (held.current ? window.setTimeout(leave, 1_000) : remove(id));
      window.setTimeout(leave, lifetime);
    },
    [remove],
  );
  const list = useMemo(
    () => (
      <ToastList
        toasts={toasts}
        onRemove={remove}
        onHold={(value) => {
          held.current = value;
        }}
      />
    ),
    [toasts, remove],
  );
  return (
    <ToastContext value={show}>
      {children}
      {list}
    </ToastContext>
  );
}

interface ToastListProps {
  readonly toasts: readonly Toast[];
  readonly onRemove: (id: number) => void;
  readonly onHold: (held: boolean) => void;
}

function ToastList({ toasts, onRemove, onHold }: ToastListProps) {
  return (
    <div
      className={styles.toasts}
      role="status"
      aria-live="polite"
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
    >
      {toasts.map((toast) => (
        <div key={toast.id} className={styles.toast} data-tone={toast.tone}>
          <Icon name={toast.tone === "danger" ? "error" : "check"} />
          <span>{toast.text}</span>
          <IconButton icon="close" label="Dismiss" onClick={() => onRemove(toast.id)} />
        </div>
      ))}
    </div>
  );
}
