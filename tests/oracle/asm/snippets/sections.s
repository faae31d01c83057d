//// every short name
.text
.byte 1
.const
.byte 1
.static_const
.byte 1
.cstring
.byte 1
.literal4
.long 1
.literal8
.quad 1
.literal16
.octa 1
.constructor
.byte 1
.destructor
.byte 1
.fvmlib_init0
.byte 1
.fvmlib_init1
.byte 1
.symbol_stub
.byte 1
.picsymbol_stub
.byte 1
.data
.byte 1
.static_data
.byte 1
.const_data
.byte 1
.dyld
.byte 1
.bss
.space 1
.mod_init_func
.quad 1
.mod_term_func
.quad 1
.lazy_symbol_pointer
.quad 1
.non_lazy_symbol_pointer
.quad 1
.thread_local_variable_pointer
.quad 1
.tdata
.byte 1
.tlv
.byte 1
.thread_init_func
.byte 1
//// every objc name
.objc_cat_cls_meth
.byte 1
.objc_cat_inst_meth
.byte 1
.objc_category
.byte 1
.objc_class
.byte 1
.objc_class_names
.byte 1
.objc_class_vars
.byte 1
.objc_cls_meth
.byte 1
.objc_cls_refs
.byte 1
.objc_inst_meth
.byte 1
.objc_instance_vars
.byte 1
.objc_message_refs
.byte 1
.objc_meta_class
.byte 1
.objc_meth_var_names
.byte 1
.objc_meth_var_types
.byte 1
.objc_module_info
.byte 1
.objc_protocol
.byte 1
.objc_selector_strs
.byte 1
.objc_string_object
.byte 1
.objc_symbols
.byte 1
//// short name with words
.data foo
//// every type
.section __A,__a,regular
.section __A,__b,zerofill
.section __A,__c,cstring_literals
.section __A,__d,4byte_literals
.section __A,__e,8byte_literals
.section __A,__f,16byte_literals
.section __A,__g,literal_pointers
.section __A,__h,non_lazy_symbol_pointers
.section __A,__i,lazy_symbol_pointers
.section __A,__j,symbol_stubs,none,16
.section __A,__k,mod_init_funcs
.section __A,__l,mod_term_funcs
.section __A,__m,coalesced
.section __A,__n,interposing
.section __A,__o,thread_local_regular
.section __A,__p,thread_local_zerofill
.section __A,__q,thread_local_variables
.section __A,__r,thread_local_variable_pointers
.section __A,__s,thread_local_init_function_pointers
//// type gb_zerofill
.section __A,__a,gb_zerofill
//// type init_func_offsets
.section __A,__a,init_func_offsets
//// type dtrace
.section __A,__a,dtrace_dof
//// type lazy dylib
.section __A,__a,lazy_dylib_symbol_pointers
//// type unknown
.section __A,__a,foo
//// every attribute
.section __A,__a,regular,pure_instructions
.section __A,__b,regular,no_toc
.section __A,__c,regular,strip_static_syms
.section __A,__d,regular,no_dead_strip
.section __A,__e,regular,live_support
.section __A,__f,regular,self_modifying_code
.section __A,__g,regular,debug
.section __A,__h,regular,no_toc+no_dead_strip
.section __A,__i,regular,none
.section __A,__j,,no_dead_strip
.section __A , __k , regular , no_dead_strip + debug
//// attribute some_instructions
.section __A,__a,regular,some_instructions
//// attribute ext_reloc
.section __A,__a,regular,ext_reloc
//// attribute loc_reloc
.section __A,__a,regular,loc_reloc
//// attribute unknown
.section __A,__a,regular,foo
//// attribute empty
.section __A,__a,regular,
//// attribute plus
.section __A,__a,regular,debug+
//// stub size missing
.section __A,__a,symbol_stubs
//// stub size without attributes
.section __A,__a,symbol_stubs,,16
//// stub size for regular
.section __A,__a,regular,none,16
//// stub size not a number
.section __A,__a,symbol_stubs,none,x
//// stub size hexadecimal
.section __A,__a,symbol_stubs,none,0x10
.byte 1
//// stub size octal
.section __A,__a,symbol_stubs,none,010
.byte 1
//// stub size empty
.section __A,__a,symbol_stubs,none,
//// too many fields
.section __A,__a,symbol_stubs,none,16,1
//// only a segment
.section __A
//// no section
.section __A,
//// no segment
.section ,__a
//// nothing
.section
//// long names
.section __A23456789012345,__a23456789012345
.byte 1
//// segment too long (differs: LLVM cuts the name)
.section __A234567890123456,__a
//// section name too long
.section __A,__a234567890123456
//// names with dots
.section __A.b,__c.d-e
.byte 1
//// quoted names
.section "__A","__b"
.byte 1
//// quoted segment with blanks
.section "__A x",__b
.byte 1
//// elf
.section .rodata
//// elf with flags (differs: LLVM makes a section with quotes in its name)
.section .rodata,"a"
//// elf with everything
.section .text.foo,"ax",@progbits
//// type written with capitals
.section __A,__a,REGULAR
//// no stub but pure instructions
.section __TEXT,__mine,regular,pure_instructions
.byte 1
.p2align 3
.byte 1
//// alignment in a text section without instructions
.section __TEXT,__mine
.byte 1
.p2align 3
.byte 1
//// alignment in data
.data
.byte 1
.p2align 3
.byte 1
//// alignment in pure instructions of data
.section __DATA,__mine,regular,pure_instructions
.byte 1
.p2align 3
.byte 1
//// predefined sections keep their type
.section __DATA,__bss
.space 4
.section __TEXT,__cstring
.asciz "a"
.section __TEXT,__literal4
.long 1
.section __DATA,__thread_vars
.quad 1
.section __DATA,__thread_data
.quad 1
.section __DATA,__thread_bss
.space 4
.section __DATA,__la_symbol_ptr
.quad 0
.section __DATA,__nl_symbol_ptr
.quad 0
.section __DATA,__thread_ptr
.quad 0
.section __DATA,__thread_init
.quad 0
.section __DATA,__common
.space 4
.section __LD,__compact_unwind
.quad 0
.section __TEXT,__eh_frame
.quad 0
.section __TEXT,__text
.byte 1
//// dwarf sections keep their type
.section __DWARF,__debug_info
.byte 1
.section __DWARF,__debug_abbrev
.byte 1
.section __DWARF,__debug_line
.byte 1
.section __DWARF,__debug_line_str
.byte 1
.section __DWARF,__debug_frame
.byte 1
.section __DWARF,__debug_pubnames
.byte 1
.section __DWARF,__debug_pubtypes
.byte 1
.section __DWARF,__debug_gnu_pubn
.byte 1
.section __DWARF,__debug_gnu_pubt
.byte 1
.section __DWARF,__debug_str
.byte 1
.section __DWARF,__debug_str_offs
.byte 1
.section __DWARF,__debug_addr
.byte 1
.section __DWARF,__debug_loc
.byte 1
.section __DWARF,__debug_loclists
.byte 1
.section __DWARF,__debug_aranges
.byte 1
.section __DWARF,__debug_ranges
.byte 1
.section __DWARF,__debug_rnglists
.byte 1
.section __DWARF,__debug_macinfo
.byte 1
.section __DWARF,__debug_macro
.byte 1
.section __DWARF,__debug_inlined
.byte 1
.section __DWARF,__debug_cu_index
.byte 1
.section __DWARF,__debug_tu_index
.byte 1
.section __DWARF,__debug_names
.byte 1
.section __DWARF,__apple_names
.byte 1
.section __DWARF,__apple_objc
.byte 1
.section __DWARF,__apple_namespac
.byte 1
.section __DWARF,__apple_types
.byte 1
.section __DWARF,__swift_ast
.byte 1
.section __DWARF,__mine
.byte 1
//// llvm sections keep their type
.section __LLVM_STACKMAPS,__llvm_stackmaps
.byte 1
.section __LLVM_FAULTMAPS,__llvm_faultmaps
.byte 1
.section __LLVM,__remarks
.byte 1
.section __LLVM,__bitcode
.byte 1
.section __LLVM,__pseudo_probe
.byte 1
.section __PSEUDO_PROBE,__probes
.byte 1
.section __PSEUDO_PROBE,__probe_descs
.byte 1
.section __DATA,__llvm_addrsig
.byte 1
.section __TEXT,__swift5_fieldmd
.byte 1
.section __TEXT,__swift5_types
.byte 1
//// predefined sections with other types
.section __DATA,__data,cstring_literals
.byte 1
.section __TEXT,__text,regular
.byte 1
.section __TEXT,__const,regular,no_dead_strip
.byte 1
//// the first type stays
.section __A,__b,cstring_literals
.byte 1
.section __A,__b,regular,debug
.byte 2
//// coal sections
.section __TEXT,__textcoal_nt,coalesced,pure_instructions
.byte 1
.section __TEXT,__const_coal,coalesced
.byte 1
.section __DATA,__datacoal_nt,coalesced
.byte 1
//// previous
.data
.byte 1
.text
.byte 2
.previous
.byte 3
.previous
.byte 4
//// previous at the start
.previous
//// push and pop
.data
.byte 1
.pushsection __TEXT,__foo
.byte 2
.pushsection __TEXT,__bar,regular,pure_instructions
.byte 3
.popsection
.byte 4
.popsection
.byte 5
//// pop at the start
.popsection
//// push nothing
.pushsection
//// push a bad section
.pushsection __A
//// previous after push and pop
.data
.pushsection __TEXT,__foo
.byte 2
.popsection
.previous
.byte 5
//// subsection
.subsection 1
//// empty sections
.data
.const
.section __A,__b
//// section order
.data
.byte 1
.text
.byte 1
.zerofill __DATA,__z,_z,4
.const
.byte 2
.zerofill __DATA,__y,_y,4
//// subsections_via_symbols
.subsections_via_symbols
//// subsections_via_symbols with words
.subsections_via_symbols now
//// build version
.build_version macos, 13, 1
//// build version with sdk
.build_version macos, 13, 1, 2 sdk_version 14, 5, 6
//// build version with short sdk
.build_version ios, 13, 1 sdk_version 14, 5
//// all platforms
.build_version macos, 10, 14
.build_version ios, 12, 0
.build_version tvos, 12, 0
.build_version watchos, 5, 0
//// platform bridgeos
.build_version bridgeos, 1, 0
//// platform maccatalyst
.build_version macCatalyst, 13, 0
//// platform driverkit
.build_version driverkit, 19, 0
//// platform iossimulator
.build_version iossimulator, 13, 0
//// platform xros
.build_version xros, 1, 0
//// platform visionos
.build_version visionos, 1, 0
//// platform xrossimulator
.build_version xrossimulator, 1, 0
//// platform firmware
.build_version firmware, 1, 0
//// platform sepos
.build_version sepOS, 1, 0
//// platform linux
.build_version linux, 1, 0
//// platform capital
.build_version macOS, 1, 0
//// build version short
.build_version macos, 13
//// build version zero
.build_version macos, 0, 1
//// build version too large
.build_version macos, 65536, 1
//// build version minor too large
.build_version macos, 13, 256
//// build version of an expression
.build_version macos, 12+1, 1
//// version minima
.macosx_version_min 10, 9
//// version minimum with sdk
.macosx_version_min 10, 9, 3 sdk_version 10, 15
//// ios minimum
.ios_version_min 9, 0
//// tvos minimum
.tvos_version_min 9, 0
//// watchos minimum
.watchos_version_min 2, 0
//// two versions
.macosx_version_min 10, 9
.build_version macos, 13, 1
//// two versions the other way
.build_version macos, 13, 1
.macosx_version_min 10, 9
//// version with words
.macosx_version_min 10, 9 foo
//// version with one number
.macosx_version_min 10
//// linker options
.linker_option "-lfoo"
.linker_option "-framework", "Foundation"
.linker_option ""
//// linker option of a word
.linker_option -lfoo
//// linker option empty
.linker_option
//// linker option with escapes
.linker_option "-l\x41"
//// data regions
.text
nop
.data_region
.long 1
.end_data_region
nop
.data_region jt8
.byte 1
.end_data_region
.data_region jt16
.short 1
.end_data_region
.data_region jt32
.long 1
.end_data_region
//// data region of an unknown kind
.data_region jt64
//// data region not closed
.data_region
.long 1
//// data region closed only
.end_data_region
//// nested data regions
.data_region
.data_region jt8
.byte 1
.end_data_region
.byte 2
.end_data_region
//// data regions of two sections
.text
.data_region
.byte 1
.end_data_region
.section __TEXT,__b,regular,pure_instructions
.data_region jt32
.byte 1
.end_data_region
//// data region across sections
.text
.data_region
.byte 1
.data
.byte 1
.end_data_region
//// empty data region
.data_region
.end_data_region
//// loh [arm64]
L1: adrp x0, _a@PAGE
L2: add x0, x0, _a@PAGEOFF
L3: ldr x1, [x0]
.loh AdrpAdd L1, L2
.loh AdrpAddLdr L1, L2, L3
.loh AdrpLdr L1, L3
.loh AdrpAdrp L1, L1
.loh AdrpLdrGotLdr L1, L2, L3
.loh AdrpAddStr L1, L2, L3
.loh AdrpLdrGotStr L1, L2, L3
.loh AdrpLdrGot L1, L2
//// loh by number [arm64]
L1: nop
.loh 7 L1, L1
//// loh number unknown [arm64]
L1: nop
.loh 9 L1, L1
//// loh unknown [arm64]
.loh Foo L1, L2
//// loh too few [arm64]
.loh AdrpAdd L1
//// loh too many [arm64]
L1: nop
.loh AdrpAdd L1, L1, L1
//// loh undefined [arm64]
.loh AdrpAdd L1, L2
//// loh on x86 [x86_64]
.loh AdrpAdd L1, L2
//// align
.byte 1
.align 2
.byte 1
.align 3, 5
.byte 1
.p2align 4, , 8
.byte 1
.p2align 4, 7, 3
.byte 1
.balign 8
.byte 1
.balign 16, 3
.byte 1
//// align with wide values
.data
.long 1
.align32 4, 0x11223344
.long 1
.p2alignw 3, 0x1234
.p2alignl 4, 0x12345678
.short 1
.balignw 8, 0x1234
.long 1
.balignl 16, 0x12345678
//// align with wide values that do not fit in (differs: LLVM leaves out the odd bytes, and the object is broken)
.data
.byte 1
.p2alignw 3, 0x1234
//// align in code
nop
.align 4
nop
.p2align 4, 0x90
nop
.p2align 5, 0
nop
.p2align 4, , 3
nop
//// align empty
.byte 1
.p2align
.byte 2
//// align empty others
.align
//// balign empty
.balign
//// align too large
.p2align 32
//// align 31
.bss
.p2align 31
//// align 16
.p2align 16
.byte 1
//// balign of three
.balign 3
//// balign zero
.balign 0
.byte 1
//// balign large
.balign 0x100000000
//// align with a value that does not fit
.data
.byte 1
.p2align 2, 256
//// align with a negative value
.data
.byte 1
.p2align 2, -1
//// align with most zero
.p2align 4, 0, 0
//// align with most negative
.p2align 4, 0, -1
//// align with most too large
.data
.byte 1
.p2align 4, 0, 16
.byte 1
//// align with most 15
.data
.byte 1
.p2align 4, 0, 15
.byte 1
//// align of labels to come
.p2align Lb-La
La: .byte 1
Lb:
//// align with four arguments
.p2align 4, 0, 3, 5
