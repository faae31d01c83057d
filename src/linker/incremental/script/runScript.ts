// Runs a script of declaration calls against an incremental linker, and tells of each line what came of it.
//
//   expect linked                    the last flush made an image
//   expect error CODE                it did not, and says so by this code
//   expect unchanged                 not a byte was written
//   expect moved NAME | nothing      what left its place
//   expect patched N                 relocations applied
//   expect value NAME = N            the 64-bit word at a declaration or an exported name
//   expect read NAME = N             the word that the GOT cell of a name leads to
//   expect slots got|stub = N        slots in use
//   expect undefined NAME            nothing provides the name, and something asks for it

import { fromWords } from "@/base/units";
import { globalState, slotKind } from "../../schemas/globals";
import { validateImage } from "../../validateImage";
import type { CodeRelocation } from "../codeRelocations";
import type { FlushReport } from "../flush";
import type { IncrementalLinker } from "../incrementalLinker";
import { parseScript, readNumber, type ScriptBytes, type ScriptProblem, type ScriptStep } from "./parseScript";

export interface StepResult {
  readonly line: number;
  readonly text: string;
  /** Undefined for calls; whether it held, for expectations. */
  readonly held: boolean | undefined;
  /** What was found, or what a flush did. */
  readonly found: string;
  /** Of a flush: its number, from 1. */
  readonly flush?: number;
}

export interface ScriptResult {
  readonly steps: readonly StepResult[];
  /** Lines that are no calls, and calls that were refused. */
  readonly problems: readonly ScriptProblem[];
  readonly passed: number;
  readonly failed: number;
}

type FlushListener = (number: number, report: FlushReport) => void;

/** `onFlush` is called right after each flush of the script, with its number from 1. */
export function runScript(text: string, linker: IncrementalLinker, onFlush: FlushListener = () => {}): ScriptResult {
  const { steps, problems } = parseScript(text);
  const refused: ScriptProblem[] = [...problems];
  const results: StepResult[] = [];
  const runner = createRunner(linker, onFlush);
  // A script that cannot be read as a whole is not run in part.
  if (problems.length === 0)
    for (const step of steps) {
      try {
        results.push({ line: step.line, text: step.text, ...runner(step) });
      } catch (problem) {
        // The interface refuses what no compiler would ask.
        if (!(problem instanceof RangeError)) throw problem;
        refused.push({ line: step.line, message: problem.message });
      }
    }
  return {
    steps: results,
    problems: refused,
    passed: results.filter(({ held }) => held === true).length,
    failed: results.filter(({ held }) => held === false).length,
  };
}

type Outcome = Pick<StepResult, "held" | "found" | "flush">;
const done: Outcome = { held: undefined, found: "" };

function createRunner(linker: IncrementalLinker, onFlush: FlushListener): (step: ScriptStep) => Outcome {
  const { declarations, state } = linker;
  let report: FlushReport | undefined;
  let flushes = 0;

  const relocationsOf = ({ holes }: ScriptBytes): CodeRelocation[] =>
    holes.map(({ offset, kind, target, isExtern, addend, line }) => {
      const isCall = kind === "branch";
      const local = declarations.symbolOf(target);
      if (!isExtern && local === undefined) throw new RangeError(`line ${line}: nothing is declared as ${target}`);
      const reference = isCall ? declarations.referenceExternFunction : declarations.referenceExternVariable;
      return { kind, offset, addend, target: isExtern ? reference(target) : local! };
    });
  const expectations = createExpectations(linker, () => report);
  const flushed = (): Outcome => {
    report = linker.flush();
    flushes += 1;
    onFlush(flushes, report);
    const { complete, diagnostics, placed, moved, applied } = report;
    const flush = flushes;
    if (!complete) return { held: undefined, found: diagnostics.map(({ message }) => message).join("; "), flush };
    const problems = validateImage(state.image.bytes().slice());
    if (problems.length > 0) return { held: false, found: problems.join("; "), flush };
    return {
      held: undefined,
      flush,
      found: `${placed.length} placed, ${moved.length} moved, ${applied.length} relocations patched`,
    };
  };
  return ({ call }) => {
    switch (call.kind) {
      case "function":
        declarations.updateFunction(call.name, {
          bytes: call.bytes,
          ...call.options,
          relocations: relocationsOf(call),
        });
        return done;
      case "variable":
        declarations.updateVariable(call.name, {
          bytes: call.bytes,
          ...call.options,
          relocations: relocationsOf(call),
        });
        return done;
      case "constant":
        declarations.lowerConstant(call.name, { bytes: call.bytes, ...call.options, relocations: relocationsOf(call) });
        return done;
      case "extern":
        if (call.what === "function") declarations.declareExternFunction(call.name);
        else declarations.declareExternVariable(call.name);
        return done;
      case "undefined":
        declarations.addUndefined(call.name, { got: call.got, stub: call.stub });
        return done;
      case "export": {
        const wrong = declarations.updateExports(call.name, [{ name: call.as, linkage: call.linkage }]);
        return { held: undefined, found: wrong.map(({ message }) => message).join("; ") };
      }
      case "unexport":
        declarations.deleteExport(call.name, call.as);
        return done;
      case "free":
        declarations.free(call.name);
        return done;
      case "flush":
        return flushed();
      case "expect":
        return expectations(call.words);
    }
  };
}

function createExpectations(
  { declarations, state }: IncrementalLinker,
  last: () => FlushReport | undefined,
): (words: readonly string[]) => Outcome {
  const { atoms, symbols, globals, slots, strings } = state;

  const wordAt = (address: number): number | undefined => {
    const { segments, image } = state;
    for (const segment of segments.rows()) {
      const from = address - segments.address[segment];
      if (from < 0 || from + 8 > segments.fileSize[segment]) continue;
      const bytes = image.bytes();
      const view = new DataView(bytes.buffer, bytes.byteOffset + segments.fileOffset[segment] + from, 8);
      return fromWords(view.getUint32(0, true), view.getUint32(4, true));
    }
    return undefined;
  };
  const addressOf = (name: string): number | undefined => {
    const symbol = declarations.symbolOf(name);
    if (symbol !== undefined) return atoms.address[symbols.atom[symbol]];
    const global = declarations.globalOf(name);
    return global === undefined ? undefined : globals.address[global];
  };
  const compare = (found: number | undefined, wanted: string | undefined): Outcome => {
    if (wanted === undefined || !/^-?(0x[\da-f]+|\d+)$/i.test(wanted))
      throw new RangeError("expected '= N' at the end");
    return { held: found === readNumber(wanted), found: found === undefined ? "nothing" : String(found) };
  };
  const countSlots = (kind: string | undefined): number => {
    const wanted = kind === "got" ? slotKind.got : kind === "stub" ? slotKind.stub : undefined;
    if (wanted === undefined) throw new RangeError("expected got or stub");
    return [...slots.rows()].filter((slot) => slots.kind[slot] === wanted).length;
  };
  const nameOf = (atom: FlushReport["placed"][number]): string => strings.text(symbols.name[atoms.symbol[atom]]);
  const read = (name: string): number | undefined => {
    const global = declarations.globalOf(name);
    const slot = global === undefined ? 0 : globals.gotSlot[global];
    const target = slot === 0 || slot === undefined ? undefined : wordAt(slots.address[slot]);
    return target === undefined ? undefined : wordAt(target);
  };
  type Check = (report: FlushReport, name: string, equals: string | undefined, value: string | undefined) => Outcome;
  const checks: Readonly<Record<string, Check>> = {
    linked: ({ complete }) => ({ held: complete, found: complete ? "linked" : "not linked" }),
    error({ diagnostics }, code) {
      const codes = diagnostics.map((diagnostic) => diagnostic.code);
      return { held: codes.includes(code), found: codes.join(", ") || "no error" };
    },
    unchanged: ({ complete, changed }) => ({
      held: complete && changed.length === 0,
      found: `${changed.length} ranges changed`,
    }),
    moved(report, name) {
      const moved = report.moved.map(({ atom }) => nameOf(atom));
      const held = name === "nothing" ? moved.length === 0 : moved.includes(name);
      return { held, found: moved.join(", ") || "nothing moved" };
    },
    patched: ({ applied }, count) => compare(applied.length, count),
    value(_, name, equals, value) {
      const address = addressOf(name);
      return compare(address === undefined ? undefined : wordAt(address), equals === "=" ? value : undefined);
    },
    read: (_, name, equals, value) => compare(read(name), equals === "=" ? value : undefined),
    slots: (_, kind, equals, value) => compare(countSlots(kind), equals === "=" ? value : undefined),
    undefined(_, name) {
      const global = declarations.globalOf(name);
      const held = global !== undefined && globals.state[global] === globalState.undefined;
      return { held, found: held ? "undefined" : "not undefined" };
    },
  };
  const about = (report: FlushReport, [what = "", name = "", equals, value]: readonly string[]): Outcome => {
    const check = Object.hasOwn(checks, what) ? checks[what] : undefined;
    if (check === undefined) throw new RangeError(`expected ${Object.keys(checks).join(", ")}, found '${what}'`);
    return check(report, name, equals, value);
  };
  return (words) => {
    const report = last();
    if (report === undefined) throw new RangeError("expected a flush before what is expected of it");
    return about(report, words);
  };
}
