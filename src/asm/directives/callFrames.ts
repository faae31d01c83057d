// `.cfi_*`: how to find the caller's registers at each place of a function.

import type { Emitter } from "../emitter";
import { messages } from "../messages";
import type { EncodedSymbol, Frame, FrameChange } from "../unwinding/frame";
import { isKnownEncoding, omitted } from "../unwinding/writing";
import type { Arguments, Directive } from "./arguments";

const farthest = Number.MAX_SAFE_INTEGER;
const offset = (args: Arguments) => args.integer(-farthest, farthest);

/** A directive that makes one change. */
const changing =
  (read: (args: Arguments, register: () => number) => FrameChange): Directive =>
  (args, emitter) => {
    const { rules } = emitter.callFrames;
    const change = read(args, () => args.dwarfRegister((name) => rules.register(name)));
    if (!args.finish()) return;
    return ({ callFrames }) => callFrames.change(change);
  };

const plain = (kind: "rememberState" | "restoreState" | "negateSigning" | "negateSigningHere"): Directive =>
  changing(() => ({ kind }));

const ofRegister = (kind: "cfaRegister" | "restore" | "undefined" | "sameValue"): Directive =>
  changing((_, register) => ({ kind, register: register() }));

const ofOffset = (kind: "cfaOffset" | "cfaOffsetBy"): Directive => changing((args) => ({ kind, offset: offset(args) }));

const ofBoth = (kind: "cfa" | "savedAt" | "savedRelative" | "valueAt"): Directive =>
  changing((args, register) => {
    const number = register();
    args.comma();
    return { kind, register: number, offset: offset(args) };
  });

const savedIn = changing((args, register) => {
  const number = register();
  args.comma();
  return { kind: "savedIn", register: number, other: register() };
});

const escapeBytes = changing((args) => {
  const bytes: number[] = [];
  // A value has as many bytes as it wants; the lowest counts.
  do bytes.push(Number(BigInt.asUintN(8, args.bigConstant())));
  while (!args.failed && args.take(","));
  return { kind: "bytes", bytes };
});

const label = changing((args) => ({ kind: "label", name: args.symbol() }));

/** A directive that says something about the whole function. */
const describing =
  (apply: (frame: Frame) => void): Directive =>
  (args) => {
    if (!args.finish()) return;
    return ({ callFrames }) => {
      const frame = callFrames.current();
      if (frame !== undefined) apply(frame);
    };
  };

const naming =
  (apply: (frame: Frame, named: EncodedSymbol) => void): Directive =>
  (args) => {
    const from = args.position;
    const encoding = args.integer(0, 0xff);
    if (!args.failed && encoding === omitted && args.atEnd) return;
    if (!args.failed && !isKnownEncoding(encoding))
      args.fail(messages.unknownPointerEncoding(encoding), from, args.position - from);
    args.comma();
    const name = args.symbol();
    if (!args.finish()) return;
    return ({ callFrames, span }) => {
      const frame = callFrames.current();
      if (frame !== undefined) apply(frame, { name, encoding, span });
    };
  };

const startProc: Directive = (args) => {
  const isSimple = !args.atEnd;
  if (isSimple && args.word() !== "simple") args.fail(messages.expected("'simple' or nothing"));
  return args.finish() ? ({ callFrames }) => callFrames.start(isSimple) : undefined;
};

const endProc: Directive = (args) => (args.finish() ? ({ callFrames }) => callFrames.end() : undefined);

const returnColumn: Directive = (args, emitter) => {
  // The table has a byte for it.
  const number = args.dwarfRegister((name) => emitter.callFrames.rules.register(name), 0xff);
  const frame = args.finish() ? emitter.callFrames.current() : undefined;
  if (frame !== undefined) frame.returnAddress = number;
};

/** `.eh_frame`, `.debug_frame`: which tables the object has; other names ask for none. */
const sections: Directive = (args, emitter) => {
  const names: string[] = [];
  args.list(() => names.push(args.symbol()));
  if (!args.finish()) return;
  emitter.callFrames.tables = { forRunTime: names.includes(".eh_frame"), forDebuggers: names.includes(".debug_frame") };
};

/** For one CPU only. */
const own =
  (directive: Directive): Directive =>
  (args: Arguments, emitter: Emitter) => {
    if (!emitter.callFrames.rules.ownDirectives.has(args.directive.toLowerCase()))
      args.fail(messages.unsupportedDirective(args.directive, "only arm64 has frames of this kind"), 0);
    return directive(args, emitter);
  };

export const callFrameDirectives: Readonly<Record<string, Directive>> = {
  ".cfi_sections": sections,
  ".cfi_startproc": startProc,
  ".cfi_endproc": endProc,
  ".cfi_def_cfa": ofBoth("cfa"),
  ".cfi_def_cfa_offset": ofOffset("cfaOffset"),
  ".cfi_adjust_cfa_offset": ofOffset("cfaOffsetBy"),
  ".cfi_def_cfa_register": ofRegister("cfaRegister"),
  ".cfi_offset": ofBoth("savedAt"),
  ".cfi_rel_offset": ofBoth("savedRelative"),
  ".cfi_val_offset": ofBoth("valueAt"),
  ".cfi_register": savedIn,
  ".cfi_restore": ofRegister("restore"),
  ".cfi_undefined": ofRegister("undefined"),
  ".cfi_same_value": ofRegister("sameValue"),
  ".cfi_remember_state": plain("rememberState"),
  ".cfi_restore_state": plain("restoreState"),
  ".cfi_escape": escapeBytes,
  ".cfi_label": label,
  ".cfi_return_column": returnColumn,
  ".cfi_signal_frame": describing((frame) => {
    frame.isSignalFrame = true;
  }),
  ".cfi_personality": naming((frame, named) => {
    frame.personality = named;
  }),
  ".cfi_lsda": naming((frame, named) => {
    frame.languageData = named;
  }),
  // SPARC's directive has the code of arm64's, and LLVM accepts it everywhere.
  ".cfi_window_save": plain("negateSigning"),
  ".cfi_negate_ra_state": own(plain("negateSigning")),
  ".cfi_negate_ra_state_with_pc": own(plain("negateSigningHere")),
  ".cfi_b_key_frame": own(
    describing((frame) => {
      frame.usesKeyB = true;
    }),
  ),
  ".cfi_mte_tagged_frame": own(
    describing((frame) => {
      frame.isTagged = true;
    }),
  ),
};
