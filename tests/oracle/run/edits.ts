// Programs that are edited while they are linked incrementally: each step is the whole set of files, and what the
// program does then.

export interface EditStep {
  readonly files: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly status?: number;
}

export interface EditScript {
  readonly name: string;
  readonly steps: readonly EditStep[];
}

const io =
  "int puts(const char*); int putchar(int); void exit(int); unsigned long strlen(const char*); void *malloc(unsigned long); void free(void*);\n";
const main = (body: string, before = ""): string => `${io}${before}\nint main(void) { ${body} }`;

/** A function of about so many instructions that returns `value`. */
const long = (name: string, count: number, value: number): string =>
  `volatile int sink_${name}; int ${name}(void) { ${Array.from({ length: count }, (_, i) => `sink_${name} = ${i};`).join(" ")} return ${value}; }`;

export const editScripts: readonly EditScript[] = [
  {
    name: "a value changes in place",
    steps: [1, 2, 77].map((status) => ({
      files: {
        "main.c": "int helper(void); int main(void) { return helper(); }",
        "helper.c": `int helper(void) { return ${status}; }`,
      },
      status,
    })),
  },
  {
    name: "a function grows, moves, and shrinks again",
    steps: [2, 40, 400, 3].map((count, step) => ({
      files: {
        "main.c": "int helper(void); int after(void); int main(void) { return helper() + after(); }",
        "helper.c": `${long("helper", count, 10 + step)}\nint after(void) { return 5; }`,
      },
      status: 15 + step,
    })),
  },
  {
    name: "code outgrows its section",
    steps: [1, 3000, 9000].map((count) => ({
      files: {
        "main.c": main("puts(text()); return helper();", "int helper(void); const char *text(void);"),
        "helper.c": `${long("helper", count, 9)}`,
        "text.c": 'static const char *const table[] = { "one", "two" }; const char *text(void) { return table[1]; }',
      },
      output: "two\n",
      status: 9,
    })),
  },
  {
    name: "library calls come and go",
    steps: [
      { files: { "main.c": main("return 3;") }, status: 3 },
      { files: { "main.c": main('puts("first"); return 4;') }, output: "first\n", status: 4 },
      {
        files: {
          "main.c": main(
            'char *p = malloc(4); p[0] = 65; putchar(p[0]); putchar(10); free(p); return (int)strlen("four");',
          ),
        },
        output: "A\n",
        status: 4,
      },
      { files: { "main.c": main("return 5;") }, status: 5 },
    ],
  },
  {
    name: "a name moves from file to file",
    steps: [
      {
        files: {
          "main.c": "int who(void); int main(void) { return who(); }",
          "a.c": "int who(void) { return 1; }",
          "b.c": "int b;",
        },
        status: 1,
      },
      {
        files: {
          "main.c": "int who(void); int main(void) { return who(); }",
          "a.c": "int a;",
          "b.c": "int who(void) { return 2; }",
        },
        status: 2,
      },
      {
        files: {
          "main.c": "int who(void) { return 3; } int main(void) { return who(); }",
          "a.c": "int a;",
          "b.c": "int b;",
        },
        status: 3,
      },
    ],
  },
  {
    name: "weak gives way to strong, and comes back",
    steps: [
      {
        files: {
          "main.c": "int pick(void); int main(void) { return pick(); }",
          "weak.c": "__attribute__((weak)) int pick(void) { return 1; }",
        },
        status: 1,
      },
      {
        files: {
          "main.c": "int pick(void); int main(void) { return pick(); }",
          "weak.c": "__attribute__((weak)) int pick(void) { return 1; }",
          "strong.c": "int pick(void) { return 2; }",
        },
        status: 2,
      },
      {
        files: {
          "main.c": "int pick(void); int main(void) { return pick(); }",
          "weak.c": "__attribute__((weak)) int pick(void) { return 3; }",
        },
        status: 3,
      },
    ],
  },
  {
    name: "tables of pointers follow their functions",
    steps: [3, 60, 600].map((count) => ({
      files: {
        "main.c": "typedef int (*fn)(void); extern fn table[]; int main(void) { return table[0]() * 10 + table[1](); }",
        "table.c": "typedef int (*fn)(void); int one(void); int two(void); fn table[] = { one, two };",
        "one.c": long("one", count, 4),
        "two.c": "int two(void) { return 2; }",
      },
      status: 42,
    })),
  },
  {
    name: "data grows, and zeroed data with it",
    steps: [2, 50, 5000].map((count) => ({
      files: {
        "main.c": `extern int list[]; extern int zeros[]; extern int after; int main(void) { return list[${count - 1}] + zeros[${count - 1}] + after; }`,
        "data.c": `int list[${count}] = { [${count - 1}] = 20 }; int zeros[${count}]; int after = 7;`,
      },
      status: 27,
    })),
  },
  {
    name: "initializers keep their order",
    steps: [["first"], ["first", "second"], ["first", "second", "third"], ["first", "third"]].map((names) => ({
      files: {
        "main.c": main("return 0;"),
        ...Object.fromEntries(
          names.map((name) => [
            `${name}.c`,
            `${io}__attribute__((constructor)) static void begin(void) { puts("${name}"); }`,
          ]),
        ),
      },
      output: names.map((name) => `${name}\n`).join(""),
      status: 0,
    })),
  },
  {
    name: "broken for a while",
    steps: [
      {
        files: {
          "main.c": "int helper(void); int main(void) { return helper(); }",
          "helper.c": "int helper(void) { return 1; }",
        },
        status: 1,
      },
      {
        files: {
          "main.c": "int helper(void); int main(void) { return helper(); }",
          "helper.c": "int renamed(void) { return 1; }",
        },
      },
      {
        files: {
          "main.c": "int renamed(void); int main(void) { return renamed() + 1; }",
          "helper.c": "int renamed(void) { return 1; }",
        },
        status: 2,
      },
      {
        files: {
          "main.c": "int helper(void); int main(void) { return helper(); }",
          "helper.c": "int helper(void) { return 6; }",
        },
        status: 6,
      },
    ],
  },
  {
    name: "strings grow and shrink",
    steps: ["a", "a much longer line than before, for which the section has to make room", "b"].map((text) => ({
      files: {
        "main.c": main("puts(line()); return 0;", "const char *line(void);"),
        "line.c": `const char *line(void) { return "${text}"; }`,
      },
      output: `${text}\n`,
      status: 0,
    })),
  },
  {
    name: "a pointer to a library's function moves to another one, and home",
    steps: [
      { to: "putchar", before: "", output: "A", status: 65 },
      { to: "own", before: "static int own(int c) { return c + 1; }", output: "", status: 66 },
      { to: "putchar", before: "", output: "A", status: 65 },
    ].map(({ to, before, output, status }) => ({
      files: {
        "main.c": "typedef int (*fn)(int); extern fn chosen; int main(void) { return chosen(65); }",
        "chosen.c": `${io}${before}\ntypedef int (*fn)(int); fn chosen = ${to};`,
      },
      output,
      status,
    })),
  },
  {
    name: "a variable gains a value, and loses it",
    steps: [0, 30, 0].map((value) => ({
      files: {
        "main.c": "extern int count; int main(void) { count += 4; return count; }",
        "count.c": value === 0 ? "int count;" : `int count = ${value};`,
      },
      status: value + 4,
    })),
  },
  {
    name: "a tentative definition gives way to a real one",
    steps: [
      { other: "int other;", status: 5 },
      { other: "int shared = 20;", status: 25 },
      { other: "int other;", status: 5 },
    ].map(({ other, status }) => ({
      files: {
        "main.c": "__attribute__((common)) int shared; int main(void) { return shared + 5; }",
        "other.c": other,
      },
      status,
    })),
  },
  {
    name: "a file is taken away and put back",
    steps: [true, false, true].map((isThere) => ({
      files: {
        "main.c": "int part(void); int main(void) { return part(); }",
        ...(isThere ? { "part.c": "int part(void) { return 8; }" } : {}),
      },
      ...(isThere ? { status: 8 } : {}),
    })),
  },
  {
    name: "functions change their order",
    steps: [
      ["one", "two", "three"],
      ["three", "one", "two"],
      ["two", "three", "one"],
    ].map((names) => ({
      files: {
        "main.c":
          "int one(void); int two(void); int three(void); int main(void) { return one() + 2 * two() + 4 * three(); }",
        "all.c": names.map((name) => `int ${name}(void) { return ${name.length}; }`).join("\n"),
      },
      status: 3 + 2 * 3 + 4 * 5,
    })),
  },
  {
    name: "a local function changes its name",
    steps: ["first", "second", "first"].map((name) => ({
      files: {
        "main.c": `__attribute__((noinline)) static int ${name}(int x) { return x * 3; } int (*volatile held)(int) = ${name}; int main(void) { return held(7) + ${name}(1); }`,
      },
      status: 24,
    })),
  },
  {
    name: "numbers with a fraction change",
    steps: [1.5, 2.25, 20.75].map((value) => ({
      files: {
        "main.c": "double scale(double x); volatile double in = 4; int main(void) { return (int)scale(in); }",
        "scale.c": `double scale(double x) { return x * ${value}; }`,
      },
      status: Math.floor(4 * value),
    })),
  },
  {
    name: "two hundred functions join and leave",
    steps: [0, 200, 3].map((count) => ({
      files: {
        "main.c": "int sum(void); int main(void) { return sum() % 251; }",
        "many.c": `${Array.from({ length: count }, (_, i) => `int part${i}(void) { return ${i}; }`).join("\n")}
int sum(void) { return 1${Array.from({ length: count }, (_, i) => ` + part${i}()`).join("")}; }`,
      },
      status: (1 + (count * (count - 1)) / 2) % 251,
    })),
  },
  {
    name: "a choice among many gains a case",
    steps: [4, 12, 6].map((count) => ({
      files: {
        "main.c": "int choose(int); volatile int in = 3; int main(void) { return choose(in); }",
        "choose.c": `int choose(int x) { switch (x) { ${Array.from({ length: count }, (_, i) => `case ${i}: return ${i * i + count};`).join(" ")} default: return 0; } }`,
      },
      status: 9 + count,
    })),
  },
];
