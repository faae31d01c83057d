// `.float` and `.double` constants: decimal, hexadecimal, inf and nan.

export function readFloat(text: string, size: 4 | 8): Uint8Array | undefined {
  const number = parseFloatText(text);
  if (number === undefined) return undefined;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  // LLVM's "not a number" has all its bits set.
  if (Number.isNaN(number)) bytes.fill(0xff, 0, size - 1)[size - 1] = text.trimStart().startsWith("-") ? 0xff : 0x7f;
  else if (size === 4) view.setFloat32(0, number, true);
  else view.setFloat64(0, number, true);
  return bytes;
}

const signed = /^([-+]?)\s*(.*)$/s;

function parseFloatText(text: string): number | undefined {
  const [, sign, rest] = signed.exec(text)!;
  const magnitude = unsigned(rest!.toLowerCase());
  return magnitude === undefined ? undefined : sign === "-" ? -magnitude : magnitude;
}

function unsigned(text: string): number | undefined {
  if (text === "inf" || text === "infinity") return Number.POSITIVE_INFINITY;
  if (text === "nan") return Number.NaN;
  if (/^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(text)) return Number(text);
  const hexadecimal = /^0x([0-9a-f]*)\.?([0-9a-f]*)p([-+]?\d+)$/.exec(text);
  if (hexadecimal === null) return undefined;
  // Without an exponent it would be an integer.
  const [, whole = "", fraction = "", exponent = ""] = hexadecimal;
  if (whole === "" && fraction === "") return undefined;
  return Number(BigInt(`0x0${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
}
