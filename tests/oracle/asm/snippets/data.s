//// byte to quad
.byte 1, -1, 255, 'a', '\n', 0x7f
.short 1, -1, 65535
.hword 2
.value 3
.2byte 4
.long 1, -1, 0xffffffff
.int 5
.4byte 6
.quad 1, -1, 0xffffffffffffffff
.8byte 7
//// empty lists
.byte
.quad
.ascii
.asciz
.uleb128
.octa
.double
//// a byte that does not fit
.byte 256
//// a byte below
.byte -129
//// a short that does not fit
.short 65536
//// a short below
.short -32769
//// a long that does not fit
.long 0x100000000
//// a long below
.long -2147483649
//// a quad that does not fit
.quad 0x10000000000000000
//// the greatest literal
.quad 18446744073709551615, 9223372036854775808, -9223372036854775808
//// a trailing comma
.byte 1,
//// a missing comma
.byte 1 2
//// two commas
.byte 1,,2
//// octa
.octa 1, 0x0123456789abcdef0123456789abcdef, 340282366920938463463374607431768211455
//// octa too large
.octa 0x100000000000000000000000000000000
//// octa negative
.octa -1
//// octa of an expression
.octa 1+1
//// dc
.dc 1
.dc.b 1
.dc.w 2
.dc.l 3
.dc.a 4
.dc.s 1.5
.dc.d 1.5
//// dc.x
.dc.x 1.5
//// dcb
.dcb 3, 1
.dcb.b 3, 1
.dcb.w 3, 2
.dcb.l 3, 3
.dcb.s 2, 1.5
.dcb.d 2, 1.5
//// dcb.x
.dcb.x 2, 1.5
//// dcb negative
.dcb.b -1, 3
.byte 7
//// dcb zero
.dcb.b 0, 3
.byte 7
//// dcb of a symbol
.dcb.l 2, _x
//// dcb without a value
.dcb.b 3
//// dcb does not fit
.dcb.b 3, 256
//// dcb is counted by a constant
.dcb.b _n, 1
//// ds
.ds 3
.ds.b 3
.ds.w 3
.ds.l 3
.ds.s 3
.ds.d 3
.ds.p 2
.ds.x 2
//// ds negative
.ds.b -1
.byte 1
//// ds with a value
.ds.b 1, 2
//// floats
.single 1.5, -0.25, 1e10, +3
.float 2
.double 3.14159, 1e-300, 0x1.8p3, .5, 5.
//// special floats
.float inf, -inf, nan, -nan, infinity, INF, NaN
.double inf, -inf, nan, -nan, Infinity
//// float too large
.float 1e50
.double 1e400
//// float too small
.float 1e-60
.double 1e-400
//// rounding
.float 0.1, 16777217, 3.4028235e38, 1.17549435e-38, 1e-45
.double 0.1, 9007199254740993, 4.9e-324, 2.2250738585072014e-308
//// hex floats
.double 0x1p0, 0x1.fffffffffffffp1023, 0x.8p1, 0x10p-4, -0x1p-1074
.float 0x1p0, 0x1.fffffep127, 0x1.0000010p0
//// bad float
.float abc
//// float expression
.float 1+1
//// hexadecimal integer as a float
.double 0x10
//// octal integer as a float
.double 010
//// binary integer as a float
.double 0b11
//// float with a suffix
.float 1.5f
//// quad of a float
.quad 1.5
//// long of a float
.long 1.5
//// ascii
.ascii "abc", "def"
.ascii "a" "b"
.asciz "abc", "def"
.string "xyz"
//// asciz in parts
.asciz "abc" "def"
//// string in parts
.string "abc" "def"
//// escapes
.ascii "\b\f\n\r\t\"\\\0\1\12\123\377\x41\x4142\X5a"
//// octal escape too large
.ascii "\400"
//// unknown escape
.ascii "\q"
//// apostrophe escape
.ascii "\'"
//// hexadecimal escape without digits
.ascii "\xg"
//// not closed
.ascii "abc
//// not a string
.ascii abc
//// text outside ASCII
.ascii "äöü €"
//// string8 is unknown
.string8 "a"
//// string16 is unknown
.string16 "a"
//// space
.space 3
.space 2, 255
.space 2, -1
.skip 3
.skip 3, 7
.zero 3
.zero 3, 9
.space 0
.byte 1
//// space of a large value
.space 2, 256
//// zero of a large value
.zero 2, 257
//// negative space
.space -1
.byte 1
//// negative zero
.zero -4
.byte 1
//// space of labels
_a: .long 1,2
_b:
.space _b-_a
//// space of labels to come
.space _b-_a
_a: .long 1,2
_b:
//// space of temporary labels to come
.space Lb-La
.data
La: .long 1,2
Lb:
//// space of an unknown name
.space _x
//// fill
.fill 3
.fill 3, 2
.fill 3, 2, 0x1234
.fill 2, 4, 0x12345678
.fill 2, 8, 0x123456789abcdef0
.fill 2, 3, 0x123456
.fill 2, 5, -1
.fill 2, 8, -1
.fill 0, 4, 1
.fill 4, 0, 1
.byte 9
//// fill too wide
.fill 1, 9, 1
//// fill negative width
.fill 1, -1, 1
.byte 1
//// fill negative count
.fill -1, 1, 1
.byte 1
//// fill of labels
_a: .long 1
_b: .fill (_b-_a)/2, 2, 0x1111
//// fill of labels to come
.fill (Lb-La)/2, 2, 0x1111
La: .long 1
Lb:
//// a fill value does not fit
.fill 2, 1, 256
//// leb
.uleb128 0, 1, 127, 128, 624485, 0xffffffffffffffff
.sleb128 0, 1, -1, 63, 64, -64, -65, 624485, -624485, 0x7fffffffffffffff, -9223372036854775808
//// leb of labels
.uleb128 Lb-La
.sleb128 La-Lb
La: .space 200
Lb:
//// leb of itself
La: .uleb128 Lb-La
Lb:
//// leb around a boundary
La: .space 126
.uleb128 Lb-La
Lb:
//// leb of a symbol
.uleb128 _x
//// leb over an alignment
La: .byte 1
.p2align 4
.uleb128 Lb-La
.byte 2
Lb:
//// negative uleb
.uleb128 -1
//// org
.byte 1
.org 8
.byte 2
.org 16, 0xff
.byte 3
//// org backwards
.byte 1,2,3,4
.org 2
//// org of a label
_a: .byte 1
.org _a+6
.byte 2
//// org of a local label
La: .byte 1
.org La+6, 3
.byte 2
//// org of here
.byte 1
.org .+7
.byte 2
//// org to come
.org Lb-La
La: .byte 1
Lb:
//// org assignment
.byte 1
. = 8
.byte 2
//// here moves on
.byte 1
. = . + 3
.byte 2
//// org of another section
.data
La: .byte 1
.text
.org La+6
//// org of an unknown name
.org _x
//// dot equals an unknown name
. = _x
//// org with a value that does not fit
.org 5, 256
//// org in bss
.bss
.org 6
//// ascii in bss
.bss
.ascii "a"
//// zeros in bss
.bss
.space 8
.zero 4
.fill 2, 4, 0
//// long zero in bss
.bss
.long 0
//// bytes in bss
.bss
.byte 1
//// fill in bss
.bss
.fill 2, 4, 1
//// align in bss
.bss
.space 1
.p2align 4
.space 1
//// value align in bss
.bss
.space 1
.p2align 4, 5
//// reloc
.reloc 0, R_X, _x
//// dc to symbols
.dc.l 4
.dc.a _x
//// value with a modifier
.long _x@GOT
//// quad difference
_a: .long 1
_b:
.quad _b-_a
.long _a-_b
//// line
.line 7
//// ident
.ident "abc"
//// abort
.abort
//// abort with a text
.abort because
//// end
.byte 1
.end
.byte 2
//// end with words
.end x
//// print
.print "hello"
.byte 1
//// print of a word
.print hello
//// extern
.extern _x
.extern whatever, , ,
.byte 1
//// lto_discard
.lto_discard _a, _b
_a: .byte 1
_c: .byte 2
.quad _a
//// lto_discard cleared
.lto_discard _a
.lto_discard
_a: .byte 1
//// lto_set_conditional
.lto_set_conditional _a, _b
_b: .byte 1
.quad _a
//// lto_set_conditional unused
.lto_set_conditional _a, _b
_b: .byte 1
//// lto_set_conditional of a number
.lto_set_conditional _a, 5
//// memtag
.memtag _x
//// bundles
.bundle_align_mode 4
//// bundle lock
.bundle_lock
//// bundle unlock
.bundle_unlock
//// stabs
.stabs "a", 1, 2, 3, 4
//// pseudoprobe
.pseudoprobe 1 1 1 1 _f
//// code16 [x86_64] (differs: only 64-bit code is assembled)
.code16
//// code32 [x86_64] (differs: only 64-bit code is assembled)
.code32
//// code64
.code64
//// dump and load
.dump "x"
.load "x"
.byte 1
//// dump of a word
.dump x
//// lsym
.lsym _x, 1
//// secure_log_reset
.secure_log_reset
.byte 1
//// secure_log_unique
.secure_log_unique abc
//// include
.include "/nonexistent"
//// incbin
.incbin "/nonexistent"
//// base64
.base64 "AAEC"
//// nops [x86_64] (differs: not yet)
.nops 4
//// nops with a length [x86_64] (differs: not yet)
.nops 8, 2
//// attach
.attach_to_group x
//// macros_on
.macros_off
.macros_on
.byte 1
//// cv (differs: CodeView belongs to Windows; LLVM reads it and writes nothing)
.cv_file 1 "a.c"
//// cv_loc (differs: CodeView belongs to Windows; LLVM reads it and writes nothing)
.cv_func_id 0
//// cv_string (differs: CodeView belongs to Windows; LLVM reads it and writes nothing)
.cv_stringtable
//// ptrauth
.ptrauth_abi_version 5
//// ptrauth kernel
.ptrauth_kernel_abi_version 5
//// addrsig
_a: .byte 1
.addrsig
.addrsig_sym _a
.addrsig_sym _b
.quad _b
//// addrsig alone
.addrsig
//// addrsig_sym alone
_a: .byte 1
.addrsig_sym _a
//// addrsig unused
.addrsig
.addrsig_sym _x
//// cg_profile
_a: .byte 1
_b: .byte 2
.cg_profile _a, _b, 10
.cg_profile _b, _c, 1000000000000
//// cg_profile of a number
.cg_profile 1, 2, 3
//// cg_profile negative
.cg_profile _a, _b, -1
//// cg_profile and addrsig
_a: .byte 1
.quad _c
.cg_profile _a, _c, 10
.addrsig
.addrsig_sym _a
.addrsig_sym _c
.subsections_via_symbols
