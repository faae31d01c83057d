//// comments
.byte 1 // two
.byte 2 /* three */
/* a */ .byte 3
.byte /* b */ 4
.byte 5 /* over
lines */
.byte 6
# 7
  # 8
## 9
// 10
.byte 11 ## twelve
//// hash after a statement
.byte 1 # two
//// hash after a label
_a: # two
.byte 1
//// hash with a line
# 1 "foo.c"
.byte 1
# 2 "foo.c" 3 4
.byte 2
#line 5 "x"
//// hash number
# 5
.byte 1
//// semicolon
.byte 1; .byte 2
//// semicolons
;;; .byte 1 ;; .byte 2;
//// percent
.byte 1 %% .byte 2
//// percents
%% %% .byte 1
//// modulo
.byte 7 % 4, 7%4
//// a comment in a string
.ascii "// a # b ; c /* d */ %% e"
//// open comment
.byte 1 /* abc
//// nested comment
/* a /* b */ .byte 1
//// comment of slashes in a block
/* // */ .byte 1
//// block in a line comment
.byte 1 // /* 
.byte 2
//// star slash
.byte 1 */
//// slash
.byte 8/2
//// carriage returns
.byte 1.byte 2
//// tabs and form feeds
	.byte	1	,	2	
//// vertical tab
.byte1
//// no newline at the end
.byte 1
//// blank lines


.byte 1


//// nothing
//// only a comment
// abc
//// directives in capitals
.BYTE 1
.Long 2
//// darwin directives in capitals
.DATA
//// a number first
5
//// a string first
"abc"
//// a bracket first
[x]
//// a plus first
+ 1
//// a comma first
, 1
//// a colon first
: .byte 1
//// an at first
@x
//// a dollar first
$5
//// a percent first
%eax
//// braces first
{ .byte 1 }
//// a backslash first
\x
//// an equals first
= 5
//// an unknown character
.byte ^
//// a character outside ASCII
.byte €
//// a null
.byte 1 .byte 2
//// a label and a directive
_a: .byte 1 ; _b: .byte 2
//// a label and an instruction
_a: nop
_b : nop
_c:nop
//// a label and an assignment
_a: _b = 5
.quad _b
//// unknown directive
.foo
//// unknown instruction
foo x0, x1
//// an empty instruction
.
//// two dots
..
//// backslash at the end
.byte 1 \
.byte 2
//// long line
.byte 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1
//// a string over lines (differs: a string ends with its line, so that a forgotten quote is found there)
.ascii "abc
def"
//// a string with an escaped newline
.ascii "abc\
def"
//// strings with quotes
.ascii "a\"b", "\\"
//// a comment character constant
.byte '#', ';'
//// end of comment with stars
/***/ .byte 1
/****/ .byte 2
/**/ .byte 3
