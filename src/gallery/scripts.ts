// Scripts of declaration calls (the format is told in linker/incremental/script/parseScript.ts): what a compiler asks of
// an incremental linker, step by step. The first is what made extern symbols work in Zig's self-hosted linker.

export interface GalleryScript {
  readonly id: string;
  readonly title: string;
  readonly concept: string;
  /** What to notice: two to four sentences. */
  readonly notice: string;
  readonly text: { readonly arm64: string; readonly x86_64: string };
}

const code = {
  x86_64: {
    ret: "c3",
    load: (name: string) => `48 8b 05 00 00 00 00 c3\n  at 3 got extern ${name}`,
    call: (name: string) => `e8 00 00 00 00 c3\n  at 1 branch extern ${name}`,
    filling: "90",
  },
  arm64: {
    ret: "c0 03 5f d6",
    load: (name: string) =>
      `00 00 00 90 00 00 40 f9 c0 03 5f d6\n  at 0 got-page extern ${name}\n  at 4 got-pageoff extern ${name}`,
    call: (name: string) => `00 00 00 94 c0 03 5f d6\n  at 0 branch extern ${name}`,
    filling: "1f 20 03 d5",
  },
} as const;
type Code = (typeof code)["arm64" | "x86_64"];

const both = (write: (code: Code) => string): GalleryScript["text"] => ({
  arm64: write(code.arm64),
  x86_64: write(code.x86_64),
});
const word = (value: number): string => `${value.toString(16).padStart(2, "0")} 00 00 00 00 00 00 00`;

export const scripts: readonly GalleryScript[] = [
  {
    id: "extern-const",
    title: "A value exported and read back",
    concept: "declaration calls: extern",
    notice:
      "This is what a compiler asks of an incremental linker, call by call. The reader is lowered first, so its name is undefined: the first flush fails and says so. Then a constant is exported under that name and takes over its record, and the cell leads to the value, 10. History lists the calls; choose a flush to see the image it left.",
    text: both(
      ({ ret, load }) => `# Referred to before anybody defines it: the
# name collects add_got, and waits.
function main = ${ret}
export main as main
function reader = ${load("exported")}
flush
expect error undefined-symbol
expect undefined exported

# The definition takes over the record of the
# undefined name: the reference needs no repair.
constant value align 3 = ${word(10)}
export value as exported
flush
expect linked
expect read exported = 10

# The other way round: defined, then asked for.
variable variable align 3 = ${word(5)}
export variable as second
function later = ${load("second")}
flush
expect read second = 5
flush
expect unchanged
`,
    ),
  },
  {
    id: "grow",
    title: "Within its room and beyond",
    concept: "declaration calls: growth",
    notice:
      "A function is updated three times. What fits the room that was left behind it stays where it is, and nothing else is written. The third version does not fit: it moves, and History draws from where to where.",
    text: both(
      ({ ret, filling }) => `function main = ${ret}
export main as main
function first = ${filling} x ${filling.length === 2 ? 120 : 30} ${ret}
function last = ${ret}
flush
expect moved nothing

# A third more than it needed: it stays.
function first = ${filling} x ${filling.length === 2 ? 140 : 35} ${ret}
flush
expect moved nothing

# More: it moves, and its GOT cell follows.
function first = ${filling} x ${filling.length === 2 ? 400 : 100} ${ret}
flush
expect moved first
`,
    ),
  },
  {
    id: "imports",
    title: "A stub comes with its first call",
    concept: "declaration calls: imports",
    notice:
      "An extern function that nobody calls asks for nothing. The first call makes a stub, with its lazy pointer and its helper entry; the second one uses the same. A flush without calls before it writes not a byte.",
    text: both(
      ({ ret, call }) => `function main = ${ret}
export main as main
extern function puts
flush
expect slots stub = 0

function greet = ${call("puts")}
flush
expect linked
expect slots stub = 1

function again = ${call("puts")}
flush
expect slots stub = 1
flush
expect unchanged
`,
    ),
  },
];
