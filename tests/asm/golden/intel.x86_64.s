	.section	__TEXT,__text,regular,pure_instructions
	.intel_syntax noprefix
	.section	__TEXT,__literal8,8byte_literals
	.p2align	3, 0x0
LCPI0_0:
	.quad	0x4010000000000000
	.section	__TEXT,__text,regular,pure_instructions
	.globl	_walk
	.p2align	4
_walk:
	push	rbp
	mov	rbp, rsp
	push	r15
	push	r14
	push	r13
	push	r12
	push	rbx
	push	rax
	mov	r13, rsi
	mov	ecx, edi
	mov	rdi, qword ptr [rip + _depth@TLVP]
	call	qword ptr [rdi]
	inc	dword ptr [rax]
	test	ecx, ecx
	jle	LBB0_1
	mov	qword ptr [rbp - 48], rax
	mov	r12d, ecx
	xor	r14d, r14d
	movabs	rdi, -3689348814741910323
	lea	r8, [rip + LJTI0_0]
	xor	ebx, ebx
	xor	r15d, r15d
	jmp	LBB0_3
LBB0_8:
	mov	rax, qword ptr [rip + _scale@GOTPCREL]
	movsd	xmm0, qword ptr [rax]
	mulsd	xmm0, qword ptr [rip + LCPI0_0]
	cvttsd2si	eax, xmm0
	xor	r15d, eax
	.p2align	4
LBB0_12:
	inc	r14
	add	ebx, -3
	cmp	r12, r14
	je	LBB0_13
LBB0_3:
	mov	rax, r14
	mul	rdi
	movzx	eax, word ptr [r13 + 2*r14]
	cmp	rax, 5
	ja	LBB0_10
	movsxd	rax, dword ptr [r8 + 4*rax]
	add	rax, r8
	jmp	rax
LBB0_11:
	mov	rax, qword ptr [rip + _table@GOTPCREL]
	add	r15d, dword ptr [rax + 4*r14]
	jmp	LBB0_12
LBB0_6:
	and	rdx, -4
	lea	rax, [rdx + 4*rdx]
	neg	rax
	lea	rax, [rax + 4*r14]
	lea	rdx, [rip + _walk.names.rel]
	movsxd	rdi, dword ptr [rdx + rax]
	add	rdi, rdx
	call	_puts
	lea	r8, [rip + LJTI0_0]
	movabs	rdi, -3689348814741910323
	jmp	LBB0_12
LBB0_7:
	mov	eax, r14d
	and	eax, 3
	cmp	r15d, 8
	lea	rdx, [rip + _flags]
	setge	byte ptr [rax + rdx]
	jmp	LBB0_12
LBB0_5:
	add	r15d, ebx
	jmp	LBB0_12
LBB0_9:
	shl	r15d, 2
	jmp	LBB0_12
LBB0_1:
	xor	r15d, r15d
LBB0_13:
	xor	ecx, ecx
	test	cl, cl
	jne	LBB0_16
LBB0_15:

	nop

	mov	eax, r15d
LBB0_16:
	add	rsp, 8
	pop	rbx
	pop	r12
	pop	r13
	pop	r14
	pop	r15
	pop	rbp
	ret
LBB0_10:
	mov	rax, qword ptr [rbp - 48]
	mov	eax, dword ptr [rax]
	mov	cl, 1
	test	cl, cl
	je	LBB0_15
	jmp	LBB0_16
	.p2align	2
	.data_region jt32
L0_0_set_11 = LBB0_11-LJTI0_0
L0_0_set_5 = LBB0_5-LJTI0_0
L0_0_set_6 = LBB0_6-LJTI0_0
L0_0_set_7 = LBB0_7-LJTI0_0
L0_0_set_8 = LBB0_8-LJTI0_0
L0_0_set_9 = LBB0_9-LJTI0_0
LJTI0_0:
	.long	L0_0_set_11
	.long	L0_0_set_5
	.long	L0_0_set_6
	.long	L0_0_set_7
	.long	L0_0_set_8
	.long	L0_0_set_9
	.end_data_region
	.section	__TEXT,__const
	.p2align	2, 0x0
_walk.names.rel:
	.long	l_.str-_walk.names.rel
	.long	l_.str.1-_walk.names.rel
	.long	l_.str.2-_walk.names.rel
	.long	l_.str.3-_walk.names.rel
	.long	l_.str.4-_walk.names.rel

l_.str:
	.asciz	"one"

l_.str.1:
	.asciz	"two"

l_.str.2:
	.asciz	"three"

l_.str.3:
	.asciz	"four"

l_.str.4:
	.asciz	"five"

.tbss _depth$tlv$init, 4, 2

	.section	__DATA,__thread_vars,thread_local_variables
_depth:
	.quad	__tlv_bootstrap
	.quad	0
	.quad	_depth$tlv$init

	.globl	_flags
.zerofill __DATA,__common,_flags,4,0
.subsections_via_symbols

	.att_syntax prefix
_mixed:
	movl	%eax, %ebx
	mov	$1, %eax
	.intel_syntax
	mov	eax, ebx
1:	mov	rax, gs:[0x30]
	jmp	1b
	lea	rdi, [rip + _walk + 4]
	cmp	qword ptr [rip + _puts@GOTPCREL], 0
	.att_syntax
	mov	%eax, %ebx
