// Programs of several images: dylibs that are linked here as well, and lie beside the program when it runs. And programs
// about pointers in data, which dyld changes one by one or along chains.

import type { Program } from "./programs";

const io = "int puts(const char*); int putchar(int); void exit(int); unsigned long strlen(const char*);\n";
const number = `${io}static void number(long n) { if (n < 0) { putchar('-'); n = -n; } if (n > 9) number(n / 10); putchar('0' + n % 10); }\nstatic void line(long n) { number(n); putchar(10); }\n`;
const startup = "__attribute__((constructor)) static void";
const weak = "__attribute__((weak))";
/** Nobody in the program refers to it, but a library does. */
const kept = "__attribute__((used))";

/** Many definitions at once: `count` times the text, with its number. */
const many = (count: number, text: (index: number) => string, between = " "): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

export const libraryPrograms: readonly Program[] = [
  {
    name: "a function of a dylib",
    files: { "main.c": "int twice(int); int main(void) { return twice(21); }" },
    dylibs: [{ name: "twice", files: { "twice.c": "int twice(int n) { return 2 * n; }" } }],
    status: 42,
  },
  {
    name: "data of a dylib",
    files: {
      "main.c": `${number}extern int level, *where; void rise(void); int main(void) { level = 4; rise(); line(level); line(*where); return 0; }`,
    },
    dylibs: [
      { name: "level", files: { "level.c": "int level = 1; int *where = &level; void rise(void) { level += 10; }" } },
    ],
    output: "14\n14\n",
  },
  {
    name: "a dylib that uses another one",
    files: { "main.c": "int outer(int); int main(void) { return outer(5); }" },
    dylibs: [
      { name: "inner", files: { "inner.c": "int inner(int n) { return n * n; }" } },
      { name: "outer", files: { "outer.c": "int inner(int); int outer(int n) { return inner(n) + 1; }" } },
    ],
    status: 26,
  },
  {
    name: "two dylibs with one name each keep their own",
    files: {
      "main.c": `${number}int which(void), first(void), second(void); int main(void) { line(which() * 100 + first() * 10 + second()); return 0; }`,
    },
    dylibs: [
      { name: "first", files: { "first.c": "int which(void) { return 1; } int first(void) { return which(); }" } },
      {
        name: "second",
        files: { "second.c": "int which(void) { return 2; } int second(void) { return which(); }" },
        alone: true,
      },
    ],
    output: "112\n",
  },
  {
    name: "a dylib passes another one on",
    files: { "main.c": "int inner(void), own(void); int main(void) { return inner() + own(); }" },
    dylibs: [
      { name: "inner", files: { "inner.c": "int inner(void) { return 30; }" } },
      { name: "umbrella", files: { "own.c": "int own(void) { return 3; }" }, reexports: ["inner"] },
    ],
    stub: `--- !tapi-tbd
tbd-version: 4
targets: [ x86_64-macos, arm64-macos ]
install-name: '@rpath/libumbrella.dylib'
exports:
  - targets: [ x86_64-macos, arm64-macos ]
    symbols: [ _inner, _own ]
...
`,
    status: 33,
  },
  {
    name: "a weak definition is one in all images",
    files: {
      "main.c": `${io}${weak} int counter; int *theirs(void); int main(void) { puts(&counter == theirs() ? "one" : "two"); return 0; }`,
    },
    dylibs: [{ name: "weak", files: { "weak.c": `${weak} int counter; int *theirs(void) { return &counter; }` } }],
    output: "one\n",
  },
  {
    name: "a strong definition of the program replaces a dylib's weak one",
    files: {
      "main.c": `${number}${kept} int choice(void) { return 7; } int asks(void); int main(void) { line(asks()); return 0; }`,
    },
    dylibs: [
      {
        name: "weak",
        files: { "weak.c": `${weak} int choice(void) { return 1; } int asks(void) { return choice(); }` },
      },
    ],
    output: "7\n",
  },
  {
    name: "a weak function pointer of a dylib leads to the program's function",
    files: {
      "main.c": `${number}${kept} int choice(void) { return 8; } extern int (*const table[])(void); int main(void) { line(table[0]()); return 0; }`,
    },
    dylibs: [
      {
        name: "weak",
        files: {
          "weak.c": `${weak} int choice(void) { return 1; } int (*const table[])(void) = {choice};`,
        },
      },
    ],
    output: "8\n",
  },
  {
    name: "a thread-local variable of a dylib",
    files: {
      "main.c": `${number}extern _Thread_local int depth; void deeper(void); int main(void) { depth += 5; deeper(); line(depth); return 0; }`,
    },
    dylibs: [
      { name: "depth", files: { "depth.c": "_Thread_local int depth = 10; void deeper(void) { depth *= 2; }" } },
    ],
    output: "30\n",
  },
  {
    name: "thread-local variables of program and dylib stay apart",
    files: {
      "main.c": `${number}static _Thread_local int mine = 3; int theirs(void); int main(void) { mine++; line(mine * 10 + theirs()); return 0; }`,
    },
    dylibs: [
      { name: "theirs", files: { "theirs.c": "static _Thread_local int own = 5; int theirs(void) { return own++; }" } },
    ],
    output: "45\n",
  },
  {
    name: "initializers of dylibs run before the program's",
    files: {
      "main.c": `${io}${startup} start(void) { puts("program"); } int main(void) { puts("main"); return 0; }`,
    },
    dylibs: [
      { name: "a", files: { "a.c": `${io}${startup} start(void) { puts("a"); } int a;` } },
      { name: "b", files: { "b.c": `${io}extern int a; ${startup} start(void) { puts("b"); a = 1; } int b;` } },
    ],
    output: "a\nb\nprogram\nmain\n",
  },
  {
    name: "initializers run in the order of the files",
    files: {
      "main.c": `${io}${startup} first(void) { puts("1"); } ${startup} second(void) { puts("2"); } int main(void) { puts("main"); return 0; }`,
      "third.c": `${io}${startup} third(void) { puts("3"); }`,
    },
    output: "1\n2\n3\nmain\n",
  },
  {
    name: "an initializer gets the arguments of main",
    files: {
      "main.c": `${number}static int count; __attribute__((constructor)) static void start(int argc, char **argv) { count = argc * 10 + (argv[1][0] == 'a'); } int main(void) { line(count); return 0; }`,
    },
    output: "31\n",
  },
  {
    name: "a dylib asks the program for a name",
    files: { "main.c": `${kept} int answer(void) { return 44; } int ask(void); int main(void) { return ask(); }` },
    dylibs: [
      {
        name: "ask",
        files: { "ask.c": "int answer(void); int ask(void) { return answer(); }" },
        words: ["-undefined", "dynamic_lookup"],
      },
    ],
    status: 44,
  },
  {
    name: "a dylib leaves one name to dyld",
    files: { "main.c": `${kept} int answer = 45; int ask(void); int main(void) { return ask(); }` },
    dylibs: [
      {
        name: "ask",
        files: { "ask.c": "extern int answer; int ask(void) { return answer; }" },
        words: ["-U", "_answer"],
      },
    ],
    status: 45,
  },
  {
    name: "in a flat namespace the program's function comes first",
    files: { "main.c": `${kept} int choice(void) { return 9; } int asks(void); int main(void) { return asks(); }` },
    dylibs: [
      {
        name: "flat",
        files: {
          "choice.c": "int choice(void) { return 1; }",
          "asks.c": "int choice(void); int asks(void) { return choice(); }",
        },
        words: ["-flat_namespace"],
      },
    ],
    status: 9,
  },
  {
    name: "a hidden function of a dylib is its own",
    files: {
      "main.c": `${number}int helper(void) { return 1; } int theirs(void); int main(void) { line(helper() * 10 + theirs()); return 0; }`,
    },
    dylibs: [
      {
        name: "hidden",
        files: {
          "helper.c": '__attribute__((visibility("hidden"))) int helper(void) { return 2; }',
          "theirs.c": "int helper(void); int theirs(void) { return helper(); }",
        },
      },
    ],
    output: "12\n",
  },
  {
    name: "the address of a dylib's function is the same everywhere",
    files: {
      "main.c": `${io}void act(void); void *theirs(void); int main(void) { puts((void *)act == theirs() ? "same" : "different"); return 0; }`,
    },
    dylibs: [{ name: "act", files: { "act.c": "void act(void) {} void *theirs(void) { return (void *)act; }" } }],
    output: "same\n",
  },
  {
    name: "pointers into a dylib's array",
    files: {
      "main.c": `${number}extern int array[]; int *const near = &array[3], *const far = &array[200], *const before = array - 1; int main(void) { line(*near + *far + (before + 1 == array)); return 0; }`,
    },
    dylibs: [{ name: "array", files: { "array.c": "int array[256] = {[3] = 30, [200] = 2000};" } }],
    output: "2031\n",
  },
  {
    name: "a table of many imports",
    files: {
      "main.c": `${number}${many(300, (i) => `int f${i}(void);`)} int (*const table[])(void) = {${many(300, (i) => `f${i}`, ", ")}}; int main(void) { long sum = 0; for (int i = 0; i < 300; i++) sum += table[i](); line(sum); return 0; }`,
    },
    dylibs: [{ name: "many", files: { "many.c": many(300, (i) => `int f${i}(void) { return ${i}; }`) } }],
    output: `${(300 * 299) / 2}\n`,
  },
  {
    name: "pointers over many pages",
    files: {
      "main.c": `${number}static int cells[4] = {1, 2, 3, 4}; int *table[6000] = {[0] = cells, [511] = &cells[1], [512] = &cells[2], [2047] = &cells[3], [2048] = cells, [5999] = &cells[3]}; int main(void) { long sum = 0; for (int i = 0; i < 6000; i++) if (table[i]) sum += *table[i]; line(sum); return 0; }`,
    },
    output: "15\n",
  },
  {
    name: "every pointer of many pages",
    files: {
      "main.c": `${number}extern int *const table[]; int main(void) { long sum = 0; for (int i = 0; i < 5000; i++) sum += *table[i]; line(sum); return 0; }`,
      "table.s": `.data\n.p2align 2\n_cell: .long 3\n.section __DATA,__const\n.globl _table\n.p2align 3\n_table:\n.rept 5000\n.quad _cell\n.endr\n.subsections_via_symbols\n`,
    },
    output: "15000\n",
  },
  {
    name: "pointers at multiples of four",
    files: {
      "main.c": `${number}struct __attribute__((packed, aligned(4))) row { int key; const int *value; }; static int a = 5, b = 6; struct row rows[2] = {{1, &a}, {2, &b}}; int main(void) { line(rows[0].key * 1000 + *rows[0].value * 100 + rows[1].key * 10 + *rows[1].value); return 0; }`,
    },
    output: "1526\n",
  },
  {
    name: "the top byte of a pointer",
    files: {
      "main.c": `${number}extern unsigned long tagged; extern int cell; int main(void) { line((tagged >> 56) * 10 + ((tagged << 8 >> 8) == (unsigned long)&cell)); return 0; }`,
      "tagged.s":
        ".data\n.globl _tagged, _cell\n.p2align 3\n_tagged: .quad _cell + 0x4000000000000000\n_cell: .long 1\n.subsections_via_symbols\n",
    },
    output: "641\n",
  },
  {
    name: "objects with virtual functions in a dylib",
    files: {
      "shape.cpp":
        'struct shape { virtual int area() { return 0; } virtual int name() { return 1; } }; struct square : shape { int side; square(int n) : side(n) {} int area() override; int name() override; }; int square::area() { return side * side; } int square::name() { return 4; } int measure(shape &); static square one(3); extern "C" int main() { square two(2); return measure(one) * 10 + measure(two); }',
    },
    dylibs: [
      {
        name: "measure",
        files: {
          "measure.cpp":
            "struct shape { virtual int area() { return 0; } virtual int name() { return 1; } }; int measure(shape &s) { return s.area() + s.name(); }",
        },
      },
    ],
    words: ["-fno-rtti", "-fno-exceptions"],
    status: 138,
  },
  {
    name: "constructors of objects in a dylib",
    files: {
      "main.cpp":
        'struct counter { int n; counter(int); }; extern counter shared; static counter own(5); extern "C" int main() { return shared.n * 10 + own.n; }',
    },
    dylibs: [
      {
        name: "counter",
        files: {
          "counter.cpp":
            "struct counter { int n; counter(int); }; counter::counter(int start) : n(start + 1) {} counter shared(3);",
        },
      },
    ],
    words: ["-fno-rtti", "-fno-exceptions"],
    status: 46,
  },
  {
    name: "a dylib of archive members",
    files: { "main.c": "int entry(int); int main(void) { return entry(4); }" },
    dylibs: [
      {
        name: "members",
        files: { "entry.c": "int square(int); int entry(int n) { return square(n) + 1; }" },
        members: {
          "square.c": "int square(int n) { return n * n; }",
          "idle.c": "int gone(void); int idle(void) { return gone(); }",
        },
      },
    ],
    status: 17,
  },
  {
    name: "an archive member that a dylib would provide as well",
    files: { "main.c": "int pick(void); int main(void) { return pick(); }" },
    members: { "pick.c": "int pick(void) { return 11; }" },
    dylibs: [{ name: "pick", files: { "pick.c": "int pick(void) { return 22; }" } }],
    status: 11,
  },
  {
    name: "tentative definitions in a dylib",
    files: {
      "main.c": `${number}extern int shared[4]; void fill(void); int main(void) { fill(); line(shared[0] + shared[3]); return 0; }`,
    },
    dylibs: [
      { name: "shared", files: { "shared.c": "int shared[4]; void fill(void) { shared[0] = 1; shared[3] = 6; }" } },
    ],
    words: ["-fcommon"],
    output: "7\n",
  },
  {
    name: "a dylib calls back through a pointer",
    files: {
      "main.c": `${number}void each(int, void (*)(int)); static long sum; static void add(int n) { sum += n; } int main(void) { each(5, add); line(sum); return 0; }`,
    },
    dylibs: [
      {
        name: "each",
        files: { "each.c": "void each(int n, void (*visit)(int)) { for (int i = 1; i <= n; i++) visit(i); }" },
      },
    ],
    output: "15\n",
  },
  {
    name: "a dylib knows its own header",
    files: { "main.c": "unsigned magic(void); int main(void) { return magic() == 0xfeedfacf ? 12 : 1; }" },
    dylibs: [
      {
        name: "magic",
        files: {
          "magic.c": "extern const unsigned _mh_dylib_header; unsigned magic(void) { return _mh_dylib_header; }",
        },
      },
    ],
    status: 12,
  },
  {
    name: "jumps through a table of labels",
    files: {
      "main.c": `${number}int main(int argc, char **argv) { static void *const steps[] = {&&add, &&twice, &&done}; static const char code[] = {0, 1, 0, 1, 2}; int n = 1, at = 0; goto *steps[(int)code[at]]; add: n += argc; goto *steps[(int)code[++at]]; twice: n *= 2; goto *steps[(int)code[++at]]; done: line(n); return 0; }`,
    },
    output: "22\n",
  },
  {
    name: "a list in data",
    files: {
      "main.c": `${number}struct node { int value; struct node *next; }; static struct node c = {3, 0}, b = {2, &c}, a = {1, &b}; struct node *head = &a; int main(void) { long n = 0; for (struct node *at = head; at; at = at->next) n = n * 10 + at->value; line(n); return 0; }`,
    },
    output: "123\n",
  },
];
