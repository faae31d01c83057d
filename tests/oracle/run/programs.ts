// Programs with a known outcome, each about one thing a linker can get wrong. C without headers, so that no SDK is
// needed; `members` go into an archive.

/** A dylib that is linked here as well, and lies beside the program when it runs. */
export interface ProgramLibrary {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, string>>;
  /** Further words for its link. */
  readonly words?: readonly string[];
  /** Earlier libraries that it passes on. */
  readonly reexports?: readonly string[];
  /** Linked without the earlier libraries. */
  readonly alone?: true;
}

export interface Program {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, string>>;
  /** In the order they are linked; each sees those before it. */
  readonly dylibs?: readonly ProgramLibrary[];
  /** A text stub that the program is linked against instead of the dylibs. */
  readonly stub?: string;
  readonly output?: string;
  readonly status?: number;
  /** Variadic calls: Apple's arm64 passes them on the stack, Linux in registers. */
  readonly variadic?: true;
  readonly words?: readonly string[];
}

const io = "int puts(const char*); int putchar(int); void exit(int); unsigned long strlen(const char*);\n";
const number = `${io}static void number(long n) { if (n < 0) { putchar('-'); n = -n; } if (n > 9) number(n / 10); putchar('0' + n % 10); }\nstatic void line(long n) { number(n); putchar(10); }\n`;

export const programs: readonly Program[] = [
  { name: "returns its status", files: { "main.c": "int main(void) { return 42; }" }, status: 42 },
  {
    name: "calls the library",
    files: { "main.c": `${io}int main(void) { puts("hello"); return 0; }` },
    output: "hello\n",
  },
  {
    name: "calls another file",
    files: {
      "main.c": "int helper(int); int main(void) { return helper(20) + 2; }",
      "helper.c": "int helper(int n) { return 2 * n; }",
    },
    status: 42,
  },
  {
    name: "reads and writes data of another file",
    files: {
      "main.c": `${number}extern int counter; void tick(void); int main(void) { tick(); tick(); counter += 5; line(counter); return 0; }`,
      "data.c": "int counter = 3; void tick(void) { counter++; }",
    },
    output: "10\n",
  },
  {
    name: "zeroed and tentative data",
    files: {
      "main.c": `${number}int shared; static int own[100]; extern int other; int main(void) { own[99] = 7; shared = 5; line(own[99] + own[0] + shared + other); return 0; }`,
      "other.c": "int shared; int other;",
    },
    output: "12\n",
    words: ["-fcommon"],
  },
  {
    name: "pointers in data are rebased",
    files: {
      "main.c": `${io}static const char *const names[] = {"one", "two", "three"}; const char **where; static const char *table[3] = {"a", "b", "c"}; int main(void) { where = table + 1; puts(names[2]); puts(*where); puts(names[0]); return 0; }`,
    },
    output: "three\nb\none\n",
  },
  {
    name: "pointers with addends",
    files: {
      "main.c": `${number}int array[8] = {1, 2, 3, 4, 5, 6, 7, 8}; int *middle = &array[4]; char *odd = (char *)array + 12; int main(void) { line(*middle * 10 + *(int *)odd); return 0; }`,
    },
    output: "54\n",
  },
  {
    name: "function pointers to imports and definitions",
    files: {
      "main.c": `${io}static int own(const char *s) { puts("own"); return puts(s); } int (*calls[2])(const char *) = {puts, own}; int main(void) { calls[0]("first"); calls[1]("second"); return 0; }`,
    },
    output: "first\nown\nsecond\n",
  },
  {
    name: "a library calls back",
    files: {
      "main.c": `${number}void qsort(void *, unsigned long, unsigned long, int (*)(const void *, const void *)); static int less(const void *a, const void *b) { return *(const int *)a - *(const int *)b; } int main(void) { int list[] = {5, 3, 9, 1}; qsort(list, 4, sizeof(int), less); for (int i = 0; i < 4; i++) number(list[i]); putchar(10); return 0; }`,
    },
    output: "1359\n",
  },
  {
    name: "strings across sections",
    files: {
      "main.c": `${number}static char buffer[] = "editable"; const char constant[] = "constant"; int main(void) { buffer[0] = 'E'; puts(buffer); puts(constant); line(strlen(buffer) + strlen(constant)); return 0; }`,
    },
    output: "Editable\nconstant\n16\n",
  },
  {
    name: "a jump table",
    files: {
      "main.c": `${io}static const char *name(int n) { switch (n) { case 0: return "zero"; case 1: return "one"; case 2: return "two"; case 3: return "three"; case 4: return "four"; case 5: return "five"; default: return "many"; } } int main(int argc, char **argv) { for (int i = argc + 2; i < 8; i++) puts(name(i)); return 0; }`,
    },
    output: "five\nmany\nmany\n",
  },
  {
    name: "a computed goto",
    files: {
      "main.c": `${number}int main(int argc, char **argv) { static void *const labels[] = {&&add, &&twice, &&stop}; const char program[] = {0, 1, 0, 1, 2}; int at = 0, value = argc; goto *labels[(int)program[at]]; add: value += 3; at++; goto *labels[(int)program[at]]; twice: value *= 2; at++; goto *labels[(int)program[at]]; stop: line(value); return 0; }`,
    },
    output: "30\n",
  },
  {
    name: "floating constants",
    files: {
      "main.c": `${number}double sqrt(double); static double area(double r) { return 3.25 * r * r; } int main(void) { float f = 0.5f; double sum = area(2.0) + f + sqrt(16.0); line((long)(sum * 100)); return 0; }`,
    },
    output: "1750\n",
  },
  {
    name: "weak definitions, the strong one wins",
    files: {
      "main.c": `${number}__attribute__((weak)) int choice(void) { return 1; } int main(void) { line(choice()); return 0; }`,
      "strong.c": "int choice(void) { return 2; }",
    },
    output: "2\n",
  },
  {
    name: "weak definitions, the first stays",
    files: {
      "main.c": `${number}__attribute__((weak)) int choice(void) { return 1; } int other(void); int main(void) { line(choice() * 10 + other()); return 0; }`,
      "second.c": "__attribute__((weak)) int choice(void) { return 2; } int other(void) { return choice(); }",
    },
    output: "11\n",
  },
  {
    name: "a hidden name shared by two files",
    files: {
      "main.c": `${number}__attribute__((visibility("hidden"))) extern int inner; int main(void) { line(inner); return 0; }`,
      "inner.c": '__attribute__((visibility("hidden"))) int inner = 77;',
    },
    output: "77\n",
  },
  {
    name: "thread-local variables",
    files: {
      "main.c": `${number}_Thread_local int set = 40; _Thread_local int zero; static _Thread_local long own = 2; int *address(void) { return &zero; } int main(void) { *address() += 3; line(set + own + zero); return 0; }`,
    },
    output: "45\n",
  },
  {
    name: "thread-local variables of another file",
    files: {
      "main.c": `${number}extern _Thread_local int there; int get(void); int main(void) { there += 5; line(get()); return 0; }`,
      "there.c": "_Thread_local int there = 6; int get(void) { return there; }",
    },
    output: "11\n",
  },
  {
    name: "an archive member, and one not needed",
    files: { "main.c": "int needed(int); int main(void) { return needed(4); }" },
    members: {
      "needed.c": "int deeper(int); int needed(int n) { return deeper(n) + 1; }",
      "deeper.c": "int deeper(int n) { return n * 10; }",
      "idle.c": "int missing(void); int idle(void) { return missing(); }",
    },
    status: 41,
  },
  {
    name: "initializers run before main",
    files: {
      "main.c": `${io}__attribute__((constructor)) static void first(void) { puts("before"); } int main(void) { puts("main"); return 0; }`,
    },
    output: "before\nmain\n",
  },
  {
    name: "arguments reach main",
    files: {
      "main.c": `${io}int main(int argc, char **argv) { for (int i = 1; i < argc; i++) puts(argv[i]); return argc; }`,
    },
    output: "alpha\nbeta\n",
    status: 3,
  },
  {
    name: "recursion through a pointer table",
    files: {
      "main.c": `${number}int odd(int), even(int); int (*const turn[2])(int) = {even, odd}; int even(int n) { return n == 0 ? 1 : turn[1](n - 1); } int odd(int n) { return n == 0 ? 0 : turn[0](n - 1); } int main(void) { line(even(10) * 10 + even(7)); return 0; }`,
    },
    output: "10\n",
  },
  {
    name: "structures by value",
    files: {
      "main.c": `${number}struct pair { long a, b; }; struct pair swap(struct pair); int main(void) { struct pair p = {3, 4}; p = swap(p); line(p.a * 10 + p.b); return 0; }`,
      "swap.c": "struct pair { long a, b; }; struct pair swap(struct pair p) { struct pair q = {p.b, p.a}; return q; }",
    },
    output: "43\n",
  },
  {
    name: "large offsets in a large array",
    files: {
      "main.c": `${number}char big[70000]; extern char far[]; int main(void) { big[69999] = 7; far[40000] = 5; line(big[69999] + far[40000] + far[1]); return 0; }`,
      "far.c": "char far[50000] = {1, 2};",
    },
    output: "14\n",
  },
  {
    name: "a weak reference that is not there",
    files: {
      "main.c": `${io}extern int strnot_here(void) __attribute__((weak_import)); int main(void) { puts(strnot_here ? "there" : "absent"); return 0; }`,
    },
    output: "absent\n",
  },
  {
    name: "memory from the library",
    files: {
      "main.c": `${io}void *malloc(unsigned long); void free(void *); char *strcpy(char *, const char *); char *strcat(char *, const char *); int main(void) { char *s = malloc(32); strcpy(s, "heap "); strcat(s, "works"); puts(s); free(s); return 0; }`,
    },
    output: "heap works\n",
  },
  {
    name: "exit from a nested call",
    files: {
      "main.c": `${io}static void leave(int code) { puts("leaving"); exit(code); } int main(void) { leave(9); return 1; }`,
    },
    output: "leaving\n",
    status: 9,
  },
  {
    name: "printf with numbers",
    files: {
      "main.c": 'int printf(const char *, ...); int main(void) { printf("%d %s %.2f\\n", 12, "text", 1.5); return 0; }',
    },
    output: "12 text 1.50\n",
    variadic: true,
  },
  {
    name: "own variadic function",
    files: {
      "main.c": `${number}static int sum(int count, ...) { __builtin_va_list list; __builtin_va_start(list, count); int total = 0; while (count-- > 0) total += __builtin_va_arg(list, int); __builtin_va_end(list); return total; } int main(void) { line(sum(4, 1, 2, 3, 4)); return 0; }`,
    },
    output: "10\n",
  },
  {
    name: "64-bit constants and masks in data",
    files: {
      "main.c": `${number}unsigned long mask = 0xfedcba9876543210ul; int main(void) { line((mask >> 60) * 100 + (mask & 0xff)); return 0; }`,
    },
    output: "1516\n",
  },
  {
    name: "the address of the image's header",
    files: {
      "main.c":
        "extern const unsigned _mh_execute_header; int main(void) { return _mh_execute_header == 0xfeedfacf ? 7 : 1; }",
    },
    status: 7,
  },
  {
    name: "differences of labels",
    files: {
      "main.c": "extern const int span; int main(void) { return span; }",
      "span.s":
        ".section __TEXT,__const\n.globl _span\n.p2align 2\n_span: .long Lend - Lstart\nLstart: .space 23\nLend:\n.subsections_via_symbols\n",
    },
    status: 23,
  },
];
