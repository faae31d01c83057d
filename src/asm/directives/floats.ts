// `.float` and `.double` constants: decimal, hexadecimal, inf and nan.

export function readFloat(text: string, size: 4 | 8): Uint8Array | undefined {
  const number = parseFloatText(text);
  if (number === undefined) return undefined;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setFloat32(0, number, true);
  else view.setFloat64(0, number, true);
  return bytes;
}

function parseFloatText(text: string): number | undefined {
  const [, sign, rest] = /^([-+]?)\s*(.*)$/s.exec(text)!;
  const magnitude = unsigned(rest!.toLowerCase());
  return magnitude === undefined ? undefined : sign === "-" ? -magnitude : magnitude;
}

function unsigned(text: string): number | undefined {
  if (text === "inf" || text === "infinity") return Number.POSITIVE_INFINITY;
  if (text === "nan") return Number.NaN;
  if (/^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(text)) return Number(text);
  const hexadecimal = /^0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([-+]?\d+))?$/.exec(text);
  if (hexadecimal === null) return undefined;
  const [, whole = "", fraction = "", exponent = "0"] = hexadecimal;
  if (whole === "" && fraction === "") return undefined;
  return Number(BigInt(`0x0${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
}
