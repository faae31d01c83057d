// Colours of tokens in both themes, for Monaco and the static listing alike. Each has a contrast of at least 4.5 to
// the editor's background of its theme (tests/editor/syntaxColors.test.ts computes it).

import type { TokenKind } from "./asmTokens";

export type EditorTheme = "light" | "dark";

export const editorBackground: Readonly<Record<EditorTheme, string>> = { light: "#ffffff", dark: "#16191f" };

export const syntaxColors: Readonly<Record<EditorTheme, Readonly<Record<TokenKind, string>>>> = {
  light: {
    comment: "#5d6b78",
    label: "#0b5cad",
    directive: "#7a3e9d",
    mnemonic: "#9a3412",
    register: "#00695c",
    number: "#27652f",
    string: "#7c5200",
    modifier: "#a3116a",
    symbol: "#1f2933",
    punctuation: "#57606a",
  },
  dark: {
    comment: "#8b98a5",
    label: "#6cb6ff",
    directive: "#c99bf0",
    mnemonic: "#ffab70",
    register: "#5fd3bc",
    number: "#9bd67c",
    string: "#e3c078",
    modifier: "#ff8ac4",
    symbol: "#dde3ea",
    punctuation: "#9aa5b1",
  },
};

/** One CSS colour for both themes; follows the page's `color-scheme`. */
export const syntaxColor = (kind: TokenKind): string =>
  `light-dark(${syntaxColors.light[kind]}, ${syntaxColors.dark[kind]})`;

/** Surfaces of what floats above the text (src/app/tokens.css), as Monaco wants them. */
export const floatingColors: Readonly<Record<EditorTheme, Readonly<Record<FloatingColor, string>>>> = {
  light: {
    background: "#ffffff",
    border: "#d5dbe1",
    text: "#1f2933",
    muted: "#4a5662",
    accent: "#0b5cad",
    chosen: "#e3eefa",
  },
  dark: {
    background: "#1d2129",
    border: "#3a424f",
    text: "#dde3ea",
    muted: "#a7b1bd",
    accent: "#6cb6ff",
    chosen: "#16304d",
  },
};
export type FloatingColor = "background" | "border" | "text" | "muted" | "accent" | "chosen";
