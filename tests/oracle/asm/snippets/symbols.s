//// globals
.globl _a
.global _b
_a: .byte 1
_b: .byte 2
.globl _c, _d
.private_extern _p
_p: .byte 3
.quad _c
//// globl empty
.globl
//// globl of a number
.globl 1
//// globl of a temporary
.globl La
La: .byte 1
//// private extern of a temporary
.private_extern La
La: .byte 1
//// globl with trailing words
.globl _a foo
//// weak definition
.weak_definition _a
.globl _a
_a: .byte 1
//// weak definition undefined
.weak_definition _a
.quad _a
//// weak reference
.weak_reference _a
.quad _a
//// weak reference of a defined one
_a: .byte 1
.weak_reference _a
//// can be hidden
.globl _a
.weak_def_can_be_hidden _a
_a: .byte 1
//// no dead strip
.no_dead_strip _a
_a: .byte 1
.no_dead_strip _b
//// reference
.reference _a
_a: .byte 1
.reference _b
//// lazy reference
.lazy_reference _a
.lazy_reference _b
_b: .byte 1
//// lazy reference after
_b: .byte 1
.lazy_reference _b
//// symbol resolver
.symbol_resolver _a
_a: .byte 1
//// cold
.cold _a
_a: .byte 1
//// alt entry
_b: .byte 1
.alt_entry _a
_a: .byte 1
.subsections_via_symbols
//// alt entry after the definition
_a: .byte 1
.alt_entry _a
//// alt entry undefined
.alt_entry _a
.quad _a
//// alt entry list
.alt_entry _a, _b
//// desc
.desc _a, 0x10
.desc _b, 0xffff
.desc _c, -1
.quad _c
_a: .byte 1
_b: .byte 1
//// desc then attributes
.desc _a, 7
.globl _a
.no_dead_strip _a
_a: .byte 1
//// attributes then desc
.no_dead_strip _a
.desc _a, 0
_a: .byte 1
//// desc of a label difference
_a: .long 1
_b: .byte 1
.desc _a, _b-_a
//// desc large
.desc _a, 0x12345
_a: .byte 1
//// desc without a value
.desc _a
//// comm
.comm _a, 4
.comm _b, 8, 3
.comm _c, 0x10, 0
.common _d, 4
.quad _a
//// comm twice
.comm _a, 4
.comm _a, 8
//// comm of a defined symbol
_a: .byte 1
.comm _a, 4
//// label of a common one
.comm _a, 4
_a: .byte 1
//// comm negative
.comm _a, -1
//// comm zero
.comm _a, 0
.quad _a
//// comm alignment too large
.comm _a, 4, 16
//// comm alignment 15
.comm _a, 4, 15
//// comm alignment negative (differs: LLVM takes it as no alignment)
.comm _a, 4, -1
//// comm without size
.comm _a
//// comm of a temporary
.comm La, 4
//// private common
.private_extern _a
.comm _a, 4
//// weak common
.weak_definition _a
.comm _a, 4
//// common with desc
.desc _a, 0x20
.comm _a, 4, 2
//// lcomm
.lcomm _a, 4
.lcomm _b, 8, 3
.quad _a
//// lcomm of a defined one
_a: .byte 1
.lcomm _a, 4
//// lcomm alignment 16
.lcomm _a, 4, 16
//// global lcomm
.globl _a
.lcomm _a, 4
//// zerofill
.zerofill __DATA,__bss,_a,4,2
.zerofill __DATA,__bss,_b,8
.zerofill __DATA,__common,_c,8,3
.zerofill __DATA,__mine
.globl _b
//// zerofill in a regular section
.zerofill __DATA,__data,_a,4
//// zerofill in a section that is regular
.section __DATA,__foo
.byte 1
.zerofill __DATA,__foo,_a,4,2
//// zerofill twice
.zerofill __DATA,__bss,_a,4
.zerofill __DATA,__bss,_a,4
//// zerofill negative
.zerofill __DATA,__bss,_a,-4
//// zerofill alignment large
.zerofill __DATA,__bss,_a,4,20
//// zerofill without size
.zerofill __DATA,__bss,_a
//// zerofill of a number
.zerofill __DATA,__bss,1,4
//// zerofill long names
.zerofill __A23456789012345,__b23456789012345,_a,4
//// zerofill names too long (differs: LLVM cuts the name)
.zerofill __A234567890123456,__b,_a,4
//// zerofill section name too long
.zerofill __DATA,__b2345678901234567,_a,4
//// zerofill keeps the section
.text
_a: .byte 1
.zerofill __DATA,__bss,_b,4
_c: .byte 2
.previous
//// a zerofill section by hand
.section __DATA,__zf,zerofill
_a: .space 4
.globl _a
//// tbss
.tbss _a$tlv$init, 4, 2
.section __DATA,__thread_vars,thread_local_variables
.globl _a
_a: .quad __tlv_bootstrap
.quad 0
.quad _a$tlv$init
//// tbss without alignment
.tbss _a, 4
//// tdata
.tdata
_a: .long 1
.tlv
_b: .quad __tlv_bootstrap, 0, _a
.thread_init_func
.quad _c
//// set
.set _a, 5
.quad _a
.set _b, _c
.quad _b
.set _d, _e+4
_e: .quad _d
//// equ and equiv
.equ _a, 5
.equiv _b, 6
.quad _a, _b
//// equiv twice
.equiv _a, 5
.equiv _a, 6
//// equiv over set
.set _a, 5
.equiv _a, 6
//// set over equiv
.equiv _a, 6
.set _a, 5
.quad _a
//// set twice
.set _a, 5
.quad _a
.set _a, 6
.quad _a
//// assign twice to symbols
_x: .byte 1
_y: .byte 2
_a = _x
.quad _a
_a = _y
.quad _a
//// assign twice to symbols before use
_x: .byte 1
_y: .byte 2
_a = _x
_a = _y
.quad _a
//// use before assign
.quad _a
_a = 5
//// use before assign, to be set again
.quad _a
_a = 5
_a = 6
//// assign after label
_a: .byte 1
_a = 5
//// label after assign
_a = 5
_a: .byte 1
//// assign to itself
_a = _a
//// assign to itself plus one
_a = _a + 1
//// counter
n = 0
n = n + 1
.byte n
n = n + 1
.byte n
//// circular
_a = _b
_b = _a
.quad _a
//// circular with offsets
_a = _b + 1
_b = _a + 1
.quad _a
//// assign an undefined sum (differs: LLVM forgets the addend)
_a = _b + 4
.quad _a
//// assign an undefined difference
_a = _b - _c
.quad _a
//// assign an undefined difference unused
_a = _b - _c
//// assign a difference of sections (differs: LLVM relocates against the number)
.data
_b: .byte 1
.text
_c: .byte 1
_a = _b - _c
.quad _a
//// global alias
.globl _a
_a = _b
.globl _b
_b: .byte 1
//// alias to undefined, global
.globl _a
_a = _b
.quad _a
//// alias to undefined, local
_a = _b
.quad _a
//// alias to undefined, unused
_a = _b
//// alias to an alias
_a = _b
_b = _c
_c: .byte 1
.quad _a, _b
//// alias with offset
_a = _c + 2
_c: .long 1
.quad _a
//// alias to a temporary
_a = La
La: .byte 1
.quad _a
//// temporary alias
La = _b
_b: .byte 1
.quad La
//// temporary alias with offset
La = _b + 3
_b: .long 1
.quad La
//// temporary alias to undefined
La = _b
.quad La
//// alias attributes
.weak_definition _a
.globl _a
_a = _b
_b: .byte 1
//// alias to common
.comm _b, 4
_a = _b
.quad _a
//// global absolute
.globl _a
_a = 0x123456789abcdef0
//// absolute negative
_a = -1
//// absolute of a large value
_a = 0xffffffffffffffff
.globl _a
//// absolute of a difference to come
_a = Lb - Lc
Lc: .long 1
Lb:
.long _a
.globl _a
//// assign here
.byte 1
_a = .
.byte 2
.quad _a
//// assign here minus a label
_b: .byte 1, 2
_a = . - _b
.byte _a
//// assignment with two equals
_a == 5
//// assignment of nothing
_a =
//// assignment with words
_a = 5 6
//// set without a comma
.set _a 5
//// set without a name
.set 5, 5
//// set of nothing
.set _a,
//// quoted
"_a b": .byte 1
.globl "_a b"
.quad "_a b", "c d"
.set "x y", 5
"z w" = 6
.quad "z w"
//// quoted plain
"_a": .byte 1
.quad _a
//// quoted empty
"": .byte 1
//// quoted escapes
"_a\"b": .byte 1
.quad "_a\"b"
//// quoted backslash
"_a\nb": .byte 1
//// dollar names
$a: .byte 1
.quad $a
_a$b: .byte 1
.quad _a$b
//// question names
_a?b: .byte 1
.quad ?x
//// at names [x86_64] (differs: a name with an at sign stands in quotes)
_a@b: .byte 1
//// names in UTF-8
_ä: .byte 1
//// label redefined
_a: .byte 1
_a: .byte 2
//// several labels
_a: _b: _c: .byte 1
//// labels at the end
.byte 1
_a:
//// a label in an empty section
.data
_a:
//// a temporary label of a section
.data
La: .byte 1
Lb: .byte 2
.quad Lb
//// linker local labels
.data
la: .byte 1
lb: .byte 2
.quad lb
.subsections_via_symbols
//// L alone
L: .byte 1
.quad L
//// l alone
l: .byte 1
.quad l
//// L with a number
L1: .byte 1
.quad L1
//// dot names
.Lfoo: .byte 1
.quad .Lfoo
//// dot label
.: .byte 1
//// directive as a label
.long: .byte 1
//// indirect symbols
.non_lazy_symbol_pointer
L_a$non_lazy_ptr:
.indirect_symbol _a
.quad 0
.lazy_symbol_pointer
L_b$lazy_ptr:
.indirect_symbol _b
.quad 0
.symbol_stub
.indirect_symbol _c
.space 16
.thread_local_variable_pointer
.indirect_symbol _d
.quad 0
//// indirect symbol of a defined one
.non_lazy_symbol_pointer
.indirect_symbol _a
.quad 0
.text
_a: .byte 1
//// indirect symbol of a global
.globl _a
.non_lazy_symbol_pointer
.indirect_symbol _a
.quad 0
.text
_a: .byte 1
//// indirect symbol in text
.indirect_symbol _a
//// indirect symbol of a temporary
.non_lazy_symbol_pointer
.indirect_symbol La
//// indirect symbols in two sections
.section __DATA,__p1,non_lazy_symbol_pointers
.indirect_symbol _a
.quad 0
.section __DATA,__p2,non_lazy_symbol_pointers
.indirect_symbol _b
.quad 0
.section __DATA,__p1
.indirect_symbol _c
.quad 0
//// undefined in an expression only
.if 0
.quad _a
.endif
.byte 1
//// mentioned by a directive only
.globl _a
//// mentioned by private_extern only
.private_extern _a
//// order of locals
.quad _z, _y
_y: .byte 1
_x: .byte 1
_z: .byte 1
//// order of names
.globl _b, _a, _c
_c: .byte 1
_b: .byte 1
_a: .byte 1
.quad _u, _t, _v
