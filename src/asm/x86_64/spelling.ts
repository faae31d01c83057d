// iced's formatters follow the GNU and Intel manners; these are the last differences to LLVM's, so that a disassembly
// reads as llvm-objdump's does and assembles again to the same bytes.

/** A decoded instruction as iced has it. */
export interface Decoded {
  /** iced's name of the form, `EVEX_Vaddps_xmm_k1z_xmm_xmmm128b32`. */
  readonly codeName: string;
  readonly code: Uint8Array;
  readonly hasMemory: boolean;
}

/** Part of iced's form name: `vaddps`. */
const icedMnemonic = (codeName: string): string =>
  /^(?:(?:VEX|EVEX|XOP|D3NOW)_)?([A-Za-z0-9]+)/.exec(codeName)![1]!.toLowerCase();

// Both syntaxes

/** Instructions whose EVEX form LLVM takes unless `{vex}` asks for the other one. */
const vexByRequest = /^VEX_(Vpdp(bu|wss)sds?|Vpdp(bus|wss)ds?|Vpmadd52[lh]uq|Vcvtneps2bf16)_/;
const neverOrAlways = /^(vpcmp)(false|true)(u?[bwdq]) /;
const carryless = /^(v?pclmul)([lh])q([lh])qdq /;
/** They write k0 and k1, k2 and k3, …; the even one names the pair. */
const maskPair = /(k)([1357])(?=$|,)/;
const stringDestination = /^(Ins|Movs|Cmps|Stos|Scas)[bwdq]_(m\d+|[ER]?A[LX])_/;
const padlock = /^rep (xsha\w+|xcrypt\w+|montmul)/;
/** Between two registers LLVM names the one in ModRM.reg first, iced the other. */
const exchange = /^(xchg[bwlq]?) (%?[a-z]\w*), (%?[a-z]\w*)$/;
const narrowed = /^(Push|Pop|Enter|Leave|Ret)/;
const renamed: Readonly<Record<string, string>> = {
  fwait: "wait",
  fcomip: "fcompi",
  fucomip: "fucompi",
  xstore: "xstorerng",
  prefetch_exclusive: "prefetch",
  vmgexit: "vmmcall",
};

/** A bare address that the CPU extends from 32 bits. */
const farAddress = /(?<![$\w])0xffffffff([89a-f][0-9a-f]{7})\b/;
const negated = (low: string): string => `-0x${(2 ** 32 - Number.parseInt(low, 16)).toString(16)}`;

function commonSpelling(text: string, { codeName, hasMemory }: Decoded): string {
  let spelled = text.replace(/^\S+/, (name) => renamed[name] ?? name).replace(padlock, "$1");
  if (spelled.includes("{")) spelled = spelled.replace(/\{(%?k\d|z)\}/g, " {$1}");
  if (codeName.startsWith("EVEX_Vp2intersect"))
    spelled = spelled.replace(maskPair, (_, k, n) => `${k}${Number(n) - 1}`);
  if (hasMemory) spelled = spelled.replace(farAddress, (_, low) => negated(low));
  if (codeName.startsWith("Xchg_r")) spelled = spelled.replace(exchange, "$1 $3, $2");
  if (narrowed.test(codeName)) spelled = spelled.replace(/^data16 /, "");
  if (codeName === "Nopq" || codeName === "Getsecq") return codeName.slice(0, -1).toLowerCase();
  if (codeName === "Xlat_m8" && !/[c-g]s:/.test(text)) return "xlatb";
  // iced names the 32-bit register in both forms.
  if (/^EVEX_Vmovw_.*r64m16/.test(codeName))
    spelled = spelled.replace(/\b(e\w\w|r\d+d)\b(?![^[(]*[\])])/, (name) => resized(name, 8));
  return spelled;
}

const withRequest = (text: string, codeName: string): string => (vexByRequest.test(codeName) ? `{vex} ${text}` : text);

/** The predicate that a pseudo mnemonic of iced's spells and LLVM does not, as the immediate it is. */
function immediateOf(text: string, immediate: (value: number) => (rest: string) => string): string {
  const truth = neverOrAlways.exec(text);
  if (truth !== null) {
    const rest = text.slice(truth[0].length);
    return `${truth[1]}${truth[3]} ${immediate(truth[2] === "false" ? 3 : 7)(rest)}`;
  }
  const halves = carryless.exec(text);
  if (halves === null) return text;
  const value = (halves[2] === "h" ? 1 : 0) | (halves[3] === "h" ? 0x10 : 0);
  return `${halves[1]}qdq ${immediate(value)(text.slice(halves[0].length))}`;
}

// AT&T

const byteSetOrLoop = /^(set\w+)b |^(loop\w*)q /;
const conversionFromRegister = /^(v?cvtu?si2s[sdh])[lq] /;
const shiftByOne = /^((?:sh[lr]|sa[lr]|ro[lr]|rc[lr])[bwlq]) \$0x1, /;
const poppingStack = /^(fadd|fmul|fsubr?|fdivr?)p(?: %st(?:\(0\))?, (%st\(\d\)))?$/;
const bareStack = /^(fu?comp?|fxch)$/;
const stateImage = /^(f(?:ldenv|nstenv|nsave|rstor|ldcw|nstcw|nstsw))[slw] /;
const bareSuffix: Readonly<Record<string, string>> = {
  enterw: "enter",
  enterq: "enter",
  leavew: "leave",
  leaveq: "leave",
  lkgsw: "lkgs",
  verrw: "verr",
  verww: "verw",
  movsxw: "movsww",
  movzxw: "movzww",
  movdiril: "movdiri",
  movdiriq: "movdiri",
};
const repeatedFactor = /^(imul[wlq]) (\$\S+), (%\w+)$/;
const suffixedByRegister = /^((?:rd|wr)[fg]sbase|rdseed|rdrand|aand|aor|axor|aadd) (.*)$/;
const reads16Bits = /^(Lar|Lsl)_r(32|64)_r/;
const narrowResult = /^(VEX_V|EVEX_V)?(p(extr|insr)[bw]|extractps|movmskp[sd]|pmovmskb)_/i;
const codeSegmentPrefix = 0x2e;
const operandSizePrefix = 0x66;

export const attSpelling = (text: string, decoded: Decoded): string =>
  withRequest(attUnprefixed(text, decoded), decoded.codeName);

function attUnprefixed(text: string, decoded: Decoded): string {
  const { codeName, code } = decoded;
  if (text === "xchgw %ax, %ax") return "nop";
  if (codeName.startsWith("Nop_rm") && code.includes(codeSegmentPrefix) && !text.includes("%cs:"))
    return text.replace(" ", " %cs:");
  let spelled = commonSpelling(text, decoded);
  // Shifts by one have an opcode without immediate (D0, D1); C1 /4 01 keeps its `$0x1`.
  if (codeName.endsWith("_1")) return spelled.replace(shiftByOne, "$1 ");
  if (spelled.startsWith("f")) spelled = attFloating(spelled);
  else if (/^v(cvt|fpclass)/.test(spelled)) spelled = withoutVectorSuffix(spelled, decoded);
  else if (stringDestination.test(codeName)) spelled = spelled.replace(/(?<!:)\((%[re]di)\)/, "%es:($1)");
  spelled = spelled.replace(/^\w+/, (name) => bareSuffix[name] ?? name);
  if (reads16Bits.test(codeName)) spelled = spelled.replace(/ %(\w+)(?=, )/, (_, name) => ` %${resized(name, 2)}`);
  if (codeName.startsWith("Retnq") && code[0] === operandSizePrefix) spelled = spelled.replace("retq", "retw");
  if (codeName.startsWith("Imul_r")) spelled = spelled.replace(repeatedFactor, "$1 $2, $3, $3");
  if (narrowResult.test(codeName) && !spelled.includes("("))
    spelled = spelled.replace(/%r(\w+)/g, (_, name) => `%${resized(`r${name}`, 4)}`);
  spelled = spelled.replace(/^rex\.w (l(?:jmp|call)) /, "$1q ").replace(suffixedByRegister, attSuffixed);
  return immediateOf(spelled, (value) => (rest) => `$0x${value.toString(16)}, ${rest}`)
    .replace(byteSetOrLoop, "$1$2 ")
    .replace(/^(v?pcmpestr[mi])q /, "$1 ")
    .replace(conversionFromRegister, decoded.hasMemory ? "$&" : "$1 ");
}

function attFloating(text: string): string {
  return text
    .replace(stateImage, "$1 ")
    .replace(bareStack, "$1 %st(1)")
    .replace(poppingStack, (_, name: string, operand = "%st(1)") => `${name}p %st, ${operand}`);
}

/** `vcvtpd2psx` needs its letter for memory only, and not where the broadcast tells as much. */
function withoutVectorSuffix(text: string, { codeName, hasMemory }: Decoded): string {
  if (hasMemory && !text.includes("{1to")) return text;
  const name = icedMnemonic(codeName);
  const end = name.length;
  return text.startsWith(name) && /[xyz]/.test(text[end]!) && text[end + 1] === " " ? name + text.slice(end + 1) : text;
}

function attSuffixed(text: string, name: string, operands: string): string {
  const register = /%(\w+)/.exec(operands)?.[1];
  return register === undefined ? text : `${name}${{ 2: "w", 4: "l", 8: "q" }[sizeOf(register)] ?? ""} ${operands}`;
}

const sizeOf = (register: string): number => {
  if (/^r\d+w$|^[a-z]{2}$/.test(register)) return 2;
  return /^e|^r\d+d$/.test(register) ? 4 : 8;
};

/** Another part of the same general-purpose register. */
function resized(register: string, bytes: 2 | 4 | 8): string {
  const numbered = /^(r\d+)[wd]?$/.exec(register);
  if (numbered !== null) return `${numbered[1]}${bytes === 2 ? "w" : bytes === 4 ? "d" : ""}`;
  const root = register.replace(/^[re](?=[a-z]{2}$)/, "");
  return bytes === 2 ? root : `${bytes === 4 ? "e" : "r"}${root}`;
}

// Intel

/** `rbx*4` */
const scaledIndex = /\b([a-z]+\w*)\*([1248])/;
const stackTop = /^(f\w+) st, (?=.*\[)/;
const stackTopLast = /^(f\w+ .*\]), st$/;
const namelessSize = /(?:fpuenv\d+|fpustate\d+|fxsave_\w+|xsave_\w+) ptr /;
const rounding = /\s*\{(r[nduz]e?-sae|sae)\}/;
const accumulators: Readonly<Record<string, string>> = { b: "al", w: "ax", d: "eax", q: "rax" };

export const intelSpelling = (text: string, decoded: Decoded): string =>
  withRequest(intelUnprefixed(text, decoded), decoded.codeName);

function intelUnprefixed(text: string, decoded: Decoded): string {
  const { codeName, code } = decoded;
  if (text === "xchg ax, ax") return "nop";
  if (codeName.startsWith("Nop_rm") && code.includes(codeSegmentPrefix) && !text.includes("cs:"))
    return text.replace("[", "cs:[");
  let spelled = commonSpelling(text, decoded).replace(scaledIndex, "$2*$1");
  if (codeName.endsWith("_1")) return spelled.replace(/, 0x1$/, "");
  if (spelled.startsWith("f")) spelled = intelFloating(spelled);
  else if (stringDestination.test(codeName) || codeName.startsWith("Lods")) spelled = intelString(spelled, codeName);
  if (rounding.test(spelled)) spelled = withRoundingLast(spelled);
  if (reads16Bits.test(codeName)) spelled = spelled.replace(/, (\w+)$/, (_, name) => `, ${resized(name, 2)}`);
  if (narrowResult.test(codeName) && !spelled.includes("["))
    spelled = spelled.replace(/\br\w+/g, (name) => resized(name, 4));
  if (vectorIndexed.test(spelled)) spelled = spelled.replace(maskOperand, "$1 {$2}$3");
  if (codeName.includes("moffs") || codeName === "Mov_r64_imm64") spelled = spelled.replace(/^mov/, "movabs");
  if (/^Lkgs_r(32|64)m16$/.test(codeName) && !spelled.includes("["))
    return spelled.replace(/(\w+)$/, (name) => resized(name, 2));
  if (codeName.startsWith("Imul_r")) spelled = spelled.replace(/^imul (\w+), (-?0x\w+)$/, "imul $1, $1, $2");
  spelled = intelSizes(spelled, codeName);
  return immediateOf(spelled, (value) => (rest) => `${rest}, 0x${value.toString(16)}`).replace(
    /^(v?pcmpestr[mi])64 /,
    "$1 ",
  );
}

const vectorIndexed = /^vp?(gather|scatter)/;
const maskOperand = /^(\S+ .*?), (k[1-7])(, .*)?$/;
const withoutSize = /^([ls][gi]dt|l[sfg]s|[ls]t?tilecfg|ldtilecfg|aes(enc|dec)(wide)?(128|256)kl) /;
const withoutOperands =
  /^(vmrun|vmload|vmsave|clzero|skinit|invlpgb?a?|pvalidate|psmash|rmpadjust|rmpupdate|rmpquery) [er]/;
const byteSized = /^(invlpg|cldemote) (?=[c-g]?s?:?\[)/;
const farTransfer = /^(?:rex\.w |data64 |data16 )?(ret|call|jmp) far /;
const blend = /^(p?blendv(b|ps|pd)|sha256rnds2) /;

const segmentLoad = /^Mov_Sreg_r(32|64)m16$/;
const loadBytes = (codeName: string): 4 | 8 => (codeName.includes("r32") ? 4 : 8);

/** Memory that LLVM names no size for, and operands that it leaves out or adds. */
function intelSizes(text: string, codeName: string): string {
  if (withoutOperands.test(text)) return text.slice(0, text.indexOf(" "));
  if (farTransfer.test(`${text} `)) return intelFar(text, codeName);
  if (blend.test(text)) return text.endsWith(", xmm0") && text.split(",").length > 2 ? text : `${text}, xmm0`;
  if (withoutSize.test(text)) return text.replace(/\w+ ptr /, "");
  if (/^(rstorssp|clrssbsy) /.test(text)) return text.replace("qword", "dword");
  if (segmentLoad.test(codeName))
    return text.replace(/, (\w+)$/, (_, name) => `, ${resized(name, loadBytes(codeName))}`);
  return text.replace(byteSized, "$1 byte ptr ").replace(namelessSize, "");
}

function intelFar(text: string, codeName: string): string {
  const [, name] = farTransfer.exec(`${text} `)!;
  const rest = text.replace(/^.* far ?/, "");
  if (name === "ret") return `ret${codeName.startsWith("Retfq") ? "fq" : "f"} ${rest}`.trimEnd();
  return codeName.endsWith("m1632") ? `${name} ${rest}` : `l${name} ${rest.replace(/^\w+ ptr /, "")}`;
}

function intelFloating(text: string): string {
  return text
    .replace(stackTop, "$1 ")
    .replace(stackTopLast, "$1")
    .replace(/^(fu?comp?|fld|fxch) st, (?=st)/, "$1 ")
    .replace(/^(fstp?) (st\(\d\)), st$/, "$1 $2")
    .replace(bareStack, "$1 st(1)")
    .replace(/^(f(?:add|mul|subr?|divr?)p)$/, "$1 st(1), st");
}

function intelString(text: string, codeName: string): string {
  const [, name, size] = /^([A-Z][a-z]+)([bwdq])_/.exec(codeName)!;
  const marked = text.replace(/(?<!:)\[([re]di)\]/, "es:[$1]");
  if (name === "Stos") return `${marked}, ${accumulators[size!]}`;
  if (name === "Lods" || name === "Scas") return marked.replace(/^(rep\w* )?(\w+) /, `$1$2 ${accumulators[size!]}, `);
  return marked;
}

/** It stands behind the registers: before an immediate, or before the integer that a conversion reads. */
function withRoundingLast(text: string): string {
  const mode = rounding.exec(text)![1]!.replace("rne", "rn");
  const parts = text.replace(rounding, "").split(", ");
  const last = parts.at(-1)!;
  const isConversion = /^vcvtu?si2s[sdh] /.test(text);
  const at = /^-?(0x)?\d/.test(last) || isConversion ? parts.length - 1 : parts.length;
  return [...parts.slice(0, at), `{${mode}}`, ...parts.slice(at)].join(", ");
}
