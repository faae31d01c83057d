import { describe, expect, it } from "vitest";
import { type EditorTheme, editorBackground, syntaxColors } from "@/editor/syntaxColors";

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

describe.each(["light", "dark"] as const satisfies readonly EditorTheme[])("%s colours", (theme) => {
  it.each(Object.entries(syntaxColors[theme]))("%s is readable", (_, color) => {
    expect(contrast(color, editorBackground[theme])).toBeGreaterThanOrEqual(4.5);
  });
});
