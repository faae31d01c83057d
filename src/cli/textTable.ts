// Rows of text with their columns lined up, for terminals.

/** Names come from files: control characters would move the terminal's cursor or change its colours. */
export const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0);
    return `\\x${code.toString(16).padStart(2, "0")}`;
  });

/** A column's heading; one that starts with ">" is set to the right. */
export type Heading = string;

/** Longest cell that the others of its column are padded to: one C++ name must not push all columns away. */
const widest = 48;

/** Lines of a table, indented; without rows, none. The last column is never padded. */
export function tableLines(
  headings: readonly Heading[],
  rows: readonly (readonly string[])[],
  indent = "  ",
): string[] {
  if (rows.length === 0) return [];
  const titles = headings.map((heading) => heading.replace(/^>/, ""));
  const cells = [...(titles.some((title) => title !== "") ? [titles] : []), ...rows.map((row) => row.map(visible))];
  const widths = headings.map((_, column) =>
    cells.reduce((width, row) => Math.max(width, Math.min(widest, row[column]?.length ?? 0)), 0),
  );
  return cells.map((row) => {
    const padded = row.map((cell, column) => {
      if (headings[column]?.startsWith(">")) return cell.padStart(widths[column]!);
      return cell.padEnd(widths[column]!);
    });
    return (indent + padded.join("  ")).trimEnd();
  });
}

/** Adds without spreading: a call takes fewer arguments than a file has symbols. */
export function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}

/** Prints in portions, so that one huge string is never made. */
export function printLines(out: (text: string) => void, lines: readonly string[]): void {
  const portion = 4096;
  for (let at = 0; at < lines.length; at += portion) out(`${lines.slice(at, at + portion).join("\n")}\n`);
}
