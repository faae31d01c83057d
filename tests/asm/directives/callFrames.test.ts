import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { describePlace } from "@/base/diagnostic";
import { encoders } from "../encoders";

const complaints = (architecture: Architecture, text: string) =>
  assemble({ name: "t.s", text, architecture }, encoders).diagnostics.map(
    ({ code, place }) => `${describePlace(place!)} ${place!.length} ${code}`,
  );
/** The directive in line 2 of a frame. */
const inFrame = (directive: string) => `.cfi_startproc\n${directive}\n.cfi_endproc\n`;

describe("mistakes in call frame directives", () => {
  it.each<[string, string[]]>([
    [".cfi_endproc", ["t.s:1:1 12 outside-frame"]],
    [".cfi_def_cfa_offset 16", ["t.s:1:1 22 outside-frame"]],
    [".cfi_personality 155, _p", ["t.s:1:1 24 outside-frame"]],
    [".cfi_startproc\nnop", ["t.s:1:1 14 unclosed-frame"]],
    [inFrame(".cfi_startproc"), ["t.s:2:1 14 frame-in-frame"]],
    [".cfi_startproc simpl\n.cfi_endproc", ["t.s:1:21 1 expected", "t.s:2:1 12 outside-frame"]],
    [".cfi_startproc\n.data\n.cfi_endproc", ["t.s:3:1 12 frame-in-other-section", "t.s:1:1 14 unclosed-frame"]],
    [inFrame(".cfi_endproc x"), ["t.s:2:14 1 unexpected-text"]],
    [inFrame(".cfi_signal_frame 3"), ["t.s:2:19 1 unexpected-text"]],
    [inFrame(".cfi_def_cfa_offset"), ["t.s:2:20 1 expected-expression"]],
    [inFrame(".cfi_def_cfa_offset x"), ["t.s:2:21 1 not-constant"]],
    [inFrame(".cfi_offset"), ["t.s:2:12 1 expected"]],
    [inFrame(".cfi_offset 6"), ["t.s:2:14 1 expected"]],
    [inFrame(".cfi_offset foo, 8"), ["t.s:2:13 3 unknown-register"]],
    [inFrame(".cfi_offset -1, 8"), ["t.s:2:13 2 unknown-register"]],
    [inFrame(".cfi_offset 6, 8, 9"), ["t.s:2:17 3 unexpected-text"]],
    [inFrame(".cfi_register 6, frob"), ["t.s:2:18 4 unknown-register"]],
    [inFrame(".cfi_return_column 300"), ["t.s:2:20 3 expected"]],
    [inFrame(".cfi_personality 7, _p"), ["t.s:2:18 1 pointer-encoding"]],
    [inFrame(".cfi_personality 300, _p"), ["t.s:2:18 3 expected"]],
    [inFrame(".cfi_personality 155"), ["t.s:2:21 1 expected"]],
    [inFrame(".cfi_lsda 16, 4"), ["t.s:2:15 1 expected"]],
    [inFrame(".cfi_escape"), ["t.s:2:12 1 expected-expression"]],
    [inFrame(".cfi_escape 1,"), ["t.s:2:15 1 expected-expression"]],
    [inFrame(".cfi_label 4"), ["t.s:2:12 1 expected"]],
    [inFrame(".cfi_personality_id 1"), ["t.s:2:1 19 unknown-directive"]],
    [inFrame(".cfi_llvm_def_aspace_cfa 1, 2, 3"), ["t.s:2:1 32 unsupported-directive"]],
    [".cfi_sections .eh_frame,", ["t.s:1:25 1 expected"]],
    [".cfi_sections .eh_frame .debug_frame", ["t.s:1:25 12 unexpected-text"]],
  ])("%j", (text, expected) => {
    expect(complaints("x86_64", text)).toEqual(expected);
    expect(complaints("arm64", text)).toEqual(expected);
  });

  it("registers that are parts of others", () => {
    expect(complaints("x86_64", inFrame(".cfi_offset %ebp, -16"))).toEqual(["t.s:2:13 4 unnumbered-register"]);
    expect(complaints("arm64", inFrame(".cfi_restore nzcv"))).toEqual(["t.s:2:14 4 unnumbered-register"]);
  });

  it("language data that is not there", () => {
    const missing = inFrame(".cfi_lsda 16, Lmissing\n.cfi_def_cfa_offset 16");
    expect(complaints("x86_64", missing)).toEqual(["t.s:2:1 22 undefined-temporary"]);
    expect(complaints("arm64", missing)).toEqual(["t.s:2:1 22 undefined-temporary"]);
    const elsewhere = inFrame(".cfi_lsda 16, _elsewhere\n.cfi_def_cfa_offset 16");
    expect(complaints("x86_64", elsewhere)).toEqual(["t.s:2:1 24 undefined-in-frame"]);
    expect(complaints("arm64", elsewhere)).toEqual([]);
  });

  it("directives of the other CPU", () => {
    expect(complaints("x86_64", inFrame(".cfi_negate_ra_state"))).toEqual(["t.s:2:1 20 unsupported-directive"]);
    expect(complaints("x86_64", inFrame(".cfi_b_key_frame"))).toEqual(["t.s:2:1 16 unsupported-directive"]);
    expect(complaints("arm64", inFrame(".cfi_b_key_frame"))).toEqual([]);
  });

  it("a frame that a symbol cuts in two, where only a table of distances can describe it", () => {
    const text = (label: string) => `_f:\n.cfi_startproc\nnop\n${label}\nnop\n.cfi_def_cfa_offset 32\n.cfi_endproc\n`;
    expect(complaints("x86_64", text("_middle:"))).toEqual(["t.s:6:1 22 frame-across-atoms"]);
    expect(complaints("x86_64", text(".alt_entry _middle\n_middle:"))).toEqual([]);
    expect(complaints("x86_64", text("Lmiddle:"))).toEqual([]);
    expect(complaints("arm64", text("_middle:"))).toEqual([]);
  });

  it("frames may nest in different sections", () => {
    const text = ".cfi_startproc\n.section __TEXT,__other\n.cfi_startproc\n.cfi_endproc\n.text\n.cfi_endproc";
    expect(complaints("x86_64", text)).toEqual([]);
  });

  it("255 names no personality and no data", () => {
    expect(complaints("x86_64", inFrame(".cfi_personality 255\n.cfi_lsda 255"))).toEqual([]);
  });
});
