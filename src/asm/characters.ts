// Character classes of assembler text, shared by statements, expressions and operands.

const identifierStart = new Uint8Array(128);
const identifierPart = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const letter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  const digit = code >= 48 && code <= 57;
  // `_ . $` are letters to the Darwin assembler, and `?` is one further on.
  const mark = code === 95 || code === 46 || code === 36;
  identifierStart[code] = letter || mark ? 1 : 0;
  identifierPart[code] = letter || mark || digit || code === 63 ? 1 : 0;
}

/** Letters and `_ . $`. Names with other characters, of other languages too, stand in quotes. */
export const isIdentifierStart = (code: number): boolean => identifierStart[code] === 1;
export const isIdentifierPart = (code: number): boolean => identifierPart[code] === 1;
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Index of the first character at or after `at` that is not white space. */
export function skipBlanks(text: string, at: number): number {
  let i = at;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9 && code !== 13) return i;
    i++;
  }
}

/** Index just past the identifier that starts at `at` (or `at` itself when none does). */
export function endOfIdentifier(text: string, at: number): number {
  if (at >= text.length || !isIdentifierStart(text.charCodeAt(at))) return at;
  let i = at + 1;
  while (i < text.length && isIdentifierPart(text.charCodeAt(i))) i++;
  return i;
}

/** Whether a symbol can be written without quotes. */
export const isPlainName = (name: string): boolean => name.length > 0 && endOfIdentifier(name, 0) === name.length;
