import { describe, expect, it } from "vitest";
import { validateImage } from "@/linker/validateImage";
import { loadCommands, stabs } from "@/macho/constants";
import { nlist64, symtabCommand } from "@/macho/layouts";
import { commandOf, readImage } from "@/macho/readImage";
import { dataView } from "@/macho/struct";
import { debugInformation } from "../support/debugInformation";
import { linkScene } from "../support/linkScene";

const text = `.text\n.globl _main\n_main: ret\n.data\n_own: .quad 1\n${debugInformation("main.c")}\n.subsections_via_symbols\n`;
const { image } = linkScene("x86_64", [{ name: "main.s", text }], { adHocSign: false });

/** The records are N_SO, N_OSO, N_STSYM, N_FUN, its size, N_SO; one of them with another type or value. */
function damaged(record: number, change: { readonly type?: number; readonly value?: number }): readonly string[] {
  const bytes = image.slice();
  expect(validateImage(bytes)).toEqual([]);
  const command = commandOf(readImage(bytes), loadCommands.LC_SYMTAB)!;
  const at = symtabCommand.read(dataView(bytes), command.offset).symbolOffset + record * nlist64.bytes;
  if (change.type !== undefined) bytes[at + nlist64.offsets.type] = change.type;
  if (change.value !== undefined) bytes[at + nlist64.offsets.value] = change.value;
  return validateImage(bytes);
}

describe("the validator of the debug map", () => {
  it.each([
    [0, { type: stabs.N_OSO }, "N_OSO '/src/main.c' of the debug map comes at the wrong place"],
    [1, { type: stabs.N_STSYM }, "N_STSYM 'main.s' of the debug map comes at the wrong place"],
    [2, { value: 1 }, /^N_STSYM '_own' is no symbol at 0x/],
    [3, { type: stabs.N_STSYM }, "N_FUN '' of the debug map comes at the wrong place"],
    [4, { type: stabs.N_SO }, "N_SO '' of the debug map comes at the wrong place"],
    [5, { type: stabs.N_GSYM }, "the debug map has no end"],
  ])("sees a wrong record %i", (record, change, problem) => {
    expect(damaged(record, change)).toContainEqual(
      typeof problem === "string" ? problem : expect.stringMatching(problem),
    );
  });
});
