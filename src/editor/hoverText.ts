// What the editor says about the place under the pointer, as Markdown paragraphs: what the word means, how its
// instruction is encoded, what the line became, and which relocations it leaves to the linker.

import type { Architecture } from "@/arch/architecture";
import { isDataField } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import type { Anatomy } from "@/asm/anatomy";
import type { WordLists } from "@/asm/wordLists/wordLists";
import { hex0x, hexBytes } from "@/base/text";
import type { RelocationIndex } from "@/base/units";
import { explainRelocation } from "@/inspect/explainRelocation";
import { attachSources } from "@/inspect/sources";
import { targetName } from "@/inspect/subjectKey";
import type { ShownBuild } from "@/state/appState";
import { anatomyText, type HoleBits } from "./anatomyText";
import { initialState, type TokenKind, tokenizeLine } from "./asmTokens";
import type { FileFacts, Statement } from "./lineFacts";
import { symbolText } from "./symbolText";

export interface HoverText {
  readonly paragraphs: readonly string[];
  /** Columns, from 1; `to` is after the last one. */
  readonly from: number;
  readonly to: number;
}

export interface HoverQuestion {
  readonly architecture: Architecture;
  /** The line's text, and its number and a column, from 1. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** The build that was made of this very text, if there is one. */
  readonly build: ShownBuild | undefined;
  readonly facts: FileFacts | undefined;
}

/** The word under the pointer, before anybody was asked about it. */
export interface HoverPlace extends HoverQuestion {
  readonly kind: TokenKind;
  readonly word: string;
  readonly from: number;
  readonly to: number;
  /** What the line, or the statement of the line under the pointer, became. */
  readonly statements: readonly Statement[];
}

export interface HoverAnswers {
  readonly words: WordLists | undefined;
  readonly anatomy: Anatomy | undefined;
}

export function hoverPlace(question: HoverQuestion): HoverPlace | undefined {
  const { text, architecture, column, line, facts } = question;
  const { tokens } = tokenizeLine(text, architecture, initialState);
  const token = tokens.find(({ from, to }) => column - 1 >= from && column - 1 < to);
  if (token === undefined || token.kind === "comment" || token.kind === "string") return undefined;
  const all = facts?.byLine.get(line) ?? [];
  const under = all.filter((statement) => column >= statement.column && column < statement.column + statement.length);
  return {
    ...question,
    kind: token.kind,
    word: text.slice(token.from, token.to),
    from: token.from + 1,
    to: token.to + 1,
    statements: under.length > 0 ? under : all,
  };
}

/** The bytes of an instruction to ask about; undefined where there is none under the pointer. */
export function instructionBytes({ kind, build, statements }: HoverPlace): Uint8Array | undefined {
  const [statement] = statements;
  if (kind !== "mnemonic" || build === undefined || statement === undefined) return undefined;
  return bytesOf(build, statement, 16);
}

function bytesOf({ view }: ShownBuild, { section, offset, size }: Statement, limit: number): Uint8Array | undefined {
  const file = view.sections.file[section];
  const input = view.inputs[view.files.input[file]];
  if (input === undefined || view.sections.offset[section] === 0) return undefined;
  const start = view.files.start[file] + view.sections.offset[section] + offset;
  return input.slice(start, start + Math.min(size, limit));
}

const shownBytes = 16;

function becameText(build: ShownBuild, statement: Statement): string {
  const { view } = build;
  const { section, offset, size } = statement;
  const name = `${view.strings.text(view.sections.segmentName[section])},${view.strings.text(view.sections.sectionName[section])}`;
  const place = `at \`${name}\` + ${hex0x(offset)}`;
  const bytes = bytesOf(build, statement, shownBytes);
  if (bytes === undefined) return `${size} bytes of room ${place}`;
  const count = size === 4 && bytes.length === 4 ? "" : `, ${size} ${size === 1 ? "byte" : "bytes"}`;
  return `\`${hexBytes(bytes)}${size > shownBytes ? " …" : ""}\` ${place}${count}`;
}

/** The record that the line leaves, and what the linker made of it in this build. */
function relocationText(build: ShownBuild, relocation: RelocationIndex): string {
  const { view } = build;
  const explained = explainRelocation(view, attachSources(build.files), relocation);
  const rule = relocationRules(view.options.architecture)[view.relocations.type[relocation]];
  const length = 2 ** view.relocations.length[relocation];
  const traits = [
    `${length} ${length === 1 ? "byte" : "bytes"}`,
    rule?.pcRelative ? "pc-relative" : "absolute",
    ...(rule === undefined || rule.via === "symbol" ? [] : [routes[rule.via]]),
  ];
  const lines = [`Relocation \`${explained.type}\` → \`${targetName(view, relocation)}\`: ${traits.join(", ")}`];
  const { formula, before, after } = explained;
  if (formula !== undefined) {
    const terms = formula.terms.map(({ name, shown }) => `${name} = ${shown}`).join(", ");
    const bytes = after && `: \`${hexBytes(before.bytes.bytes)}\` became \`${hexBytes(after.bytes.bytes)}\``;
    lines.push(`\`${rule?.formula ?? "S + A"}\` with ${terms} gave ${formula.shown}${bytes ?? ""}`);
  } else if (rule !== undefined) lines.push(`\`${rule.formula}\``);
  lines.push(explained.summary);
  if (explained.skipped !== undefined) lines.push(`Not applied: ${explained.skipped}`);
  for (const aside of explained.asides) lines.push(`${aside.title}: ${aside.text}`);
  return lines.join("  \n");
}

const routes = { stub: "by a stub if imported", got: "by the GOT", tlv: "by a thread-local pointer" } as const;

const heading = (name: string, meaning: string) => (meaning === "" ? `**${name}**` : `**${name}** · ${meaning}`);

function mnemonicText(place: HoverPlace, { words, anatomy }: HoverAnswers): string[] {
  const { word, kind } = place;
  const name = word.toLowerCase();
  const entry = words?.mnemonics.find((candidate) => candidate.name === name || candidate.name === name.split(".")[0]);
  if (kind !== "mnemonic" || (entry === undefined && anatomy === undefined)) return [];
  const form = anatomy === undefined ? "" : `  \n\`${anatomy.form}\``;
  const title = `${heading(word, entry?.meaning || anatomy?.meaning || "")}${form}`;
  return anatomy === undefined ? [title] : [title, anatomyText(anatomy, holesOf(place))];
}

/** Where in the instruction the linker will write. */
function holesOf({ build, statements }: HoverPlace): HoleBits[] {
  const [statement] = statements;
  if (build === undefined || statement === undefined) return [];
  const { relocations, atoms, options } = build.view;
  return statement.relocations.map((relocation) => {
    const field = relocationRules(options.architecture)[relocations.type[relocation]]?.field;
    return {
      at: atoms.offset[relocations.atom[relocation]] + relocations.offset[relocation] - statement.offset,
      runs: field === undefined || isDataField(field) ? [] : field.runs,
    };
  });
}

function registerText({ word, kind }: HoverPlace, words: WordLists | undefined): string[] {
  if (kind !== "register" && kind !== "symbol") return [];
  const name = word
    .toLowerCase()
    .replace(/^%/, "")
    .replace(/^(v\d+)\..*$/, "$1");
  const entry = words?.registers.find((candidate) => candidate.name === name);
  return entry === undefined ? [] : [heading(word, entry.meaning)];
}

/** What is known of the word without the build. */
function wordText(place: HoverPlace, answers: HoverAnswers): string[] {
  const { kind, word } = place;
  const { words } = answers;
  if (kind === "directive") {
    const entry = words?.directives.find(({ name }) => name === word.toLowerCase());
    return entry === undefined ? [] : [heading(word, entry.meaning)];
  }
  if (kind === "modifier") {
    const entry = words?.modifiers.find(({ name }) => name === word.slice(1).toUpperCase());
    return entry === undefined ? [] : [heading(word, entry.meaning)];
  }
  return [...mnemonicText(place, answers), ...registerText(place, words)];
}

const tellsOfLinking = (kind: TokenKind) => kind !== "label" && kind !== "register" && kind !== "number";

export function hoverText(place: HoverPlace, answers: HoverAnswers): HoverText | undefined {
  const { kind, word, build, facts, from, to, statements } = place;
  const paragraphs = wordText(place, answers);
  const isName = (kind === "symbol" && paragraphs.length === 0) || kind === "label";
  if (build !== undefined) {
    if (isName) paragraphs.push(...symbolText(build, facts?.file, word.replace(/\s*:$/, "")));
    for (const statement of tellsOfLinking(kind) ? statements : [])
      for (const relocation of statement.relocations) paragraphs.push(relocationText(build, relocation));
    if (kind === "mnemonic" || kind === "directive") {
      const became = statements.map((statement) => becameText(build, statement));
      paragraphs.push([...became, ...(answers.anatomy?.facts ?? [])].join("  \n"));
    }
  }
  const told = paragraphs.filter((text) => text !== "");
  return told.length === 0 ? undefined : { paragraphs: told, from, to };
}
