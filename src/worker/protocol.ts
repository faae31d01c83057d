// Everything that crosses between the page and the worker, as two discriminated unions. File contents are sent once
// per version and named by id afterwards, and lists of files go as changes of the ones before, so a keystroke sends one
// text and a build request of a few words.

import type { Architecture } from "@/arch/architecture";
import type { Anatomy } from "@/asm/anatomy";
import type { Syntax } from "@/asm/instructionEncoder";
import type { WordLists } from "@/asm/wordLists/wordLists";
import type { Diagnostic } from "@/base/diagnostic";
import type { FileOffset, VirtualAddress } from "@/base/units";
import type { BuildHandles } from "@/linker/build";
import type { StepResult } from "@/linker/incremental/script/runScript";
import type { FlushSummary } from "@/linker/incremental/summary";
import type { TableHandle } from "@/tables/table";
import type { Delta } from "./delta";

export const protocolVersion = 4;

/** Counts builds asked for; a report of an older run than one already shown is dropped. */
export type RunId = number;
export type FileId = string;

export type FileContents =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

export interface FileReference {
  readonly id: FileId;
  readonly version: number;
  readonly name: string;
}

/** What the page lets a visitor choose; the worker turns it into LinkOptions. */
export interface BuildOptions {
  readonly architecture: Architecture;
  /** How things are placed: packed once, or with room to follow edits. */
  readonly mode: "traditional" | "incremental";
  /**
   * lazy: opcode streams, and functions that are bound at their first call; chained: chains through the pointers, bound
   * before the program starts; automatic: as the deployment target prefers. Incremental placement is always lazy.
   */
  readonly bind: BindStyle;
  readonly entry: string;
  readonly deadStrip: boolean;
  /** Link against the built-in libSystem (and libc++) stubs. */
  readonly systemLibraries: boolean;
  /** macOS deployment target, "12.0". */
  readonly minimumVersion: string;
  /** A script of declaration calls is shown as after this flush, from 1; undefined: after its last one. */
  readonly scriptFlush?: number | undefined;
}

export type BindStyle = "automatic" | "lazy" | "chained";

export const defaultBuildOptions: BuildOptions = {
  architecture: "arm64",
  mode: "traditional",
  bind: "automatic",
  entry: "_main",
  deadStrip: false,
  systemLibraries: true,
  minimumVersion: "12.0",
};

export type LinkRequest =
  /** First message. `control` is a shared Int32 block: [0] = newest run asked for, [1] = pass being run. */
  | {
      readonly kind: "configure";
      readonly version: number;
      readonly shared: boolean;
      readonly control?: ArrayBufferLike;
    }
  | { readonly kind: "file"; readonly file: FileReference; readonly contents: FileContents }
  | { readonly kind: "forget"; readonly id: FileId }
  | {
      readonly kind: "build";
      readonly run: RunId;
      /** As changes of those of the build asked for before. */
      readonly files: Delta<FileReference>;
      readonly options: BuildOptions;
      /** Runs whose builds the page still reads: the memory of all others may be written again. */
      readonly held: readonly RunId[];
    }
  | {
      readonly kind: "disassemble";
      readonly query: number;
      readonly run: RunId;
      readonly from: FileOffset;
      readonly to: FileOffset;
      /** Of x86_64 instructions. */
      readonly syntax: Syntax;
    }
  | { readonly kind: "ask"; readonly query: number; readonly question: Question };

/** What the editor wants to know beside the build; the answer of each topic is in `Answers`. */
export type Question =
  /** The words of a dialect, to offer and to explain. */
  | { readonly topic: "words"; readonly architecture: Architecture; readonly syntax: Syntax }
  /** What the project's libraries and the system's export. */
  | { readonly topic: "imports"; readonly architecture: Architecture }
  /** How the bytes of an instruction are made up; `mnemonic` as it was written. */
  | {
      readonly topic: "instruction";
      readonly architecture: Architecture;
      readonly bytes: Uint8Array;
      readonly mnemonic: string;
    };

export interface ImportName {
  readonly name: string;
  /** Its install name. */
  readonly library: string;
}

export interface Answers {
  readonly words: WordLists;
  readonly imports: readonly ImportName[];
  readonly instruction: Anatomy;
}
export type Topic = Question["topic"];
export type AnswerTo<Asked extends Question> = Answers[Asked["topic"]];

/** One input as the link saw it: an assembled source, or bytes as given. */
export interface BuiltFile {
  readonly id: FileId;
  readonly version: number;
  readonly name: string;
  readonly assembled: boolean;
  /** Position among the link's inputs, from 1; 0 when the file did not get that far. */
  readonly input: number;
  /** Object bytes: the assembler's, or the file itself. Undefined when assembling failed. */
  readonly object: Uint8Array | undefined;
  /** Table `lines` of asm/lineTable.ts, for assembled sources. */
  readonly lines: TableHandle | undefined;
}

/** What a script of declaration calls did. */
export interface ScriptRun {
  readonly file: string;
  readonly steps: readonly StepResult[];
  /** One a flush, in order. */
  readonly flushes: readonly FlushSummary[];
  /** The flush whose image is shown, from 1. */
  readonly shown: number;
}

export interface PublishedBuild {
  readonly run: RunId;
  readonly handles: BuildHandles;
  readonly files: readonly BuiltFile[];
  /** Of the assembler and the linker together, most exact places known. */
  readonly diagnostics: readonly Diagnostic[];
  /** When one of the files is a script. */
  readonly script?: ScriptRun;
  /** Milliseconds. */
  readonly timing: { readonly assemble: number; readonly link: number; readonly total: number };
}

/** A build as it is posted: lists of files and inputs as changes of those that were posted before. */
export interface PostedBuild extends Omit<PublishedBuild, "handles" | "files"> {
  readonly handles: Omit<BuildHandles, "inputs">;
  readonly inputs: Delta<Uint8Array>;
  readonly files: Delta<BuiltFile>;
}

export interface DisassembledLine {
  readonly offset: FileOffset;
  readonly address: VirtualAddress;
  readonly length: number;
  readonly text: string;
  /** Address a branch or pc-relative operand leads to. */
  readonly target?: VirtualAddress;
}

export type LinkReport =
  | { readonly kind: "ready"; readonly version: number }
  | { readonly kind: "progress"; readonly run: RunId; readonly pass: string }
  /** Also for failed links: then `handles.image` is undefined and `diagnostics` says why. */
  | { readonly kind: "built"; readonly build: PostedBuild }
  | { readonly kind: "cancelled"; readonly run: RunId }
  /** A bug: the worker stays usable, the run has no result. */
  | { readonly kind: "crashed"; readonly run: RunId; readonly pass: string; readonly message: string }
  | {
      readonly kind: "disassembled";
      readonly query: number;
      readonly run: RunId;
      readonly lines: readonly DisassembledLine[];
    }
  | { readonly kind: "answered"; readonly query: number; readonly answer: Answers[Topic] | undefined };
