// Controls of a panel (a filter, a choice of rows) stand in the bar of the frame around it: the frame offers the place,
// the panel fills it.

import { createContext, type ReactNode, use } from "react";
import { createPortal } from "react-dom";

const SlotContext = createContext<HTMLElement | null>(null);

export function PanelToolsSlot({ slot, children }: { slot: HTMLElement | null; children: ReactNode }) {
  return <SlotContext value={slot}>{children}</SlotContext>;
}

export function PanelTools({ children }: { readonly children: ReactNode }) {
  const slot = use(SlotContext);
  return slot === null ? null : createPortal(children, slot);
}
