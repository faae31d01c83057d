//// type
.type _f, @function
//// size
.size _f, .-_f
//// section rodata
.section .rodata
//// section text
.section .text.hot,"ax",@progbits
//// hidden
.hidden _f
//// weak
.weak _f
//// local
.local _f
//// protected
.protected _f
//// version
.version "1"
//// low 12 bits [arm64]
add x0, x0, :lo12:_x
//// page of a GOT entry [arm64]
adrp x0, :got:_x
//// offset of a GOT entry [arm64]
ldr x0, [x0, :got_lo12:_x]
//// an ELF modifier without a counterpart [arm64]
movz x0, #:abs_g1:_x
//// page without a modifier [arm64]
adrp x0, _x
//// load without a modifier [arm64]
ldr x0, [x0, _x]
//// mistyped directive
.globel _f
//// mistyped mnemonic [arm64]
mvo x0, x1
//// mistyped register [arm64]
mov x0, x32
//// include
.include "x.h"
//// incbin
.incbin "x.bin"
