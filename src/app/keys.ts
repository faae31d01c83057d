// Keys: how a press is written (`mod+k`, `[`), how a binding is shown, and which presses belong to a text field.

import type { Command } from "./commands";

const isApple = /Mac|iPhone|iPad/.test(typeof navigator === "undefined" ? "" : navigator.platform);

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Shift is part of the name only with a modifier: `?` is itself, however a keyboard types it. */
export function keyName(press: KeyPress, apple = isApple): string {
  const mod = apple ? press.metaKey : press.ctrlKey;
  const other = apple ? press.ctrlKey : press.metaKey;
  if (other || press.altKey) return "";
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (!mod) return key;
  return `mod+${press.shiftKey ? "shift+" : ""}${key}`;
}

/** A letter or sign typed in a text field is text, and in a menu finds an entry; a chord with a modifier is a command everywhere. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest(
      "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, .monaco-editor, [role=menu]",
    ) !== null
  );
}

export function commandForKey(commands: readonly Command[], name: string, typing: boolean): Command | undefined {
  if (name === "" || (typing && !name.startsWith("mod+"))) return undefined;
  return commands.find(({ keys }) => keys?.includes(name));
}

const signs: Readonly<Record<string, string>> = { mod: "Ctrl", shift: "Shift" };
const appleSigns: Readonly<Record<string, string>> = { mod: "⌘", shift: "⇧" };

/** `⌘K` or `Ctrl+K`. */
export function showKeys(name: string, apple = isApple): string {
  const parts = name.split("+").map((part) => (apple ? appleSigns : signs)[part] ?? part.toUpperCase());
  return parts.join(apple ? "" : "+");
}

export const shortcutOf = (command: Command | undefined): string | undefined =>
  command?.keys?.[0] === undefined ? undefined : showKeys(command.keys[0]);
