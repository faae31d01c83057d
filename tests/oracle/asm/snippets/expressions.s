//// precedence
.long 1+2*3, (1+2)*3, 1|2+4, 1<<2+1, 6&3|8, 1==1+1, 2*3==6, 7^2&3, 1|2==3, 8>>1<<2
.long 1 && 0 || 1, 1 || 0 && 0, 5 % 3 * 2, -1 * 2, -(1+2), ~5 & 0xff, !0, !5, - -1, +3, -~1, !!7
.quad 1-2-3, 100/7/2, 2-3+4, 1<2<3, 3>2>1, 1<<1<<1
//// comparisons
.long 1==1, 1!=1, 1<>2, 1<2, 2<=2, 3>2, 3>=4, -1<1, 0xffffffffffffffff>1
//// logic
.byte 5&&3, 0&&3, 5||0, 0||0
//// shifts
.quad 1<<63, -1>>1, -8>>1, 1<<64, 1>>64, 1<<-1, 0x8000000000000000>>63
//// division
.long 7/2, -7/2, 7/-2, 7%3, -7%3, 7%-3
//// division by zero
.long 1/0
//// modulo zero
.long 1%0
//// wrap
.quad 0x7fffffffffffffff+1, 0xffffffffffffffff*2, -9223372036854775808-1
//// or not
.long 1!2
//// numbers
.long 10, 0x1F, 0X1f, 017, 0b101, 0B11, 0, 00, 1u, 1U, 1l, 1L, 1ul, 1ull, 1LL
//// hexadecimal suffix
.long 1fh
//// hexadecimal suffix with zero
.long 01fh
//// binary suffix
.long 101b
//// octal with eight
.long 08
//// octal nine
.long 019
//// hexadecimal nothing
.long 0x
//// binary nothing
.long 0b
//// binary two
.long 0b2
//// number with letters
.long 12ab
//// number with underscore
.long 1_000
//// characters
.byte 'a', 'b'+1, '\'', '\\', '\t', '\r', '\b', '\f', '\n', '\0', ' ', '"'
//// character newline (differs: a character constant ends with its line)
.byte '
'
//// character empty
.byte ''
//// character long
.byte 'ab'
//// character not closed
.byte 'a
//// character escape unknown
.byte '\q'
//// character escape octal
.byte '\012'
//// character quote
.byte '''
//// character semicolon
.byte ';', '#', '/', '%'
//// parentheses
.long ((((1))))
//// parentheses open
.long (1
//// parentheses closed
.long 1)
//// brackets
.long [1]
//// braces
.long {1}
//// nothing after an operator
.long 1+
//// operator only
.long +
//// two operators
.long 1 + + 2, 1 - - 2, 1 + -2, 1 * -2, 2 * ~1
//// star first
.long *1
//// a word after a number
.long 1 x
//// here
.long 1
.long . - 4
.quad .
.long .-.
//// here in both
_a: .quad . - _a, . - _a
//// here times
.long .*2
//// label difference
_a: .long 1
_b: .long 2
.long _b-_a, _a-_b, (_b-_a)*2, (_b-_a)/2+1, -(_b-_a), _b-_a==4, (_b-_a)<<1
//// label difference to come
.long Lb-La, (Lb-La)*2
La: .space 5
Lb:
//// label difference to come over an alignment
.long Lb-La
.byte (Lb-La)>>2
La: .byte 5
.p2align 4
Lb:
//// label difference over atoms
.subsections_via_symbols
_a: .long 1
_b: .long 2
_c: .long _b-_a
.quad _b-_a
.long _c-_a+5
//// label difference over atoms, times two
.subsections_via_symbols
_a: .long 1
_b: .long 2
.p2align 3
_c: .long (_c-_a)*2
//// label difference of sections
.data
_a: .long 1
.text
_b: .long _b-_a
.quad _b-_a, _a-_b, _a-_b+4
//// label difference with an undefined one
_b: .long _b-_x
//// undefined minus a label
_b: .long _x-_b
.quad _x-_b
//// undefined minus here
.long _x-.
.quad _x-.
//// temporary minus global over sections
.data
La: .long 1
.text
_b: .quad La-_b
//// sum of labels
_b: .quad _b+_b
//// sum with two differences
_a: .byte 1
_b: .byte 2
Lc: .byte 3
.quad _a-_b+Lc
.quad Lc-_b+_a
.quad (_a-_b)+(Lc-_b)
//// minus a label
_a: .quad -_a
//// minus a label plus another
_a: .quad 1
_b: .quad -_a+_b
//// not of a label
_a: .quad ~_a
//// product of a label
_a: .quad _a*2
//// label and a number
_a: .quad _a&1
//// label compared with itself
_a: .quad _a==_a
//// label compared with another
_a: .byte 1
_b: .byte 2
.quad _a<_b
//// label shifted
_a: .quad _a<<1
//// short of a symbol
.short _x
//// byte of a symbol
.byte _x
//// long of a symbol
.long _x
//// quad of a symbol with addend
.quad _x+5, _x-5, 5+_x, _x+0xffffffffff
//// quad of a temporary
.data
La: .byte 1
.text
.quad La+1
//// quad of a temporary, with the addend before it
.data
_a: .byte 1
Lb: .byte 2
.quad Lb-5, Lb+100
//// modifiers [x86_64]
.long _x@GOTPCREL
.long _x@GOTPCREL+4
.quad _x@GOTPCREL
//// modifier GOT [x86_64]
.long _x@GOT
//// modifier PLT [x86_64]
.long _x@PLT
//// modifier unknown
.long _x@FOO
//// modifier page in data
.long _x@PAGE
//// modifier pageoff in data
.long _x@PAGEOFF
//// modifier TLVP in data
.quad _x@TLVP
//// modifier on numbers
.long 5@GOT
//// modifier on a sum [x86_64]
.long _x+4@GOTPCREL
//// modifier twice [x86_64]
.long _x@GOTPCREL@GOTPCREL
//// modifier on parentheses [x86_64]
.long (_x)@GOTPCREL
//// got minus here [arm64]
.long _x@GOT-.
//// got minus here as quad [arm64]
.quad _x@GOT-.
//// got minus a label [arm64]
La: .long _x@GOT-La
.long _x@GOT-La
//// got [arm64]
.long _x@GOT
.quad _x@GOT
//// auth [arm64] (differs: arm64e is not assembled)
.quad _x@AUTH(da,42,addr)
//// local labels
1: .quad 1b, 1f
1: .quad 1b
.quad 1b+4
//// local labels of other numbers
0: .byte 1
10: .byte 2
99999: .byte 3
.quad 0b, 10b, 99999b, 10f-10b
10:
//// local label backwards missing
.quad 1b
//// local label forwards missing
.quad 1f
//// local label of zeros
00: .byte 1
.quad 0b
//// local label octal
010: .byte 1
.quad 8b
//// local label hexadecimal
0x1: .byte 1
.quad 1b
//// local label difference
1: .byte 1,2,3
2: .byte 2b-1b, 2f-2b
2:
//// local labels do not count as atoms
_a: .byte 1
1: .byte 2
.quad 1b
.subsections_via_symbols
//// quad of a temporary in a cstring section
.cstring
La: .asciz "a"
Lb: .asciz "b"
.data
.quad La, Lb, Lb+1
//// quad of a linker local in a cstring section
.cstring
l_a: .asciz "a"
l_b: .asciz "b"
.data
.quad l_a, l_b, l_b+1
//// literals
.literal8
L1: .quad 1
L2: .quad 2
.data
.quad L1, L2, L2+4
//// assigned difference
_a: .byte 1
_b: .byte 2
.set L_d, _b-_a
.long L_d
.quad L_d
//// assigned difference over sections [arm64] (differs: LLVM wants to relocate the number)
.data
_a: .byte 1
.text
_b: .byte 2
.set Ld, _b-_a
.long Ld
//// assigned label as an operand
.set n, 3
.space n
.byte n*2
.fill n, 2, n
.p2align n
.byte n
//// deep
.long ((((((((((((((((((((1))))))))))))))))))))+1
//// minus of here
.long -.
//// absolute plus symbol
_n = 5
.quad _n+_x
.quad _x+_n*2
//// an absolute name to come
.quad _n+1
_n = 5
//// byte of an absolute name to come
.byte _n
_n = 5
//// byte of an absolute name to come that does not fit
.byte _n
_n = 500
//// byte of a difference that does not fit
La: .space 300
Lb: .byte Lb-La
//// byte of a difference to come that does not fit
.byte Lb-La
La: .space 300
Lb:
