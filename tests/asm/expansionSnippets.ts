// Macros, repeats and conditions, both as expected bytes and, in the oracle's tests, as llvm-mc assembles them.

export interface ExpansionSnippet {
  readonly name: string;
  readonly text: string;
  /** `__text` in hexadecimal, for arm64; without them only the oracle compares. */
  readonly bytes?: string;
}

export const expansionSnippets: readonly ExpansionSnippet[] = [
  {
    name: "a macro with parameters",
    text: ".macro pair a, b\n.byte \\a, \\b\n.endm\npair 1, 2\npair 3, 4\n",
    bytes: "01020304",
  },
  {
    name: "defaults and named arguments",
    text: ".macro m a=7, b=8\n.byte \\a, \\b\n.endm\nm\nm 1\nm b=2\nm , 9\n",
    bytes: "0708010807020709",
  },
  {
    name: "a rest",
    text: ".macro m first, rest:vararg\n.byte \\first\n.byte \\rest\n.endm\nm 1, 2, 3\n",
    bytes: "010203",
  },
  { name: "numbered arguments", text: ".macro m\n.byte $0, $1\n.byte $n\n.endm\nm 5, 6\n", bytes: "050602" },
  { name: "a separator", text: ".macro m kind\n.\\kind\\() 1\n.endm\nm byte\n", bytes: "01" },
  { name: "a string argument", text: '.macro m text\n.ascii "\\text"\n.endm\nm "ab"\n', bytes: "6162" },
  {
    name: "macros in macros",
    text: ".macro one v\n.byte \\v\n.endm\n.macro two v\none \\v\none \\v+1\n.endm\ntwo 4\n",
    bytes: "0405",
  },
  {
    name: "a macro that makes a macro",
    text: ".macro make name, value\n.macro \\name\n.byte \\value\n.endm\n.endm\nmake five, 5\nfive\n",
    bytes: "05",
  },
  {
    name: "leaving early",
    text: ".macro m v\n.byte 1\n.if \\v\n.exitm\n.endif\n.byte 2\n.endm\nm 1\nm 0\n.byte 9\n",
    bytes: "0101020" + "9",
  },
  {
    name: "forgetting a macro",
    text: ".macro m\n.byte 1\n.endm\nm\n.purgem m\n.macro m\n.byte 2\n.endm\nm\n",
    bytes: "0102",
  },
  { name: "repeats", text: ".rept 3\n.byte 1\n.rept 2\n.byte 2\n.endr\n.endr\n", bytes: "010202010202010202" },
  { name: "a repeat over nothing", text: ".rept 0\n.byte 1\n.endr\n.byte 2\n", bytes: "02" },
  { name: "a repeat over values", text: ".irp v, 1, 2, 3\n.byte \\v\n.endr\n", bytes: "010203" },
  { name: "a repeat over characters", text: ".irpc c, 123\n.byte \\c\n.endr\n", bytes: "010203" },
  { name: "a counting repeat", text: ".set n, 0\n.rept 4\n.byte n\n.set n, n+1\n.endr\n", bytes: "00010203" },
  {
    name: "conditions",
    text: ".set x, 3\n.if x == 3\n.byte 1\n.else\n.byte 2\n.endif\n.if x > 5\n.byte 3\n.elseif x > 2\n.byte 4\n.else\n.byte 5\n.endif\n",
    bytes: "0104",
  },
  {
    name: "conditions in what is left out",
    text: ".if 0\n.if 1\n.byte 1\n.else\n.byte 2\n.endif\n.else\n.byte 3\n.endif\n",
    bytes: "03",
  },
  {
    name: "comparisons with zero",
    text: ".set x, -1\n.ifeq x\n.byte 1\n.endif\n.ifne x\n.byte 2\n.endif\n.iflt x\n.byte 3\n.endif\n.ifge x\n.byte 4\n.endif\n",
    bytes: "0203",
  },
  {
    name: "definitions",
    text: "known:\n.ifdef known\n.byte 1\n.endif\n.ifndef unknown\n.byte 2\n.endif\n",
    bytes: "0102",
  },
  {
    name: "texts",
    text: '.ifc abc, abc\n.byte 1\n.endif\n.ifnc abc, abd\n.byte 2\n.endif\n.ifb\n.byte 3\n.endif\n.ifnb x\n.byte 4\n.endif\n.ifeqs "a", "a"\n.byte 5\n.endif\n',
    bytes: "0102030405",
  },
  {
    name: "labels by the call's number",
    text: ".macro m\n_l\\@: .byte \\@\n.endm\nm\nm\n.irp x, 5, 6\n.byte \\@, \\+\n.endr\n",
    bytes: "000102000201",
  },
  {
    name: "counted calls",
    text: ".macro m a\n.byte \\+, \\a\n.endm\nm 7\nm 8\n.rept 2\n.byte \\+\n.endr\n",
    bytes: "000701080001",
  },
  { name: "blanks go", text: '.macro m a\n.ascii "\\a"\n.endm\nm x "y z" ==  w\n', bytes: "7879207a3d3d77" },
  { name: "behind a label", text: ".macro m\n.byte 1\n.endm\n_a: m\n_b: .if 0\n.byte 2\n.endif\n", bytes: "01" },
  { name: "a label of its name", text: ".macro m\n.byte 1\n.endm\nm: .byte 2\n.byte m - m\n", bytes: "0200" },
  {
    name: "switched off",
    text: ".macro nop\n.byte 1\n.endm\nnop\n.macros_off\nnop\n.macros_on\nnop\n",
    bytes: "011f2003d501",
  },
  {
    name: "alternate arguments",
    text: '.altmacro\n.macro m a, b\n.ascii "\\a|\\b&"\n.endm\nm <x, !>>, %2*3\n.noaltmacro\n',
    bytes: "782c203e7c36",
  },
  { name: "leaving a loop", text: ".rept 3\n.byte 1\n.exitm\n.byte 2\n.endr\n", bytes: "01" },
  {
    name: "what counts as defined",
    text: ".comm _c, 4\n_u = _x\n_n = 5\n_l: .ifdef _c\n.byte 1\n.endif\n.ifdef _u\n.byte 2\n.endif\n.ifdef _n\n.byte 3\n.endif\n.ifdef _l\n.byte 4\n.endif\n",
    bytes: "0304",
  },
  { name: "labels of its own", text: ".macro wait\n1: nop\nb 1b\n.endm\nwait\nwait\n" },
  {
    name: "instructions",
    text: ".macro load reg, name\nadrp \\reg, \\name@PAGE\nadd \\reg, \\reg, \\name@PAGEOFF\n.endm\nload x3, _thing\n.irp r, x0, x1, x2\nmov \\r, xzr\n.endr\n",
  },
];
