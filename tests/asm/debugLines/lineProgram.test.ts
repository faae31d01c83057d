import { expect, test } from "vitest";
import { endOfRows, nextRow } from "@/asm/debugLines/lineProgram";

const hex = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

test.each([
  ["nothing moves: a copy", 0, 0, "01"],
  ["a special opcode moves both", 1, 4, "4b"],
  ["the furthest special opcode", -5, 17, "fb"],
  ["const_add_pc and a special opcode", 0, 18, "08 20"],
  ["a line too far for a special opcode", 100, 4, "03 e4 00 4a"],
  ["a line too far at the same address", 100, 0, "03 e4 00 01"],
  ["an address too far", 1, 300, "02 ac 02 13"],
  ["both too far", -6, 1000, "03 7a 02 e8 07 01"],
])("%s", (_, lines, distance, expected) => {
  expect(hex(nextRow(lines, distance))).toBe(expected);
});

test.each([
  ["at the last row", 0, "00 01 01"],
  ["after some bytes", 4, "02 04 00 01 01"],
  ["after const_add_pc's distance", 17, "08 00 01 01"],
])("the end %s", (_, distance, expected) => {
  expect(hex(endOfRows(distance))).toBe(expected);
});
