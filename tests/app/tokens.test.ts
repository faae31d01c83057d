// The contrast of colours that are read as text, in both themes, computed from the tokens themselves (WCAG 2.2, 1.4.3
// and 1.4.11).

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const css = readFileSync(fileURLToPath(new URL("../../src/app/tokens.css", import.meta.url)), "utf8");
const tokens = new Map<string, readonly [string, string]>();
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g))
  tokens.set(name!, [light!, dark!]);

const themes = ["light", "dark"] as const;

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string, theme: number): number {
  const [x, y] = [a, b].map((name) => luminance(tokens.get(name)![theme]!)).sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
}

const roles = ["text", "got", "stub", "lazy", "const", "data", "bind", "header", "linkedit"].map(
  (role) => `role-${role}`,
);
const plain = ["surface", "raised", "sunken", "floating", "hover", "selected"];
const tones = ["accent", "danger", "warning", "success", "patch", ...roles];

const pairs: readonly (readonly [string, string])[] = [
  ...plain.flatMap((ground) => ["text", "text-muted"].map((text) => [text, ground] as const)),
  ...["surface", "raised", "floating", "hover"].map((ground) => ["text-faint", ground] as const),
  ...tones.flatMap((tone) => [[tone, "surface"] as const, [tone, "raised"] as const, [tone, `${tone}-soft`] as const]),
  ...tones.map((tone) => ["text", `${tone}-soft`] as const),
  ["accent", "selected"],
  ["on-accent", "accent"],
];

describe("tokens", () => {
  it.each(themes)("can be read in the %s theme", (theme) => {
    const at = themes.indexOf(theme);
    const weak = pairs
      .map(([text, ground]) => ({ text, ground, ratio: Math.round(contrast(text, ground, at) * 100) / 100 }))
      .filter(({ ratio }) => ratio < 4.5);
    expect(weak).toEqual([]);
  });

  it.each(themes)("keep the lines of controls visible in the %s theme", (theme) => {
    const at = themes.indexOf(theme);
    for (const ground of ["surface", "raised"]) {
      expect(contrast("border-strong", ground, at)).toBeGreaterThanOrEqual(3);
      expect(contrast("accent", ground, at)).toBeGreaterThanOrEqual(3);
    }
  });

  it("give every role a tag and three values", () => {
    for (const role of roles) {
      expect(tokens.has(role)).toBe(true);
      expect(tokens.has(`${role}-soft`)).toBe(true);
      expect(css).toContain(`[data-role="${role.slice("role-".length)}"]`);
    }
  });
});
