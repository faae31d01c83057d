// Filler for alignment gaps in code. dyld and the CPU do not care which no-ops stand there, but byte equality with
// the system assembler does: for macOS LLVM (X86AsmBackend::writeNopData) uses as few instructions as possible, each
// of up to 15 bytes, by stacking 0x66 prefixes before the longest recommended form.

const recommended: readonly (readonly number[])[] = [
  [0x90], // nop
  [0x66, 0x90], // xchg %ax, %ax
  [0x0f, 0x1f, 0x00], // nopl (%rax)
  [0x0f, 0x1f, 0x40, 0x00], // nopl 0(%rax)
  [0x0f, 0x1f, 0x44, 0x00, 0x00], // nopl 0(%rax,%rax)
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00], // nopw 0(%rax,%rax)
  [0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00], // nopl 0L(%rax)
  [0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00], // nopl 0L(%rax,%rax)
  [0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00], // nopw 0L(%rax,%rax)
  [0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00], // nopw %cs:0L(%rax,%rax)
];
const operandSizePrefix = 0x66;
const longestInstruction = 15;

export function nopPadding(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const length = Math.min(size - at, longestInstruction);
    const form = recommended[Math.min(length, recommended.length) - 1]!;
    bytes.fill(operandSizePrefix, at, at + length - form.length);
    bytes.set(form, at + length - form.length);
    at += length;
  }
  return bytes;
}
