// The closed vocabulary of decisions. Passes record facts; sentences for people are made in inspect/.
// Each kind says what its columns hold; a column that is not named is 0.

import { namedValues } from "@/base/names";

export interface EventKind {
  readonly code: number;
  /** Table whose row `subject` is. */
  readonly subject: string;
  readonly object?: string;
  readonly value?: string;
}

export const eventKinds = {
  /** A file takes part in the link. */
  "file-read": { code: 1, subject: "files" },
  /** An archive member was added because a name was undefined. object: the name. */
  "member-pulled": { code: 2, subject: "files", object: "strings" },
  /** A name was seen for the first time. object: the symbol that brought it. */
  "global-created": { code: 3, subject: "globals", object: "symbols" },
  /** A definition became the best so far. object: its symbol, value: the symbol that lost (0 when none). */
  "definition-chosen": { code: 4, subject: "globals", object: "symbols", value: "symbols" },
  /** A definition was seen and lost. object: its symbol, value: the symbol that stays. */
  "definition-refused": { code: 5, subject: "globals", object: "symbols", value: "symbols" },
  /** A dylib provides the name. object: its file. */
  "import-bound": { code: 6, subject: "globals", object: "files" },
  /** Nothing provides the name. */
  "global-unresolved": { code: 7, subject: "globals" },
  /** object: the atom whose reference keeps it (0: a root, then value says why: rootReason). */
  "atom-kept": { code: 8, subject: "atoms", object: "atoms", value: "rootReason" },
  /** value: stripReason. */
  "atom-stripped": { code: 9, subject: "atoms", value: "stripReason" },
  /** An indirection was asked for. object: the request. */
  "action-requested": { code: 10, subject: "globals", object: "requests" },
  /** A slot was handed out. object: the first request for it. */
  "slot-made": { code: 11, subject: "slots", object: "requests" },
  /** A load through a slot became an address computation. object: the global. */
  "access-relaxed": { code: 12, subject: "relocations", object: "globals" },
  /** value: the address. */
  "segment-placed": { code: 13, subject: "segments", value: "address" },
  "section-placed": { code: 14, subject: "outputSections", value: "address" },
  "atom-placed": { code: 15, subject: "atoms", object: "outputSections", value: "address" },
  "global-placed": { code: 16, subject: "globals", value: "address" },
  /** The relocation's bytes were written. object: the patch. */
  "relocation-applied": { code: 17, subject: "relocations", object: "patches" },
  /** dyld will add the slide here. */
  "fixup-recorded": { code: 18, subject: "fixups" },
  /** The entry point. value: its address. */
  "entry-chosen": { code: 19, subject: "globals", value: "address" },
  /** A tentative definition got room. object: its atom. */
  "tentative-allocated": { code: 20, subject: "globals", object: "atoms" },
  /** Incremental: the last request for a slot went away. */
  "slot-freed": { code: 21, subject: "slots" },
  /** An atom outgrew its room. value: the address it left. */
  "atom-moved": { code: 22, subject: "atoms", object: "outputSections", value: "address" },
  /** An atom gave its room back. value: the address it had. */
  "atom-freed": { code: 23, subject: "atoms", value: "address" },
  /** A section outgrew its room and pushed what is behind it on. value: by how many bytes. */
  "section-grown": { code: 24, subject: "outputSections", value: "bytes" },
  /** A pointer got its place in a chain. object: the write, value: steps of 4 bytes to the next one (0: none). */
  "fixup-chained": { code: 26, subject: "fixups", object: "writes", value: "steps" },
  /** A call of the declaration interface. object: callKind. */
  "declaration-called": { code: 25, subject: "symbols", object: "callKind", value: "globals" },
  /** Its bytes are in the image already: references to it lead there. object: the atom that has them. */
  "atom-merged": { code: 26, subject: "atoms", object: "atoms" },
} as const satisfies Readonly<Record<string, EventKind>>;

/** Calls of the declaration interface. */
export const callKind = namedValues({
  updateFunction: 1,
  updateVariable: 2,
  declareExternFunction: 3,
  declareExternVariable: 4,
  referenceExternVariable: 5,
  referenceExternFunction: 6,
  lowerUnnamedConstant: 7,
  lowerAnonymous: 8,
  lowerConstant: 9,
  updateExports: 10,
  deleteExport: 11,
  freeDeclaration: 12,
  addUndefined: 13,
});

export type EventName = keyof typeof eventKinds;
export const rootReasons = {
  entry: 1,
  commandLine: 2,
  noSubsections: 3,
  noDeadStripSection: 4,
  initializer: 5,
  noDeadStripSymbol: 6,
  exported: 7,
} as const;

export const stripReasons = {
  /** Nothing kept refers to it. */
  unreached: 0,
  /** A weak definition that lost. */
  lostCopy: 1,
  /** A frame in DWARF's words of a function that has a compact record. */
  compactUnwind: 2,
  /** A frame of a function that is not in the image. */
  functionGone: 3,
  /** What no frame that stays needs. */
  unusedFrame: 4,
} as const;

const names = new Map<number, EventName>(
  Object.entries(eventKinds).map(([name, kind]) => [kind.code, name as EventName]),
);
export const eventNameOf = (code: number): EventName | undefined => names.get(code);
