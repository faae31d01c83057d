.text
.globl _framed
.p2align 2
_framed:
.cfi_startproc
	stp x20, x19, [sp, #-32]!
	stp x29, x30, [sp, #16]
.cfi_def_cfa_offset 32
	add x29, sp, #16
.cfi_def_cfa w29, 16
.cfi_offset w30, -8
.cfi_offset w29, -16
.cfi_offset w19, -24
.cfi_offset w20, -32
	ret
.cfi_endproc
_leaf:
.cfi_startproc
.cfi_personality 155, ___gxx_personality_v0
.cfi_lsda 16, Lexception
	sub sp, sp, #48
.cfi_def_cfa_offset 48
	ret
.cfi_endproc
_described:
.cfi_startproc
.cfi_personality 155, _own
.cfi_lsda 16, Lexception
.cfi_b_key_frame
	pacibsp
.cfi_negate_ra_state
	sub sp, sp, #16
.cfi_def_cfa_offset 16
.cfi_remember_state
.space 256
.cfi_restore w19
.cfi_restore d8
.cfi_restore_state
.cfi_undefined x0
.cfi_same_value x1
.cfi_offset b20, 8
	ret
.cfi_endproc
_asynchronous:
.cfi_startproc
	stp x29, x30, [sp, #-16]!
.cfi_def_cfa_offset 16
.cfi_offset w29, -16
.cfi_offset w30, -8
	ret
.cfi_endproc
.section __TEXT,__gcc_except_tab
.p2align 2
Lexception:
	.long 0
.subsections_via_symbols
