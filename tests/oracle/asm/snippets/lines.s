//// lines 1
.file 1 "/a/b" "c.c"
.file 2 "x.c"
.file 3 "/usr/include/stdio.h"
.text
_f:
.loc 1 1 0
nop
.loc 1 2 5 prologue_end
nop
nop
.loc 2 3 70000 is_stmt 0
nop
.loc 3 1000000 3 basic_block epilogue_begin isa 3 discriminator 7
.byte 1
.loc 1 5
.space 3
.p2align 4
.loc 1 6
.uleb128 3
.loc 1 7
.long 5
.loc 1 8
.loc 1 9
nop
.data
.loc 1 4
.quad 0
.loc 1 90
//// lines 2
.file 0 "/a/b" "c.c" md5 0x000102030405060708090a0b0c0d0e0f
.file 1 "/a/b" "d.c" md5 0x000102030405060708090a0b0c0d0e0f
.file 2 "e" "d.c" md5 0x000102030405060708090a0b0c0d0e0f
.text
.loc 0 1 1
nop
.loc 1 1 1
nop
.loc 2 1 1
nop
//// lines 3
.file 0 "/a/b" "c.c" source "int main"
.file 1 "q/d.c"
.loc 1 1 1
nop
//// lines 4
.file 1 "q/d.c"
//// lines 5
.file "foo.c"
nop
//// lines 6
.file 2 "foo.c"
nop
//// lines 7
.loc 1 2
nop
//// lines 8
.file 1 "a.c"
.loc 1 2 3 view 4
nop
//// lines 9
.file 1 "a.c"
.loc 1 2 3 is_stmt 2
nop
//// lines 10
.file 1 "a.c"
.file 1 "b.c"
nop
//// lines 11
.file 1 ""
nop
//// lines 12
.file 1 "a.c"
.loc 1 1
.p2align 3
nop
.loc 1 2
.zero 8
.loc 1 3
.fill 2, 4, 5
.loc 1 4
.octa 5
.loc 1 5
.uleb128 Lb-La
La: .byte 1
Lb:
.loc 1 6
.ascii "x"
.loc 1 7
.comm _c, 4
.loc 1 8
.asciz "x"
.loc 1 9
.float 1.0
.loc 1 10
.long La-Lb
.loc 1 11
.org 300
.loc 1 12
nop
//// lines 13 [x86_64]
.file 1 "a.c"
.loc 1 1
jmp L1
.loc 1 2
.space 200
.loc 1 3
nop
.loc 1 4
jmp L1
nop
L1:
.loc 1 5
ret
//// lines 14
.file 1 "a.c"
.section __DWARF,__debug_line,regular,debug
.byte 1,2,3
.text
_a:
.loc 1 1
nop
.cfi_startproc
.loc 1 2
nop
.cfi_endproc
.section __TEXT,__foo,regular,pure_instructions
.loc 1 1
nop
//// lines 15
.file 0 "c.c"
.loc 0 1
nop
//// lines 16
.file 5 "c.c"
.file 1 "c.c"
nop
//// lines 17
.line 5
nop
//// lines 18
.line
.file 1 "a.c" md5 5
nop
//// lines 19
.file 1 "a.c"
.loc 1 -1
nop
//// lines 20
.file -1 "a.c"
nop
//// lines 21
.file 1 "a.c"
.file 2 "a.c" md5 0x55
nop
//// lines 22
.file 1 "a.c"
_f:
.cfi_startproc
.cfi_def_cfa_offset 16
nop
.cfi_endproc
.loc 1 3
//// lines 23 [arm64]
.file 1 "a.c"
_f:
.cfi_startproc
.cfi_personality 155, _p
nop
.cfi_endproc
.loc 1 3
//// lines 24
.file 1 "a.c"
.file 2 "b.c"
.file 4 "b.c"
nop
//// lines 25
.file 0 "/a/" "/q/c.c"
.file 1 "/a/" "/q/c.c"
.file 2 "/c.c"
.file 3 "q//c.c"
.file 4 "q/"
.file 5 "./c.c"
nop
//// lines 26
.file 1 "/c.c"
.file 2 "q//c.c"
.file 3 "q/"
.file 4 "./c.c"
.file 5 "/a/" "/q/c.c"
.file 6 "//"
.file 7 "/"
.file 8 "//net/foo"
.file 9 "."
.file 10 "a/."
.file 11 "" "x/y"
nop
//// lines 27
.file 0 "/a" "c.c"
.file 1 "/b" "c.c"
.file 2 "d.c"
//// lines 28
.file 0 "/a" "c.c"
.file 1 "/b" "c.c"
//// lines 29
.file 0 "/a" "c.c"
.file 1 "/a" "c.c"
//// lines 30
.file 0 "/a" "c.c" md5 5
.file 1 "/a" "c.c" md5 6
//// lines 31
.file 1 "/c.c"
.file 2 "q//c.c"
//// lines 32
.file 1 "q/"
.file 2 "./c.c"
.file 3 "/a/" "/q/c.c"
//// lines 33
.file 1 "//"
.file 2 "/"
//// lines 34
.file 1 "//net/foo"
.file 2 "."
.file 3 "a/."
.file 4 "" "x/y"
//// lines 35
.file 1 "a.c" md5 5
.file 2 "b.c"
//// lines 36
.file 0 "a.c" md5 5
.file 1 "b.c"
//// lines 37
.file 1 "a.c"
.file 2 "b.c" md5 5
//// lines 38
.file 0 "/x" "a.c" md5 5
.file 0 "/y" "b.c"
//// lines 39
.file 1 "a.c" 
.file 0 "/y" "b.c"
//// lines 40
.file 1 "a.c" source "x"
//// lines 41
.file 1 "a.c"
.loc 1 1
.section __LD,__compact_unwind
.data
_x:
.comm _y,4
.bss
.space 4
