// Values in names (Itanium C++ ABI 5.1.6.1): numbers of each type, strings by their type only, functions by their names.

import { text } from "./nodes";
import { type Node, print, refuse, write } from "./output";
import { eat, expect, type Grammar, number, type Parser, peek } from "./parser";

/** Types that a number shows by a suffix, and those that it is cast to. */
const suffixes: Readonly<Record<string, string>> = { i: "", j: "u", l: "l", m: "ul", x: "ll", y: "ull" };
const casts: Readonly<Record<string, string>> = {
  w: "wchar_t",
  c: "char",
  a: "signed char",
  h: "unsigned char",
  s: "short",
  t: "unsigned short",
  n: "__int128",
  o: "unsigned __int128",
};

/** As C prints `%a`: the digits of the significand in base 16, without zeros at the end. */
function hexadecimalFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}inf`;
  if (size === 0) return `${sign}0x0p+0`;
  let exponent = Math.max(-1022, Math.floor(Math.log2(size)));
  if (2 ** exponent > size && exponent > -1022) exponent -= 1;
  const scaled = size / 2 ** exponent;
  const whole = Math.floor(scaled);
  let digits = "";
  for (let rest = scaled - whole; rest > 0; rest = rest * 16 - Math.floor(rest * 16))
    digits += Math.floor(rest * 16).toString(16);
  return `${sign}0x${whole}${digits === "" ? "" : `.${digits}`}p${exponent < 0 ? "" : "+"}${exponent}`;
}

export function createLiterals(p: Parser, g: () => Grammar) {
  /** The bytes of a number, highest first. */
  const float = (bytes: 4 | 8): Node => {
    const digits = p.source.slice(p.at, p.at + bytes * 2);
    if (!/^[0-9a-f]+$/.test(digits) || digits.length !== bytes * 2) refuse();
    p.at += digits.length;
    expect(p, "E");
    const view = new DataView(new ArrayBuffer(8));
    for (let index = 0; index < bytes; index++)
      view.setUint8(index, Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
    const value = bytes === 4 ? view.getFloat32(0) : view.getFloat64(0);
    return text(hexadecimalFloat(value) + (bytes === 4 ? "f" : ""));
  };
  const integer = (before: string, behind: string): Node => {
    const value = number(p, true);
    if (value === "") refuse();
    expect(p, "E");
    return text(before + value + behind);
  };
  const stringOfType = (): Node => {
    const type = g().type();
    expect(p, "E");
    return {
      left(out) {
        write(out, '"<');
        print(out, type);
        write(out, '>"');
      },
    };
  };
  const lambda = (): Node => {
    const closure = g().unnamedType();
    expect(p, "E");
    return {
      left(out) {
        write(out, "[]");
        const start = out.text.length;
        print(out, closure);
        // Its parameters without what it is called.
        out.text = out.text.slice(0, start) + out.text.slice(start).replace(/^'[^']*'/, "");
        write(out, "{...}");
      },
    };
  };
  const ofType = (): Node => {
    const type = g().type();
    const value = number(p, true);
    expect(p, "E");
    if (value === "") return type;
    return {
      left(out) {
        write(out, "(");
        print(out, type);
        write(out, `)${value}`);
      },
    };
  };
  const literal = (): Node => {
    expect(p, "L");
    const letter = peek(p);
    const [suffix, cast] = [suffixes[letter], casts[letter]];
    if (suffix !== undefined || cast !== undefined) {
      p.at += 1;
      return suffix === undefined ? integer(`(${cast})`, "") : integer("", suffix);
    }
    if (eat(p, "b0E")) return text("false");
    if (eat(p, "b1E")) return text("true");
    if (eat(p, "f")) return float(4);
    if (eat(p, "d")) return float(8);
    if (eat(p, "Dn")) {
      eat(p, "0");
      expect(p, "E");
      return text("nullptr");
    }
    if (eat(p, "_Z")) {
      const function_ = g().encoding();
      expect(p, "E");
      return function_;
    }
    if (letter === "A") return stringOfType();
    if (letter === "U") return lambda();
    if (letter === "T") return refuse();
    return ofType();
  };
  return { literal };
}
