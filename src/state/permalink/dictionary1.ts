// Preset dictionary of link version 1: phrases that examples and compilers' assembly are made of, so that the links
// people post are a third shorter. FROZEN: links are unreadable without exactly these bytes, and every link ever
// released still opens. A better dictionary is dictionary2 and gets a version number of its own. Deflate spells near
// matches shorter than far ones, so what is common stands at the end.

import { encodeText } from "@/base/text";

const phrases = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libSystem.B.dylib'
current-version: 1311
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ _printf, _puts, _malloc, _free, _exit, _strlen, _memcpy ]
...
	.section	__DATA,__thread_vars,thread_local_variables
	.section	__DATA,__thread_data,thread_local_regular
	.quad	__tlv_bootstrap
	.quad	0
	.section	__DATA,__mod_init_func,mod_init_funcs
	.section	__TEXT,__literal8,8byte_literals
	.section	__TEXT,__eh_frame,coalesced,no_toc+strip_static_syms+live_support
	.section	__LD,__compact_unwind,regular,debug
	.cfi_startproc
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	.cfi_def_cfa_register %rbp
	.cfi_def_cfa w29, 16
	.cfi_offset w30, -8
	.cfi_offset w29, -16
	.cfi_endproc
	.build_version macos, 12, 0	sdk_version 12, 0
	.loh AdrpAdd	Lloh0, Lloh1
	.loh AdrpLdrGotLdr	Lloh0, Lloh1, Lloh2
	.weak_definition	_
	.weak_reference	_
	.private_extern	_
	.zerofill __DATA,__bss,_buffer,4096,3
	.zerofill __DATA,__common,_counter,4,2
	.comm	_shared,8,3
	.set	L_difference, Lend-Lstart
	.no_dead_strip	_
	.short	1
	.byte	0
	.long	42
	.space	4096
	.asciz	"hello, world\\n"
	.asciz	"%s %d\\n"
l_.str:
L_.str:
	movq	_environ@GOTPCREL(%rip), %rax
	movq	_value@GOTPCREL(%rip), %rax
	movq	_tls@TLVP(%rip), %rdi
	callq	*(%rdi)
	movl	(%rax), %eax
	movl	$0, -4(%rbp)
	movl	%eax, -8(%rbp)
	leaq	L_.str(%rip), %rdi
	leaq	l_message(%rip), %rdi
	movl	$42, %edi
	xorl	%eax, %eax
	addl	%esi, %eax
	addq	$16, %rsp
	subq	$16, %rsp
	movb	$0, %al
	callq	_printf
	callq	_puts
	callq	_helper
	jmp	LBB0_1
	popq	%rbp
	retq
_main:
	pushq	%rbp
	movq	%rsp, %rbp
	adrp	x8, _tls@TLVPPAGE
	ldr	x0, [x8, _tls@TLVPPAGEOFF]
	ldr	x8, [x0]
	blr	x8
	adrp	x8, _value@GOTPAGE
	ldr	x8, [x8, _value@GOTPAGEOFF]
	ldr	w0, [x8]
	adrp	x0, l_.str@PAGE
	add	x0, x0, l_.str@PAGEOFF
	adrp	x8, _counter@PAGE
	ldr	w8, [x8, _counter@PAGEOFF]
	str	w8, [sp, #12]
	sub	sp, sp, #32
	add	sp, sp, #32
	mov	w0, #0
	add	w0, w0, w1
	bl	_printf
	bl	_puts
	bl	_helper
	ldp	x29, x30, [sp], #16
	ret
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	.section	__TEXT,__text,regular,pure_instructions
	.globl	_main                           ; -- Begin function main
	.p2align	4, 0x90
	.section	__DATA,__data
	.section	__TEXT,__const
	.section	__TEXT,__cstring,cstring_literals
	.data
	.text
.subsections_via_symbols
library.s
data.s
counter.s
again.s
other.s
strings.s
two-objects
undefined-symbol
strings-across-pages
got-load
lazy-binding
pointers-in-data
weak-and-common
thread-local
jump-table
relocation:main.s:__TEXT,__text:_main:c:2:_helper
disassembly
    .section __DATA,__thread_vars,thread_local_variables
    .section __DATA,__thread_data,thread_local_regular
    .section __TEXT,__cstring,cstring_literals
    .section __DATA,__const
    .section __DATA,__data
    .section __TEXT,__const
    .p2align 3
    .long   _one-_table
    .quad   _
    .space  0x5000
    .asciz  "hello
    .comm   _buffer,64,3
    .weak_definition _answer
    movq    _counter@GOTPCREL(%rip), %rax
    leaq    _greeting(%rip), %rdi
    movl    (%rax), %eax
    callq   _puts
    xorl    %eax, %eax
    adrp    x8, _counter@GOTPAGE
    ldr     x8, [x8, _counter@GOTPAGEOFF]
    adrp    x0, _greeting@PAGE
    add     x0, x0, _greeting@PAGEOFF
    ldr     w0, [x8]
    bl      _puts
    mov     w0, #0
    nop
    nop
## helper.s: the function that main.s calls.
    .text
    ## without .globl the name stays in this file
    .globl  _helper
    .p2align 4
_helper:
    ## twice the argument
    leal    (%rdi,%rdi), %eax
    retq
    .subsections_via_symbols
## main.s: calls a function of another file.
    .text
    .globl  _main
    .p2align 4
_main:
    ## keep the frame
    pushq   %rbp
    movq    %rsp, %rbp
    movl    $20, %edi
    ## a hole: where is _helper?
    callq   _helper
    addl    $2, %eax
    popq    %rbp
    retq
    .subsections_via_symbols
// helper.s: the function that main.s calls.
    .text
    // without .globl the name stays in this file
    .globl  _helper
    .p2align 2
_helper:
    // twice the argument
    lsl     w0, w0, #1
    ret
    .subsections_via_symbols
// main.s: calls a function of another file.
    .text
    .globl  _main
    .p2align 2
_main:
    // keep the frame and the way back
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    mov     w0, #20
    // a hole: where is _helper?
    bl      _helper
    add     w0, w0, #2
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

export const dictionary1: Uint8Array<ArrayBuffer> = encodeText(phrases);
