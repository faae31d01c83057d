// What the bytes of an x86_64 instruction are: prefixes, opcode, ModRM, SIB, displacement and immediates. The lengths
// follow from the bytes as the CPU reads them; iced says which instruction it is and names its operands.

import { type Anatomy, binary, type EncodingField, type EncodingUnit } from "../anatomy";
import type { Iced, IcedModule } from "./icedModule";
import { meaningOf } from "./meanings";
import { type Field, fieldOf, operandKinds } from "./recipe";

const legacyPrefixes: ReadonlyMap<number, string> = new Map([
  [0x66, "operands of 16 bits"],
  [0x67, "addresses of 32 bits"],
  [0xf0, "lock: at once, as seen by all cores"],
  [0xf2, "repne: repeat while not equal"],
  [0xf3, "rep: repeat"],
  [0x2e, "segment cs"],
  [0x36, "segment ss"],
  [0x3e, "segment ds"],
  [0x26, "segment es"],
  [0x64, "segment fs"],
  [0x65, "segment gs"],
]);

const bit = (byte: number, at: number) => (byte >> at) & 1;
const field = (name: string, value: number, width: number, meaning = ""): EncodingField => ({
  name,
  bits: binary(value, width),
  meaning,
});

function unit(name: string, bytes: readonly number[], fields: readonly EncodingField[], meaning = ""): EncodingUnit {
  return { name, bytes, isLittleEndian: false, fields, meaning };
}

/** Bytes that are one number, the lowest first. */
function numberUnit(name: string, bytes: readonly number[], meaning: string): EncodingUnit {
  const bits = [...bytes].reverse().map((byte) => binary(byte, 8));
  return { name, bytes, isLittleEndian: true, fields: [{ name, bits: bits.join(""), meaning: "" }], meaning };
}

/** Two's complement, lowest byte first. */
function signedValue(bytes: readonly number[]): bigint {
  let value = 0n;
  for (const [at, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * at);
  return BigInt.asIntN(8 * bytes.length, value);
}
const hex = (value: bigint) => (value < 0n ? `−0x${(-value).toString(16)}` : `0x${value.toString(16)}`);

/** What prefixes of the VEX kind say beside the opcode; bits that are stored inverted are already put right. */
interface Extension {
  readonly r: number;
  readonly x: number;
  readonly b: number;
  readonly w: number;
}

/** The instruction that the bytes are, and a place in them. */
class Reader {
  readonly iced: IcedModule;
  readonly bytes: Uint8Array;
  readonly instruction: Iced.Instruction;
  readonly info: Iced.OpCodeInfo;
  readonly fields: readonly Field[];
  readonly units: EncodingUnit[] = [];
  at = 0;
  extension: Extension = { r: 0, x: 0, b: 0, w: 0 };

  constructor(iced: IcedModule, bytes: Uint8Array, instruction: Iced.Instruction, info: Iced.OpCodeInfo) {
    this.iced = iced;
    this.bytes = bytes;
    this.instruction = instruction;
    this.info = info;
    this.fields = operandKinds(info).map((kind) => fieldOf(iced.OpCodeOperandKind[kind]!));
  }

  take(count: number): number[] {
    const taken = [...this.bytes.subarray(this.at, this.at + count)];
    this.at += count;
    return taken;
  }

  get peek(): number {
    return this.bytes[this.at] ?? 0;
  }

  registerName(number: Iced.Register): string {
    return number === this.iced.Register.None ? "" : this.iced.Register[number]!.toLowerCase();
  }

  /** The register that an operand's field names, "" when it names none. */
  registerIn(wanted: Field): string {
    const operand = this.fields.indexOf(wanted);
    if (operand < 0 || operand >= this.instruction.opCount) return "";
    if (this.instruction.opKind(operand) !== this.iced.OpKind.Register) return "";
    return this.registerName(this.instruction.opRegister(operand));
  }
}

function readPrefixes(reader: Reader): void {
  const { info, iced } = reader;
  if (info.fwait && reader.peek === 0x9b)
    reader.units.push(unit("wait", reader.take(1), [field("op", 0x9b, 8)], "waits for the x87"));
  const mandatory = new Map([
    [iced.MandatoryPrefix.P66, 0x66],
    [iced.MandatoryPrefix.PF3, 0xf3],
    [iced.MandatoryPrefix.PF2, 0xf2],
  ]).get(info.mandatoryPrefix);
  while (legacyPrefixes.has(reader.peek)) {
    const [byte] = reader.take(1);
    const isOpcode = byte === mandatory && info.encoding === iced.EncodingKind.Legacy;
    reader.units.push(
      unit(
        "prefix",
        [byte!],
        [field(isOpcode ? "op" : "prefix", byte!, 8)],
        isOpcode ? "part of the opcode" : legacyPrefixes.get(byte!),
      ),
    );
  }
}

function readRex(reader: Reader): void {
  const byte = reader.peek;
  if ((byte & 0xf0) !== 0x40) return;
  reader.extension = { w: bit(byte, 3), r: bit(byte, 2), x: bit(byte, 1), b: bit(byte, 0) };
  reader.units.push(
    unit("REX prefix", reader.take(1), [
      field("REX", 4, 4),
      field("W", bit(byte, 3), 1, bit(byte, 3) === 1 ? "operands of 64 bits" : ""),
      field("R", bit(byte, 2), 1, bit(byte, 2) === 1 ? "ModRM.reg + 8" : ""),
      field("X", bit(byte, 1), 1, bit(byte, 1) === 1 ? "SIB.index + 8" : ""),
      field("B", bit(byte, 0), 1, bit(byte, 0) === 1 ? "ModRM.rm, SIB.base or opcode register + 8" : ""),
    ]),
  );
}

const impliedPrefix = ["none", "66", "f3", "f2"];
const opcodeMaps: Readonly<Record<number, string>> = { 1: "map 0F", 2: "map 0F38", 3: "map 0F3A" };
const mapText = (map: number) => opcodeMaps[map] ?? `map ${map}`;
const lengths = ["128 bits, or one element", "256 bits", "512 bits", "rounding as L'L says"];

/** vvvv, L and pp, which VEX of both lengths and XOP end in. */
function vectorFields(reader: Reader, byte: number): EncodingField[] {
  return [
    field("vvvv", (byte >> 3) & 15, 4, reader.registerIn("vvvv") || "unused"),
    field("L", bit(byte, 2), 1, lengths[bit(byte, 2)]),
    field("pp", byte & 3, 2, `prefix ${impliedPrefix[byte & 3]}`),
  ];
}

const inverted = (name: string, value: number, meaning: string): EncodingField =>
  field(`${name}̅`, value, 1, value === 0 ? meaning : "");

function readVex2(reader: Reader): void {
  const bytes = reader.take(2);
  const second = bytes[1]!;
  reader.extension = { r: 1 - bit(second, 7), x: 0, b: 0, w: 0 };
  const fields = [
    field("VEX", 0xc5, 8),
    inverted("R", bit(second, 7), "ModRM.reg + 8"),
    ...vectorFields(reader, second),
  ];
  reader.units.push(unit("VEX prefix", bytes, fields, mapText(1)));
}

function readVex3(reader: Reader, name: "VEX" | "XOP"): void {
  const bytes = reader.take(3);
  const [first, second, third] = [bytes[0]!, bytes[1]!, bytes[2]!];
  reader.extension = { r: 1 - bit(second, 7), x: 1 - bit(second, 6), b: 1 - bit(second, 5), w: bit(third, 7) };
  reader.units.push(
    unit(`${name} prefix`, bytes, [
      field(name, first, 8),
      inverted("R", bit(second, 7), "ModRM.reg + 8"),
      inverted("X", bit(second, 6), "SIB.index + 8"),
      inverted("B", bit(second, 5), "ModRM.rm or SIB.base + 8"),
      field("mmmmm", second & 31, 5, mapText(second & 31)),
      field("W", bit(third, 7), 1),
      ...vectorFields(reader, third),
    ]),
  );
}

function readEvex(reader: Reader): void {
  const bytes = reader.take(4);
  const [, p0, p1, p2] = [bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!];
  const mask = p2 & 7;
  reader.extension = { r: 1 - bit(p0, 7), x: 1 - bit(p0, 6), b: 1 - bit(p0, 5), w: bit(p1, 7) };
  reader.units.push(
    unit("EVEX prefix", bytes, [
      field("EVEX", 0x62, 8),
      inverted("R", bit(p0, 7), "ModRM.reg + 8"),
      inverted("X", bit(p0, 6), "SIB.index + 8, or ModRM.rm + 16"),
      inverted("B", bit(p0, 5), "ModRM.rm or SIB.base + 8"),
      inverted("R'", bit(p0, 4), "ModRM.reg + 16"),
      field("mmmm", p0 & 15, 4, mapText(p0 & 15)),
      field("W", bit(p1, 7), 1),
      field("vvvv", (p1 >> 3) & 15, 4, reader.registerIn("vvvv") || "unused"),
      field("1", bit(p1, 2), 1),
      field("pp", p1 & 3, 2, `prefix ${impliedPrefix[p1 & 3]}`),
      field("z", bit(p2, 7), 1, bit(p2, 7) === 1 ? "masked elements become zero" : ""),
      field(
        "L'L",
        (p2 >> 5) & 3,
        2,
        bit(p2, 4) === 1 && reader.instruction.roundingControl !== 0 ? "rounding" : lengths[(p2 >> 5) & 3],
      ),
      field("b", bit(p2, 4), 1, bit(p2, 4) === 1 ? "broadcast, rounding or no exceptions" : ""),
      inverted("V'", bit(p2, 3), "vvvv or index + 16"),
      field("aaa", mask, 3, mask === 0 ? "no mask" : `mask k${mask}`),
    ]),
  );
}

function readOpcode(reader: Reader): void {
  const { info, iced } = reader;
  const { EncodingKind, OpCodeTableKind } = iced;
  const isLegacy = info.encoding === EncodingKind.Legacy || info.encoding === EncodingKind.D3NOW;
  const escapes = new Map([
    [OpCodeTableKind.T0F, 1],
    [OpCodeTableKind.T0F38, 2],
    [OpCodeTableKind.T0F3A, 2],
  ]);
  const escapeBytes = isLegacy ? (escapes.get(info.table) ?? 0) : 0;
  // 3DNow! has its opcode behind the operands.
  const bytes = reader.take(info.encoding === EncodingKind.D3NOW ? 2 : escapeBytes + info.opCodeLength);
  const last = bytes.at(-1)!;
  const before = bytes.slice(0, -1).map((byte) => field("op", byte, 8));
  const register = reader.registerIn("opcode");
  const fields =
    register === "" ? [field("op", last, 8)] : [field("op", last >> 3, 5), field("reg", last & 7, 3, register)];
  reader.units.push(unit("opcode", bytes, [...before, ...fields]));
}

const hasModRm = ({ info, fields }: Reader) =>
  info.opCodeLength !== 2 && (info.isGroup || info.isRmGroup || fields.includes("reg") || fields.includes("rm"));

const modes = ["memory, no displacement", "memory, 8-bit displacement", "memory, 32-bit displacement", "register"];

/** Bytes of the displacement that ModRM and SIB ask for. */
function displacementSize(mod: number, rm: number, base: number | undefined): number {
  if (mod === 1) return 1;
  if (mod === 2) return 4;
  return mod === 0 && (rm === 5 || base === 5) ? 4 : 0;
}

function rmText(reader: Reader, mod: number, rm: number): string {
  if (mod === 3) return reader.registerIn("rm") || String(rm);
  if (rm === 4) return "see SIB";
  if (mod === 0 && rm === 5) return "relative to the next instruction (rip)";
  return `address in ${reader.registerName(reader.instruction.memoryBase)}`;
}

/** Returns the size of the displacement that follows. */
function readModRm(reader: Reader): number {
  const byte = reader.peek;
  const [mod, reg, rm] = [byte >> 6, (byte >> 3) & 7, byte & 7];
  const extra = reader.info.isGroup ? `/${reg}: part of the opcode` : reader.registerIn("reg") || "unused";
  reader.units.push(
    unit("ModRM", reader.take(1), [
      field("mod", mod, 2, modes[mod]),
      field("reg", reg, 3, extra),
      field("rm", rm, 3, reader.info.isRmGroup ? "part of the opcode" : rmText(reader, mod, rm)),
    ]),
  );
  if (mod === 3 || rm !== 4) return mod === 3 ? 0 : displacementSize(mod, rm, undefined);
  const sib = reader.peek;
  const base = sib & 7;
  const { memoryBase, memoryIndex } = reader.instruction;
  reader.units.push(
    unit("SIB", reader.take(1), [
      field("scale", sib >> 6, 2, `index × ${1 << (sib >> 6)}`),
      field("index", (sib >> 3) & 7, 3, reader.registerName(memoryIndex) || "none"),
      field("base", base, 3, reader.registerName(memoryBase) || "none"),
    ]),
  );
  return displacementSize(mod, rm, base);
}

function readConstants(reader: Reader, displacement: number): void {
  const { bytes, fields, info, iced } = reader;
  if (displacement > 0) {
    const taken = reader.take(displacement);
    const scale =
      displacement === 1 && info.encoding === iced.EncodingKind.EVEX ? ", times the size of what is accessed" : "";
    reader.units.push(numberUnit("displacement", taken, `${hex(signedValue(taken))}${scale}`));
  }
  const suffix = info.encoding === iced.EncodingKind.D3NOW ? 1 : 0;
  const rest = bytes.length - reader.at - suffix;
  // Two constants: the second one is a byte, or the 8-bit level of `enter`.
  const last = fields.filter((name) => name === "immediate").length > 1 ? (rest === 3 ? 1 : rest / 2) : 0;
  for (const size of [rest - last, last]) {
    if (size <= 0) continue;
    const taken = reader.take(size);
    const name = fields.includes("branch") ? "distance" : fields.includes("offset") ? "address" : "immediate";
    reader.units.push(numberUnit(name, taken, immediateText(reader, name, taken)));
  }
  if (suffix > 0) reader.units.push(unit("opcode", reader.take(1), [field("op", bytes.at(-1)!, 8)]));
}

function immediateText(reader: Reader, name: string, bytes: readonly number[]): string {
  const value = hex(signedValue(bytes));
  if (name === "distance") return `${value} bytes from the next instruction`;
  if (reader.fields.includes("upper")) return `${reader.registerIn("upper")} in the upper half`;
  return value;
}

/** Names of flags in the order in which people list them. */
const flags = ["CF", "PF", "AF", "ZF", "SF", "OF", "DF", "IF"] as const;

function factsOf(iced: IcedModule, instruction: Iced.Instruction, info: Iced.OpCodeInfo): string[] {
  const names = (bits: number) => flags.filter((name) => (bits & iced.RflagsBits[name]) !== 0).join(" ");
  const [read, modified] = [names(instruction.rflagsRead), names(instruction.rflagsModified)];
  const features = [...instruction.cpuidFeatures()].map((feature) => iced.CpuidFeature[feature]!.replaceAll("_", " "));
  const unusual = features.filter((name) => !/^(INTEL\d+|X64|FPU|CPUID|CX8|CMOV)$/.test(name));
  return [
    `Opcode \`${info.opCodeString}\`.`,
    ...(read === "" ? [] : [`Reads the flags ${read}.`]),
    ...(modified === "" ? ["Leaves the flags."] : [`Changes the flags ${modified}.`]),
    ...(unusual.length === 0 ? [] : [`Needs a CPU with ${unusual.join(" and ")}.`]),
  ];
}

function readFront(reader: Reader): void {
  const { EncodingKind } = reader.iced;
  readPrefixes(reader);
  const { encoding } = reader.info;
  if (encoding === EncodingKind.EVEX) readEvex(reader);
  else if (encoding === EncodingKind.XOP) readVex3(reader, "XOP");
  else if (encoding !== EncodingKind.VEX) readRex(reader);
  else if (reader.peek === 0xc5) readVex2(reader);
  else readVex3(reader, "VEX");
}

/** Of the first instruction in the bytes; undefined when they are none, or not whole. */
export function anatomyOfX86(iced: IcedModule, code: Uint8Array): Anatomy | undefined {
  const decoder = new iced.Decoder(64, code, iced.DecoderOptions.NoInvalidCheck);
  const instruction = decoder.decode();
  decoder.free();
  if (instruction.isInvalid) return undefined;
  const info = iced.CodeExt.opCode(instruction.code);
  const reader = new Reader(iced, code.subarray(0, instruction.length), instruction, info);
  readFront(reader);
  readOpcode(reader);
  const displacement = hasModRm(reader) ? readModRm(reader) : 0;
  readConstants(reader, displacement);
  const mnemonic = iced.Mnemonic[instruction.mnemonic]!.toLowerCase();
  const anatomy: Anatomy = {
    form: info.instructionString,
    meaning: meaningOf(mnemonic, instruction.isStringInstruction),
    facts: factsOf(iced, instruction, info),
    units: reader.units,
  };
  info.free();
  instruction.free();
  return anatomy;
}
