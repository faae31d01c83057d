// Operand names of the table as a manual writes them: `Xn|sp` becomes `Xn/SP`, `[Xn+u12*8]` becomes `[Xn, #imm]`.

type Write = (...groups: string[]) => string;

const written: readonly (readonly [RegExp, Write])[] = [
  [/^([WX])(\w+)\|sp$/, (width, role) => `${width}${role}/${width === "W" ? "WSP" : "SP"}`],
  [/^([WX])n=m$/, (width) => `${width}n`],
  [/^Xn\*$/, () => "Wn"],
  [/^([WX])([st])\+1$/, (width, role) => `${width}(${role}+1)`],
  [/^Q([dn])\*$/, (role) => `Q${role}`],
  [/^V([dnma])(?:=m)?\.(\d+[bhsdq])!?$/, (role, arrangement) => `V${role}.${arrangement}`],
  [/^V([dnma])\.(\d*[bhsd])\[(\w*)\]!?$/, (role, element, lane) => `V${role}.${element}[${lane === "1" ? "1" : "i"}]`],
  [
    /^([LT])([1-4])\.(\d*[bhsd])(\[\])?$/,
    (_, count, arrangement, lane) => listOf(Number(count), arrangement!, lane !== undefined),
  ],
  [/^\[Xn\+(?:u12|s9|s7)\*\d+\](!?)$/, (bang) => `[Xn, #imm]${bang}`],
  [/^\[Xn\+s10\](!?)$/, (bang) => `[Xn, #imm]${bang}`],
  [/^\[Xn\]\+(?:s9|s7)\*\d+$/, () => "[Xn], #imm"],
  [/^\[Xn\+Rm\*\d+\]$/, () => "[Xn, Rm{, extend}]"],
  [/^\[Xn\]\+(\d+)\|Xm$/, (bytes) => `[Xn], #${bytes}/Xm`],
  [/^(?:-?imm12@?|movz\.[WX]|movn\.[WX]|movmask\.[WX]|u\d+@\d+)$/, () => "#imm"],
  [/^~?bitmask\.[WX]$/, () => "#mask"],
  [/^chunk\.[WX]$/, () => "#imm16{, lsl #n}"],
  [/^l?shift\.[WX]$/, () => "{shift #n}"],
  [/^x?extend\.[WX]$/, () => "{extend #n}"],
  [/^(?:imm[rs]|lsl|bit|fraction)\.[WX]$/, () => "#n"],
  [/^(?:put|take|clear)\.[WX]$/, () => "#lsb, #width"],
  [/^(?:left|right)\.\d*[bhsd]$/, () => "#n"],
  [/^ext\.(?:8b|16b)$/, () => "#i"],
  [/^mod\.(?:8|16|32|msl)$/, (..._) => "#imm{, shift}"],
  [/^turn@\d+$|^halfturn$/, () => "#turn"],
  [/^(?:target\d+|adr|adrp|literal19)$/, () => "label"],
  [/^literal(?:move)?\.[WX]$/, () => "=value"],
  [/^!?cond(?:@0)?$/, () => "cond"],
  [/^(?:readable|writable)$/, () => "sysreg"],
  [/^(?:alone|with)\.(\w+)$/, (family) => `${family}op`],
  [/^=(\w+)$/, (word) => word!],
  [/^c@\d+$/, () => "Cn"],
  [/^#0(\.0)?!?$/, (fraction) => `#0${fraction ?? ""}`],
  [/^(?:float|vfloat)$/, () => "#float"],
  [/^bytemask$/, () => "#bytemask"],
  [/^(?:i?barrier|btarget)$/, () => "option"],
  [/^(?:range)?prefetch$/, () => "prfop"],
];

function listOf(count: number, arrangement: string, lane: boolean): string {
  const names = Array.from({ length: count }, (_, index) => `V${index === 0 ? "t" : `t${index + 1}`}.${arrangement}`);
  return `{ ${names.join(", ")} }${lane ? "[i]" : ""}`;
}

const known = new Map<string, string>();

function operandText(name: string): string {
  let text = known.get(name);
  if (text !== undefined) return text;
  text = name;
  for (const [pattern, write] of written) {
    const match = pattern.exec(name);
    if (match === null) continue;
    text = write(...match.slice(1));
    break;
  }
  known.set(name, text);
  return text;
}

/** `Xd|sp, Xn|sp, imm12@` → `Xd/SP, Xn/SP, #imm` */
export const patternText = (pattern: string): string =>
  pattern === "" ? "" : pattern.split(", ").map(operandText).join(", ");
