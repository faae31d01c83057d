.text
_f:
	adr x0, _f
	ldr x0, L1
	.quad _g@GOT
	.long _g@GOT - .
	.quad L1 - _f
	.quad _g - _f + 3
	adrp x0, _g@PAGE+8
	add x0, x0, _g@PAGEOFF+8
	ldr x0, [x0, _g@GOTPAGEOFF]
	bl _g+4
L1: nop
_h:
	tbz x0, #3, L1
	b.ne L1
	.quad L1
	.quad L1+4
	.quad L2
	.quad L2+1
	.quad _h+8
	.long L1-_f
	.byte L1-_f
	.quad w
.p2align 3, 0xaa
.p2align 4,,2
.p2alignw 3, 0x1234
_k = _h + 4
.set w, L1 - _h
.globl _k
.quad _k
.cstring
L2: .asciz "x\101\n"
.section __DWARF,__debug_info,regular,debug
.quad _f
.quad L1
.long L1-_h
.data
.uleb128 _h-_f
.sleb128 _f-_h
.uleb128 300
.octa 0x0102030405060708090a0b0c0d0e0f10
.float 1.5, -0.25
.double 3.0e10
.hword 1,2
a: .space 3
"quoted name": .quad "quoted name"
1: .quad 1b, 1f
1: .long . - 1b
.comm "odd name",4,2
.no_dead_strip a
.subsections_via_symbols
