.text
_f: leaq L_s(%rip), %rax
 leaq L_s+1(%rip), %rax
 movb $3, L_d(%rip)
 movl $3, L_d(%rip)
 movw $3, _g(%rip)
 movl $3, _g+1(%rip)
 movq _g@GOTPCREL(%rip), %rax
 cmpq $0, _g@GOTPCREL(%rip)
 movq _g@TLVP(%rip), %rdi
 call _g
 call _f
 jmp L1
 jne _h
 .space 100
 je L1
L1: nop
_h: jmp L1
 jmp _f
 jmp 1f
 .space 200
1: jb 1b
 .quad L1, L1+2, _h, L_d, L_s
 .quad L1-_f
 .quad _h-L_d+1
 .long _g@GOTPCREL+4
 .p2align 4, 0x90
 .p2align 5
 movabsq $_h, %rax
.data
 .byte 1
L_d: .quad 5
_d2: .quad L_d
.quad L_d - _f
.cstring
L_s: .asciz "a"
.section __DWARF,__debug_info,regular,debug
.quad _f
.quad L1
.long L1-_f
.long _h-_f
.literal8
L8: .quad 1
.text
 movsd L8(%rip), %xmm0
 movsd L8+8(%rip), %xmm0
.subsections_via_symbols
