import { describe, expect, it } from "vitest";
import { commands } from "@/app/commands";
import { commandForKey, keyName, showKeys } from "@/app/keys";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("keyName", () => {
  it("names a chord by the platform's own modifier", () => {
    expect(keyName(press("k", { metaKey: true }), true)).toBe("mod+k");
    expect(keyName(press("k", { ctrlKey: true }), false)).toBe("mod+k");
    expect(keyName(press("k", { ctrlKey: true }), true)).toBe("");
    expect(keyName(press("L", { ctrlKey: true, shiftKey: true }), false)).toBe("mod+shift+l");
  });

  it("takes a sign as it is typed, however the keyboard makes it", () => {
    expect(keyName(press("?", { shiftKey: true }), true)).toBe("?");
    expect(keyName(press("["), false)).toBe("[");
    expect(keyName(press("5", { altKey: true }), false)).toBe("");
  });
});

describe("commandForKey", () => {
  it("leaves letters to text fields, and keeps chords", () => {
    expect(commandForKey(commands, "]", false)?.id).toBe("patch-next");
    expect(commandForKey(commands, "]", true)).toBeUndefined();
    expect(commandForKey(commands, "mod+k", true)?.id).toBe("palette");
    expect(commandForKey(commands, "", false)).toBeUndefined();
  });

  it("finds one command for each key", () => {
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    const ids = commands.map((command) => command.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("showKeys", () => {
  it("spells keys as each platform does", () => {
    expect(showKeys("mod+shift+l", true)).toBe("⌘⇧L");
    expect(showKeys("mod+k", false)).toBe("Ctrl+K");
    expect(showKeys("[", false)).toBe("[");
  });
});
