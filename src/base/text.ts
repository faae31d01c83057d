import { unshare } from "./buffers";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** UTF-8 text of a view; malformed sequences become U+FFFD. Works on shared memory. */
export function decodeText(view: Uint8Array): string {
  if (view.length < 32) {
    let text = "";
    for (const byte of view) {
      if (byte > 0x7f) return decoder.decode(unshare(view));
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decoder.decode(view.buffer instanceof ArrayBuffer ? view : unshare(view));
}
export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

export const hex = (value: number, digits = 0): string =>
  (value < 0 ? "-" : "") + Math.abs(value).toString(16).padStart(digits, "0");
/** `0x…` with the sign in front, as linkers print offsets. */
export const hex0x = (value: number): string => (value < 0 ? `-0x${hex(-value)}` : `0x${hex(value)}`);
export const hexByte = (value: number): string => value.toString(16).padStart(2, "0");
export const hexBytes = (view: ArrayLike<number>): string => Array.from(view, hexByte).join(" ");
