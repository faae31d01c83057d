//// a macro
.macro m
.byte 1
.endm
m
m
//// endmacro
.macro m
.byte 1
.endmacro
m
//// with parameters
.macro m a, b
.byte \a, \b
.endm
m 1, 2
m 3,4
//// parameters with blanks
.macro m a b
.byte \a, \b
.endm
m 1, 2
//// arguments with blanks
.macro m a, b
.byte \a, \b
.endm
m 1 2
//// defaults
.macro m a=7, b=8
.byte \a, \b
.endm
m
m 1
m , 2
m b=3
m b=3, a=4
//// positional after named
.macro m a, b
.byte \a, \b
.endm
m a=1, 2
//// named after positional
.macro m a, b
.byte \a, \b
.endm
m 1, b=2
//// unknown name
.macro m a
.byte \a
.endm
m c=1
//// required
.macro m a:req
.byte \a
.endm
m 1
//// required missing
.macro m a:req
.byte \a
.endm
m
//// required with default
.macro m a:req=5
.byte \a
.endm
m
//// vararg
.macro m a, b:vararg
.byte \a
.byte \b
.endm
m 1, 2, 3
//// vararg with strings
.macro m b:vararg
.ascii \b
.endm
m "a", "b"
//// vararg empty
.macro m a, b:vararg
.byte \a \b
.endm
m 1
//// vararg not last
.macro m a:vararg, b
.endm
//// unknown qualifier
.macro m a:foo
.endm
//// too many
.macro m a
.byte \a
.endm
m 1, 2
//// missing is empty
.macro m a, b
.byte \a\b
.endm
m 1
//// numbered
.macro m
.byte $0, $1, $n
.endm
m 5, 6
//// numbered with dollars
.macro m
.ascii "$$ $0"
.endm
m x
//// numbered missing
.macro m
.byte 1 $3
.endm
m
//// a string argument
.macro m a
.ascii "\a"
.asciz \a
.endm
m x
//// a quoted argument
.macro m a
.ascii "\a"
.endm
m "x y"
//// blanks in an argument
.macro m a
.byte \a
.endm
m 1 + 2
//// parentheses in an argument
.macro m a, b
.byte \a, \b
.endm
m (1 + 2), (3)
//// commas in parentheses
.macro m a, b
.byte \b
.endm
m (1, 2), 3
//// unbalanced parentheses
.macro m a
.byte \a
.endm
m (1
//// brackets in an argument
.macro m a
.byte 1
.endm
m [x0, #4]
//// brackets in an argument with two
.macro m a, b
.byte 1
.endm
m [x0, #4]
//// separator
.macro m a
.b\a\()e 1
.byte \a\()2
.endm
m yt
//// separator at the end
.macro m a
_x\a\(): .byte 1
.endm
m 1
//// parameter with a longer name
.macro m a, ab
.byte \ab, \a
.endm
m 1, 2
//// parameter followed by a dot
.macro m a
\a.x = 5
.quad \a\().x
.endm
m y
//// parameter followed by a letter
.macro m a
.byte \ab
.endm
m 1
//// unknown parameter
.macro m a
.byte \b
.endm
m 1
//// at
.macro m
L\@: .byte 1
.quad L\@
.endm
m
m
//// at with parameters
.macro m a
L\@: .byte \a
.quad L\@
.endm
m 1
m 2
//// plus
.macro m a
.byte \+
.endm
m 1
m 2
//// at outside
.byte \@
//// nested definition
.macro outer
.macro inner
.byte 1
.endm
inner
.endm
outer
inner
//// nested with parameters
.macro make n, v
.macro \n
.byte \v
.endm
.endm
make five, 5
five
//// redefinition
.macro m
.byte 1
.endm
.macro m
.byte 2
.endm
//// purge
.macro m
.byte 1
.endm
.purgem m
.macro m
.byte 2
.endm
m
//// purge several
.macro m
.endm
.macro n
.endm
.purgem m, n
//// purge unknown
.purgem m
//// not closed
.macro m
.byte 1
//// closed only
.endm
//// without a name
.macro
.endm
//// duplicate parameter
.macro m a, a
.endm
//// recursion
.macro m n
.byte \n
.if \n
m \n-1
.endif
.endm
m 3
//// endless recursion
.macro m
m
.endm
m
//// recursion 19 deep
.macro m n
.if \n
m "(\n-1)"
.endif
.byte \n
.endm
m 18
//// exitm
.macro m a
.byte 1
.if \a
.exitm
.endif
.byte 2
.endm
m 1
m 0
//// exitm outside
.exitm
//// exitm in rept
.rept 3
.byte 1
.exitm
.byte 2
.endr
//// a macro over an instruction
.macro nop
.byte 1
.endm
nop
//// a macro over a directive
.macro .byte a
.long \a
.endm
.byte 1
//// a macro with a dot
.macro .foo
.byte 1
.endm
.foo
//// macro names are not case sensitive
.macro M
.byte 1
.endm
m
//// macros called with labels
.macro m
.byte 1
.endm
_a: m
.quad _a
//// macro with a semicolon
.macro m ; .byte 1 ; .endm
m
//// comment in a macro
.macro m // a
.byte 1 // b
.endm // c
m // d
//// macros off
.macro m
.byte 1
.endm
.macros_off
m
//// macros off and on
.macro ret
.byte 1
.endm
.macros_off
ret
.macros_on
ret
//// rept
.rept 3
.byte 1
.endr
//// rep
.rep 2
.byte 1
.endr
//// rept zero
.rept 0
.byte 1
.endr
//// rept negative
.rept -1
.byte 1
.endr
//// rept of a name
.set n, 2
.rept n
.byte n
.endr
//// rept of nothing
.rept
.endr
//// rept of labels
_a: .byte 1,2
_b:
.rept _b-_a
.byte 3
.endr
//// rept nested
.rept 2
.rept 2
.byte 1
.endr
.byte 2
.endr
//// rept with counter
.rept 3
.byte \+
.endr
//// rept with at
.rept 2
L\@: .byte 1
.endr
//// rept not closed
.rept 2
.byte 1
//// endr only
.endr
//// rept defining a macro
.rept 1
.macro m
.byte 1
.endm
.endr
m
//// rept in a macro
.macro m n
.rept \n
.byte 1
.endr
.endm
m 3
//// irp
.irp x, 1, 2, 3
.byte \x
.endr
//// irp without values
.irp x
.byte 1\x
.endr
//// irp with a blank value
.irp x, 1, , 3
.byte 4\x
.endr
//// irp with strings
.irp x, "a b", c
.ascii "\x"
.endr
//// irp with blanks
.irp x, 1 2 3
.byte \x
.endr
//// irp of registers
.irp r, a, b
_\r: .byte 1
.endr
//// irp nested
.irp x, 1, 2
.irp y, 3, 4
.byte \x, \y
.endr
.endr
//// irp without a name
.irp
.endr
//// irpc
.irpc c, 123
.byte \c
.endr
//// irpc of nothing
.irpc c
.byte 1
.endr
//// irpc of a string
.irpc c, "123"
.byte \c
.endr
//// irpc of two
.irpc c, 12, 3
.byte \c
.endr
//// irpc of an identifier
.irpc c, abc
_\c: .byte 1
.endr
//// if
.if 1
.byte 1
.endif
.if 0
.byte 2
.else
.byte 3
.endif
//// elseif
.if 0
.byte 1
.elseif 1
.byte 2
.elseif 1
.byte 3
.else
.byte 4
.endif
//// if nested in what is skipped
.if 0
.if 1
.byte 1
.else
.byte 2
.endif
.foo
.else
.byte 3
.endif
//// ifne and others
.ifne 1
.byte 1
.endif
.ifeq 0
.byte 2
.endif
.ifgt 1
.byte 3
.endif
.ifge 0
.byte 4
.endif
.iflt -1
.byte 5
.endif
.ifle 0
.byte 6
.endif
//// if of labels
_a: .byte 1,2
_b:
.if _b-_a==2
.byte 1
.endif
//// if of labels to come
.if Lb-La
.byte 1
.endif
La: .byte 1
Lb:
//// if of an undefined name
.if _x
.byte 1
.endif
//// if of nothing
.if
.endif
//// if with words
.if 1 2
.endif
//// ifdef
_a: .byte 1
.ifdef _a
.byte 2
.endif
.ifdef _b
.byte 3
.endif
.ifndef _b
.byte 4
.endif
.ifnotdef _b
.byte 5
.endif
//// ifdef of a used name
.quad _a
.ifdef _a
.byte 2
.endif
//// ifdef of a global name
.globl _a
.ifdef _a
.byte 2
.endif
//// ifdef of a common name
.comm _a, 4
.ifdef _a
.byte 2
.endif
//// ifdef of an assigned name
_a = 5
.ifdef _a
.byte 2
.endif
_b = _c
.ifdef _b
.byte 3
.endif
//// ifdef of a macro
.macro m
.endm
.ifdef m
.byte 1
.endif
//// ifdef of a number
.ifdef 5
.endif
//// ifdef of nothing
.ifdef
.endif
//// ifdef of a quoted name
"a b": .byte 1
.ifdef "a b"
.byte 2
.endif
//// ifb
.ifb
.byte 1
.endif
.ifb x
.byte 2
.endif
.ifnb x
.byte 3
.endif
.ifnb
.byte 4
.endif
//// ifc
.ifc a, a
.byte 1
.endif
.ifc a , b
.byte 2
.endif
.ifnc a, b
.byte 3
.endif
.ifc a b, a b
.byte 4
.endif
.ifc "a", "a"
.byte 5
.endif
.ifc a, "a"
.byte 6
.endif
//// ifc without a comma
.ifc a
.endif
//// ifc with empty texts
.ifc ,
.byte 1
.endif
//// ifeqs
.ifeqs "a", "a"
.byte 1
.endif
.ifnes "a", "b"
.byte 2
.endif
.ifeqs "a", "b"
.byte 3
.endif
//// ifeqs of words
.ifeqs a, a
.endif
//// else twice
.if 1
.else
.else
.endif
//// elseif after else
.if 1
.else
.elseif 1
.endif
//// else only
.else
//// elseif only
.elseif 1
//// endif only
.endif
//// if not closed
.if 1
.byte 1
//// if not closed and skipped
.if 0
.byte 1
//// endif with words
.if 1
.endif foo
//// else with words
.if 1
.else foo
.endif
//// if in a macro
.macro m a
.if \a == 1
.byte 1
.else
.byte 2
.endif
.endm
m 1
m 2
//// if across a macro
.macro m
.if 1
.endm
m
.byte 1
.endif
//// ifb of a parameter
.macro m a
.ifb \a
.byte 1
.else
.byte \a
.endif
.endm
m
m 5
//// macro defined in what is skipped
.if 0
.macro m
.endm
.endif
.macro m
.byte 1
.endm
m
//// endif in a skipped macro
.if 0
.macro m
.endif
.byte 1
//// err
.err
//// error
.error "foo"
//// error without a text
.error
//// error of a word
.error foo
//// err skipped
.if 0
.err
.error "x"
.endif
//// warning
.warning "foo"
.byte 1
//// warning without a text
.warning
.byte 1
//// warning of a word
.warning foo
//// altmacro
.altmacro
.macro m a
.byte \a
.endm
m 1
m %1+2
m <3>
//// altmacro text
.altmacro
.macro m a
.ascii "\a"
.endm
m <a b, c!>>
//// altmacro without backslash
.altmacro
.macro m a
.byte a
.endm
m 1
//// altmacro local
.altmacro
.macro m
local x
x: .byte 1
.endm
m
//// noaltmacro
.altmacro
.noaltmacro
.macro m a
.ascii "\a"
.endm
m <3>
//// altmacro with words
.altmacro foo
//// a label that is a macro's name
.macro m
.byte 1
.endm
m: .byte 2
.quad m
//// an assignment to a macro's name
.macro m
.byte 1
.endm
m = 5
.byte m
//// equals in an argument
.macro m a
.byte 1
.endm
m x==y
//// equals alone in an argument
.macro m a
.byte 1
.endm
m 1=2
//// a quoted name of a macro (differs: not yet)
.macro m
.byte 1
.endm
"m"
//// a macro without parameters and without arguments
.macro m
.byte \a
.endm
m
//// backslash in a macro without parameters
.macro m
.ascii "a\n"
.endm
m
//// backslash in a macro with parameters
.macro m a
.ascii "a\n\\"
.endm
m 1
//// instructions in a macro with hashes [arm64]
.macro m a
mov x0, #\a
.endm
m 1
//// registers as arguments [x86_64]
.macro m a, b
movq \a, \b
.endm
m %rax, %rbx
m $5, %rcx
m 8(%rax), %rdx
m (%rax,%rbx,2), %rdx
//// registers as arguments [arm64]
.macro m a, b
mov \a, \b
.endm
m x0, x1
.macro l a, b
ldr \a, [\b]
.endm
l x0, x1
.macro n a
ldr x0, \a
.endm
n "[x1, #8]"
//// cfi in a macro
.macro m
.cfi_startproc
nop
.cfi_endproc
.endm
m
m
//// a directive in a rept of many
.rept 300
.byte 0
.endr
//// if in rept
.set i, 0
.rept 4
.if i & 1
.byte i
.endif
.set i, i+1
.endr
//// label in rept
.rept 2
1: .quad 1b
.endr
//// macro call with a comment
.macro m a
.byte \a
.endm
m 1 // foo
m 2 /* bar */
//// macro argument with a colon
.macro m a
\a .byte 1
.endm
m _x:
//// macro argument with an instruction [arm64]
.macro m a:vararg
\a
.endm
m add x0, x1, x2
m nop
//// dot argument
.macro m a
.byte 1
\a 2
.endm
m .byte
//// another name for a register [arm64]
count .req w9
_f: mov count, #1
add COUNT, count, w1
.unreq count
acc .req v2
add acc.4s, acc.4s, v3.4s
//// another name for the stack pointer [arm64]
frame .req sp
str x1, [frame, #16]
//// a name that a register has [arm64]
x5 .req x6
mov x5, #1
//// a name given twice [arm64]
a .req x1
a .req x2
mov a, #1
//// a name for no register [arm64]
a .req 12
//// a name taken back [arm64]
a .req x1
.unreq a
mov a, #1
