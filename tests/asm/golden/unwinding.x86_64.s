.text
.globl _framed
_framed:
.cfi_startproc
	pushq %rbp
.cfi_def_cfa_offset 16
.cfi_offset %rbp, -16
	movq %rsp, %rbp
.cfi_def_cfa_register %rbp
	pushq %r14
	pushq %rbx
.cfi_offset %rbx, -32
.cfi_offset %r14, -24
	jne _elsewhere
	retq
.cfi_endproc
_pushing:
.cfi_startproc
.cfi_personality 155, ___gxx_personality_v0
.cfi_lsda 16, Lexception
	pushq %r12
.cfi_def_cfa_offset 16
	subq $4096, %rsp
.cfi_def_cfa_offset 4112
.cfi_offset %r12, -16
	jne Lfar
.space 200
Lfar:
	popq %r12
.cfi_def_cfa_offset 8
	retq
.cfi_endproc
_described:
.cfi_startproc
.cfi_personality 155, _own
.cfi_signal_frame
	nop
.cfi_escape 0x0f, 3, 0x77, 8, 6
.cfi_remember_state
.space 70
.cfi_restore_state
.cfi_rel_offset 3, 16
.cfi_val_offset %xmm16, -24
.cfi_adjust_cfa_offset 8
.cfi_register %rax, %rdx
.cfi_return_column 15
	retq
.cfi_endproc
_leaf:
.cfi_startproc simple
	retq
.cfi_endproc
.section __TEXT,__gcc_except_tab
Lexception:
	.long 0
.subsections_via_symbols
