; Loads from the literal pool: shared numbers and symbols, moves instead, `.ltorg`, and pools at the end.
.text
.globl _f
_f:
	ldr	x0, =0x123456789
	ldr	w1, =0x12345
	ldr	x2, =_foo
	ldr	x3, =_foo+8
	ldr	x4, =0x123456789
	ldr	w5, =0x7f
	ldr	x6, =-1
	ldr	x7, =0xffff0000
	ldr	x8, =_g
	ldr	w9, =0x12345
	ldr	x10, =0x12345
	ret
_g:
	nop
.section __TEXT,__more,regular,pure_instructions
	ldr	x0, =_foo
	ldr	w1, =-2
	ret
.text
.ltorg
	nop
	ldr	x0, =_foo
	ldr	x1, =0x1234567800
.subsections_via_symbols
