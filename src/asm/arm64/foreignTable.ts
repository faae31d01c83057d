// Words that look like instructions here but are none: of ARM processors after the M1, and of other architectures.

/** Extensions that apple-m1 lacks, and the mnemonics that need them. */
const extensionMnemonics: Readonly<Record<string, string>> = {
  i8mm: "usdot sudot ummla smmla usmmla",
  bf16: "bfdot bfmmla bfcvt bfcvtn bfcvtn2 bfmlalb bfmlalt",
  "memory tagging": "irg gmi addg subg subp subps cmpp ldg ldgm stg stgm st2g stzg stzgm stz2g stgp",
  "the SM3 and SM4 ciphers": "sm3partw1 sm3partw2 sm3ss1 sm3tt1a sm3tt1b sm3tt2a sm3tt2b sm4e sm4ekey",
  "memory copy and set":
    "cpyfp cpyfm cpyfe cpyp cpym cpye setp setm sete setgp setgm setge cpyfprn cpyfmrn cpyfern cpyprn cpymrn cpyern",
  "common short sequences": "ctz",
  "wait with timeout": "wfet wfit",
  "64-byte loads and stores": "ld64b st64b st64bv st64bv0",
  "compare and branch":
    "cbeq cbne cbgt cbge cbhi cbhs cblt cble cblo cbls cbbeq cbbne cbbgt cbbge cbbhi cbbhs cbheq cbhne cbhgt cbhge",
  "hinted conditional branches": "bc",
  SVE:
    "ptrue ptrues pfalse whilelo whilelt whilele whilels whilege whilegt whilehi whilehs cntb cnth cntw cntd incb inch " +
    "incw incd decb dech decw decd movprfx ld1b ld1h ld1w ld1d st1b st1h st1w st1d ld1rw ld1rd ldff1b ldff1w rdvl " +
    "addvl addpl index ptest brka brkb brkn rdffr setffr sel fmad mad msb lasta lastb compact splice punpklo sunpklo",
  SME: "fmopa fmops smopa umopa mova zero rdsvl addha addva",
};

const extensions = new Map<string, string>();
for (const [extension, mnemonics] of Object.entries(extensionMnemonics))
  for (const mnemonic of mnemonics.split(" ")) extensions.set(mnemonic, extension);

/** The extension that an instruction of other ARM processors needs. */
export const extensionOf = (mnemonic: string): string | undefined => extensions.get(mnemonic);

/** What stands here for an instruction of x86 or of 32-bit ARM. One word can replace the other. */
const replacements: Readonly<Record<string, string>> = {
  call: "bl",
  callq: "bl",
  jmp: "b",
  je: "b.eq",
  jz: "b.eq",
  jne: "b.ne",
  jnz: "b.ne",
  jl: "b.lt",
  jle: "b.le",
  jg: "b.gt",
  jge: "b.ge",
  jb: "b.lo",
  jbe: "b.ls",
  ja: "b.hi",
  jae: "b.hs",
  retq: "ret",
  imul: "mul",
  xor: "eor",
  or: "orr",
  not: "mvn",
  shl: "lsl",
  shr: "lsr",
  sar: "asr",
  test: "tst",
  movl: "mov",
  movq: "mov",
  movb: "mov",
  movw: "mov",
  swi: "svc",
  bx: "br",
  blx: "blr",
  rsb: "sub",
};
/** Where it takes more than another word. */
const advice: Readonly<Record<string, string>> = {
  push: "write 'str x0, [sp, #-16]!'; the stack pointer stays a multiple of 16",
  pop: "write 'ldr x0, [sp], #16'",
  pushq: "write 'str x0, [sp, #-16]!'; the stack pointer stays a multiple of 16",
  popq: "write 'ldr x0, [sp], #16'",
  lea: "write 'adrp x0, _name@PAGE' and 'add x0, x0, _name@PAGEOFF'",
  leaq: "write 'adrp x0, _name@PAGE' and 'add x0, x0, _name@PAGEOFF'",
  syscall: "write 'svc #0x80'",
  int: "write 'svc #0x80' to call the system, 'brk #1' to stop",
  inc: "write 'add x0, x0, #1'",
  dec: "write 'sub x0, x0, #1'",
  leave: "write 'ldp x29, x30, [sp], #16' with what the frame holds",
  ldm: "write 'ldp', which loads two registers",
  ldmia: "write 'ldp', which loads two registers",
  stm: "write 'stp', which stores two registers",
  stmdb: "write 'stp', which stores two registers",
  vadd: "vectors take 'add v0.4s, v1.4s, v2.4s' or 'add.4s v0, v1, v2'",
};

const own = (table: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export const replacementOf = (mnemonic: string): string | undefined => own(replacements, mnemonic);
export const adviceFor = (mnemonic: string): string | undefined => own(advice, mnemonic);
