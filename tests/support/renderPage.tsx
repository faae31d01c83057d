// Renders components into a document of happy-dom, for tests that press keys and look at roles.

import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}

export function renderPage(content: ReactNode) {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  const root = createRoot(place);
  act(() => root.render(content));
  const find = (selector: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(selector);
    if (found === null) throw new Error(`nothing matches ${selector}`);
    return found;
  };
  return {
    find,
    all: (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)],
    render: (next: ReactNode) => act(() => root.render(next)),
    press: (selector: string, key: string) =>
      act(() => {
        find(selector).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      }),
    click: (selector: string) => act(() => find(selector).click()),
    act: (run: () => void) => act(run),
    close: () => act(() => root.unmount()),
  };
}
