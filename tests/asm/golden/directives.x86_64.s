.data
.text
.p2align 4
.globl _z
.weak_reference _w
.no_dead_strip _z
_z = 5
.data
.quad _w
_q: .quad 1
.alt_entry _r
_r: .quad 2
.quad _r-_q, _r
.macosx_version_min 10, 14 sdk_version 11,0
.linker_option "-framework", "Cocoa"
.section __TEXT,__stubs,symbol_stubs,pure_instructions,6
_st:
.indirect_symbol _ext
.space 6
.lazy_symbol_pointer
.indirect_symbol _ext
.quad _q
.non_lazy_symbol_pointer
.indirect_symbol _q
.quad 0
.indirect_symbol _z
.quad 0
.data_region
.end_data_region
.zerofill __DATA,__bss
.lcomm _l, 9, 3
.comm _m, 9
